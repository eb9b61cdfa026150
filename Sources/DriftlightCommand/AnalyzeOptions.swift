import Analysis
import ArgumentParser
import Foundation
import Materials
import Optics
import Quantities
import Records

/// What a quantity on the command line measures, with an example for its help.
protocol OptionDimension {
  static var dimension: PhysicalDimension { get }
}

enum LengthDimension: OptionDimension { static let dimension = PhysicalDimension.length }
enum TimeDimension: OptionDimension { static let dimension = PhysicalDimension.time }
enum RateDimension: OptionDimension { static let dimension = PhysicalDimension.rate }

/// A quantity with its unit as an option, whatever it measures.
struct QuantityOption: ExpressibleByArgument {
  let quantity: Quantity

  init?(argument: String) {
    guard let quantity = try? Quantity(parsing: argument) else { return nil }
    self.quantity = quantity
  }

  /// Value in SI.
  func value(as dimension: PhysicalDimension, _ option: String) throws -> Double {
    guard quantity.dimension == dimension else {
      throw ValidationError("\(option) takes \(dimension.phrase) with its unit, such as \(dimension.example).")
    }
    return quantity.siValue
  }
}

/// A quantity of one dimension, above zero or below, with its unit, as an option: `120um`, `-0.4nm`.
struct DimensionedOption<Kind: OptionDimension>: ExpressibleByArgument {
  /// Value in SI.
  let siValue: Double

  init?(argument: String) {
    guard let quantity = try? Quantity(parsing: argument, as: Kind.dimension) else { return nil }
    siValue = quantity.siValue
  }
}

typealias LengthOption = DimensionedOption<LengthDimension>
typealias TimeOption = DimensionedOption<TimeDimension>
typealias RateOption = DimensionedOption<RateDimension>

/// A share from 0 to 1: `3%` or `0.03`.
struct ShareOption: ExpressibleByArgument, CustomStringConvertible {
  let value: Double

  init(_ value: Double) { self.value = value }

  var description: String { String(format: "%g%%", 100 * value) }

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else { return nil }
    value = isPercent ? number / 100 : number
    guard value >= 0, value <= 1 else { return nil }
  }
}

/// A band of wavelengths, `535-545` in nm.
struct WavelengthBand: ExpressibleByArgument, CustomStringConvertible {
  let range: ClosedRange<Double>

  init(range: ClosedRange<Double>) { self.range = range }

  init?(argument: String) {
    let ends = argument.replacing("nm", with: "").split(separator: "-").compactMap { Double($0) }
    guard ends.count == 2, ends[0] > 0, ends[0] < ends[1] else { return nil }
    range = (ends[0] * 1e-9)...(ends[1] * 1e-9)
  }

  var description: String { String(format: "%g-%g", range.lowerBound * 1e9, range.upperBound * 1e9) }
}

extension InstrumentFormat: ExpressibleByArgument {}
extension PumpBeam.Profile: ExpressibleByArgument {}
extension IncidenceSide: ExpressibleByArgument {}

extension ArgumentHelp {
  /// Help with the name of the value; `text` says what it is for.
  static func of(_ valueName: String, _ text: String) -> ArgumentHelp { ArgumentHelp("\(text)", valueName: valueName) }
}

/// The pump on the sample.
struct PumpOptions: ParsableArguments {
  @Option(help: .of("length", "Diameter of the pump spot, such as 120um."))
  var spot: LengthOption?

  @Option(help: "Profile of the spot: gaussian (1/e² diameter, peak fluence) or flat.")
  var profile: PumpBeam.Profile = .gaussian

  @Option(help: .of("rate", "Repetition rate, such as 1kHz."))
  var rate: RateOption?

  @Option(help: .of("share", "Share of the pump that reaches the film."))
  var transmission = ShareOption(1)

  @Option(
    help: .of(
      "density", "Optical density of a neutral-density filter in the pump for all files; adds to the files' own."))
  var od = 0.0

  @Option(help: .of("share", "Shot-to-shot scatter of the pump energy, such as 3%; widens the intervals."))
  var pumpJitter: ShareOption?

  @Option(help: .of("share", "Uncertainty of the power meter or the spot, common to all; widens all but ratios."))
  var calibrationError: ShareOption?

  @Option(
    help: .of("name or path", "Device whose layers the pump crosses: fluences become those absorbed in its emitter."))
  var device: String?

  @Option(help: .of("length", "Wavelength of the pump, for --device."))
  var pumpWavelength: LengthOption?

  @Option(help: .of("HTL|ETL", "Side the pump comes from, for --device."))
  var side = "HTL"

  func validate() throws {
    guard transmission.value > 0 else { throw ValidationError("--transmission lies above 0.") }
    guard od >= 0, od <= 12 else { throw ValidationError("--od lies between 0 and 12.") }
    for (name, value) in [
      ("--spot", spot?.siValue), ("--rate", rate?.siValue), ("--pump-wavelength", pumpWavelength?.siValue),
    ] {
      if let value, value <= 0 { throw ValidationError("\(name) lies above zero.") }
    }
    if device != nil, pumpWavelength == nil {
      throw ValidationError("--device needs the wavelength of the pump: --pump-wavelength 355nm.")
    }
    guard ["HTL", "ETL"].contains(side) else { throw ValidationError("--side is HTL or ETL.") }
  }

