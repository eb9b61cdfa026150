// A curve from a laboratory beside the same curve of the bench: input–output curves, spectra, slow transients, currents.
//
// The experiment is carried out on the trial device as its protocol says; the readings asked for give the computed curve,
// which is interpolated at the measured abscissae: ln y against ln x for fluences, y against x otherwise. A free scale is
// taken at its best value in closed form, s = Σ y m/σ² / Σ m²/σ².

import Analysis
import Bench
import Foundation
import Quantities

/// A measured curve with the experiment that gives the same curve on the bench.
public struct MeasuredDeviceCurve: DeviceObservable {
  /// What runs along the curve.
  public enum Abscissa: String, Sendable, CaseIterable {
    /// Incident fluence F, J m⁻².
    case fluence
    /// Clock of the protocol, or time in the chosen sentence, s.
    case time
    /// Bias V, V.
    case bias
    /// Wavelength λ, m, of one spectrum.
    case wavelength
  }

  /// What is compared.
  public enum Ordinate: String, Sendable, CaseIterable {
    /// Highest intensity in the band of the photoluminescence.
    case photoluminescence = "pl"
    /// Highest intensity in the band of the amplified spontaneous emission.
    case amplified = "ase"
    /// Ratio of the two, dimensionless.
    case ratio = "ase/pl"
    /// Emission integrated over wavelengths.
    case total
    /// Integrated emission over fluence, a relative quantum yield.
    case yield
    /// Terminal current density, A m⁻².
    case current
    /// The spectrum itself.
    case spectrum
  }

  /// Which of the readings belong to the curve.
  public struct Selection: Sendable, Equatable {
    /// Bias V, V; nil for all.
    public var bias: Double?
    /// Fluence F, J m⁻²; nil for all.
    public var fluence: Double?
    /// Beginning of the sentence, as in the protocol; nil for all. Times then count from the start of the sentence.
    public var sentence: String?
    /// Instant of a single spectrum, s; nil for the last that is left.
    public var time: Double?

    /// - Parameters: as the properties of the same names.
    public init(bias: Double? = nil, fluence: Double? = nil, sentence: String? = nil, time: Double? = nil) {
      (self.bias, self.fluence, self.sentence, self.time) = (bias, fluence, sentence, time)
    }
  }

  /// The measured values and their noise.
  public let data: FitData
  /// Symbol of the unit of the values, for tables; empty for arbitrary units.
  public let unit: String
  /// The experiment that gives the curve.
  public let experiment: Experiment
  /// Measured abscissae, SI.
  public let abscissae: [Double]
  private let abscissa: Abscissa
  private let ordinate: Ordinate
  private let selection: Selection
  private let hasFreeScale: Bool

  /// - Parameters:
  ///   - data: measured values and noise.
  ///   - abscissae: where they were measured, SI.
  ///   - unit: symbol of the values' unit, for tables.
  ///   - experiment: the experiment that gives the curve.
  ///   - abscissa: what runs along the curve.
  ///   - ordinate: what is compared.
  ///   - selection: which of the readings belong to it.
  ///   - hasFreeScale: whether measured values are in arbitrary units.
  /// - Throws: `InferenceError.unusableData` for unequal lengths or a wavelength axis without spectrum.
  public init(
    data: FitData, abscissae: [Double], unit: String = "", experiment: Experiment, abscissa: Abscissa,
    ordinate: Ordinate, selection: Selection = Selection(), hasFreeScale: Bool
  ) throws(InferenceError) {
    guard abscissae.count == data.values.count else {
      throw .unusableData(
        data.name, reason: "\(abscissae.count) abscissae for \(data.values.count) values", remedy: "give one each")
    }
    guard (abscissa == .wavelength) == (ordinate == .spectrum) else {
      throw .unusableData(
        data.name, reason: "a spectrum runs along wavelengths, and nothing else does",
        remedy: "write `against: wavelength` with `quantity: spectrum`")
    }
    (self.data, self.abscissae, self.unit, self.experiment) = (data, abscissae, unit, experiment)
    (self.abscissa, self.ordinate, self.selection) = (abscissa, ordinate, selection)
    self.hasFreeScale = hasFreeScale
  }

  /// What the abscissa is called on an axis.
  public var axisName: String { abscissa.rawValue }
  /// The unit people read the abscissa in.
  public var axisUnit: PhysicalUnit {
    let symbol =
      switch abscissa {
      case .fluence: "uJ/cm2"
      case .time: "s"
      case .bias: "V"
      case .wavelength: "nm"
      }
    return (try? PhysicalUnit(parsing: symbol)) ?? .one
  }

