// How a pulse warms the film and the substrate cools it: one thermal node for the film.
//
//   C dT/dt = P(t) − G (T − T_s),      C = c d,
//   P = G_pump(t) (hν − E_pair) + (k1 n + k2nonr n² + k3 n³) d · E_pair,      E_pair = ħω of the light that a pair would make
// Pump photons leave their excess over a pair as heat at once; a pair that recombines without light leaves the rest. Light
// that leaves the film takes its energy along; light that the film absorbs again has made new pairs. T_s, the substrate's
// face, stays (its diffusion length in 10 ns, 70 nm in glass, is short against its thickness, and its heat capacity large).
// Between the steps of the pulse P is a straight line, and the node follows it exactly:
//   ΔT(t + h) = ΔT e^{−h/τ} + (P₀ τ/C) (1 − e^{−h/τ}) + (P₁ − P₀)(τ/C)(1 − (τ/h)(1 − e^{−h/τ})),      τ = C/G.
// Carriers thermalise with the lattice within picoseconds, so film and carriers share one temperature; the tables of a pulse
// are made for one temperature, that of the film averaged over its light, found by repetition.

import Foundation
import Materials
import Quantities

/// Thermal node of the film.
public struct LatticeHeating: Sendable, Equatable {
  /// Heat capacity of the film per volume c, J m⁻³ K⁻¹.
  public var heatCapacity: Double
  /// Conductance of the boundary between film and substrate per area G, W m⁻² K⁻¹.
  public var boundaryConductance: Double

  /// - Parameters:
  ///   - heatCapacity: c, J m⁻³ K⁻¹; for CsPbBr₃ Dulong and Petit give 15 k_B per 198 Å³, 1.05e6.
  ///   - boundaryConductance: G, W m⁻² K⁻¹; 1e7 … 1e8 between oxides, polymers and perovskites (assumed).
  public init(heatCapacity: Double = 1.05e6, boundaryConductance: Double = 3e7) {
    self.heatCapacity = heatCapacity
    self.boundaryConductance = boundaryConductance
  }

  func validate() throws(EmissionError) {
    try require(heatCapacity, "heat capacity of the film", "J/(m3 K)", from: 1e3, upTo: 1e8)
    try require(boundaryConductance, "conductance of the film's boundary", "W/(m2 K)", from: 0, upTo: 1e12)
  }

  /// Rise of temperature at each time, K.
  /// - Parameters:
  ///   - times: s, rising.
  ///   - power: heat per area and time at each, W m⁻², straight in between.
  ///   - thickness: of the film d, m.
  ///   - before: rise at the first time, K.
  public func rise(times: [Double], power: [Double], thickness: Double, before: Double = 0) -> [Double] {
    let capacity = heatCapacity * thickness
    var found = [before]
    for k in 1..<max(times.count, 1) {
      let h = times[k] - times[k - 1]
      let x = h * boundaryConductance / capacity
      // (1 − e^{−x})/x and (1 − that)/x, which at x → 0 are 1 and ½.
      let first = x > 1e-6 ? -expm1(-x) / x : 1 - 0.5 * x
      let second = x > 1e-4 ? (1 - first) / x : 0.5 - x / 6
      found.append(
        found[k - 1] * exp(-x) + h / capacity * (power[k - 1] * first + (power[k] - power[k - 1]) * second))
    }
    return found
  }
}

/// A pulse with the temperature it brings about.
public struct HeatedPulse: Sendable, Equatable {
  /// Carriers and light, with tables for `temperature`.
  public var emission: PulseEmission
  /// Rise of the film's temperature at the times of the pulse, K.
  public var rise: [Double]
  /// Heat per area and time at the times of the pulse, W m⁻².
  public var heatPower: [Double]
  /// Temperature of the film averaged over its light, K.
  public var temperature: Double
  /// Pulses fired until it was found.
  public var repetitions: Int

  /// Highest rise, K.
  public var peakRise: Double { rise.max() ?? 0 }
}

extension PulseModel {
  /// Carriers, light and temperature under an excitation.
  /// - Parameters:
  ///   - excitation: pulses, steady light and injection, acting together; with a period the film finds what is left of
  ///     the heat of the pulses before.
  ///   - film: the cells of the emitter; its temperature is that of the substrate.
  ///   - heating: the film's thermal node.
  public func fire(
    _ excitation: Excitation, film: FilmCells, heating: LatticeHeating
  ) throws(EmissionError) -> HeatedPulse {
    try heating.validate()
    var warm = film
    for repetition in 1...12 {
      let emission = try fire(excitation, film: warm)
      let power = heatPower(of: emission, excitation, film)
      var rise = heating.rise(times: emission.times, power: power, thickness: film.thickness)
      if let period = excitation.period, heating.boundaryConductance > 0 {
        // What one period leaves of itself, e^{−T/τ} of it, adds up as a geometric series.
        let wait = period - ((emission.times.last ?? 0) - (emission.times.first ?? 0))
        let rate = heating.boundaryConductance / (heating.heatCapacity * film.thickness)
        let left = (rise.last ?? 0) * exp(-max(wait, 0) * rate) / -expm1(-period * rate)
        rise = heating.rise(times: emission.times, power: power, thickness: film.thickness, before: left)
      }
      let light = zip(emission.plRate, emission.aseRate).map { $0 + $1 }
      var (sum, weight) = (0.0, 0.0)
      for k in 1..<max(emission.times.count, 1) {
        let h = 0.5 * (emission.times[k] - emission.times[k - 1])
        sum += h * (light[k] * rise[k] + light[k - 1] * rise[k - 1])
        weight += h * (light[k] + light[k - 1])
      }
      let temperature = film.temperature + (weight > 0 ? sum / weight : 0)
      guard temperature <= 1000 else {
        throw .outOfRange(
          quantity: "temperature that the pulse brings about", value: temperature, unit: "K", range: "up to 1000 K")
      }
      if abs(temperature - warm.temperature) < 0.02 {
        return HeatedPulse(
          emission: emission, rise: rise, heatPower: power, temperature: temperature, repetitions: repetition)
      }
      warm.temperature = temperature
    }
    throw .notPeriodic(periods: 12)
  }

  /// Heat per area and time at the times of a pulse, W m⁻².
  private func heatPower(of emission: PulseEmission, _ excitation: Excitation, _ film: FilmCells) -> [Double] {
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    let pair = parameters.edge.edgeEnergy
    let pumps = excitation.pulses.map { item in
      let absorbed = (item.absorbedShare ?? film.absorbedShare).reduce(0, +) * item.pulse.photons
      return (
        profile: PulseProfile(item.pulse.shape, width: item.pulse.duration), delay: item.delay,
        heat: absorbed * max(hc / item.pulse.photonWavelength - pair, 0)
      )
    }
    let steady = excitation.steadyLight.reduce(0.0) {
      let photon = hc / $1.photonWavelength
      return $0 + ($1.absorbedShare ?? film.absorbedShare).reduce(0, +) * $1.irradiance / photon * max(photon - pair, 0)
    }
    return emission.times.indices.map { k in
      let time = emission.times[k]
      let excess = pumps.reduce(steady) { $0 + $1.heat * $1.profile.rate(time - $1.delay) }
      return excess + pair * emission.nonradiativeRate[k]
    }
  }
}
