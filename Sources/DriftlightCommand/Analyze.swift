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
    case spectra, threshold, plqy, transient, trpl, cycles, hysteresis, vsl
  }

  static let configuration = CommandConfiguration(
    abstract: "Analyses measured or simulated spectra, decays and transients.",
    discussion: """
      Layouts are told by content: \(InstrumentFormat.allCases.map(\.rawValue).joined(separator: ", ")).
      Fluences come from the names of files (--pattern), a table (--manifest), or the headings of columns.

      Examples:
        driftlight analyze spectra/ --what threshold --pattern 'film_{fluence uJ/cm2}_*.txt'
        driftlight analyze at-6V/ --against at-0V/ --pattern '{fluence uJ/cm2}uJ_*.txt' --pump-jitter 3%
        driftlight analyze spectra/ --what plqy --manifest power.csv --spot 120um --rate 1kHz --od 2
        driftlight analyze spectra/ --what spectra --reference pl.txt --wavelength-calibration lamp.csv
        driftlight analyze decay.phu --what trpl --irf response.phu --rate 1MHz
        driftlight analyze scan.csv --what hysteresis --columns voltage:current
      """)

  @Argument(help: .of("path", "Files, or folders of files."))
  var paths: [String]

  @Option(help: .of("question", "What is sought; told by the axes if not given."))
  var what: Question?

  @Option(
    parsing: .upToNextOption,
    help: .of(
      "path", "Files or folders of a second condition: ratios of thresholds, the first over this, with intervals."))
  var against: [String] = []

  @Option(help: .of("layout", "Layout of the files; told by their content if not given."))
  var format: InstrumentFormat?

  @Option(help: .of("map", "Columns of a table by heading or place: x:y,y."))
  var columns: String?

  @Option(help: .of("pattern", "Where numbers stand in file names: film_{fluence uJ/cm2}_*.txt."))
  var pattern: String?

  @Option(help: .of("file", "Table with a line a file: file,power [uW],od."))
  var manifest: String?

  @OptionGroup(title: "Pump") var pump: PumpOptions
  @OptionGroup(title: "Treatment of spectra") var treatment: TreatmentOptions
  @OptionGroup(title: "Intervals") var intervals: IntervalOptions

  @Option(help: .of("file", "Response of the set-up for decays."))
  var irf: String?

  @Option(help: .of("time", "Length of an on/off cycle, such as 25s."))
  var period: TimeOption?

  @Option(help: .of("time", "When in a cycle the on-value is read, such as 24.5s."))
  var reading: TimeOption?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    for name in [manifest, irf].compactMap({ $0 }) + treatment.files + paths + against
    where !FileManager.default.fileExists(atPath: name) {
      throw ValidationError("There is no file or folder '\(name)'.")
    }
    if let period, period.siValue <= 0 || !(0...period.siValue).contains(reading?.siValue ?? 0) {
      throw ValidationError("--period is longer than zero, and --reading lies inside it.")
    }
    if !against.isEmpty, let what, what != .threshold {
      throw ValidationError("--against compares thresholds; leave it out for --what \(what.rawValue).")
    }
  }

  func run() async throws {
    await finish {
      let folder = try OutputChoice(output.out, stem: "analysis").prepared(force: output.force)
      let data = try await MeasuredSeries(self, paths: paths)
      let other = against.isEmpty ? nil : try await MeasuredSeries(self, paths: against)
      for warning in data.warnings + (other?.warnings ?? []) { Terminal.warn(warning) }
      let question = try what ?? (other == nil ? data.question() : .threshold)
      let report = try await data.answer(question, against: other)
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
