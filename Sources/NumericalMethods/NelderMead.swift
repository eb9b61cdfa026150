// The simplex search of Nelder and Mead, with coefficients adapted to the number of variables and restarts.
//
// Goals: (1) a usable answer for a function with kinks or noise, where derivatives mislead; (2) no derivative;
// (3) not to stop early on a collapsed simplex: the search is restarted from its own answer until that no longer helps.
// For smooth sums of squares `LevenbergMarquardt` is far better; use this one when the function is not smooth.
//
// Source: Nelder and Mead, Comput. J. 7, 308 (1965), doi:10.1093/comjnl/7.4.308; adaptive coefficients of
// Gao and Han, Comput. Optim. Appl. 51, 259 (2012), doi:10.1007/s10589-010-9329-3, eq. 4.1.

import Foundation

/// Simplex search for the minimum of a function of several variables.
public struct NelderMead: Sendable, Equatable {
  /// Spread of the function over the simplex, relative, below which the search stops, dimensionless.
  public var valueTolerance = 1e-12
  /// Size of the simplex relative to the initial steps below which the search stops, dimensionless.
  public var sizeTolerance = 1e-9
  /// Limit on function evaluations over all restarts.
  public var maximumEvaluations = 20_000
  /// Limit on restarts.
  public var maximumRestarts = 4

  /// The standard settings.
  public init() {}

  /// The answer of a simplex search.
  public struct Solution: Sendable, Equatable {
    /// Best variables found, in their own units.
    public let variables: [Double]
    /// Function value there.
    public let value: Double
    /// Function evaluations used.
    public let evaluations: Int
    /// Whether a stopping tolerance was met before the limit on evaluations.
    public let converged: Bool
  }

  /// Minimises `function` from `start`; values that are not finite count as walls.
  ///
  /// - Parameters:
  ///   - start: first guess.
  ///   - steps: length of the first simplex along each variable, not zero.
  ///   - function: what is searched.
  /// - Throws: `SearchError.emptySearch` for no variables or a zero step.
  public func minimise(
    from start: [Double], steps: [Double], _ function: ([Double]) -> Double
  ) throws(SearchError) -> Solution {
    guard !start.isEmpty, steps.count == start.count, steps.allSatisfy({ $0 != 0 && $0.isFinite }) else {
      throw .emptySearch
    }
    var evaluations = 1
    let first = function(start)
    var best = (x: start, value: first.isFinite ? first : .greatestFiniteMagnitude)
    var converged = false
    for restart in 0...maximumRestarts {
      let before = best.value
      let scale = pow(0.3, Double(restart))
      converged = search(&best, steps: steps.map { $0 * scale }, evaluations: &evaluations, function)
      if !converged { break }
      if before - best.value <= valueTolerance * (abs(before) + valueTolerance), restart > 0 { break }
    }
    return Solution(variables: best.x, value: best.value, evaluations: evaluations, converged: converged)
  }

  private func search(
    _ best: inout (x: [Double], value: Double), steps: [Double], evaluations: inout Int,
    _ function: ([Double]) -> Double
  ) -> Bool {
    func evaluate(_ x: [Double]) -> Double {
      evaluations += 1
      let value = function(x)
      return value.isFinite ? value : .greatestFiniteMagnitude
    }
    let n = Double(steps.count)
    let (expansion, contraction, shrink) = n > 1 ? (1 + 2 / n, 0.75 - 0.5 / n, 1 - 1 / n) : (2, 0.5, 0.5)
    var simplex = [best]
    for (k, step) in steps.enumerated() {
      var x = best.x
      x[k] += step
      simplex.append((x, evaluate(x)))
    }
    func along(_ centre: [Double], _ worst: [Double], _ factor: Double) -> (x: [Double], value: Double) {
      let x = zip(centre, worst).map { $0 + factor * ($0 - $1) }
      return (x, evaluate(x))
    }
    while evaluations < maximumEvaluations {
      simplex.sort { $0.value < $1.value }
      best = simplex[0]
      let worst = simplex[simplex.count - 1]
      let spread = worst.value - best.value
      let size =
        zip(simplex.dropFirst(), 0...).map { vertex, _ in
          zip(zip(vertex.x, best.x), steps).map { abs($0.0 - $0.1) / abs($1) }.max() ?? 0
        }.max() ?? 0
      if spread <= valueTolerance * (abs(best.value) + valueTolerance) || size <= sizeTolerance { return true }
      let centre = (0..<steps.count).map { k in simplex.dropLast().reduce(0) { $0 + $1.x[k] } / n }
      let reflected = along(centre, worst.x, 1)
      if reflected.value < best.value {
        let expanded = along(centre, worst.x, expansion)
        simplex[simplex.count - 1] = expanded.value < reflected.value ? expanded : reflected
      } else if reflected.value < simplex[simplex.count - 2].value {
        simplex[simplex.count - 1] = reflected
      } else {
        let outside = reflected.value < worst.value
        let contracted = along(centre, worst.x, outside ? contraction : -contraction)
        if contracted.value < min(reflected.value, worst.value) {
          simplex[simplex.count - 1] = contracted
        } else {
          for k in 1..<simplex.count {
            let x = zip(simplex[0].x, simplex[k].x).map { $0 + shrink * ($1 - $0) }
            simplex[k] = (x, evaluate(x))
          }
        }
      }
    }
    if let least = simplex.min(by: { $0.value < $1.value }) { best = least }
    return false
  }
}