  /// Share of the incident pump that the emitter of the device absorbs; nil without a device.
  func absorbedShare() throws -> Double? {
    guard let device, let pumpWavelength else { return nil }
    let loaded = try DeviceLibrary.load(device)
    let stack = try OpticalStack(device: loaded.device, wavelength: pumpWavelength.siValue)
    guard let emitter = stack.emitterIndex else {
      throw AnalysisError.seriesIncomplete(file: device, reason: "no layer of the device emits")
    }
    return try stack.illuminate(from: side == "HTL" ? .holeSide : .electronSide).absorbedByLayer[emitter]
  }

  func beam(absorbedShare: Double?) -> PumpBeam {
    PumpBeam(
      profile: profile, diameter: spot?.siValue, repetitionRate: rate?.siValue,
      transmission: transmission.value * pow(10, -od) * (absorbedShare ?? 1))
  }
}

/// What is done to spectra before they are analysed.
struct TreatmentOptions: ParsableArguments {
  @Option(help: .of("file", "Spectrum without pump, subtracted after scaling to the integration time."))
  var background: String?

  @Option(
    name: [.customLong("response"), .customLong("intensity-calibration")],
    help: .of("file", "Intensity calibration: a factor against wavelength."))
  var response: String?

  @Option(help: .of("file", "Wavelength calibration: a table of wavelengths shown and true, a lamp line a row."))
  var wavelengthCalibration: String?

  @Option(parsing: .unconditional, help: .of("length", "Added to all wavelengths, such as -0.4nm."))
  var wavelengthOffset: LengthOption?

  @Option(help: .of("time", "Integration time of files that do not tell theirs, such as 50ms."))
  var exposure: TimeOption?

  @Flag(help: "Do not divide by the integration time.")
  var keepCounts = false

  @Flag(help: "Take off the straight line through both ends of each spectrum.")
  var baseline = false

  @Flag(help: "Leave cosmic rays in.")
  var keepCosmicRays = false

  @Option(help: .of("number", "Height of a cosmic ray over the noise."))
  var cosmicLimit = 12.0

  @Option(help: .of("from-to", "Band of PL in nm."))
  var pl: WavelengthBand = .init(range: EmissionBands.caesiumLeadBromide.photoluminescence)

  @Option(help: .of("from-to", "Band of ASE in nm."))
  var ase: WavelengthBand = .init(range: EmissionBands.caesiumLeadBromide.amplified)

  @Option(help: .of("file", "Spectrum of PL alone for the model fit; the lowest fluence of the series if not given."))
  var reference: String?

  func validate() throws {
    guard cosmicLimit >= 3 else { throw ValidationError("--cosmic-limit is 3 or more.") }
    if let exposure, exposure.siValue <= 0 { throw ValidationError("--exposure lies above zero.") }
  }

  var bands: EmissionBands { EmissionBands(photoluminescence: pl.range, amplified: ase.range) }

  /// Files that must exist.
  var files: [String] { [background, response, wavelengthCalibration, reference].compactMap { $0 } }

  /// The treatment, with its files read.
  func treatment() async throws -> SpectrumTreatment {
    var treatment = SpectrumTreatment()
    if let background {
      let file = try await InstrumentFile(contentsOf: URL(filePath: background))
      treatment.background = try file.curves[0].spectrum()
      treatment.backgroundExposure = MeasuredCurve.exposure(in: file.metadata)
    }
    if let response {
      treatment.response = try await InstrumentFile(contentsOf: URL(filePath: response)).curves[0].spectrum()
    }
    if let wavelengthCalibration {
      let file = try await InstrumentFile(contentsOf: URL(filePath: wavelengthCalibration))
      treatment.calibration = try WavelengthCalibration(file.curves[0])
    }
    treatment.removesCosmicRays = !keepCosmicRays
    treatment.cosmicRayLimit = cosmicLimit
    treatment.wavelengthCorrection.offset = wavelengthOffset?.siValue ?? 0
    treatment.normalisesExposure = !keepCounts
    treatment.removesBaseline = baseline
    return treatment
  }
}

/// How intervals are made.
struct IntervalOptions: ParsableArguments {
  @Option(help: .of("number", "Resamples for the intervals of thresholds."))
  var resamples = 500

  @Option(help: .of("share", "Confidence of the intervals, such as 68%."))
  var confidence = ShareOption(0.95)

  @Option(help: "What the width methods read: full (width at half maximum, jumps) or equivalent (area over height).")
  var width: WidthChoice = .full

  enum WidthChoice: String, ExpressibleByArgument, CaseIterable { case full, equivalent }

  func validate() throws {
    guard resamples >= 20, resamples <= 100_000 else { throw ValidationError("--resamples takes 20 to 100000.") }
    guard confidence.value >= 0.5, confidence.value <= 0.999 else {
      throw ValidationError("--confidence takes 50% to 99.9%.")
    }
  }

  var level: Double { confidence.value }

  func settings(_ pump: PumpOptions) -> ThresholdSettings {
    var settings = ThresholdSettings()
    settings.resamples = resamples
    settings.confidence = level
    settings.pumpUncertainty = pump.pumpJitter?.value ?? 0
    settings.calibrationUncertainty = pump.calibrationError?.value ?? 0
    return settings
  }

  var widthDefinition: SpectrumLadder.WidthDefinition { width == .full ? .fullWidthAtHalfMaximum : .equivalentWidth }
}
