// What a source-measure unit, a lamp and an impedance analyser would find on a device: the question, and the carrying out.
// Physics stays in Transport; here is what is asked, and what a person reads.

import Bench
import Foundation
import Materials
import Quantities
import Records
import Transport

/// A measurement asked of the electrical model of a device.
public struct DeviceMeasurement: Sendable {
  /// What can be measured.
  public enum Kind: String, Sendable, CaseIterable {
    /// Steady current against bias.
    case jv
    /// Current in a scan to one end and back.
    case scan
    /// Current at the end of each dwell of a staircase.
    case staircase
    /// Current at the end of short pulses from one preconditioned state.
    case pulsed
    /// Impedance, capacitance and, with light, the modulated photocurrent about a steady state.
    case impedance
    /// Current after a step of the bias.
    case step
    /// Current after light is switched on, and off again.
    case lightStep = "light-step"
    /// Voltage after light goes off at open circuit.
    case decay = "voc-decay"
    /// Voltage at open circuit in constant light after a weak pulse.
    case photovoltage = "tpv"
    /// Current at a bias in constant light after a weak pulse.
    case photocurrent = "tpc"
    /// Bands, densities and field at a steady state.
    case profile

    /// Whether nothing can be measured in darkness.
    public var needsLight: Bool { [.lightStep, .decay, .photovoltage, .photocurrent].contains(self) }
  }

  /// Light that falls on the device.
  public struct Light: Sendable {
    /// Photons that enter the layer, m⁻² s⁻¹.
    public var photonFlux: Double
    /// Absorption coefficient α, m⁻¹; `nil` for the same generation everywhere in the layer.
    public var absorption: Double?
    /// Absorbing layer; `nil` for the emitter, or else the middle layer of those that hold carriers.
    public var layer: String?
    /// Whether the light comes from the hole side.
    public var isFromHoleSide: Bool

    /// - Parameters: as the properties of the same names.
    public init(photonFlux: Double, absorption: Double? = nil, layer: String? = nil, isFromHoleSide: Bool = false) {
      self.photonFlux = photonFlux
      self.absorption = absorption
      self.layer = layer
      self.isFromHoleSide = isFromHoleSide
    }
  }

  /// What is measured.
  public var kind: Kind
  /// First bias, V; the bias of the steady state for impedance and profile, the one before a step.
  public var from = 0.0
  /// Last bias, V; the one after a step.
  public var to = 1.2
  /// Number of biases, or of points on each way of a scan.
  public var points = 121
  /// Scan rate, V s⁻¹.
  public var rate = 0.1
  /// Dwell of the staircase, width of a pulse, or time after a step, s.
  public var duration = 1.0
  /// Light; `nil` for darkness.
  public var light: Light?
  /// Frequencies of the impedance, Hz.
  public var frequencies = ImpedanceSpectrum.standardFrequencies
  /// Resolution in space and time.
  public var settings = TransportSettings()

  /// - Parameter kind: what is measured.
  public init(_ kind: Kind) { self.kind = kind }

  /// Most steps of one run for an estimate: cells too coarse for a device show in steps without end.
  private static let estimateSteps = 2_000

  /// Measures on the nested meshes of cells as they are, joined by two and by four, and extrapolates to vanishing cells; says
  /// what space and time may be wrong by (`ErrorEstimate.swift`).
  /// - Throws: `TransportError`, `CSVError`.
  public func carryOut(on device: Device) throws -> MeasurementReport {
    var report = MeasurementReport(device: device, measurement: self, layer: light.map { _ in absorber(of: device) })
    let fine = try outcome(on: device, settings)
    let estimate = ErrorEstimate(fine) { joined, looseness in
      var other = settings
      other.meshCoarsening *= joined
      other.relativeTolerance *= looseness
      other.stepLimit = min(other.stepLimit, Self.estimateSteps)
      // A coarse mesh may not converge; the measurement stands without an estimate then.
      return try? outcome(on: device, other)
    }
    report.show(estimate.outcome, temperature: device.temperature)
    report.show(estimate)
    return report
  }

