// A bare film: no contacts, so no bias and no current; its ions stay as made (f = 1 in every cell). The reference sample
// for the threshold of the device, carried out by the same protocols as far as they leave the bias at 0 V.

import Emission
import Foundation
import Materials
import Records

/// The apparatus of a light-emitting film without electrical domain.
public struct SimulatedFilm: Apparatus {
  /// Name for records, e.g. `simulated cspbbr3-film`.
  public let name: String
  /// The stack, as computed.
  public let device: Device
  /// Pump, guided mode and fast model.
  public let film: PumpedFilm
  private let temperature: Double

  /// Largest cell of the absorption profile, m: the pump decays over about 80 nm.
  public static let largestCell = 2.5e-9

  /// - Parameters: as those of `SimulatedDevice`.
  /// - Throws: `ApparatusFailure` in the words of the model that refused.
  public init(
    device: Device, pump: Pump, detector: DetectorGrid = .standard, temperature: Double? = nil,
    library: OpticalConstantsLibrary = .shipped(), pulseNumerics: PulseNumerics = PulseNumerics()
  ) throws(ApparatusFailure) {
    let thickness = device.layers[try PumpedFilm.emitter(of: device).index].thickness
    let count = max(1, Int((thickness / Self.largestCell).rounded(.up)))
    self.temperature = temperature ?? device.temperature
    film = try PumpedFilm(
      device: device, edges: (0...count).map { thickness * Double($0) / Double(count) }, pump: pump,
      detector: detector, temperature: self.temperature, library: library, numerics: pulseNumerics)
    name = "simulated \(device.name)"
    self.device = device
  }

  /// Refuses any bias but 0 V: a bare film has no contacts, and nothing in it moves.
  public mutating func settle(bias: Double, fluence: Double?) throws(ApparatusFailure) { try refuse(bias) }

  /// Lets time pass at 0 V, refuses any other bias; nothing in a bare film moves.
  public mutating func move(
    _ motion: BiasMotion, for duration: Double, fluence: Double?, observing instants: [TimelineInstant],
    observe: (Observation<PumpedFilm.Exposure>) -> Void
  ) throws(ApparatusFailure) {
    try refuse(motion.start)
    try refuse(motion.end)
    for instant in instants {
      guard !instant.kinds.contains(.profile) else {
        throw ApparatusFailure(
          "'\(device.name)' has no electrical layers, so there is no profile of ions and field",
          remedy: "record spectra, or choose a device with contacts")
      }
      var observation = Observation<PumpedFilm.Exposure>(bias: 0, meanIonFraction: 1)
      if instant.kinds.contains(.spectrum), let fluence {
        let cells = FilmCells(
          widths: film.widths, ionFraction: film.widths.map { _ in 1 }, absorbedShare: film.absorbedShare,
          temperature: temperature)
        observation.exposure = PumpedFilm.Exposure(film: cells, fluence: fluence)
      }
      observe(observation)
    }
  }

  /// The detected emission of one representative pulse.
  public func develop(_ exposure: PumpedFilm.Exposure) throws(ApparatusFailure) -> DetectedEmission {
    DetectedEmission(try film.fire(exposure))
  }

  /// Nothing moves, so nothing but the photons can be out of balance.
  public func audit() -> [PhysicsAudit.Check] { [] }

  private func refuse(_ bias: Double) throws(ApparatusFailure) {
    guard bias == 0 else {
      throw ApparatusFailure(
        "'\(device.name)' has no contacts, so \(shortest(bias)) V cannot be applied",
        remedy: "keep the protocol at 0 V, or choose a device with contacts")
    }
  }
}
