// One laser pulse with frozen ions: carriers per cell, light along the guide, light at the detector.
//
//   dn_i/dt = G_i(t) − k1 n − (k2r + k2nonr) n² − k3 n³ − k_x E_ext φ(Q) n² − R_i,      R_i = Γ ∫ g_i Φ̄ dE / d
// with the rate constants of the cell's own ion fraction, a Gaussian pulse, and no diffusion between the cells (they
// are coupled by the guided light alone). The guided light is that of TravellingWave.swift with the modal gain
//   γ(E) = Γ Σ w_i g_i(E) − α_layers − α_scatter − σ_u Γ α_passive(E),     w_i = (cell width)/d,
// and the source ½ β ∫ k2r n² s dx, β = n_eff Γ λ/(4 n_r² d): the modes of one slab mode per area, n_eff n_g E/2π(ħc)²,
// times its share Γ/d in the film and its group velocity c/n_g, over the photon states of the bulk. φ(Q) = 1 − Q/Q_cap
// is the screening of the extracting field by the charge Q already extracted in this pulse.

import Foundation
import Materials
import Quantities

/// The fast model: fires pulses at films. Immutable; its tables are made once.
public struct PulseModel: Sendable {
  /// Material, edge and guide.
  public let parameters: EmissionParameters
  /// The guided mode.
  public let coupling: ModeCoupling
  /// Other guided modes that carry light beside it.
  public let furtherModes: [ModeCoupling]
  /// The measured edge in place of the model's shape, if one is used.
  public let measuredEdge: MeasuredEdge?
  /// Detector wavelengths, m.
  public let wavelengths: [Double]
  /// What stands before the detector; `nil` for a detector that sees all wavelengths alike.
  public let filter: DetectionFilter?
  /// Resolution and tolerances.
  public private(set) var numerics: PulseNumerics

  let passive: PassiveAbsorption?
  let table: EmissionTable
  let detector: Detector
  /// Absorption α_passive of the film with empty bands per energy, m⁻¹.
  let filmAbsorption: [Double]
  /// Loss of the guide per mode and energy, m⁻¹.
  let loss: [Double]
  /// The part of `loss` due to unpumped film, m⁻¹.
  let unpumpedLoss: [Double]

  /// 401 wavelengths from 490 to 570 nm, m.
  public static let standardWavelengths = (0...400).map { 490e-9 + 0.2e-9 * Double($0) }

  /// - Parameters:
  ///   - parameters: rates, edge and guide of the sample.
  ///   - coupling: confinement and loss of the mode, from the optics of the stack.
  ///   - furtherModes: other modes of the same stack that carry light beside it, e.g. the TM mode.
  ///   - measuredEdge: a measured absorption edge in place of the model's shape; gap, masses and renormalisation stay
  /// those
  ///     of the parameters.
  ///   - passiveAbsorption: absorption of unpumped film; `nil` to take it from the edge (with k2ref, at low density).
  ///   - wavelengths: detector grid, m, increasing.
  ///   - filter: what stands before the detector; it acts on spectra, yields and decays alike.
  ///   - temperature: T for which the tables are made, K; a film at another temperature has its own made when fired at.
  ///   - numerics: resolution and tolerances.
  /// - Throws: `EmissionError` for a number out of range.
  public init(
    parameters: EmissionParameters, coupling: ModeCoupling, furtherModes: [ModeCoupling] = [],
    measuredEdge: MeasuredEdge? = nil, passiveAbsorption: PassiveAbsorption? = nil,
    wavelengths: [Double] = PulseModel.standardWavelengths, filter: DetectionFilter? = nil,
    temperature: Double = 298.15, numerics: PulseNumerics = PulseNumerics()
  ) throws(EmissionError) {
    try parameters.rates.validate()
    try parameters.edge.validate()
    try parameters.guide.validate()
    for mode in [coupling] + furtherModes { try mode.validate() }
    try passiveAbsorption?.validate()
    try numerics.validate()
    try require(temperature, "temperature", "K", from: 20, upTo: 1000)
    guard let shortest = wavelengths.first, let longest = wavelengths.last, wavelengths.count > 1, shortest > 0,
      zip(wavelengths, wavelengths.dropFirst()).allSatisfy({ $0 < $1 }), longest.isFinite
    else { throw .wavelengthsNotIncreasing }
    let guide = parameters.guide
    guard guide.escapeFraction * guide.scatteringCollection <= guide.scatteringLoss else {
      throw .moreCollectedThanScattered(
        collected: guide.escapeFraction * guide.scatteringCollection, scattered: guide.scatteringLoss)
    }
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    let edgeWavelength = hc / parameters.edge.edgeEnergy
    guard shortest < edgeWavelength, edgeWavelength < longest else {
      throw .edgeOutsideSpectrum(edge: edgeWavelength, shortest: shortest, longest: longest)
    }
    self.parameters = parameters
    self.coupling = coupling
    self.wavelengths = wavelengths
    self.numerics = numerics
    self.furtherModes = furtherModes
    self.measuredEdge = measuredEdge
    self.filter = filter
    passive = passiveAbsorption
    table = try EmissionTable(
      edge: parameters.edge, measured: measuredEdge, temperature: temperature, wavelengths: shortest...longest,
      resolution: guide.spectralResolution, numerics: numerics)
    detector = Detector(
      wavelengths: wavelengths, resolution: guide.spectralResolution, energies: table.energies, filter: filter)
    var absorption = table.emptyGain.map { -parameters.edge.gainReference * $0 }
    if let passiveAbsorption {
      for k in absorption.indices { absorption[k] = try passiveAbsorption.value(at: hc / table.energies[k]) }
    }
    filmAbsorption = absorption
    var (unpumped, losses) = ([Double](), [Double]())
    for mode in [coupling] + furtherModes {
      let own = absorption.map { guide.unpumpedShare * mode.confinement * $0 }
      unpumped += own
      losses += own.map { $0 + (mode.absorptionLoss + guide.scatteringLoss) }
    }
    unpumpedLoss = unpumped
    loss = losses
  }

