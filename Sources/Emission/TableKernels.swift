// The inner loops over the table: blocks of four energies, no checks inside.

import Foundation

/// Guided light of four neighbouring energies.
struct LightBlock: Sendable {
  /// Mean guided light Φ̄ ΔE, m⁻¹ s⁻¹.
  var mean = SIMD4<Double>.zero
  /// Its slope against γ, s⁻¹.
  var meanSlope = SIMD4<Double>.zero
  /// Light out of the ends per area, m⁻² s⁻¹.
  var end = SIMD4<Double>.zero
}

/// What the cells give to one table node, and what it draws.
struct NodeSums: Sendable {
  /// Gain weight W_j.
  var gain = 0.0
  /// Spontaneous sheet rate d·V_j, m⁻² s⁻¹.
  var source = 0.0
  /// Light that the gain of the node draws, ∫ ĝ_j Φ̄ dE.
  var drawn = 0.0
}

/// Adds gain and source, split by their weights, to four neighbouring nodes.
@inline(__always)
func flush(
  _ first: Int, _ gains: SIMD4<Double>, _ sources: SIMD4<Double>, to nodes: UnsafeMutableBufferPointer<NodeSums>
) {
  for lane in 0..<4 {
    nodes[first + lane].gain += gains[lane]
    nodes[first + lane].source += sources[lane]
  }
}

extension EmissionTable {
  /// Light along the path from the sums over `nodes`, per mode and block of energies; draws it from the nodes.
  /// - Returns: largest net modal gain, m⁻¹.
  @inline(__always)
  func amplify(
    nodes range: Range<Int>, guide: [GuideBlock], ratios: [Double], length: Double, sums: inout [NodeSums],
    light: inout [LightBlock]
  ) -> Double {
    precondition(range.upperBound <= nodes && guide.count == ratios.count * blocks)
    precondition(light.count == guide.count && sums.count == nodes)
    var peak = SIMD4<Double>(repeating: -.infinity)
    rows.withUnsafeBufferPointer { rows in
      guide.withUnsafeBufferPointer { guide in
        sums.withUnsafeMutableBufferPointer { sums in
          light.withUnsafeMutableBufferPointer { light in
            for (mode, ratio) in ratios.enumerated() {
              let start = mode * blocks
              for block in 0..<blocks {
                var gain = SIMD4<Double>.zero
                var source = SIMD4<Double>.zero
                for node in range {
                  let row = rows[node * blocks + block]
                  gain += sums[node].gain * row.gain
                  source += sums[node].source * row.spontaneous
                }
                gain = ratio * gain - guide[start + block].loss
                peak.replace(with: gain, where: gain .> peak)
                source *= guide[start + block].source
                let wave = WaveBlock(gain * length)
                light[start + block].end = source * wave.output
                light[start + block].mean = source * wave.mean * length
                light[start + block].meanSlope = source * wave.meanSlope * (length * length)
              }
              for node in range {
                var drawn = SIMD4<Double>.zero
                for block in 0..<blocks { drawn += rows[node * blocks + block].gain * light[start + block].mean }
                sums[node].drawn = (mode == 0 ? 0 : sums[node].drawn) + ratio * drawn.sum()
              }
            }
          }
        }
      }
    }
    return peak.max()
  }

  /// H_jj' = ∫ ĝ_j ĝ_j' ∂Φ̄/∂γ dE between the nodes of `range`, summed over the modes, row by row.
  func coupling(nodes range: Range<Int>, ratios: [Double], light: [LightBlock], into matrix: inout [Double]) {
    let size = range.count
    precondition(range.upperBound <= nodes && light.count == ratios.count * blocks && matrix.count >= size * size)
    rows.withUnsafeBufferPointer { rows in
      light.withUnsafeBufferPointer { light in
        matrix.withUnsafeMutableBufferPointer { matrix in
          for row in 0..<size {
            for column in 0...row {
              let (one, other) = ((range.lowerBound + row) * blocks, (range.lowerBound + column) * blocks)
              var total = 0.0
              for (mode, ratio) in ratios.enumerated() {
                var sum = SIMD4<Double>.zero
                for block in 0..<blocks {
                  sum += (rows[one + block].gain * light[mode * blocks + block].meanSlope) * rows[other + block].gain
                }
                total += ratio * ratio * sum.sum()
              }
              matrix[row * size + column] = total
              matrix[column * size + row] = total
            }
          }
        }
      }
    }
  }
}
