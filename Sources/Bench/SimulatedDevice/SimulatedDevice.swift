// The simulated device: slow ions, optics and pulses behind the seam of an apparatus.
//
//   1. One slow state with its full history. Every move continues from where the last one ended.
//   2. At the instant of a spectrum it freezes the film: ion fraction of each emitter cell, field at the hole-layer face.
//      The pump's absorption per cell and the guided mode do not depend on the ions; they are computed once.
//   3. Each frozen film is developed later by firing ONE pulse at it.
//
// Assumption: the pulses do not move the ions, so one representative pulse stands for all that the laser fires about an
// instant. A pulse leaves 1e18…1e19 cm⁻³ carriers for less than 1 µs out of every ms: ions of D = 1e-14 m²/s diffuse
// 0.1 nm in that microsecond, and the carriers' own field is screened by the carriers themselves. Pulses 1 ms apart do
// not meet one another's carriers either (exp(−k1·1 ms) = 0 for k1 = 6e6 s⁻¹).

import Emission
import Foundation
import Materials
import Optics
import Quantities
import Records
import Transport

/// The apparatus made of the transport, optics and emission models of one device.
public struct SimulatedDevice: Apparatus {
  /// Name for records, e.g. `simulated cspbbr3-led`.
  public let name: String
  /// The device, as computed.
  public let device: Device
  /// The slow model.
  public private(set) var transport: TransportModel
  /// Pump, guided mode and fast model.
  public let film: PumpedFilm
  /// The pump laser.
  var pump: Pump { film.pump }
  /// The slow state now.
  public private(set) var state: TransportState

  private let library: OpticalConstantsLibrary
  /// Pump, guided mode and fast model at the present temperature.
  private var warmFilm: PumpedFilm
  /// Continuous light beside the pump, and the pairs it makes in each cell.
  private var light: BiasLight?
  private var generation: Generation?
  private var steadyLight: SteadyPump?
  /// Terminal current density when it was last computed, A m⁻².
  private var lastCurrentDensity: Double?

  /// Assembles the models of a device and brings it to rest at 0 V.
  /// - Parameters:
  ///   - device: the device; it must have a light-emitting layer inside its electrical domain.
  ///   - pump: the pump laser.
  ///   - detector: what the spectrometer records.
  ///   - temperature: lattice temperature T, K; `nil` takes the device's.
  ///   - library: optical constants.
  ///   - transportSettings: resolution of the slow model.
  ///   - pulseNumerics: resolution of the fast model.
  /// - Throws: `ApparatusFailure` in the words of the model that refused.
  public init(
    device: Device, pump: Pump, detector: DetectorGrid = .standard, temperature: Double? = nil,
    library: OpticalConstantsLibrary = .shipped(), transportSettings: TransportSettings = TransportSettings(),
    pulseNumerics: PulseNumerics = PulseNumerics()
  ) throws(ApparatusFailure) {
    let emitter = try PumpedFilm.emitter(of: device).index
    do throws(TransportError) {
      transport = try TransportModel(device: device, settings: transportSettings)
      state = try transport.equilibrium(bias: 0, temperature: temperature)
    } catch {
      throw ApparatusFailure(transport: error)
    }
    let edges = transport.mesh.edgesWithinLayer(emitter)
    guard edges.count > 1 else {
      throw ApparatusFailure(
        "the light-emitting layer '\(device.layers[emitter].name)' is outside the electrical domain",
        remedy: "give it a transport description")
    }
    film = try PumpedFilm(
      device: device, edges: edges, pump: pump, detector: detector, temperature: state.temperature, library: library,
      numerics: pulseNumerics)
    warmFilm = film
    self.library = library
    name = "simulated \(device.name)"
    self.device = device
  }

  /// Why the models of a device cannot make a move; `nil` if they can.
  static func refusal(of segment: TimelineSegment, device: Device) -> ApparatusFailure? {
    guard device.carriers == .majority else { return nil }
    if case .drive = segment.motion {
      return ApparatusFailure(
        "the device model applies a bias and cannot drive a current",
        remedy: "write 'hold … V' and record the current")
    }
    return nil
  }

