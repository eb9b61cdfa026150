// Power of a pump pulse against time, area 1, time 0 at the centre of its energy.
//
// Everything that resolves a pulse needs three things of it: the share that has arrived (so that a step takes exactly
// its
// pairs), the rate, and its Taylor series (so that a step of high order is exact):
//   Gaussian   g' = −(t/σ²) g                      →  (m+1) g_{m+1} = −(t₀ g_m + g_{m−1})/σ²
//   sech²      y = tanh(t/τ), y' = (1 − y²)/τ, g = (1 − y²)/2τ,      FWHM = 2 arcosh √2 · τ
//   measured   straight between its points, so no step may cross one of them
// Gaussian and sech² end where less than 1e-11 of the pulse is left out.

import Foundation

/// The shape of a pulse in time.
public enum PulseShape: Sendable, Equatable {
  /// Gaussian.
  case gaussian
  /// Square of the hyperbolic secant, as mode-locked lasers give.
  case hyperbolicSecantSquared
  /// A measured shape; it brings its own width.
  case measured(MeasuredPulse)
}

/// A measured pulse: power against time, straight between its points, of area 1, its energy centred at time 0.
public struct MeasuredPulse: Sendable, Equatable {
  /// Times, s, ascending; the centre of the energy is at 0.
  public let times: [Double]
  /// Share of the pulse per time at each of them, s⁻¹.
  public let rates: [Double]
  /// Share that has arrived at each time.
  let arrived: [Double]

  /// - Parameters:
  ///   - times: s, strictly ascending, at least two.
  ///   - powers: power in any unit at each time, not negative, not all zero; baseline taken off.
  /// - Throws: `EmissionError` for columns that are no pulse.
  public init(times: [Double], powers: [Double]) throws(EmissionError) {
    guard times.count == powers.count else {
      throw .unequalCells(quantity: "power of the pulse", found: powers.count, expected: times.count)
    }
    guard times.count > 1, zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }), times.allSatisfy(\.isFinite) else {
      throw .outOfRange(
        quantity: "number of points of the measured pulse", value: Double(times.count), unit: "1",
        range: "at least two, at finite and strictly rising times")
    }
    for power in powers { try require(power, "power of the pulse", "any unit", from: 0, upTo: 1e300) }
    var running = [0.0]
    var moment = 0.0
    for k in 1..<times.count {
      let (a, b, p, q) = (times[k - 1], times[k], powers[k - 1], powers[k])
      running.append(running[k - 1] + 0.5 * (b - a) * (p + q))
      moment += (b - a) * (p * (2 * a + b) + q * (a + 2 * b)) / 6
    }
    let area = running[running.count - 1]
    guard area > 0, area.isFinite else {
      throw .outOfRange(quantity: "energy of the measured pulse", value: area, unit: "any unit", range: "above zero")
    }
    let centre = moment / area
    self.times = times.map { $0 - centre }
    rates = powers.map { $0 / area }
    arrived = running.map { $0 / area }
  }

  /// Index of the interval that holds `time`; nil outside the pulse.
  func interval(at time: Double) -> Int? {
    guard time >= times[0], time < times[times.count - 1] else { return nil }
    var (low, high) = (0, times.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle } else { high = middle }
    }
    return low
  }

  /// Full width at half maximum, s: between the outermost crossings of half the highest power.
  public var width: Double {
    let half = 0.5 * (rates.max() ?? 0)
    var crossings: [Double] = []
    if rates[0] > half { crossings.append(times[0]) }
    for k in 1..<times.count where (rates[k] > half) != (rates[k - 1] > half) {
      crossings.append(times[k - 1] + (half - rates[k - 1]) / (rates[k] - rates[k - 1]) * (times[k] - times[k - 1]))
    }
    if let last = rates.last, let time = times.last, last > half { crossings.append(time) }
    return max((crossings.last ?? 0) - (crossings.first ?? 0), times[1] - times[0])
  }
}

/// A pulse shape of a given width, ready to be evaluated.
struct PulseProfile: Sendable {
  let shape: PulseShape
  /// σ of a Gaussian, τ of a sech², s.
  let scale: Double
  /// When the pulse begins and ends, s.
  let start: Double
  let end: Double
  /// Standard deviation that sets the steps, s.
  let sigma: Double

