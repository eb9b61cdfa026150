import ArgumentParser
import Bench
import Foundation
import InputFiles
import Materials
import Records
import Reproduction

/// `driftlight verify`: a record run again and compared.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a record again and compares it within its recorded tolerance.",
    discussion: """
      The record's own input.yaml and device.yaml are carried out anew. The same program on the same machine gives the same \
      bits; otherwise each array is compared by its largest difference over its largest magnitude. Ends with 5 if the \
      record does not come out again.

      Example:
        driftlight verify results/staircase
      """)

  @Argument(help: ArgumentHelp("The folder of a record.", valueName: "record"))
  var record: String

  @Flag(help: "Print the comparison as JSON.")
  var json = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func run() async throws {
    await finish {
      let stored = try await StoredRecord(reading: record)
      let input = try stored.text(of: "input.yaml", for: "a repetition")
      let deviceText = try stored.text(of: "device.yaml", for: "a repetition")
      if stored.files[UnfinishedRun.journalName] != nil {
        throw RecordError.unsuitable(
          path: record, reason: "its run was stopped", remedy: "go on with it by driftlight run --resume")
      }
      let name =
        if case .text(let text)? = stored.dataset.attributes["experiment"] { text } else { "experiment" }
      let experiment = try Experiment(document: InputDocument(text: input, name: "\(record)/input.yaml"), name: name)
      let device = try DeviceLibrary.load(text: deviceText, name: "\(record)/device.yaml")
      let bar = ProgressBar(quiet: quiet)
      let run = try await RecordedRun(experiment, on: device).carryOut(RunControl(progress: { bar.show($0, $1) }))
      bar.clear()
      if case .failed(let failure) = run.outcome {
        Terminal.warn("the repetition ended early: \(failure)", label: "error")
      }
      let comparison = RecordComparison(
        stored.dataset, try run.dataset(of: experiment),
        tolerance: stored.tolerance ?? RecordComparison.standardTolerance)
      print(json ? comparison.json.text : comparison.text, terminator: "")
      guard comparison.agrees else {
        Terminal.warn("the record does not come out again", label: "error")
        return .auditFailed
      }
      return .success
    }
  }
}

extension StoredRecord {
  /// The tolerance that the record asks a repetition to be held to, from its provenance.
  fileprivate var tolerance: Double? {
    guard let file = files["provenance.json"], let data = try? Data(contentsOf: file),
      let found = try? JSONDecoder().decode(RecordedTolerances.self, from: data)
    else { return nil }
    return found.tolerances[RecordComparison.toleranceName]
  }
}

private struct RecordedTolerances: Decodable { let tolerances: [String: Double] }

extension RecordComparison {
  fileprivate var text: String {
    let table = rows.map { row in
      [
        row.name, row.isIdentical ? "same bits" : String(format: "%.2g", row.deviation),
        row.deviation <= tolerance ? "" : "differs",
      ]
    }
    let verdict =
      isIdentical
      ? "every bit agrees"
      : "largest difference \(String(format: "%.2g", worst?.deviation ?? 0)) of the largest magnitude (\(worst?.name ?? "–")), allowed \(tolerance)"
    return Terminal.table(table) + verdict + "\n"
  }

  fileprivate var json: JSONValue {
    [
      "agrees": .bool(agrees), "identical": .bool(isIdentical), "tolerance": .number(tolerance),
      "arrays": .array(
        rows.map { ["name": .string($0.name), "identical": .bool($0.isIdentical), "deviation": .number($0.deviation)] }),
    ]
  }
}
