import Transport

/// What a measurement on one mesh gave.
enum MeasurementOutcome {
  /// Currents against bias.
  case curve(CurrentVoltageCurve)
  /// A scan out and back.
  case scan(HysteresisScan)
  /// Current or voltage after one or two events.
  case transient(
    [MeasurementReport.Instant], afterwards: [MeasurementReport.Instant], isVoltage: Bool, audit: AuditReport)
  /// An impedance spectrum, with the geometric capacitance, F m⁻².
  case impedance(ImpedanceSpectrum, geometric: Double)
  /// The depth profile of a state of a model.
  case profile(TransportProfile, TransportModel)

  /// The values whose error is estimated, A m⁻², V or Ω m²; empty for a profile, which is read on its own mesh.
  var judged: [Double] {
    switch self {
    case .curve(let curve): curve.currentDensities
    case .scan(let scan): scan.currentDensities
    case .transient(let first, let second, let isVoltage, _): (first + second).map { isVoltage ? $0.bias : $0.current }
    case .impedance(let spectrum, _): spectrum.impedance.map(\.real)
    case .profile: []
    }
  }

  /// What the judged values are.
  var subject: String {
    switch self {
    case .impedance: "impedance"
    case .transient(_, _, let isVoltage, _) where isVoltage: "voltage"
    default: "current"
    }
  }

  /// Whether `extrapolated` changes anything.
  var isExtrapolated: Bool {
    switch self {
    case .curve, .scan, .transient: true
    case .impedance, .profile: false
    }
  }

  /// The judged values extrapolated from these and those of a mesh twice as coarse; a spectrum and a profile stay.
  func extrapolated(from coarse: MeasurementOutcome) -> MeasurementOutcome {
    switch (self, coarse) {
    case (.curve(let one), .curve(let other)): return .curve(one.extrapolated(from: other))
    case (.scan(let one), .scan(let other)): return .scan(one.extrapolated(from: other))
    case (.transient(let first, let second, let isVoltage, let audit), .transient):
      let values = MeshExtrapolation.values(judged, coarse.judged)
      let all = zip(first + second, values).map { instant, value in
        MeasurementReport.Instant(
          time: instant.time, bias: isVoltage ? value : instant.bias, current: isVoltage ? instant.current : value,
          emission: instant.emission)
      }
      return .transient(
        Array(all.prefix(first.count)), afterwards: Array(all.dropFirst(first.count)), isVoltage: isVoltage,
        audit: audit)
    default: return self
    }
  }
}

extension MeasurementReport {
  /// Columns, findings and figures of an outcome.
  /// - Parameter temperature: T of the device, K.
  mutating func show(_ outcome: MeasurementOutcome, temperature: Double) {
    switch outcome {
    case .curve(let curve): show(curve, temperature: temperature)
    case .scan(let scan): show(scan)
    case .transient(let first, let second, let isVoltage, let audit):
      show(transient: first, afterwards: second, voltage: isVoltage, audit: audit)
    case .impedance(let spectrum, let geometric): show(spectrum, geometric: geometric)
    case .profile(let profile, let model): show(profile, carriers: profile.carriers, model: model)
    }
  }
}
