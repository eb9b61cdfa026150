// The linear system of one implicit stage, (D + A H Bᵀ) δ = r, with
//   D = 1 + τ ∂loss/∂n (own density, light fixed),      A_ij = τ Γ k2g_i ω_j(n_i)/d,
//   H_jj' = ∫ ĝ_j ĝ_j' ∂Φ̄/∂γ dE,                         B_ij = w_i Γ k2g_i ω_j'(n_i),
// solved through the occupied nodes only (Sherman–Morrison–Woodbury):
//   z = D⁻¹r,   (1 + H C) y = H Bᵀz,   C = BᵀD⁻¹A,   δ = z − D⁻¹A y.
// Where no energy has net gain, H only moves reabsorbed light around and is left to the iteration.

import Foundation

struct StageSystem: Sendable {
  private var diagonal: [Double] = []
  private var weights: [DensityWeights] = []
  private var nodes = 0..<0
  private var isCoupled = false
  /// H, and 1 + HC in triangular form with its row order.
  private var coupling: [Double] = []
  private var triangular: [Double] = []
  private var rows: [Int] = []
  private var forward: [Double] = []
  private var backward: [Double] = []

  mutating func prepare(carriers: FilmCarriers, at state: CarrierEvaluation, interval: Double) {
    let cells = carriers.cells.count
    weights = state.cells.map(\.weights)
    nodes = state.nodes
    diagonal = state.cells.map { max(1 + interval * $0.slope, 0.05) }
    isCoupled = state.peakGain * carriers.pathLength > -0.5
    guard isCoupled else { return }
    let size = nodes.count
    let count = carriers.table.energies.count
    coupling = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      var weighted = [Double](repeating: 0, count: count)
      let start = (nodes.lowerBound + row) * count
      for k in 0..<count { weighted[k] = carriers.table.gain[start + k] * state.meanLightSlope[k] }
      for column in 0...row {
        let value = carriers.table.gain.product(from: (nodes.lowerBound + column) * count, with: weighted)
        coupling[row * size + column] = value
        coupling[column * size + row] = value
      }
    }
    forward = [Double](repeating: 0, count: cells)
    backward = forward
    var product = [Double](repeating: 0, count: size * size)  // C
    for cell in 0..<cells {
      let strength = carriers.cells[cell].gainStrength / carriers.thickness
      forward[cell] = interval * strength
      backward[cell] = strength * carriers.cells[cell].width
      let first = weights[cell].first - nodes.lowerBound
      let scale = forward[cell] * backward[cell] / diagonal[cell]
      for row in 0..<4 {
        let factor = scale * weights[cell].slopes[row]
        for column in 0..<4 {
          product[(first + row) * size + first + column] += factor * weights[cell].values[column]
        }
      }
    }
    triangular = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for inner in 0..<size {
        let factor = coupling[row * size + inner]
        for column in 0..<size { triangular[row * size + column] += factor * product[inner * size + column] }
      }
      triangular[row * size + row] += 1
    }
    factorise(size)
  }

  private mutating func factorise(_ size: Int) {
    rows = Array(0..<size)
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

  /// Takes the own-density slopes of a newer state and keeps the rest.
  mutating func refresh(at state: CarrierEvaluation, interval: Double) {
    guard !isCoupled else { return }
    for cell in diagonal.indices { diagonal[cell] = max(1 + interval * state.cells[cell].slope, 0.05) }
  }

  /// Solves for the change of density that belongs to the residual `right`, in place.
  func solve(_ right: inout [Double]) {
    for cell in right.indices { right[cell] /= diagonal[cell] }
    guard isCoupled else { return }
    let size = nodes.count
    var gathered = [Double](repeating: 0, count: size)
    for cell in right.indices {
      let first = weights[cell].first - nodes.lowerBound
      let scale = backward[cell] * right[cell]
      for lane in 0..<4 { gathered[first + lane] += scale * weights[cell].slopes[lane] }
    }
    var light = [Double](repeating: 0, count: size)
    for row in 0..<size {
      var sum = 0.0
      for column in 0..<size { sum += coupling[row * size + column] * gathered[column] }
      light[row] = sum
    }
    var solution = [Double](repeating: 0, count: size)
    for row in 0..<size {
      var sum = light[rows[row]]
      for column in 0..<row { sum -= triangular[rows[row] * size + column] * solution[column] }
      solution[row] = sum
    }
    for row in (0..<size).reversed() {
      var sum = solution[row]
      for column in (row + 1)..<max(size, row + 1) {
        sum -= triangular[rows[row] * size + column] * solution[column]
      }
      solution[row] = sum / triangular[rows[row] * size + row]
    }
    for cell in right.indices {
      let first = weights[cell].first - nodes.lowerBound
      var sum = 0.0
      for lane in 0..<4 { sum += weights[cell].values[lane] * solution[first + lane] }
      right[cell] -= forward[cell] * sum / diagonal[cell]
    }
  }
}
