// Exponential fits of the tail of a transient.
//
//   single      y = y∞ + A e^(−t/τ)
//   double      y = y∞ + A₁ e^(−t/τ₁) + A₂ e^(−t/τ₂),  τ₁ < τ₂
//   stretched   y = y∞ + A e^(−(t/τ)^β)
// Times are fitted as ln τ, which keeps them positive and their errors nearly symmetric; intervals are transformed
// back. The levels y∞ and A are linear, so they are solved for inside (variable projection) to start the full fit
// well: the sum of squares of exponentials has long curved valleys in which a joint fit from a poor guess creeps.
//
// Source: Golub and Pereyra, Inverse Probl. 19, R1 (2003), doi:10.1088/0266-5611/19/2/201.

import Foundation
import NumericalMethods

/// Shape of a relaxation.
public enum RelaxationShape: String, Sendable, CaseIterable {
  case single, double, stretched
}

/// A fitted relaxation.
public struct RelaxationFit: Sendable, Equatable {
  /// Shape fitted.
  public let shape: RelaxationShape
  /// Final level y∞, unit of the transient.
  public let finalLevel: Finding
  /// Amplitudes A at the start of the fit, unit of the transient, in the order of the times.
  public let amplitudes: [Finding]
  /// Time constants τ, s, ascending.
  public let timeConstants: [Finding]
  /// Stretching exponent β, dimensionless; nil unless stretched.
  public let exponent: Finding?
  /// Root mean square of the residuals, unit of the transient.
  public let residual: Double
  /// Akaike's criterion n ln(Σr²/n) + 2k, dimensionless: smaller is better, with its price for every parameter.
  public let akaike: Double

  /// The slow time constant, s: the longest.
  public var slowTimeConstant: Finding? { timeConstants.last }

  /// Fitted level, unit of the transient, at a time after the start of the fit, s.
  public func value(after time: Double) -> Double {
    zip(amplitudes, timeConstants).reduce(finalLevel.value) { sum, term in
      sum + term.0.value * exp(-pow(time / term.1.value, exponent?.value ?? 1))
    }
  }

  /// The simplest of several fits among those that the data do not tell apart: within 2 of the lowest criterion (Burnham and
  /// Anderson, doi:10.1007/b97636, §2.6).
  public static func best(of fits: [RelaxationFit]) -> RelaxationFit? {
    guard let lowest = fits.map(\.akaike).min() else { return nil }
    return fits.filter { $0.akaike <= lowest + 2 }.min { $0.parameterCount < $1.parameterCount }
  }

  private var parameterCount: Int { 1 + amplitudes.count + timeConstants.count + (exponent == nil ? 0 : 1) }
}

extension Transient {
  /// Fits a relaxation to the transient from `start` on, with t counted from there.
  ///
  /// - Throws: `AnalysisError.tooFewPoints`, `.noChange`, `.fitFailed`.
  public func relaxation(
    _ shape: RelaxationShape = .single, from start: Double? = nil, confidence: Double = 0.95
  ) throws(AnalysisError) -> RelaxationFit {
    let begin = start ?? times[0]
    let used = times.indices.filter { times[$0] >= begin }
    let need = shape == .single ? 5 : 7
    guard used.count >= need else { throw .tooFewPoints(what: "tail of the transient", have: used.count, need: need) }
    let t = used.map { times[$0] - begin }
    let y = used.map { values[$0] }
    guard let low = y.min(), let high = y.max(), high > low else { throw .noChange(what: "the tail of the transient") }
    let span = t[t.count - 1]
    let shortest = max(t[1] - t[0], 1e-6 * span)
    let scale = high - low
    let basis = { (p: [Double]) -> [[Double]] in Self.basis(shape, p, t) }
    var best: (p: [Double], linear: [Double], squares: Double)?
    for guess in Self.guesses(shape, shortest: shortest, span: span) {
      guard let linear = Self.project(basis(guess), y) else { continue }
      if linear.squares < best?.squares ?? .infinity { best = (guess, linear.coefficients, linear.squares) }
    }
    guard let best else { throw .fitFailed(reason: "no starting guess describes the tail") }
    let count = best.linear.count
    let logRange = log(0.05 * shortest)...log(1e3 * span)
    let bounds =
      [ClosedRange<Double>](repeating: -1e9...1e9, count: count)
      + (shape == .stretched ? [logRange, log(0.1)...log(5)] : best.p.map { _ in logRange })
    let begins = best.linear.map { min(max($0 / scale, -1e8), 1e8) } + best.p
    let solution: LeastSquaresSolution
    do throws(LeastSquaresError) {
      solution = try LevenbergMarquardt().fit(from: begins, bounds: bounds, residualCount: t.count) { p, r in
        let columns = basis(Array(p[count...]))
        for k in t.indices {
          var model = p[0]
          for j in columns.indices { model += p[j + 1] * columns[j][k] }
          r[k] = y[k] / scale - model
        }
      }
    } catch { throw .fitFailed(reason: error.description) }
    return report(shape, solution, count: count, scale: scale, confidence: confidence)
  }