  /// One name for each value, for tables.
  public var labels: [String] { abscissae.map { "\(data.name) at \(String(format: "%.4g", $0))" } }

  /// What the bench expects on a device, in the order of the values.
  /// - Throws: what the bench throws; `InferenceError.modelFailed` where it gives no value.
  public func expectations(on trial: DeviceTrial) async throws -> [Double] {
    let curve = try computed(in: try await trial.run(experiment))
    let values = try abscissae.map { try value(of: curve, at: $0) }
    return hasFreeScale ? values.map { $0 * scale(values) } : values
  }

  private func scale(_ values: [Double]) -> Double {
    let deviations: [Double]
    switch data.noise {
    case .normal(let given), .robust(let given): deviations = given
    case .poisson: deviations = data.values.map { max($0, 1).squareRoot() }
    }
    var (above, below) = (0.0, 0.0)
    for ((measured, value), deviation) in zip(zip(data.values, values), deviations) {
      above += measured * value / (deviation * deviation)
      below += value * value / (deviation * deviation)
    }
    return below > 0 ? above / below : 1
  }

  /// The readings of the curve, sorted along it.
  private func computed(in run: BenchRun) throws -> [(x: Double, y: Double)] {
    var readings = run.readings
    if let words = selection.sentence {
      let steps = Set(run.steps(beginning: words))
      readings = readings.filter { steps.contains($0.step) }
    }
    if let bias = selection.bias { readings = readings.filter { abs($0.bias - bias) < 1e-3 } }
    if let fluence = selection.fluence {
      readings = readings.filter { abs(($0.fluence ?? 0) / fluence - 1) < 1e-3 }
    }
    if abscissa == .wavelength {
      let lit = readings.filter { $0.emission != nil }
      let chosen =
        selection.time.flatMap { wanted in lit.min { abs($0.time - wanted) < abs($1.time - wanted) } } ?? lit.last
      guard let emission = chosen?.emission else { throw missing("no spectrum") }
      return zip(emission.wavelengths, emission.spectrum).map { ($0, $1) }
    }
    let points = try readings.compactMap { reading -> (x: Double, y: Double)? in
      let x: Double?
      switch abscissa {
      case .fluence: x = reading.fluence
      case .time: x = selection.sentence == nil ? reading.time : reading.timeInStep
      case .bias: x = reading.bias
      case .wavelength: x = nil
      }
      guard let x, let y = try ordinateValue(reading) else { return nil }
      return (x, y)
    }
    guard points.count > 1 else { throw missing("\(points.count) readings") }
    return points.sorted { $0.x < $1.x }
  }

  private func missing(_ what: String) -> InferenceError {
    .modelFailed(reason: "experiment \(experiment.name) has \(what) for the curve '\(data.name)'")
  }

  private func ordinateValue(_ reading: Reading) throws -> Double? {
    if ordinate == .current { return reading.currentDensity }
    guard let emission = reading.emission else { return nil }
    let spectrum = try Spectrum(wavelengths: emission.wavelengths, intensities: emission.spectrum)
    switch ordinate {
    case .photoluminescence: return try spectrum.components().photoluminescence.height.value
    case .amplified: return try spectrum.components().amplified.height.value
    case .ratio:
      let parts = try spectrum.components()
      return parts.amplified.height.value / parts.photoluminescence.height.value
    case .total: return try spectrum.integral().value
    case .yield:
      guard let fluence = reading.fluence, fluence > 0 else { return nil }
      return try spectrum.integral().value / fluence
    case .current, .spectrum: return nil
    }
  }

  private func value(of curve: [(x: Double, y: Double)], at x: Double) throws -> Double {
    guard let first = curve.first, let last = curve.last else { throw missing("nothing") }
    let slack = 1e-6 * max(abs(first.x), abs(last.x))
    guard x >= first.x - slack, x <= last.x + slack else {
      throw InferenceError.modelFailed(
        reason: "'\(data.name)' was measured at \(x), but experiment \(experiment.name) covers "
          + "\(first.x) … \(last.x) (SI); widen the protocol or cut the data")
    }
    let above = curve.firstIndex { $0.x >= x } ?? curve.count - 1
    guard above > 0 else { return first.y }
    let (a, b) = (curve[above - 1], curve[above])
    guard b.x > a.x else { return b.y }
    if abscissa == .fluence, a.x > 0, a.y > 0, b.y > 0 {
      let share = log(x / a.x) / log(b.x / a.x)
      return a.y * pow(b.y / a.y, share)
    }
    return a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)
  }
}
