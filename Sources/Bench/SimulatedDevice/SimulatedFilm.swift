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
  public private(set) var film: PumpedFilm
  private var temperature: Double
  private let library: OpticalConstantsLibrary
  private var light: BiasLight?
  private var steadyLight: SteadyPump?

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
    self.library = library
    film = try PumpedFilm(
      device: device, edges: (0...count).map { thickness * Double($0) / Double(count) }, pump: pump,
      detector: detector, temperature: self.temperature, library: library, numerics: pulseNumerics)
    name = "simulated \(device.name)"
    self.device = device
  }

  /// Refuses any bias but 0 V: a bare film has no contacts, and nothing in it moves.
  public mutating func settle(bias: Double, fluence: Double?) throws(ApparatusFailure) {
    try move(.hold(bias), for: 0, fluence: fluence, observing: []) { _ in }
  }

  /// Lets time pass at 0 V, refuses any other bias; nothing in a bare film moves.
  public mutating func move(
    _ motion: BiasMotion, for duration: Double, fluence: Double?, observing instants: [TimelineInstant],
    observe: (Observation<PumpedFilm.Exposure>) -> Void
  ) throws(ApparatusFailure) {
    let whole = TimelineSegment(
      step: 0, start: 0, duration: duration, motion: motion, fluence: fluence, instants: instants)
    if let refusal = refusal(of: whole) { throw refusal }
    for instant in instants {
      var observation = Observation<PumpedFilm.Exposure>(bias: 0, meanIonFraction: 1, temperature: temperature)
      if instant.kinds.contains(where: \.needsLight), let fluence {
        let cells = FilmCells(
          widths: film.widths, ionFraction: film.widths.map { _ in 1 }, absorbedShare: film.absorbedShare,
          temperature: temperature)
        observation.exposure = PumpedFilm.Exposure(
          film: cells, fluence: fluence, kinds: instant.kinds, light: steadyLight, pumped: film)
      }
      observe(observation)
    }
  }

  /// Why a move is beyond a bare film; `nil` if it is not.
  static func refusal(of segment: TimelineSegment, name: String) -> ApparatusFailure? {
    let biases = [segment.motion.start, segment.motion.end]
    if case .drive = segment.motion {
      return ApparatusFailure(
        "'\(name)' has no contacts, so no current can be driven", remedy: "choose a device with contacts")
    }
    if let bias = biases.first(where: { $0 != 0 }) {
      return ApparatusFailure(
        "'\(name)' has no contacts, so \(shortest(bias)) V cannot be applied",
        remedy: "keep the protocol at 0 V, or choose a device with contacts")
    }
    if segment.instants.contains(where: { $0.kinds.contains(.profile) }) {
      return ApparatusFailure(
        "'\(name)' has no electrical layers, so there is no profile of ions and field",
        remedy: "record spectra, or choose a device with contacts")
    }
    if segment.stop?.quantity == .current {
      return ApparatusFailure(
        "'\(name)' has no contacts, so there is no current to wait for", remedy: "wait for a time")
    }
    return nil
  }

  /// Why a move is beyond a bare film; `nil` if it is not.
  public func refusal(of segment: TimelineSegment) -> ApparatusFailure? { Self.refusal(of: segment, name: device.name) }

  /// Brings the film to a temperature, K.
  public mutating func bring(toTemperature temperature: Double) throws(ApparatusFailure) {
    film = try film.at(temperature: temperature)
    self.temperature = temperature
  }

  /// Switches continuous light: the pulses find the carriers that it keeps up.
  public mutating func shine(_ light: BiasLight?) throws(ApparatusFailure) {
    steadyLight = try light.map { light throws(ApparatusFailure) in
      try film.steady(light, device: device, library: library)
    }
    self.light = light
  }

  private struct Checkpoint: Codable {
    var temperature: Double
    var light: BiasLight?
  }

  /// Temperature and light: all that changes in a bare film.
  public func checkpoint() -> Data? {
    try? JSONEncoder().encode(Checkpoint(temperature: temperature, light: light))
  }

  /// Takes the film to a moment that `checkpoint` kept.
  public mutating func restore(_ checkpoint: Data) throws(ApparatusFailure) {
    guard let kept = try? JSONDecoder().decode(Checkpoint.self, from: checkpoint) else {
      throw ApparatusFailure("the state kept of this run is not one of a film", remedy: "begin it without --resume")
    }
    if kept.temperature != temperature { try bring(toTemperature: kept.temperature) }
    if kept.light != light { try shine(kept.light) }
  }

  /// The detected emission of one representative pulse.
  public func develop(_ exposure: PumpedFilm.Exposure) throws(ApparatusFailure) -> DetectedEmission {
    try exposure.pumped.develop(exposure)
  }

  /// Nothing moves, so nothing but the photons can be out of balance.
  public func audit() -> [PhysicsAudit.Check] { [] }
}