  private func outcome(on device: Device, _ settings: TransportSettings) throws -> MeasurementOutcome {
    let model = try TransportModel(device: device, settings: settings)
    let generation = try generation(in: model)
    switch kind {
    case .jv:
      return .curve(try model.steadyCurve(biases: biases, generation: generation))
    case .scan:
      var state = try model.steadyState(bias: from, generation: generation).state
      return .scan(try model.scan(&state, from: from, to: to, rate: rate, pointCount: points, generation: generation))
    case .staircase:
      var state = try model.steadyState(bias: from, generation: generation).state
      return .curve(try model.staircase(&state, biases: biases, dwell: duration, generation: generation))
    case .pulsed:
      let state = try model.steadyState(bias: from, generation: generation).state
      return .curve(try model.pulsedCurve(from: state, biases: biases, width: duration, generation: generation))
    case .impedance:
      let state = try model.steadyState(bias: from, generation: generation).state
      return .impedance(
        try model.impedance(of: state, frequencies: frequencies), geometric: model.geometricCapacitance)
    case .step:
      var state = try model.steadyState(bias: from, generation: generation).state
      let course = try transient(model, &state, to: to, generation: generation)
      return .transient(course, afterwards: [], isVoltage: false, audit: model.audit(of: state))
    case .lightStep:
      var state = try model.steadyState(bias: from).state
      let on = try transient(model, &state, to: from, generation: generation)
      let off = try transient(model, &state, to: from, generation: nil)
      return .transient(on, afterwards: off, isVoltage: false, audit: model.audit(of: state))
    case .decay:
      var state = try model.steadyState(currentDensity: 0, generation: generation).state
      let course = try openCircuit(model, &state, generation: nil)
      return .transient(course, afterwards: [], isVoltage: true, audit: model.audit(of: state))
    case .photovoltage, .photocurrent:
      let isVoltage = kind == .photovoltage
      let rates = generation?.rates ?? []
      // A pulse that doubles the light for a ten-thousandth of the time of observation.
      let width = 1e-4 * duration
      let pulse = Generation.pulse(
        pairs: rates.map { $0 * width }, centre: 6 * width, width: width, background: rates)
      var state: TransportState
      let course: [MeasurementReport.Instant]
      if isVoltage {
        state = try model.steadyState(currentDensity: 0, generation: generation).state
        course = try openCircuit(model, &state, generation: pulse)
      } else {
        state = try model.steadyState(bias: from, generation: generation).state
        course = try transient(model, &state, to: from, generation: pulse)
      }
      return .transient(course, afterwards: [], isVoltage: isVoltage, audit: model.audit(of: state))
    case .profile:
      let state = try model.steadyState(bias: from, generation: generation).state
      let profile = model.profile(of: state)
      return .profile(profile, model)
    }
  }

  /// Biases in even steps, V.
  var biases: [Double] {
    points > 1 ? (0..<points).map { from + (to - from) * Double($0) / Double(points - 1) } : [from]
  }

  private func transient(
    _ model: TransportModel, _ state: inout TransportState, to bias: Double, generation: Generation?
  ) throws -> [MeasurementReport.Instant] {
    var samples: [MeasurementReport.Instant] = []
    let start = state.time
    try model.advance(
      &state, duration: duration, biasFrom: bias, biasTo: bias, generation: generation, sampleTimes: times
    ) {
      samples.append(
        .init(
          time: $0.time - start, bias: $0.bias, current: $0.currentDensity, emission: model.emission(of: $0.state)))
    }
    return samples
  }

  /// Times after the event, s: from 0.1 ns, twenty a decade.
  private var times: [Double] {
    let decades = max(1, log10(duration / 1e-10))
    return ImpedanceSpectrum.logarithmic(from: min(1e-10, duration / 10), to: duration, count: Int(20 * decades) + 1)
  }

  private func openCircuit(
    _ model: TransportModel, _ state: inout TransportState, generation: Generation?
  ) throws -> [MeasurementReport.Instant] {
    var samples: [MeasurementReport.Instant] = []
    let start = state.time
    try model.advance(
      &state, duration: duration, currentFrom: 0, currentTo: 0, generation: generation, sampleTimes: times
    ) {
      samples.append(
        .init(
          time: $0.time - start, bias: $0.bias, current: $0.currentDensity, emission: model.emission(of: $0.state)))
    }
    return samples
  }

  private func absorber(of device: Device) -> String {
    if let layer = light?.layer { return layer }
    if let emitter = device.emitterIndex { return device.layers[emitter].name }
    let holding = device.transportLayerIndices.filter { device.layers[$0].transport?.semiconductor != nil }
    return holding.isEmpty ? "" : device.layers[holding[holding.count / 2]].name
  }

  /// The light as pairs in the cells of a model; `nil` for darkness.
  /// - Throws: `TransportError`.
  func generation(in model: TransportModel) throws -> Generation? {
    guard let light else { return nil }
    let layer = absorber(of: model.device)
    if let absorption = light.absorption {
      return try model.beerLambert(
        layer: layer, photonFlux: light.photonFlux, absorption: absorption, fromHoleSide: light.isFromHoleSide)
    }
    let thickness = model.device.layers.first { $0.name == layer }?.thickness ?? 1
    return try model.uniformGeneration(layer: layer, rate: light.photonFlux / thickness)
  }
}
