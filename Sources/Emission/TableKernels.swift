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

extension DensityWeights {
  /// Adds gain and source, split by the weights, to the four nodes.
  @inline(__always)
  func add(gain: Double, source: Double, to nodes: UnsafeMutableBufferPointer<NodeSums>) {
    let (gains, sources) = (gain * values, source * values)
    nodes[first].gain += gains.x
    nodes[first].source += sources.x
    nodes[first + 1].gain += gains.y
    nodes[first + 1].source += sources.y
    nodes[first + 2].gain += gains.z
    nodes[first + 2].source += sources.z
    nodes[first + 3].gain += gains.w
    nodes[first + 3].source += sources.w
  }
}

extension EmissionTable {
  /// Light along the path from the sums over `nodes`, per block of energies; draws it from the nodes.
  /// - Returns: largest net modal gain, m⁻¹.
  @inline(__always)
  func amplify(
    nodes range: Range<Int>, guide: [GuideBlock], length: Double, sums: inout [NodeSums], light: inout [LightBlock]
  ) -> Double {
    precondition(range.upperBound <= nodes && guide.count == blocks && light.count == blocks && sums.count == nodes)
    var peak = SIMD4<Double>(repeating: -.infinity)
    rows.withUnsafeBufferPointer { rows in
      guide.withUnsafeBufferPointer { guide in
        sums.withUnsafeMutableBufferPointer { sums in
          light.withUnsafeMutableBufferPointer { light in
            for block in 0..<blocks {
              var gain = -guide[block].loss
              var source = SIMD4<Double>.zero
              for node in range {
                let row = rows[node * blocks + block]
                gain += sums[node].gain * row.gain
                source += sums[node].source * row.spontaneous
              }
              peak.replace(with: gain, where: gain .> peak)
              source *= guide[block].source
              let wave = WaveBlock(gain * length)
              light[block].end = source * wave.output
              light[block].mean = source * wave.mean * length
              light[block].meanSlope = source * wave.meanSlope * (length * length)
            }
            for node in range {
              var drawn = SIMD4<Double>.zero
              for block in 0..<blocks { drawn += rows[node * blocks + block].gain * light[block].mean }
              sums[node].drawn = drawn.sum()
            }
          }
        }
      }
    }
    return peak.max()
  }

  /// H_jj' = ∫ ĝ_j ĝ_j' ∂Φ̄/∂γ dE between the nodes of `range`, row by row.
  func coupling(nodes range: Range<Int>, light: [LightBlock], into matrix: inout [Double]) {
    let size = range.count
    precondition(range.upperBound <= nodes && light.count == blocks && matrix.count >= size * size)
    rows.withUnsafeBufferPointer { rows in
      light.withUnsafeBufferPointer { light in
        matrix.withUnsafeMutableBufferPointer { matrix in
          for row in 0..<size {
            for column in 0...row {
              let (one, other) = ((range.lowerBound + row) * blocks, (range.lowerBound + column) * blocks)
              var sum = SIMD4<Double>.zero
              for block in 0..<blocks {
                sum += (rows[one + block].gain * light[block].meanSlope) * rows[other + block].gain
              }
              matrix[row * size + column] = sum.sum()
              matrix[column * size + row] = sum.sum()
            }
          }
        }
      }
    }
  }
}
