// The reference for the fast model: light resolved along the stripe, as two waves in each cell of z.
//
//   (1/v_g) ∂Φ±/∂t ± ∂Φ±/∂z = γ(E,z) Φ± + ½ S(E,z)
// with gain and source of the carriers at that z, so the light saturates the gain where it is strong (at the ends),
// unpumped
// film absorbs with its own density, the pump spot may have any profile, and ends may reflect.
// Within a cell of length h the carriers are uniform and the solution is exact (TravellingWave.swift):
//   out = in·e^{γh} + ½ S h φ₁(γh),      mean over the cell = in·φ₁(γh) + ½ S h φ₂(γh),
// so out − in = γ h·mean + ½ S h to round-off, and photons are counted exactly in every cell.
//
// Two ways in time:
//   quasi-stationary   the light follows the carriers at once (transit ≪ pulse). Heun's method with the error of its
// Euler
//                      step controlled; what limits it where gain is clamped is ∂R/∂n, a few ps.
//   time-dependent     every step is one cell long, h = v_g Δt, and hands the waves to the next cell: exact along the
//                      characteristics. For picosecond pulses and for feedback. Carriers by Euler's method: first
// order.
// Rejected: implicit steps for the first (the Jacobian couples all cells through exponentials: dense in z).
//
// The depth is kept as few groups of cells with their own ion fraction and pump (`depthGroups`), all in the same mode.

import Foundation
import Materials
import Quantities

/// How light follows the carriers.
public enum StripeDynamics: Sendable, Equatable {
  /// At once.
  case quasiStationary
  /// At the group velocity; cells of z must be equally long.
  case timeDependent
}

/// What a stripe gave.
public struct StripeEmission: Sendable, Equatable {
  /// Detector wavelengths λ, m.
  public var wavelengths: [Double]
  /// Detected spectrum per pumped area (length under at least half the nominal fluence), J m⁻² m⁻¹.
  public var spectrum: [Double]
  /// Spontaneous part of it, J m⁻² m⁻¹.
  public var plSpectrum: [Double]
  /// Guided light in it, scattered and from the ends, J m⁻² m⁻¹.
  public var aseSpectrum: [Double]
  /// Light that left through the low and through the high end, per width of the stripe, photons m⁻¹.
  public var endPhotons: (low: Double, high: Double) { (ends[0], ends[1]) }
  /// Spectrum of the light from the high end, per width of the stripe, J m⁻¹ m⁻¹.
  public var highEndSpectrum: [Double]
  /// Where photons and pairs went, per width of the stripe, m⁻¹.
  public var photons: PhotonBudget
  /// Highest net modal gain reached anywhere, m⁻¹.
  public var peakNetGain: Double
  /// Highest depth-averaged density of each cell of z, m⁻³.
  public var peakProfile: [Double]
  /// Times, s, and light out of both ends at them, photons per width and time, m⁻¹ s⁻¹.
  public var times: [Double]
  /// Light out of both ends at `times`, m⁻¹ s⁻¹.
  public var endRate: [Double]
  /// Light solutions that were needed.
  public var evaluations: Int
  var ends: [Double]
}

/// Light and carriers along a stripe.
public struct StripeModel: Sendable {
  /// The fast model whose material, edge, modes and detector are used.
  public let model: PulseModel
  /// The stripe.
  public let geometry: StripeGeometry
  /// Groups of neighbouring cells that the depth is kept in.
  public let depthGroups: Int

  /// - Parameters: as the properties of the same names.
  /// - Throws: `EmissionError` for a stripe that is none.
  public init(model: PulseModel, geometry: StripeGeometry, depthGroups: Int = 6) throws(EmissionError) {
    try geometry.validate()
    try require(Double(depthGroups), "groups of cells in depth", "1", from: 1, upTo: 1000)
    self.model = model
    self.geometry = geometry
    self.depthGroups = depthGroups
  }

