// The linear system of one implicit stage, (D + A H Bᵀ) δ = r, with
//   D = 1 + τ ∂loss/∂n (own density, light fixed),      A_ij = τ Γ k2g_i ω_j(n_i)/d,
//   H_jj' = ∫ ĝ_j ĝ_j' ∂Φ̄/∂γ dE,                         B_ij = w_i Γ k2g_i ω_j'(n_i),
// solved through the occupied nodes only (Sherman–Morrison–Woodbury):
//   z = D⁻¹r,   (1 + H C) y = H Bᵀz,   C = BᵀD⁻¹A,   δ = z − D⁻¹A y.
// Where no energy has net gain, H only moves reabsorbed light around and is left to the iteration.

import Foundation

/// One cell in the linear system.
private struct StageCell: Sendable {
  /// 1/D.
  var inverseDiagonal = 1.0
  /// A and B without their weights.
  var forward = 0.0
  var backward = 0.0
  /// Node of the first weight, counted from the first occupied node.
  var first = 0
  var values = SIMD4<Double>.zero
  var slopes = SIMD4<Double>.zero
}

/// Four rows and columns of BᵀD⁻¹A, summed over neighbouring cells.
private struct NodeBlock {
  let first: Int
  var rows = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)

  init(first: Int) { self.first = first }

  @inline(__always)
  mutating func add(_ slopes: SIMD4<Double>, _ scaled: SIMD4<Double>) {
    rows.0 += slopes.x * scaled
    rows.1 += slopes.y * scaled
    rows.2 += slopes.z * scaled
    rows.3 += slopes.w * scaled
  }

  @inline(__always)
  func write(to product: UnsafeMutableBufferPointer<Double>, size: Int) {
    let start = first * size + first
    for column in 0..<4 {
      product[start + column] += rows.0[column]
      product[start + size + column] += rows.1[column]
      product[start + 2 * size + column] += rows.2[column]
      product[start + 3 * size + column] += rows.3[column]
    }
  }
}

struct StageSystem: Sendable {
  private var cells: [StageCell]
  private var size = 0
  private var isCoupled = false
  /// H, C, and 1 + HC in triangular form with its row order.
  private var coupling: [Double] = []
  private var product: [Double] = []
  private var triangular: [Double] = []
  private var rows: [Int] = []
  private var gathered: [Double] = []
  private var solution: [Double] = []

  init(cells: Int) { self.cells = [StageCell](repeating: StageCell(), count: cells) }

  mutating func prepare(carriers: FilmCarriers, at state: CarrierEvaluation, interval: Double) {
    isCoupled = state.peakGain * carriers.pathLength > -0.5
    size = state.nodes.count
    if product.count < size * size {
      coupling = [Double](repeating: 0, count: size * size)
      product = coupling
      triangular = coupling
      gathered = [Double](repeating: 0, count: size)
      solution = gathered
      rows = [Int](repeating: 0, count: size)
    }
    let size = size
    let lowest = state.nodes.lowerBound
    for index in 0..<(size * size) { product[index] = 0 }
    let isCoupled = isCoupled
    product.withUnsafeMutableBufferPointer { product in
      cells.withUnsafeMutableBufferPointer { cells in
        state.cells.withUnsafeBufferPointer { states in
          carriers.cells.withUnsafeBufferPointer { constants in
            var block = NodeBlock(first: 0)
            for index in 0..<cells.count {
              let inverse = 1 / max(1 + interval * states[index].slope, 0.05)
              cells[index].inverseDiagonal = inverse
              guard isCoupled else { continue }
              let strength = constants[index].gainStrength / carriers.thickness
              let first = states[index].weights.first - lowest
              let (values, slopes) = (states[index].weights.values, states[index].weights.slopes)
              cells[index] = StageCell(
                inverseDiagonal: inverse, forward: interval * strength, backward: strength * constants[index].width,
                first: first, values: values, slopes: slopes)
              let scaled = (cells[index].forward * cells[index].backward * inverse) * values
              // Neighbouring cells mostly share their nodes: sum in registers, write where the nodes change.
              if first != block.first {
                block.write(to: product, size: size)
                block = NodeBlock(first: first)
              }
              block.add(slopes, scaled)
            }
            block.write(to: product, size: size)
          }
        }
      }
    }
    guard isCoupled else { return }
    carriers.table.coupling(
      nodes: state.nodes, ratios: carriers.confinementRatios, light: state.light, into: &coupling)
    triangular.withUnsafeMutableBufferPointer { triangular in
      coupling.withUnsafeBufferPointer { coupling in
        product.withUnsafeBufferPointer { product in
          for row in 0..<size {
            for column in 0..<size { triangular[row * size + column] = row == column ? 1 : 0 }
            for inner in 0..<size {
              let factor = coupling[row * size + inner]
              for column in 0..<size { triangular[row * size + column] += factor * product[inner * size + column] }
            }
          }
        }
      }
    }
    factorise()
  }