  /// Why a move is beyond the models; `nil` if it is not.
  public func refusal(of segment: TimelineSegment) -> ApparatusFailure? { Self.refusal(of: segment, device: device) }

  /// Brings the device to a temperature, K, at once: ions move by their activation energies, bands fill by kT. The
  /// optical constants stay those of the tables.
  public mutating func bring(toTemperature temperature: Double) throws(ApparatusFailure) {
    do throws(TransportError) {
      try transport.advance(
        &state, duration: 0, biasFrom: state.bias, biasTo: state.bias, temperature: temperature)
    } catch {
      throw ApparatusFailure(transport: error)
    }
    warmFilm = try film.at(temperature: temperature)
    lastCurrentDensity = nil
  }

  /// Switches continuous light from the side of the pump: every absorbed photon makes a pair in its cell.
  ///
  /// The pulses find the carriers that it keeps up. The slow model takes notice of it only where it follows both
  /// carriers: ions and majority carriers alone know no light.
  public mutating func shine(_ light: BiasLight?) throws(ApparatusFailure) {
    lastCurrentDensity = nil
    self.light = light
    generation = nil
    steadyLight = try light.map { light throws(ApparatusFailure) in
      try film.steady(light, device: device, library: library)
    }
    guard let light, device.carriers == .full else { return }
    do throws(OpticsError) {
      let layers = Set(transport.mesh.layerIndices)
      let edges = Dictionary(layers.map { ($0, transport.mesh.edgesWithinLayer($0)) }) { first, _ in first }
      let absorbed = try OpticalStack(device: device, library: library, wavelength: light.wavelength)
        .illuminate(from: film.pump.side.incidence, cellEdges: edges)
      let photonEnergy = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight / light.wavelength
      let flux = light.irradiance / photonEnergy
      var rates = [Double](repeating: 0, count: transport.mesh.cellCount)
      for layer in layers where device.layers[layer].transport?.semiconductor != nil {
        for (cell, share) in zip(transport.mesh.cells(ofLayer: layer), absorbed.absorbedByCell[layer]) {
          rates[cell] = flux * share / transport.mesh.widths[cell]
        }
      }
      generation = Generation(rates: rates)
    } catch {
      throw ApparatusFailure(optics: error)
    }
  }

  /// Has each accepted step of the slow model reported, from now on.
  public mutating func reportSteps(
    _ report: @escaping @Sendable (_ time: Double, _ length: Double, _ error: Double) -> Void
  ) {
    transport.onStep = { report($0.time, $0.length, $0.error) }
  }

  private struct Checkpoint: Codable {
    var state: TransportState
    var lastCurrentDensity: Double?
    var light: BiasLight?
  }

  /// The slow state with its history, as bytes.
  public func checkpoint() -> Data? {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return try? encoder.encode(Checkpoint(state: state, lastCurrentDensity: lastCurrentDensity, light: light))
  }

  /// Takes the device to a moment that `checkpoint` kept, with the same bits.
  public mutating func restore(_ checkpoint: Data) throws(ApparatusFailure) {
    guard let found = try? PropertyListDecoder().decode(Checkpoint.self, from: checkpoint),
      found.state.unknowns.count == state.unknowns.count
    else {
      throw ApparatusFailure(
        "the state kept of this run is not one of this device", remedy: "begin the run anew without --resume")
    }
    if found.light != light { try shine(found.light) }
    (state, lastCurrentDensity) = (found.state, found.lastCurrentDensity)
    if state.temperature != film.pulses.temperature { warmFilm = try film.at(temperature: state.temperature) }
  }

  /// Pump light absorbed by each layer, fraction of the incident light.
  public var pumpAbsorption: PlaneWaveResult { film.pumpAbsorption }
  /// The guided mode that carries the amplified light.
  public var mode: GuidedMode { film.mode }

