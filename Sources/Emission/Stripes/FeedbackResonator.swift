// A laser: the film in a guide whose light is fed back, by mirrors or by a grating.
//
// Mean field (the light changes little in one pass), per photon energy:
//   0 = (Γ g(E,n) − α(E) − α_m(E)) Φ̄ + S(E,n)      →      Φ̄ = S/(α + α_m − Γg),
// with the mirror loss α_m = ln(1/(R₀R₁))/2L, or that of the grating within its band. Pairs:
//   G d = d·L(n) + Γ ∫ g Φ̄ dE,      output per area = ∫ α_m Φ̄ dE.
// Everything grows with n up to the density n_th where the first energy has no net loss left, so for any G there is one
// n
// below n_th, found by Brent's method; there the light takes all further pairs:
//   threshold   G_th d = d·L(n_th),      slope   dP/dG = α_m/(α + α_m)       (Coldren, Corzine and Mašanović, Diode
// Lasers
// and Photonic Integrated Circuits, 2nd ed., section 2.4), which the steady solution approaches as the spontaneous
// share
// falls. Those two are computed apart, as the check on it.

import Foundation
import Materials
import NumericalMethods
import Quantities

/// How the light is fed back.
public enum Feedback: Sendable, Equatable {
  /// Mirrors of these power reflectivities at the ends of a resonator of this length, m; all energies alike.
  case mirrors(low: Double, high: Double, length: Double)
  /// A grating: this loss, m⁻¹, within a band about a wavelength, m (full width), and `outside` elsewhere.
  case grating(loss: Double, wavelength: Double, width: Double, outside: Double)
}

/// A laser of a uniform film under steady pumping.
public struct FeedbackResonator: Sendable {
  /// The fast model whose material, edge and mode are used.
  public let model: PulseModel
  /// Rate constants of the film.
  public let constants: RecombinationConstants
  /// Thickness of the film d, m.
  public let thickness: Double
  /// Feedback loss α_m per energy of the model, m⁻¹.
  let feedbackLoss: [Double]

  /// - Parameters:
  ///   - model: material, edge, mode and passive losses.
  ///   - rates: rate constants of the film at its ion fraction.
  ///   - thickness: d, m.
  ///   - feedback: mirrors or grating.
  /// - Throws: `EmissionError` for a number out of range.
  public init(
    model: PulseModel, rates: LocalRates, thickness: Double, feedback: Feedback
  ) throws(EmissionError) {
    try require(thickness, "thickness of the film", "m", above: 0, upTo: 1e-3)
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    switch feedback {
    case .mirrors(let low, let high, let length):
      try require(low, "reflectivity of the low mirror", "1", above: 0, upTo: 0.999_999)
      try require(high, "reflectivity of the high mirror", "1", above: 0, upTo: 0.999_999)
      try require(length, "length of the resonator", "m", above: 0, upTo: 1)
      feedbackLoss = [Double](repeating: -log(low * high) / (2 * length), count: model.table.energies.count)
    case .grating(let loss, let wavelength, let width, let outside):
      try require(loss, "loss of the grating", "1/m", above: 0, upTo: 1e8)
      try require(wavelength, "wavelength of the grating", "m", from: 1e-7, upTo: 1e-5)
      try require(width, "band of the grating", "m", above: 0, upTo: 1e-6)
      try require(outside, "loss outside the band", "1/m", from: loss, upTo: 1e9)
      feedbackLoss = model.table.energies.map { abs(hc / $0 - wavelength) <= 0.5 * width ? loss : outside }
      guard feedbackLoss.contains(loss) else {
        throw .outOfRange(
          quantity: "band of the grating", value: width, unit: "m",
          range: "wide enough to hold a photon energy of the model (steps of \(model.table.energyStep) J)")
      }
    }
    self.model = model
    self.thickness = thickness
    constants = RecombinationConstants(rates, k3: model.parameters.rates.k3)
    strength = model.coupling.confinement * model.parameters.edge.gainConstant(radiative: rates.k2r)
    let index = model.parameters.edge.refractiveIndex
    let share = model.coupling.effectiveIndex * model.coupling.confinement / (4 * index * index * thickness)
    guided = model.table.energies.map { share * hc / $0 }
  }

