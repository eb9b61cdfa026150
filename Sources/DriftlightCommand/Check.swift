import ArgumentParser
import Bench
import Foundation
import InputFiles
import Materials
import Records

/// `driftlight check`: reads a device or an experiment and shows what would be computed, with the origin of every value.
struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads a device or an experiment; shows every value with its origin, and what a run would do and cost.",
    discussion: """
      Examples:
        driftlight check cspbbr3-led
        driftlight check F2c --set layers.TFB.thickness=30nm
      """)

  @Argument(help: ArgumentHelp("A shipped device or experiment, or the path of a file.", valueName: "name or path"))
  var input: String

  @OptionGroup var given: InputOptions

  func run() async throws {
    await finish {
      if isDevice {
        show(try DeviceLibrary.load(input, overrides: given.overrides))
      } else {
        let (experiment, device) = try given.load(input)
        show(device)
        print("\n\(experiment.title)\n")
        for line in experiment.timeline.drawing { print(line) }
        print("\n\(experiment.timeline.costEstimate)")
      }
      return .success
    }
  }

  /// Whether the input is a device: by its shipped name, or by the `layers` in its file.
  private var isDevice: Bool {
    if DeviceLibrary.names.contains(input) { return true }
    if Experiment.shippedNames.contains(input) { return false }
    guard let document = try? InputDocument(path: input) else { return false }
    return document.root["layers"] != nil
  }

  private func show(_ device: LoadedDevice) {
    for warning in device.warnings { Terminal.warn("\(warning)") }
    print("\(device.device.name): \(device.device.title)")
    if let set = device.parameterSet {
      print("parameter set \(set) of \(device.parameterSets.joined(separator: ", "))")
    }
    print("")
    let lines = device.ledger.entries.map { entry in
      [entry.path, entry.text, "\(entry.origin)", entry.evidence?.rawValue ?? "–", entry.source ?? "–"]
    }
    let widths = (0..<4).map { column in lines.map { $0[column].count }.max() ?? 0 }
    for line in lines {
      let columns = zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) } + [line[4]]
      print(columns.joined(separator: "  "))
    }
  }
}