  /// Moves the ions under a bias, V, until the device is steady.
  public mutating func settle(bias: Double, fluence: Double?) throws(ApparatusFailure) {
    do { try transport.settle(&state, bias: bias, generation: generation) } catch {
      // What is left before an insulator can take days; Newton's method goes the rest of the way.
      guard device.carriers == .full,
        let point = try? transport.steadyState(bias: bias, generation: generation, from: state)
      else { throw ApparatusFailure(transport: error) }
      state = point.state
    }
    lastCurrentDensity = 0
  }

  /// Moves the ions while the bias, V, runs from one value to another, and observes at the times asked for, s.
  public mutating func move(
    _ motion: BiasMotion, for duration: Double, fluence: Double?, observing instants: [TimelineInstant],
    observe: (Observation<PumpedFilm.Exposure>) -> Void
  ) throws(ApparatusFailure) {
    var last = lastCurrentDensity
    // The model advances a copy, so that observing it may read this device; kept as far as it got after a failure too.
    var now = state
    defer { state = now }
    do throws(TransportError) {
      if duration == 0 {
        if motion.end.isFinite, now.bias != motion.end {
          try transport.advance(&now, duration: 0, biasFrom: motion.end, biasTo: motion.end)
          last = nil
        }
        for instant in instants { observe(observation(of: now, currentDensity: last, fluence, instant.kinds)) }
      } else {
        var index = 0
        func pass(_ sample: TransportSample) {
          last = sample.currentDensity
          observe(observation(of: sample.state, currentDensity: last, fluence, instants[index].kinds))
          index += 1
        }
        let times = instants.map(\.time)
        if case .drive(let current) = motion {
          try transport.advance(
            &now, duration: duration, currentFrom: current, currentTo: current, generation: generation,
            sampleTimes: times, observe: pass)
        } else {
          try transport.advance(
            &now, duration: duration, biasFrom: motion.start, biasTo: motion.end, generation: generation,
            sampleTimes: times, observe: pass)
        }
      }
    } catch {
      throw ApparatusFailure(transport: error)
    }
    lastCurrentDensity = instants.last?.time == duration ? last : nil
  }

  private func observation(
    of state: TransportState, currentDensity: Double?, _ fluence: Double?, _ kinds: Set<RecordKind>
  ) -> Observation<PumpedFilm.Exposure> {
    let fractions = filmFractions(of: state)
    let mean = zip(fractions, film.widths).reduce(0) { $0 + $1.0 * $1.1 } / film.widths.reduce(0, +)
    var observation = Observation<PumpedFilm.Exposure>(
      bias: state.bias, currentDensity: currentDensity, meanIonFraction: mean, chargePassed: state.chargePassed,
      temperature: state.temperature)
    if kinds.contains(where: \.needsLight), let fluence {
      observation.exposure = frozenFilm(of: state, fluence: fluence, kinds: kinds)
    }
    if kinds.contains(.profile) {
      observation.profile = DepthProfile(transport.profile(of: state), device: device, mesh: transport.mesh)
    }
    return observation
  }

  /// The film of a state, as the fast model gets it.
  func frozenFilm(of state: TransportState, fluence: Double, kinds: Set<RecordKind>) -> PumpedFilm.Exposure {
    PumpedFilm.Exposure(
      film: FilmCells(
        widths: film.widths, ionFraction: filmFractions(of: state), absorbedShare: film.absorbedShare,
        extractingField: transport.extractingField(of: state), temperature: state.temperature),
      fluence: fluence, kinds: kinds, light: steadyLight, pumped: warmFilm)
  }

  /// Ion fraction of each emitter cell, dimensionless.
  ///
  /// A cell swept empty may read a little below zero: the time integration keeps densities to 1e-2 of its relative
  /// tolerance of 1e18 cm⁻³. Down to that the fraction is zero; a value further below is left for the fast model to
  /// refuse.
  func filmFractions(of state: TransportState) -> [Double] {
    let rounding = 1e-2 * transport.settings.relativeTolerance
    return transport.ionFraction(of: state).map { $0 < 0 && $0 >= -rounding ? 0 : $0 }
  }

  /// What was conserved since the start: ions by species, charge, photons.
  public func audit() -> [PhysicsAudit.Check] {
    PhysicsAudit(of: state, in: transport).checks
  }
}
