import Analysis
import Bench

extension EmissionTrace {
  /// Time at which a quantity passes a level, s; NaN where it does not.
  func crossing(of values: KeyPath<EmissionTrace, [Double]>, level: Double) -> Double {
    let found = try? Transient(times: times, values: self[keyPath: values]).crossingTime(of: level)
    return found.map { times[0] + $0.value } ?? .nan
  }

  /// Time constant of the slow part: a single exponential fitted to what follows `start`, with its interval, s.
  func slowTimeConstant(
    of values: KeyPath<EmissionTrace, [Double]>, after start: Double
  ) throws -> (value: Double, halfWidth: Double) {
    let fit = try Transient(times: times, values: self[keyPath: values]).relaxation(.single, from: start)
    guard let slow = fit.slowTimeConstant else { return (.nan, 0) }
    return (slow.value, slow.interval.map { 0.5 * ($0.upper - $0.lower) } ?? 0)
  }
}
