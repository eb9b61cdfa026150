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
  /// - Parameter drawn: work space, one entry per node of the table.
  /// - Returns: largest net modal gain, m⁻¹.
  @inline(__always)
  func amplify(
    nodes range: Range<Int>, guide: [GuideBlock], ratios: [Double], length: Double, sums: inout [NodeSums],
    drawn: inout [SIMD4<Double>], light: inout [LightBlock]
  ) -> Double {
    precondition(range.upperBound <= nodes && guide.count == ratios.count * blocks && drawn.count == nodes)
    precondition(light.count == guide.count && sums.count == nodes)
    var peak = SIMD4<Double>(repeating: -.infinity)
    let (first, end) = (range.lowerBound, range.upperBound)
    columns.withUnsafeBufferPointer { columns in
      guide.withUnsafeBufferPointer { guide in
        sums.withUnsafeMutableBufferPointer { sums in
          drawn.withUnsafeMutableBufferPointer { drawn in
            light.withUnsafeMutableBufferPointer { light in
              for node in first..<end { drawn[node] = .zero }
              for (mode, ratio) in ratios.enumerated() {
                for block in 0..<blocks {
                  let column = block &* nodes
                  var gain = SIMD4<Double>.zero
                  var source = SIMD4<Double>.zero
                  for node in first..<end {
                    gain += sums[node].gain * columns[column &+ node].gain
                    source += sums[node].source * columns[column &+ node].spontaneous
                  }
                  let place = mode &* blocks &+ block
                  gain = ratio * gain - guide[place].loss
                  peak.replace(with: gain, where: gain .> peak)
                  source *= guide[place].source
                  let wave = WaveBlock(gain * length)
                  let mean = source * wave.mean * length
                  light[place].end = source * wave.output
                  light[place].mean = mean
                  light[place].meanSlope = source * wave.meanSlope * (length * length)
                  // While the nodes of this block are at hand.
                  let taken = ratio * mean
                  for node in first..<end { drawn[node] += columns[column &+ node].gain * taken }
                }
              }
              for node in first..<end { sums[node].drawn = drawn[node].sum() }
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
