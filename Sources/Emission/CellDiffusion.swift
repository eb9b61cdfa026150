// Ambipolar diffusion between the cells of a film for a given time: the other half of Strang's splitting.
//
// The two-stage, second-order, L-stable diagonally implicit method (Alexander, SIAM J. Numer. Anal. 14, 1006 (1977),
// doi:10.1137/0714068, γ = 1 − 1/√2): stiff cells of 0.1 nm relax without ringing. Faces and surfaces as in
// Decays/DepthResolvedSystem.swift. What the film loses is lost at its surfaces, to round-off.

import Foundation

struct CellDiffusion: Sendable {
  private let widths: [Double]
  /// Exchange with the cell below and above, and all that leaves the cell, s⁻¹.
  private var below: [Double]
  private var above: [Double]
  private var own: [Double]
  private var upper: [Double]

  /// Nil where nothing diffuses and no surface recombines.
  init?(_ film: FilmCells) {
    let diffusivity = film.diffusivity
    guard diffusivity > 0 || film.lowSurfaceVelocity > 0 || film.highSurfaceVelocity > 0 else { return nil }
    widths = film.widths
    let count = widths.count
    below = [Double](repeating: 0, count: count)
    above = below
    upper = below
    for i in 0..<(count - 1) {
      let exchange = 2 * diffusivity / (widths[i] + widths[i + 1])
      above[i] = exchange / widths[i]
      below[i + 1] = exchange / widths[i + 1]
    }
    own = zip(above, below).map { $0 + $1 }
    func surface(_ velocity: Double, _ width: Double) -> Double {
      velocity > 0 ? 1 / (1 / velocity + (diffusivity > 0 ? 0.5 * width / diffusivity : 0)) / width : 0
    }
    own[0] += surface(film.lowSurfaceVelocity, widths[0])
    own[count - 1] += surface(film.highSurfaceVelocity, widths[count - 1])
  }

  /// Advances the densities by a time, s.
  /// - Returns: pairs lost at the surfaces, m⁻².
  mutating func advance(_ density: inout [Double], by time: Double) -> Double {
    let gamma = 1 - 0.5.squareRoot()
    let before = zip(density, widths).reduce(0) { $0 + $1.0 * $1.1 }
    let interval = gamma * time
    // k₁ = A(n + γh k₁); n₁ = n + (1 − γ)h k₁ + γh k₂: each stage solves (1 − γhA) x = right for x, k = (x − right)/γh.
    var stage = density
    solve(&stage, interval)
    for i in density.indices {
      let first = stage[i] - density[i]
      stage[i] = density[i] + (1 - gamma) / gamma * first
    }
    solve(&stage, interval)
    for i in density.indices { density[i] = max(stage[i], 0) }
    return before - zip(density, widths).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private mutating func solve(_ x: inout [Double], _ interval: Double) {
    let count = x.count
    var diagonal = 1 + interval * own[0]
    upper[0] = interval * above[0] / diagonal
    x[0] /= diagonal
    for i in 1..<max(count, 1) {
      let left = interval * below[i]
      diagonal = 1 + interval * own[i] - left * upper[i - 1]
      upper[i] = interval * above[i] / diagonal
      x[i] = (x[i] + left * x[i - 1]) / diagonal
    }
    for i in stride(from: count - 2, through: 0, by: -1) { x[i] += upper[i] * x[i + 1] }
  }
}