  /// Carriers and light of one pulse.
  /// - Parameters:
  ///   - pulse: the pump pulse.
  ///   - film: the cells of the emitter with their ions and their share of the pump.
  /// - Throws: `EmissionError` for input out of range or a density beyond the table.
  public func fire(_ pulse: LaserPulse, film: FilmCells) throws(EmissionError) -> PulseEmission {
    try fire(Excitation(pulse), film: film)
  }

  /// Carriers and light under any excitation.
  /// - Parameters:
  ///   - excitation: pulses, steady light and injection, acting together.
  ///   - film: the cells of the emitter with their ions and their share of the pump.
  /// - Throws: `EmissionError` for input out of range, a density beyond the table, or a train that does not settle.
  public func fire(_ excitation: Excitation, film: FilmCells) throws(EmissionError) -> PulseEmission {
    try run(excitation, film: film).emission
  }

  /// The same with the finished integration, from which spectra against time can be had.
  func run(
    _ excitation: Excitation, film: FilmCells, streak: Bool = false
  ) throws(EmissionError) -> (emission: PulseEmission, integrator: PulseIntegrator, model: PulseModel) {
    try film.validate()
    try excitation.validate(cells: film.widths.count)
    try require(film.temperature, "temperature of the film", "K", from: 20, upTo: 1000)
    guard abs(film.temperature - table.temperature) <= 1e-9 * table.temperature else {
      return try at(temperature: film.temperature).run(excitation, film: film, streak: streak)
    }
    let carriers = try FilmCarriers(film: film, model: self)
    var initial = try steadyDensities(excitation, film)
    for _ in 0..<200 {
      var integrator = PulseIntegrator(
        carriers: carriers, excitation: excitation, film: film, numerics: numerics, initial: initial,
        streak: streak || filter != nil)
      try integrator.run()
      if let period = excitation.period {
        let left = try remaining(integrator, film, after: period)
        let change = zip(left, initial).map { abs($0 - $1) }.max() ?? 0
        if change > 1e-4 * integrator.peakDensity {
          initial = left
          continue
        }
      }
      return (integrator.emission(model: self), integrator, self)
    }
    throw .notPeriodic(periods: 200)
  }

  /// Temperature T for which the tables are made, K.
  public var temperature: Double { table.temperature }

  /// The same model with tables for another temperature T, K.
  public func at(temperature: Double) throws(EmissionError) -> PulseModel {
    try PulseModel(
      parameters: parameters, coupling: coupling, furtherModes: furtherModes, measuredEdge: measuredEdge,
      passiveAbsorption: passive, wavelengths: wavelengths, filter: filter, temperature: temperature,
      numerics: numerics)
  }

