// A continuous broken line of two or three pieces in ln I against ln F.
//
//   v = a + b u + c (u − ψ₁)₊ + d (u − ψ₂)₊
//
// The sum of squares is least squares in a, b, c, d and a bumpy function of the breaks, so the breaks are scanned on a
// fine grid before they are polished; a fit started from one guess ends in a neighbouring bump. The third piece
// (saturation above threshold) is used where an F test at 1 % asks for it and the middle piece is the steepest. The
// interval of ψ₁ is the set of breaks whose sum of squares, least over everything else, stays below S_min (1 +
// F₁,ν/ν): it may be lopsided, as it should.
// Scans go by BrokenLineSums, which cost the same for twenty and for a thousand rungs; the breaks that are reported are
// polished by orthogonal factorisation, which loses no digits on clean curves.
//
// Source: Hinkley, Biometrika 56, 495 (1969), doi:10.1093/biomet/56.3.495 (likelihood of the break);
// Muggeo, Stat. Med. 22, 3055 (2003), doi:10.1002/sim.1545.

import Foundation
import NumericalMethods

/// Broken line with one or two breaks.
struct SegmentedRegression: Sendable {
  /// Breaks in u, ascending, one or two.
  let breaks: [Double]
  /// Coefficients a, b, c (, d).
  let coefficients: [Double]
  /// Sum of squared residuals.
  let squares: Double
  /// Ends of the interval of the first break.
  let interval: (lower: Double, upper: Double)
  /// Number of rungs.
  let count: Int

  var slopeBelow: Double { coefficients[1] }
  var slopeAbove: Double { coefficients[1] + coefficients[2] }
  var parameterCount: Int { coefficients.count + breaks.count }

  static func solve(_ u: [Double], _ v: [Double], breaks: [Double]) -> (coefficients: [Double], squares: Double) {
    let columns = 2 + breaks.count
    var matrix = [Double](repeating: 1, count: u.count * columns)
    for i in u.indices {
      matrix[u.count + i] = u[i]
      for (j, place) in breaks.enumerated() { matrix[(j + 2) * u.count + i] = max(0, u[i] - place) }
    }
    let qr = HouseholderQR(rows: u.count, columns: columns, columnMajor: matrix)
    let projected = qr.applyingTransposedQ(to: v)
    return (qr.backSubstitute(projected), projected[columns...].reduce(0) { $0 + $1 * $1 })
  }

  init?(u: [Double], v: [Double], confidence: Double) {
    let n = u.count
    guard n >= 7 else { return nil }
    let origin = u[0]
    let shifted = u.map { $0 - origin }
    let (first, last) = (shifted[1], shifted[n - 2])
    // Places are tried no closer than on 48 rungs: a thousand rungs lower the noise of a break, they do not add breaks.
    let spacing = (last - first) / Double(min(n, LadderSmoother.finest) - 3)
    let grid = stride(from: first, through: last, by: spacing / 4).map { $0 }
    let sums = BrokenLineSums(u: shifted, v: v)
    guard let single = Self.best(grid.map { [$0] }, sums, shifted, v, spacing, first...last) else { return nil }
    var pairs = [[Double]]()
    let coarse = stride(from: first, through: last, by: spacing / 2).map { $0 }
    for a in coarse { for b in coarse where b >= a + spacing { pairs.append([a, b]) } }
    var (chosen, fit) = (single, Self.solve(shifted, v, breaks: single))
    if n >= 9, let double = Self.best(pairs, sums, shifted, v, spacing, first...last) {
      let second = Self.solve(shifted, v, breaks: double)
      // P(F₂,ν > F) = (1 + 2F/ν)^(−ν/2), exactly.
      let freedom = Double(n - 6)
      let ratio = (fit.squares - second.squares) / 2 / max(second.squares / freedom, .leastNormalMagnitude)
      let saturates = second.coefficients[2] > 0 && second.coefficients[3] < 0
      if saturates, pow(1 + 2 * ratio / freedom, -freedom / 2) < 0.01 { (chosen, fit) = (double, second) }
    }
    let freedom = Double(n - 2 - 2 * chosen.count)
    let t = StudentDistribution(degreesOfFreedom: freedom).criticalValue(confidence: confidence)
    let limit = fit.squares * (1 + t * t / freedom)
    let profile = { (place: Double) -> Double in
      guard chosen.count == 2 else { return sums.squares(breaks: [place]) }
      // Least over the second break, too, to the bottom: a profile that stops at the grid makes intervals short.
      let second = { (other: Double) in sums.squares(breaks: [place, other]) }
      let low = place + spacing
      let others = coarse.filter { $0 > low } + [max(chosen[1], low)]
      guard let best = others.min(by: { second($0) < second($1) }) else { return .infinity }
      let range = max(low, best - 0.5 * spacing)...max(low + 1e-9, min(last, best + 0.5 * spacing))
      return min(second(best), (try? findMinimum(in: range, relativeTolerance: 1e-4, second))?.value ?? .infinity)
    }
    interval = (
      origin + Self.edge(from: chosen[0], to: first, limit: limit, step: -spacing / 4, profile),
      origin + Self.edge(from: chosen[0], to: last, limit: limit, step: spacing / 4, profile)
    )
    breaks = chosen.map { $0 + origin }
    coefficients = [fit.coefficients[0] - origin * fit.coefficients[1]] + fit.coefficients.dropFirst()
    (squares, count) = (fit.squares, n)
  }

  /// Best breaks of a list, polished by simplex search with the order and the range kept.
  private static func best(
    _ candidates: [[Double]], _ sums: BrokenLineSums, _ u: [Double], _ v: [Double], _ spacing: Double,
    _ range: ClosedRange<Double>
  ) -> [Double]? {
    let squares = candidates.map { sums.squares(breaks: $0) }
    guard let k = squares.indices.min(by: { squares[$0] < squares[$1] }) else { return nil }
    var search = NelderMead()
    search.maximumRestarts = 1
    search.sizeTolerance = 1e-7
    search.maximumEvaluations = 400
    let steps = [Double](repeating: spacing / 8, count: candidates[k].count)
    let polished = try? search.minimise(from: candidates[k], steps: steps) { places in
      guard places.allSatisfy(range.contains), places.count < 2 || places[1] >= places[0] + spacing else {
        return .infinity
      }
      return u.count > 2 * LadderSmoother.finest ? sums.squares(breaks: places) : solve(u, v, breaks: places).squares
    }
    return polished?.variables ?? candidates[k]
  }

  private static func edge(
    from start: Double, to end: Double, limit: Double, step: Double, _ profile: (Double) -> Double
  ) -> Double {
    var inside = start
    while true {
      let next = inside + step
      if (step > 0 && next >= end) || (step < 0 && next <= end) { return end }
      if profile(next) > limit {
        let root = try? findRoot(in: min(inside, next)...max(inside, next), tolerance: abs(step) * 1e-4) {
          min(profile($0), 1e300) - limit
        }
        return root ?? next
      }
      inside = next
    }
  }
}