  /// Carriers and light of an excitation.
  /// - Parameters:
  ///   - excitation: what excites the film; its pump pulses are weighted with the pump profile.
  ///   - film: the cells of the emitter in depth.
  ///   - dynamics: how light follows the carriers; reflecting ends need `.timeDependent`.
  ///   - tolerance: relative error allowed per step of the quasi-stationary way.
  ///   - longest: the run ends at most this long after the last pulse, s.
  public func fire(
    _ excitation: Excitation, film: FilmCells, dynamics: StripeDynamics = .quasiStationary, tolerance: Double = 3e-3,
    longest: Double = 1e-6
  ) throws(EmissionError) -> StripeEmission {
    try film.validate()
    try excitation.validate(cells: film.widths.count)
    try require(tolerance, "relative tolerance of the time steps", "1", from: 1e-9, upTo: 0.1)
    try require(longest, "longest run", "s", above: 0, upTo: 1)
    let model =
      abs(film.temperature - self.model.table.temperature) > 1e-9 * film.temperature
      ? try self.model.at(temperature: film.temperature) : self.model
    if dynamics == .quasiStationary, geometry.lowReflectivity > 0 || geometry.highReflectivity > 0 {
      throw .feedbackNeedsTime
    }
    if dynamics == .timeDependent {
      let shortest = geometry.cellLengths.min() ?? 0
      guard geometry.cellLengths.allSatisfy({ abs($0 - shortest) < 1e-6 * shortest }) else {
        throw .outOfRange(
          quantity: "shortest cell of the stripe", value: shortest, unit: "m",
          range: "as long as all others, so that light takes one step for each")
      }
    }
    let grouped = film.grouped(depthGroups)
    var run = try StripeRun(
      model: model, geometry: geometry, film: grouped, excitation: excitation.grouped(film, depthGroups))
    try run.carry(dynamics, tolerance: tolerance, longest: longest)
    return run.emission()
  }
}

extension FilmCells {
  /// Bounds of groups of about equal absorbed light.
  func groups(_ count: Int) -> [Range<Int>] {
    let whole = absorbedShare.reduce(0, +)
    var (found, start, sum) = ([Range<Int>](), 0, 0.0)
    for cell in widths.indices {
      sum += absorbedShare[cell]
      let isLast = cell == widths.count - 1
      if isLast || (sum >= whole * Double(found.count + 1) / Double(count) * (1 - 1e-12) && found.count < count - 1) {
        found.append(start..<(cell + 1))
        start = cell + 1
      }
    }
    return found
  }

  /// The film with its cells joined to groups: widths and absorbed light add up, ion fractions are averaged by absorbed
  /// light.
  func grouped(_ count: Int) -> FilmCells {
    guard count < widths.count else { return self }
    var film = self
    let groups = groups(count)
    film.widths = groups.map { widths[$0].reduce(0, +) }
    film.absorbedShare = groups.map { absorbedShare[$0].reduce(0, +) }
    film.ionFraction = groups.map { group in
      let light = absorbedShare[group].reduce(0, +)
      guard light > 0 else { return ionFraction[group.lowerBound] }
      return zip(absorbedShare[group], ionFraction[group]).reduce(0) { $0 + $1.0 * $1.1 } / light
    }
    return film
  }
}

extension Excitation {
  /// The excitation on the groups of a film.
  func grouped(_ film: FilmCells, _ count: Int) -> Excitation {
    guard count < film.widths.count else { return self }
    let groups = film.groups(count)
    func joined(_ share: [Double]?) -> [Double]? { share.map { values in groups.map { values[$0].reduce(0, +) } } }
    var copy = self
    for k in pulses.indices { copy.pulses[k].absorbedShare = joined(pulses[k].absorbedShare) }
    for k in steadyLight.indices { copy.steadyLight[k].absorbedShare = joined(steadyLight[k].absorbedShare) }
    copy.injection?.share = joined(injection?.share)
    return copy
  }
}