  /// The same model with other parameters, at the same temperature.
  public func with(_ change: (inout EmissionParameters) -> Void) throws(EmissionError) -> PulseModel {
    var changed = parameters
    change(&changed)
    return try PulseModel(
      parameters: changed, coupling: coupling, furtherModes: furtherModes, measuredEdge: measuredEdge,
      passiveAbsorption: passive, wavelengths: wavelengths, filter: filter, temperature: temperature, numerics: numerics)
  }

  /// The same model, its tables kept, with another relative error allowed per time step: traces need a smaller one than
  /// what is integrated over time.
  public func with(relativeTolerance: Double) throws(EmissionError) -> PulseModel {
    var copy = self
    copy.numerics.relativeTolerance = relativeTolerance
    try copy.numerics.validate()
    return copy
  }

  /// Densities under the steady part of an excitation alone, m⁻³.
  private func steadyDensities(_ excitation: Excitation, _ film: FilmCells) throws(EmissionError) -> [Double] {
    let generation = excitation.steadyGeneration(film)
    return try film.widths.indices.map { cell throws(EmissionError) in
      guard generation[cell] > 0 else { return 0 }
      let rates = parameters.rates.rates(atIonFraction: film.ionFraction[cell])
      return try RecombinationConstants(rates, k3: parameters.rates.k3).steadyDensity(generation: generation[cell])
    }
  }

  /// Densities that the next pulse of a train finds: each cell decays by its own constants for the rest of the period.
  private func remaining(
    _ run: PulseIntegrator, _ film: FilmCells, after period: Double
  ) throws(EmissionError) -> [Double] {
    let wait = period - ((run.times.last ?? 0) - (run.times.first ?? 0))
    guard wait > 0 else { return run.density }
    return try film.widths.indices.map { cell throws(EmissionError) in
      let rates = parameters.rates.rates(atIonFraction: film.ionFraction[cell])
      return try CarrierDecay(k1: rates.k1, k2: rates.k2r + rates.k2nonr, k3: parameters.rates.k3)
        .density(from: max(run.density[cell], 0), at: [wait])[0]
    }
  }
}

extension EdgeModel {
  /// k2g = k2ref (k2r/k2ref)^ξ, m³ s⁻¹.
  func gainConstant(radiative: Double) -> Double { gainReference * pow(radiative / gainReference, gainExponent) }

  func validate() throws(EmissionError) {
    let electronVolt = PhysicalConstants.elementaryCharge
    try require(edgeEnergy, "edge energy", "J", from: 0.3 * electronVolt, upTo: 10 * electronVolt)
    try require(urbachEnergy, "Urbach energy", "J", from: 1e-3 * electronVolt, upTo: electronVolt)
    try require(gapOffset, "gap above the edge", "J", from: -electronVolt, upTo: electronVolt)
    try require(excitonBinding, "exciton binding energy", "J", from: 0, upTo: electronVolt)
    try require(effectiveMass, "effective mass", "m0", from: 1e-3, upTo: 20)
    if let holeMass { try require(holeMass, "effective mass of the holes", "m0", from: 1e-3, upTo: 20) }
    try require(gaussianDisorder, "Gaussian disorder", "J", from: 0, upTo: 0.2 * electronVolt)
    try require(boundExciton, "strength of the bound exciton", "1", from: 0, upTo: 10)
    try require(renormalisationExponent, "exponent of the renormalisation", "1", from: 0.05, upTo: 1)
    try require(renormalisationShare, "share of the renormalisation", "1", from: 0, upTo: 1)
    try require(renormalisationCoefficient, "band-gap renormalisation", "J m", from: 0, upTo: 1e-9 * electronVolt)
    try require(refractiveIndex, "refractive index", "1", from: 1, upTo: 6)
    try require(gainReference, "reference radiative constant", "m3/s", above: 0, upTo: 1e-10)
    try require(gainExponent, "gain exponent", "1", from: -2, upTo: 4)
  }
}

extension GuideParameters {
  func validate() throws(EmissionError) {
    try require(pathLength, "path length", "m", above: 0, upTo: 1)
    try require(scatteringLoss, "scattering loss", "1/m", from: 0, upTo: 1e8)
    try require(unpumpedShare, "unpumped share", "1", from: 0, upTo: 10)
    try require(scatteringCollection, "scattering collection", "1/m", from: 0, upTo: 1e8)
    try require(spectralResolution, "spectral resolution", "m", from: 0, upTo: 1e-7)
    try require(escapeFraction, "escape fraction", "1", above: 0, upTo: 1)
    try require(edgeCollection, "edge collection", "1", from: 0, upTo: 1)
  }
}
