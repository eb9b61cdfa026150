// Decay of carriers after a delta pulse in one cell: dn/dt = −k1 n − k2 n² − k3 n³.
//
// Goals: 1. relative error below 1e-10 at every time asked for;  2. 1000 times in 20 µs;  3. no step prescribed by the
// times asked for.
//
// Without k3 the solution is closed, n = n₀ e^{−k1 t}/(1 + k2 n₀ (1 − e^{−k1 t})/k1). With k3 only t(n) is closed, so
// u = 1/n is stepped by its own Taylor series, u' = k1 u + k2 + k3/u with all coefficients from one Cauchy product
// (u rather than n: without k3 it is linear under k2 and entire under k1, so the steps are long) (Jorba and Zou, Exp.
// Math. 14, 99 (2005), doi:10.1080/10586458.2005.10128904). The step is such that the last
// two terms are below the tolerance; the series is the dense output.
// Rejected: inverting t(n) by Newton for each time: two logarithms and an arctangent per iteration, five times slower.

import Foundation

/// Decay of a carrier density by first-, second- and third-order recombination after a delta pulse.
public struct CarrierDecay: Sendable, Equatable {
  /// First-order rate k1, s⁻¹.
  public var k1: Double
  /// Second-order rate k2 = k2r + k2nonr, m³ s⁻¹.
  public var k2: Double
  /// Auger constant k3, m⁶ s⁻¹.
  public var k3: Double

  /// - Parameters: as the properties of the same names, none negative.
  /// - Throws: `EmissionError` for a rate that is negative or not finite.
  public init(k1: Double, k2: Double, k3: Double = 0) throws(EmissionError) {
    try require(k1, "first-order rate", "1/s", from: 0, upTo: 1e15)
    try require(k2, "second-order rate", "m3/s", from: 0, upTo: 1e-8)
    try require(k3, "Auger constant", "m6/s", from: 0, upTo: 1e-34)
    (self.k1, self.k2, self.k3) = (k1, k2, k3)
  }

  private static let order = 12
  private static let tolerance = 1e-12

  /// Carrier density n, m⁻³, at each of `times`.
  /// - Parameters:
  ///   - initialDensity: n₀ at t = 0, m⁻³.
  ///   - times: t, s, not negative, not decreasing.
  /// - Throws: `EmissionError` for a density or a time out of range, or times out of order.
  public func density(from initialDensity: Double, at times: [Double]) throws(EmissionError) -> [Double] {
    try require(initialDensity, "initial density", "m-3", from: 0, upTo: 1e28)
    var previous = 0.0
    for time in times {
      guard time >= previous, time.isFinite else {
        throw .outOfRange(quantity: "time of the decay", value: time, unit: "s", range: "from \(previous) s, rising")
      }
      previous = time
    }
    guard initialDensity > 0 else { return [Double](repeating: 0, count: times.count) }
    return k3 > 0 ? stepped(initialDensity, times) : closed(initialDensity, times)
  }

  private func closed(_ start: Double, _ times: [Double]) -> [Double] {
    guard k1 > 0 else { return times.map { start / (1 + k2 * start * $0) } }
    let saturation = k2 * start / k1
    return times.map { time in
      let exponent = k1 * time
      // Below 0.5 the difference to 1 is what must be exact, above it the exponential.
      let decayed = exponent < 0.5 ? -expm1(-exponent) : 1 - exp(-exponent)
      return start * (exponent < 0.5 ? 1 - decayed : exp(-exponent)) / (1 + saturation * decayed)
    }
  }

  /// By Taylor steps in units of the density at the start of each step.
  private func stepped(_ start: Double, _ times: [Double]) -> [Double] {
    var densities = [Double](repeating: 0, count: times.count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * (Self.order + 1)) { space in
      let inverse = UnsafeMutableBufferPointer(rebasing: space[(Self.order + 1)...])
      var (time, density, next) = (0.0, start, 0)
      while next < times.count {
        let unit = 1 / (k1 + density * (k2 + density * k3))
        guard unit.isFinite, density > 0 else {
          for index in next..<times.count { densities[index] = density }
          return
        }
        // Time in units of the present decay time, u = 1/n in units of its present value.
        let (a, b, c) = (k1 * unit, k2 * density * unit, k3 * density * density * unit)
        // The rest of the third order changes ln n by less than its present share: what is left is closed.
        if c < 0.1 * Self.tolerance {
          let rest = closed(density, times[next...].map { $0 - time })
          for index in next..<times.count { densities[index] = rest[index - next] }
          return
        }
        space[0] = 1
        inverse[0] = 1
        for k in 0..<Self.order {
          space[k + 1] = (a * space[k] + (k == 0 ? b : 0) + c * inverse[k]) / Double(k + 1)
          var sum = 0.0
          for j in 1...(k + 1) { sum += space[j] * inverse[k + 1 - j] }
          inverse[k + 1] = -sum
        }
        let last = max(abs(space[Self.order]), 1e-300)
        let before = max(abs(space[Self.order - 1]), 1e-300)
        let reach = min(
          pow(Self.tolerance / last, 1 / Double(Self.order)), pow(Self.tolerance / before, 1 / Double(Self.order - 1)),
          2)
        let rate = 1 / unit
        // Four at a time: the chains of the series are long, and four of them run side by side.
        while next + 3 < times.count, times[next + 3] - time <= reach * unit {
          let places = (SIMD4(times[next], times[next + 1], times[next + 2], times[next + 3]) - time) * rate
          let values = density / Self.series(space, at: places)
          for lane in 0..<4 { densities[next + lane] = values[lane] }
          next += 4
        }
        while next < times.count, times[next] - time <= reach * unit {
          densities[next] = density / Self.series(space, at: (times[next] - time) * rate)
          next += 1
        }
        density /= Self.series(space, at: reach)
        time += reach * unit
      }
    }
    return densities
  }

  @inline(__always)
  private static func series(_ terms: UnsafeMutableBufferPointer<Double>, at place: SIMD4<Double>) -> SIMD4<Double> {
    var sum = SIMD4(repeating: terms[order])
    for k in stride(from: order - 1, through: 0, by: -1) { sum = sum * place + terms[k] }
    return sum
  }

  @inline(__always)
  private static func series(_ terms: UnsafeMutableBufferPointer<Double>, at place: Double) -> Double {
    // Even and odd terms apart: two short chains instead of a long one.
    let square = place * place
    var even = terms[order]
    var odd = terms[order - 1]
    for k in stride(from: order - 2, to: 0, by: -2) {
      even = even * square + terms[k]
      odd = odd * square + terms[k - 1]
    }
    return (even * square + terms[0]) + odd * place
  }
}