  private static func basis(_ shape: RelaxationShape, _ p: [Double], _ t: [Double]) -> [[Double]] {
    if shape == .stretched {
      return [t.map { $0 > 0 ? exp(-exp(exp(p[1]) * (log($0) - p[0]))) : 1 }]
    }
    return p.map { logTime in t.map { exp(-$0 * exp(-logTime)) } }
  }

  private static func guesses(_ shape: RelaxationShape, shortest: Double, span: Double) -> [[Double]] {
    let times = (0...16).map { log(shortest) + (log(2 * span) - log(shortest)) * Double($0) / 16 }
    switch shape {
    case .single: return times.map { [$0] }
    case .double: return times.flatMap { a in times.filter { $0 > a + 0.5 }.map { [a, $0] } }
    case .stretched: return times.flatMap { a in [0.4, 0.6, 0.8, 1, 1.3].map { [a, log($0)] } }
    }
  }

  private static func project(_ columns: [[Double]], _ y: [Double]) -> (coefficients: [Double], squares: Double)? {
    let n = columns.count + 1
    let qr = HouseholderQR(
      rows: y.count, columns: n, columnMajor: [Double](repeating: 1, count: y.count) + columns.flatMap { $0 })
    guard qr.rank(relativeTolerance: 1e-10) == n else { return nil }
    let c = qr.applyingTransposedQ(to: y)
    return (qr.backSubstitute(c), c[n...].reduce(0) { $0 + $1 * $1 })
  }

  private func report(
    _ shape: RelaxationShape, _ solution: LeastSquaresSolution, count: Int, scale: Double, confidence: Double
  ) -> RelaxationFit {
    let errors = solution.standardErrors()
    let half = StudentDistribution(degreesOfFreedom: Double(solution.degreesOfFreedom)).criticalValue(
      confidence: confidence)
    let finding = { (k: Int, text: String, unit: String, transform: (Double) -> Double) -> Finding in
      let value = solution.parameters[k]
      let interval =
        errors[k].isFinite
        ? Interval(around: value, halfWidth: half * errors[k], confidence: confidence).map(transform) : nil
      return Finding(
        definition: text, value: transform(value), interval: interval, unit: unit,
        remarks: interval == nil ? ["not fixed by the data"] : [])
    }
    let amplitudes = (1..<count).map { finding($0, "amplitude of the relaxation at its start", unit) { $0 * scale } }
    let timeCount = count - 1
    let times = (0..<timeCount).map {
      finding(count + $0, "time constant of a \(shape.rawValue) exponential relaxation", "s", exp)
    }
    let order = times.indices.sorted { times[$0].value < times[$1].value }
    let n = Double(max(1, solution.residuals.count))
    let squares = max(solution.squares / n, .leastNormalMagnitude)
    return RelaxationFit(
      shape: shape, finalLevel: finding(0, "level to which the relaxation tends", unit) { $0 * scale },
      amplitudes: order.map { amplitudes[$0] }, timeConstants: order.map { times[$0] },
      exponent: shape == .stretched ? finding(count + 1, "stretching exponent", "1", exp) : nil,
      residual: scale * squares.squareRoot(),
      akaike: n * log(scale * scale * squares) + 2 * Double(solution.parameters.count + 1))
  }
}
