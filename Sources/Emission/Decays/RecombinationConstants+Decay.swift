// The decay of a uniform film: the fast forward model of fits.
//
// After the pulse the densities are those of CarrierDecay (closed, or by Taylor series), and the photons of an interval
// follow from the densities at its ends alone (RecombinationConstants.swift), so no interval is too long for accuracy.
// During a pulse of finite width n and the photons are stepped by their Taylor series of order 16, whose coefficients
// come
// from those of the pulse by Cauchy products; tolerance 1e-13 of the density.
//
// Train of pulses: the density r that a pulse finds solves n(T; r) = r. n(T; r) is increasing, concave and below its
// linear
// value, so r lies between 0 and the value of the linear decay; Brent's method finds it there.

import Foundation
import NumericalMethods

extension RecombinationConstants: DecayModel {
  /// Light and carriers after a pulse; relative error below 1e-9.
  public func emission(after excitation: DecayExcitation, at times: [Double]) throws(EmissionError) -> EmittedLight {
    try excitation.validate()
    try validateTimes(times, of: excitation)
    let decay = try decay()
    let profile = excitation.profile
    let before =
      try excitation.period.map { period throws(EmissionError) in
        try residual(excitation, profile, decay, period)
      } ?? 0
    var run = PulsedRun(constants: self, pairs: excitation.density, profile: profile, times: times)
    run.carryThrough(from: before)
    // A free decay from here on.
    let first = run.next
    let offset = run.time
    let free = try decay.density(from: run.density, at: times[first...].map { max($0 - offset, 0) })
    var (cumulative, density) = (run.cumulative, run.densities)
    cumulative.reserveCapacity(times.count)
    density.reserveCapacity(times.count)
    var (photons, last) = (run.photons, run.density)
    for n in free {
      photons += emitted(from: last, to: n)
      cumulative.append(photons)
      density.append(n)
      last = n
    }
    var end = 0.0
    if let period = excitation.period {
      end = try decay.density(from: run.density, at: [excitation.start + period - offset])[0]
    }
    return EmittedLight(
      cumulative: cumulative, total: run.photons + emitted(from: run.density, to: end), density: density,
      densityBefore: before)
  }

  /// The density that each pulse of a train finds.
  private func residual(
    _ excitation: DecayExcitation, _ profile: PulseProfile?, _ decay: CarrierDecay, _ period: Double
  ) throws(EmissionError) -> Double {
    let free = period - (profile.map { $0.end - $0.start } ?? 0)
    func remaining(_ start: Double) -> Double {
      var run = PulsedRun(constants: self, pairs: excitation.density, profile: profile, times: [])
      run.carryThrough(from: start)
      return (try? decay.density(from: run.density, at: [free])[0]) ?? .nan
    }
    let a = smallDensityRate
    var highest = Double.infinity
    if a > 0 { highest = excitation.density * exp(-a * free) / -expm1(-a * period) }
    if k2 > 0 { highest = min(highest, 1 / (k2 * free)) }
    if k3 > 0 { highest = min(highest, (0.5 / (k3 * free)).squareRoot()) }
    guard highest.isFinite else { throw .nothingRecombines }
    guard highest > 1e-14 * excitation.density else { return remaining(0) }
    do {
      return try findRoot(in: 0...(highest * (1 + 1e-9)), tolerance: 1e-13 * highest) { remaining($0) - $0 }
    } catch {
      // The linear bound itself: the two ends differ by round-off only.
      return highest
    }
  }
}

/// The carriers of a uniform film while its pulse lasts.
private struct PulsedRun {
  let constants: RecombinationConstants
  let pairs: Double
  let profile: PulseProfile?
  let times: [Double]
  /// Where the run stands.
  var time = 0.0
  var density = 0.0
  var photons = 0.0
  /// The first time not yet served, and what was found at those before it.
  var next = 0
  var densities: [Double] = []
  var cumulative: [Double] = []

  static let order = 16

  init(constants: RecombinationConstants, pairs: Double, profile: PulseProfile?, times: [Double]) {
    self.constants = constants
    self.pairs = pairs
    self.profile = profile
    self.times = times
  }

  /// To the end of the pulse.
  mutating func carryThrough(from start: Double) {
    guard let profile else {
      density = start + pairs
      return
    }
    density = start
    time = profile.start
    let order = Self.order
    let (a, k2, k3) = (constants.smallDensityRate, constants.k2, constants.k3)
    let (radiative, dark, pairs) = (constants.k2r, constants.darkDensity, pairs)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * (order + 2)) { space in
      let n = UnsafeMutableBufferPointer(rebasing: space[0..<(order + 2)])
      let square = UnsafeMutableBufferPointer(rebasing: space[(order + 2)..<(2 * order + 4)])
      let pump = UnsafeMutableBufferPointer(rebasing: space[(2 * order + 4)..<(3 * order + 6)])
      let light = UnsafeMutableBufferPointer(rebasing: space[(3 * order + 6)..<(4 * order + 8)])
      while time < profile.end {
        profile.series(at: time, into: pump)
        n[0] = density
        light[0] = 0
        for k in 0...order {
          var (sum, cube) = (0.0, 0.0)
          for j in 0...k { sum += n[j] * n[k - j] }
          square[k] = sum
          if k3 > 0 { for j in 0...k { cube += square[j] * n[k - j] } }
          n[k + 1] = (pairs * pump[k] - a * n[k] - k2 * sum - k3 * cube) / Double(k + 1)
          light[k + 1] = radiative * (sum + dark * n[k]) / Double(k + 1)
        }
        let allowed = 1e-13 * max(density, 1e-6 * pairs)
        var reach = min(profile.nextBreak(after: time), profile.end) - time
        for k in [order, order + 1] where n[k] != 0 {
          reach = min(reach, pow(allowed / abs(n[k]), 1 / Double(k)))
        }
        while next < times.count, times[next] - time <= reach {
          let place = times[next] - time
          densities.append(max(Self.value(n, at: place), 0))
          cumulative.append(photons + Self.value(light, at: place))
          next += 1
        }
        density = max(Self.value(n, at: reach), 0)
        photons += Self.value(light, at: reach)
        let later = time + reach
        time = later > time ? later : time.nextUp
      }
    }
  }

  private static func value(_ terms: UnsafeMutableBufferPointer<Double>, at place: Double) -> Double {
    var sum = 0.0
    for term in terms.reversed() { sum = sum * place + term }
    return sum
  }
}
