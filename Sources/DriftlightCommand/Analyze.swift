import Analysis
import ArgumentParser
import Figures
import Foundation
import Quantities
import Records

/// `driftlight analyze`: files of instruments, or records, in; numbers with intervals out.
struct Analyze: AsyncParsableCommand {
  /// What is sought.
  enum Question: String, ExpressibleByArgument, CaseIterable {
    case threshold, plqy, transient, trpl, cycles, hysteresis, vsl
  }

  static let configuration = CommandConfiguration(
    abstract: "Analyses measured or simulated spectra, decays and transients.",
    discussion: """
      Layouts are told by content: \(InstrumentFormat.allCases.map(\.rawValue).joined(separator: ", ")).
      Fluences come from the names of files (--pattern), a table (--manifest), or the headings of columns.

      Examples:
        driftlight analyze spectra/ --what threshold --pattern 'film_{fluence uJ/cm2}_*.txt'
        driftlight analyze spectra/ --what plqy --manifest power.csv --spot 120um --rate 1kHz
        driftlight analyze decay.phu --what trpl --irf response.phu --rate 1MHz
        driftlight analyze scan.csv --what hysteresis --columns voltage:current
      """)

  @Argument(help: ArgumentHelp("Files, or folders of files.", valueName: "path"))
  var paths: [String]

  @Option(help: ArgumentHelp("What is sought; told by the axes if not given.", valueName: "question"))
  var what: Question?

  @Option(help: ArgumentHelp("Layout of the files; told by their content if not given.", valueName: "layout"))
  var format: InstrumentFormat?

  @Option(help: ArgumentHelp("Columns of a table by heading or place: x:y,y.", valueName: "map"))
  var columns: String?

  @Option(help: ArgumentHelp("Where numbers stand in file names: film_{fluence uJ/cm2}_*.txt.", valueName: "pattern"))
  var pattern: String?

  @Option(help: ArgumentHelp("Table with a line a file: file,power [uW],od.", valueName: "file"))
  var manifest: String?

  @OptionGroup var pump: PumpOptions
  @OptionGroup var treatment: TreatmentOptions

  @Option(help: ArgumentHelp("Response of the set-up for decays.", valueName: "file"))
  var irf: String?

  @Option(help: ArgumentHelp("Length of an on/off cycle, such as 25s.", valueName: "time"))
  var period: QuantityOption?

  @Option(help: ArgumentHelp("When in a cycle the on-value is read, such as 24.5s.", valueName: "time"))
  var reading: QuantityOption?

  @Option(help: ArgumentHelp("Resamples for the intervals of thresholds.", valueName: "number"))
  var resamples = 500

  @OptionGroup var output: OutputOptions

  func validate() throws {
    for name in [manifest, irf, treatment.background, treatment.response].compactMap({ $0 }) + paths
    where !FileManager.default.fileExists(atPath: name) {
      throw ValidationError("There is no file or folder '\(name)'.")
    }
    _ = try pump.beam()
    _ = try treatment.wavelengthOffset?.value(as: .length, "--wavelength-offset")
    let cycle = try period?.value(as: .time, "--period")
    let moment = try reading?.value(as: .time, "--reading")
    if let cycle, cycle <= 0 || (moment ?? 0) < 0 || (moment ?? 0) > cycle {
      throw ValidationError("--period is longer than zero, and --reading lies inside it.")
    }
    guard resamples >= 20, resamples <= 100_000 else { throw ValidationError("--resamples takes 20 to 100000.") }
  }

  func run() async throws {
    await finish {
      let folder = try OutputChoice(output.out, stem: "analysis").prepared(force: output.force)
      let data = try await MeasuredSeries(self)
      for warning in data.warnings { Terminal.warn(warning) }
      let question = try what ?? data.question()
      let report = try await data.answer(question)
      print(output.json ? report.json.text : report.table, terminator: "")
      let undrawn = try await report.write(to: folder, force: output.force)
      Terminal.warn("record: \(folder.path(percentEncoded: false))", label: nil)
      if let error = undrawn.first {
        Terminal.warn("\(undrawn.count) figures were not drawn: \(error)", label: "error")
        return error.exitStatus
      }
      return report.hasAnswer ? .success : .noConvergence
    }
  }
}

extension InstrumentFormat: ExpressibleByArgument {}

/// A quantity with its unit as an option.
struct QuantityOption: ExpressibleByArgument {
  let quantity: Quantity

  init?(argument: String) {
    guard let quantity = try? Quantity(parsing: argument) else { return nil }
    self.quantity = quantity
  }

  /// Value in SI.
  func value(as dimension: PhysicalDimension, _ option: String) throws -> Double {
    guard quantity.dimension == dimension else { throw ValidationError("\(option) takes another unit.") }
    return quantity.siValue
  }
}

/// The pump on the sample.
struct PumpOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Diameter of the pump spot, such as 120um.", valueName: "length"))
  var spot: QuantityOption?

  @Option(help: "Profile of the spot: gaussian (1/e² diameter, peak fluence) or flat.")
  var profile: PumpBeam.Profile = .gaussian

  @Option(help: ArgumentHelp("Repetition rate, such as 1kHz.", valueName: "rate"))
  var rate: QuantityOption?

  @Option(help: ArgumentHelp("Share of the pump that reaches the film.", valueName: "share"))
  var transmission = 1.0

  func beam() throws -> PumpBeam {
    guard transmission > 0, transmission <= 1 else { throw ValidationError("--transmission lies between 0 and 1.") }
    return PumpBeam(
      profile: profile, diameter: try spot?.value(as: .length, "--spot"),
      repetitionRate: try rate?.value(as: .rate, "--rate"), transmission: transmission)
  }
}

extension PumpBeam.Profile: ExpressibleByArgument {}

/// What is done to spectra before they are analysed.
struct TreatmentOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Spectrum without pump, subtracted.", valueName: "file"))
  var background: String?

  @Option(help: ArgumentHelp("Factor against wavelength for the response of the set-up.", valueName: "file"))
  var response: String?

  @Option(help: ArgumentHelp("Added to all wavelengths, such as -0.4nm.", valueName: "length"))
  var wavelengthOffset: QuantityOption?

  @Flag(help: "Leave cosmic rays in.")
  var keepCosmicRays = false

  @Option(help: ArgumentHelp("Band of PL in nm.", valueName: "from-to"))
  var pl: WavelengthBand = .init(range: EmissionBands.caesiumLeadBromide.photoluminescence)

  @Option(help: ArgumentHelp("Band of ASE in nm.", valueName: "from-to"))
  var ase: WavelengthBand = .init(range: EmissionBands.caesiumLeadBromide.amplified)
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
