import ArgumentParser
import Figures
import Foundation
import Records
import Reproduction

/// `driftlight plot`: records over one another, measured curves beside them.
struct Plot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws an array of one or several records, with measured curves beside it.",
    discussion: """
      Without --array the spectra are drawn, evenly chosen over the run; of several records the last spectrum each.

      Examples:
        driftlight plot results/staircase --out plots
        driftlight plot results/thin results/thick --array current_density --out overlay
        driftlight plot results/thin --row -1 --measured spectrum.txt --normalise --out beside
      """)

  @Argument(help: ArgumentHelp("Folders of records, or files *.nc.", valueName: "record"))
  var records: [String]

  @Option(help: ArgumentHelp("The array to draw; --list names them.", valueName: "name"))
  var array: String?

  @Option(help: ArgumentHelp("The array to draw it against; the time if not given.", valueName: "name"))
  var against: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A row of an array of two axes, from 0; -1 is the last; may be repeated.", valueName: "number"))
  var row: [Int] = []

  @Option(help: ArgumentHelp("A file of an instrument to draw beside; may be repeated.", valueName: "file"))
  var measured: [String] = []

  @Flag(help: "Divide each curve by its largest value.")
  var normalise = false

  @Flag(help: "Logarithmic vertical axis.")
  var logarithmic = false

  @Flag(help: "List the arrays of the records and draw nothing.")
  var list = false

  @OptionGroup var output: OutputOptions

  func run() async throws {
    await finish {
      var stored: [StoredRecord] = []
      for path in records { stored.append(try await StoredRecord(reading: path)) }
      if list {
        for record in stored {
          print("\(record.name):")
          print(
            Terminal.table(
              record.dataset.variables.map {
                [
                  "  \($0.name)", $0.axes.map { "\($0.name) (\($0.count))" }.joined(separator: " × "), $0.unit,
                  $0.longName,
                ]
              }),
            terminator: "")
        }
        return .success
      }
      var beside: [InstrumentFile] = []
      for path in measured { beside.append(try await InstrumentFile(contentsOf: URL(fileURLWithPath: path))) }
      var plot = RecordPlot()
      plot.array = array
      plot.against = against
      plot.rows = row
      plot.isNormalised = normalise
      plot.isLogarithmic = logarithmic
      let figure = try plot.figure(of: stored, measured: beside)
      return try await output.draw([figure], stem: "plot", json: .null)
    }
  }
}