  private mutating func factorise() {
    let size = size
    rows.withUnsafeMutableBufferPointer { rows in
      triangular.withUnsafeMutableBufferPointer { triangular in
        for row in 0..<size { rows[row] = row }
        for pivot in 0..<size {
          var best = pivot
          for row in pivot..<size
          where abs(triangular[rows[row] * size + pivot]) > abs(triangular[rows[best] * size + pivot]) { best = row }
          rows.swapAt(pivot, best)
          let top = rows[pivot] * size
          let inverse = 1 / triangular[top + pivot]
          for row in (pivot + 1)..<max(size, pivot + 1) {
            let line = rows[row] * size
            let factor = triangular[line + pivot] * inverse
            triangular[line + pivot] = factor
            guard factor != 0 else { continue }
            for column in (pivot + 1)..<size { triangular[line + column] -= factor * triangular[top + column] }
          }
        }
      }
    }
  }

  /// Takes the own-density slopes of a newer state and keeps the rest.
  mutating func refresh(at state: CarrierEvaluation, interval: Double) {
    guard !isCoupled else { return }
    for cell in cells.indices { cells[cell].inverseDiagonal = 1 / max(1 + interval * state.cells[cell].slope, 0.05) }
  }

  /// Solves for the change of density that belongs to the residual `right`, in place.
  mutating func solve(_ right: inout [Double]) {
    precondition(right.count == cells.count)
    cells.withUnsafeBufferPointer { cells in
      right.withUnsafeMutableBufferPointer { right in
        for index in 0..<cells.count { right[index] *= cells[index].inverseDiagonal }
      }
    }
    guard isCoupled else { return }
    gather(right)
    substitute()
    let solution = solution
    cells.withUnsafeBufferPointer { cells in
      solution.withUnsafeBufferPointer { solution in
        right.withUnsafeMutableBufferPointer { right in
          for index in 0..<cells.count {
            let first = cells[index].first
            let light = SIMD4(solution[first], solution[first + 1], solution[first + 2], solution[first + 3])
            right[index] -= cells[index].forward * cells[index].inverseDiagonal * (cells[index].values * light).sum()
          }
        }
      }
    }
  }

  /// Bᵀz.
  private mutating func gather(_ right: [Double]) {
    for node in 0..<size { gathered[node] = 0 }
    cells.withUnsafeBufferPointer { cells in
      gathered.withUnsafeMutableBufferPointer { gathered in
        var (first, sum) = (0, SIMD4<Double>.zero)
        for index in 0...cells.count {
          // One turn more than cells, to write the last sum.
          if index == cells.count || cells[index].first != first {
            for lane in 0..<4 { gathered[first + lane] += sum[lane] }
            guard index < cells.count else { break }
            (first, sum) = (cells[index].first, .zero)
          }
          sum += (cells[index].backward * right[index]) * cells[index].slopes
        }
      }
    }
  }

  /// y of (1 + HC) y = H · gathered.
  private mutating func substitute() {
    let size = size
    for row in 0..<size {
      let line = rows[row] * size
      var sum = 0.0
      for column in 0..<size { sum += coupling[line + column] * gathered[column] }
      for column in 0..<row { sum -= triangular[line + column] * solution[column] }
      solution[row] = sum
    }
    for row in (0..<size).reversed() {
      let line = rows[row] * size
      var sum = solution[row]
      for column in (row + 1)..<max(size, row + 1) { sum -= triangular[line + column] * solution[column] }
      solution[row] = sum / triangular[line + row]
    }
  }
}