  /// Γ k2g, m³ s⁻¹.
  let strength: Double
  /// β per energy.
  let guided: [Double]

  /// Gain over loss and light at one density.
  private func light(_ density: Double) throws(EmissionError) -> (net: Double, stimulated: Double, output: Double) {
    let spectra = try model.bandSpectra(density: density)
    let step = model.table.energyStep
    var (net, stimulated, output) = (-Double.infinity, 0.0, 0.0)
    for k in spectra.energies.indices {
      let gain = strength * spectra.gainPerConstant[k]
      let left = gain - model.loss[k] - feedbackLoss[k]
      net = max(net, left)
      let source = constants.k2r * density * density * thickness * spectra.spontaneous[k] * guided[k] * step
      // At threshold itself the light is bounded by the last digits of the density.
      let flux = source / max(-left, 1e-9)
      stimulated += gain * flux
      output += feedbackLoss[k] * flux
    }
    return (net, stimulated, output)
  }

  /// Threshold by the textbook: where gain equals all losses and the pairs only balance their own recombination.
  public func threshold() throws(EmissionError) -> LaserThreshold {
    let highest = model.numerics.highestDensity * 0.999
    let top = try light(highest).net
    guard top > 0 else { throw .noLasing(highestGain: top, loss: feedbackLoss.min() ?? 0) }
    var failure: EmissionError?
    let found = try? findRoot(in: log(1e20)...log(highest), tolerance: 1e-13) { logarithm in
      do throws(EmissionError) { return try light(exp(logarithm)).net } catch {
        failure = error
        return .nan
      }
    }
    if let failure { throw failure }
    guard let found else { throw .noLasing(highestGain: top, loss: feedbackLoss.min() ?? 0) }
    let density = exp(found)
    let spectra = try model.bandSpectra(density: density)
    var (best, place) = (-Double.infinity, 0)
    for k in spectra.energies.indices {
      let left = strength * spectra.gainPerConstant[k] - model.loss[k] - feedbackLoss[k]
      if left > best { (best, place) = (left, k) }
    }
    let c = constants
    let passive = model.loss[place]
    return LaserThreshold(
      density: density, generation: density * (c.k1 + density * (c.k2 + density * c.k3)),
      modalGain: passive + feedbackLoss[place], photonEnergy: spectra.energies[place],
      slope: feedbackLoss[place] / (passive + feedbackLoss[place]))
  }

  /// Density and output under steady generation.
  /// - Parameter generation: pairs per volume and time G, m⁻³ s⁻¹.
  public func steady(generation: Double) throws(EmissionError) -> SteadyLaser {
    try require(generation, "generation of pairs", "1/(m3 s)", above: 0, upTo: 1e42)
    let limit = try threshold().density
    let c = constants
    var failure: EmissionError?
    func excess(_ distance: Double) -> Double {
      // The distance to threshold is the unknown: far above threshold n differs from n_th by less than its last digits.
      let n = limit * (1 - exp(distance))
      do throws(EmissionError) {
        let light = try light(n)
        return n * (c.k1 + n * (c.k2 + n * c.k3)) + light.stimulated / thickness - generation
      } catch {
        failure = error
        return .nan
      }
    }
    let found = try? findRoot(in: -30...(-1e-9), tolerance: 1e-12) { excess($0) }
    if let failure { throw failure }
    guard let found else { throw .noConvergence(time: 0, density: limit) }
    let n = limit * (1 - exp(found))
    return SteadyLaser(density: n, output: try light(n).output)
  }
}

/// Threshold of a laser as the textbook has it.
public struct LaserThreshold: Sendable, Equatable {
  /// Threshold density n_th, m⁻³.
  public var density: Double
  /// Threshold generation G_th, m⁻³ s⁻¹.
  public var generation: Double
  /// Modal gain at threshold, that is all losses of the lasing energy, m⁻¹.
  public var modalGain: Double
  /// Energy of the laser line, J.
  public var photonEnergy: Double
  /// Photons out of the feedback per pair above threshold α_m/(α + α_m), dimensionless.
  public var slope: Double
}

/// A laser at work.
public struct SteadyLaser: Sendable, Equatable {
  /// Carrier density n, m⁻³.
  public var density: Double
  /// Light through the feedback per film area, photons m⁻² s⁻¹.
  public var output: Double
}