  init(_ shape: PulseShape, width: Double) {
    self.shape = shape
    switch shape {
    case .gaussian:
      scale = width / (8 * log(2.0)).squareRoot()
      sigma = scale
      (start, end) = (-7 * scale, 7 * scale)
    case .hyperbolicSecantSquared:
      scale = width / (2 * acosh(2.0.squareRoot()))
      sigma = width / (8 * log(2.0)).squareRoot()
      (start, end) = (-13 * scale, 13 * scale)
    case .measured(let pulse):
      scale = pulse.width
      sigma = pulse.width / (8 * log(2.0)).squareRoot()
      (start, end) = (pulse.times[0], pulse.times[pulse.times.count - 1])
    }
  }

  /// Share of the pulse that has arrived at `time`.
  func arrived(_ time: Double) -> Double {
    if time <= start { return 0 }
    if time >= end { return 1 }
    switch shape {
    case .gaussian: return 0.5 * erfc(-time / (2.0.squareRoot() * scale))
    case .hyperbolicSecantSquared: return 1 / (1 + exp(-2 * time / scale))
    case .measured(let pulse):
      guard let k = pulse.interval(at: time) else { return time < 0 ? 0 : 1 }
      let (s, width) = (time - pulse.times[k], pulse.times[k + 1] - pulse.times[k])
      return pulse.arrived[k] + s * (pulse.rates[k] + 0.5 * s / width * (pulse.rates[k + 1] - pulse.rates[k]))
    }
  }

  /// Share per time, s⁻¹.
  func rate(_ time: Double) -> Double {
    guard time > start, time < end else { return 0 }
    switch shape {
    case .gaussian: return exp(-0.5 * time * time / (scale * scale)) / (scale * (2 * Double.pi).squareRoot())
    case .hyperbolicSecantSquared:
      let c = cosh(time / scale)
      return 0.5 / (scale * c * c)
    case .measured(let pulse):
      guard let k = pulse.interval(at: time) else { return 0 }
      let share = (time - pulse.times[k]) / (pulse.times[k + 1] - pulse.times[k])
      return pulse.rates[k] + share * (pulse.rates[k + 1] - pulse.rates[k])
    }
  }

  /// Slope of the rate, s⁻².
  func rateSlope(_ time: Double) -> Double {
    guard time > start, time < end else { return 0 }
    switch shape {
    case .gaussian: return -time / (scale * scale) * rate(time)
    case .hyperbolicSecantSquared: return -2 * tanh(time / scale) / scale * rate(time)
    case .measured(let pulse):
      guard let k = pulse.interval(at: time) else { return 0 }
      return (pulse.rates[k + 1] - pulse.rates[k]) / (pulse.times[k + 1] - pulse.times[k])
    }
  }

  /// Taylor coefficients of the rate about `time`, in powers of s.
  func series(at time: Double, into terms: UnsafeMutableBufferPointer<Double>) {
    let count = terms.count
    for k in 0..<count { terms[k] = 0 }
    guard time >= start, time < end, count > 1 else { return }
    switch shape {
    case .gaussian:
      terms[0] = exp(-0.5 * time * time / (scale * scale)) / (scale * (2 * Double.pi).squareRoot())
      let inverse = 1 / (scale * scale)
      terms[1] = -time * inverse * terms[0]
      for k in 1..<(count - 1) { terms[k + 1] = -inverse * (time * terms[k] + terms[k - 1]) / Double(k + 1) }
    case .hyperbolicSecantSquared:
      // y first, in place; then (1 − y²)/2τ = y'/2.
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count + 1) { y in
        y[0] = tanh(time / scale)
        for k in 0..<count {
          var square = 0.0
          for j in 0...k { square += y[j] * y[k - j] }
          y[k + 1] = ((k == 0 ? 1 : 0) - square) / (scale * Double(k + 1))
          terms[k] = 0.5 * Double(k + 1) * y[k + 1]
        }
      }
    case .measured(let pulse):
      guard let k = pulse.interval(at: time) else { return }
      let slope = (pulse.rates[k + 1] - pulse.rates[k]) / (pulse.times[k + 1] - pulse.times[k])
      terms[0] = pulse.rates[k] + (time - pulse.times[k]) * slope
      terms[1] = slope
    }
  }

  /// The time no step from `time` may cross, s.
  func nextBreak(after time: Double) -> Double {
    guard case .measured(let pulse) = shape else { return end }
    if time < pulse.times[0] { return pulse.times[0] }
    guard let k = pulse.interval(at: time) else { return .infinity }
    return pulse.times[k + 1]
  }
}
