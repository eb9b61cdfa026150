// The sources of an excitation as the integration sees them: a fixed profile in depth times a function of time of which
// the
// rate and its exact integral are known, so that each step books exactly its share of the pairs.

import Foundation
import Quantities

/// One source of pairs.
struct PairSource: Sendable {
  /// How it goes with time.
  enum Course: Sendable {
    case pulse(PulseProfile, delay: Double)
    case steady
    /// Straight between points, constant outside; with its running integral.
    case sampled(times: [Double], rates: [Double], integral: [Double])
  }

  var course: Course
  /// Pairs per volume and unit of the course, per cell, m⁻³ (times the unit of the rate).
  var density: [Double]

  /// Whether it acted before the first pulse.
  var isSteady: Bool {
    if case .pulse = course { return false }
    return true
  }

  /// Rate of the course, s⁻¹ or its own unit per second.
  func rate(_ time: Double) -> Double {
    switch course {
    case .pulse(let profile, let delay): return profile.rate(time - delay)
    case .steady: return 1
    case .sampled(let times, let rates, _):
      guard let k = Self.interval(time, times) else { return time < times[0] ? rates[0] : rates[rates.count - 1] }
      let share = (time - times[k]) / (times[k + 1] - times[k])
      return rates[k] + share * (rates[k + 1] - rates[k])
    }
  }

  /// Integral of the rate over a step.
  func arrived(from start: Double, to end: Double) -> Double {
    switch course {
    case .pulse(let profile, let delay): return profile.arrived(end - delay) - profile.arrived(start - delay)
    case .steady: return end - start
    case .sampled(let times, let rates, let integral):
      func running(_ time: Double) -> Double {
        if time <= times[0] { return rates[0] * (time - times[0]) }
        guard let k = Self.interval(time, times) else {
          return integral[integral.count - 1] + rates[rates.count - 1] * (time - times[times.count - 1])
        }
        let s = time - times[k]
        return integral[k] + s * (rates[k] + 0.5 * s / (times[k + 1] - times[k]) * (rates[k + 1] - rates[k]))
      }
      return running(end) - running(start)
    }
  }

  /// Begin and end of what changes, s, and the length it changes on; nil for a steady source.
  var span: (start: Double, end: Double, scale: Double)? {
    switch course {
    case .pulse(let profile, let delay): return (profile.start + delay, profile.end + delay, profile.sigma)
    case .steady: return nil
    case .sampled(let times, let rates, _):
      guard rates.count > 1, let last = times.last else { return nil }
      let shortest = zip(times, times.dropFirst()).map { $1 - $0 }.min() ?? 0
      return (times[0], last, max(shortest, 1e-3 * (last - times[0])))
    }
  }

  private static func interval(_ time: Double, _ times: [Double]) -> Int? {
    guard times.count > 1, time >= times[0], time < times[times.count - 1] else { return nil }
    var (low, high) = (0, times.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle } else { high = middle }
    }
    return low
  }
}

extension LaserPulse {
  /// Photons per area, m⁻².
  var photons: Double {
    incidentFluence * photonWavelength / (PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight)
  }
}

extension Excitation {
  /// The sources on the cells of a film.
  func sources(_ film: FilmCells) -> [PairSource] {
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    func perDepth(_ share: [Double]?, _ factor: Double) -> [Double] {
      zip(share ?? film.absorbedShare, film.widths).map { factor * $0 / $1 }
    }
    var found = pulses.map { item in
      PairSource(
        course: .pulse(PulseProfile(item.pulse.shape, width: item.pulse.duration), delay: item.delay),
        density: perDepth(item.absorbedShare, item.pulse.photons))
    }
    found += steadyLight.filter { $0.irradiance > 0 }.map { light in
      PairSource(
        course: .steady, density: perDepth(light.absorbedShare, light.irradiance * light.photonWavelength / hc))
    }
    if let injection, injection.rates.contains(where: { $0 > 0 }) {
      var integral = [0.0]
      for k in 1..<max(injection.times.count, 1) {
        let width = injection.times[k] - injection.times[k - 1]
        integral.append(integral[k - 1] + 0.5 * width * (injection.rates[k] + injection.rates[k - 1]))
      }
      let even = film.widths.map { $0 / film.thickness }
      found.append(
        PairSource(
          course: .sampled(times: injection.times, rates: injection.rates, integral: integral),
          density: perDepth(injection.share ?? even, 1)))
    }
    return found
  }
}
