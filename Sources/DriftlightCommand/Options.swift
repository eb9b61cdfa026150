import ArgumentParser
import Bench
import Foundation
import Materials

/// Values that override those of the files.
struct OverrideOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Overrides one value, with its unit; may be repeated.", valueName: "path=value"))
  var overrides: [String] = []
}

/// What a command computes with.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A shipped device or the path of a device file; the experiment's own if not given.", valueName: "name or path"))
  var device: String?

  @OptionGroup var changes: OverrideOptions

  /// Arguments of `--set`.
  var overrides: [String] { changes.overrides }

  /// Reads an experiment and its device.
  /// - Throws: `InputError`.
  func load(_ nameOrPath: String) throws -> (Experiment, LoadedDevice) {
    let sorted = Experiment.sorted(overrides: overrides)
    let isShipped = Experiment.shippedNames.contains(nameOrPath)
    let isPath =
      nameOrPath.hasSuffix(".yaml") || nameOrPath.contains("/") || FileManager.default.fileExists(atPath: nameOrPath)
    var experiment =
      !isShipped && isPath
      ? try Experiment(path: nameOrPath, overrides: sorted.experiment)
      : try Experiment(shipped: nameOrPath, overrides: sorted.experiment)
    if let device { (experiment.device, experiment.deviceLocation) = (device, nil) }
    return (experiment, try experiment.loadDevice(overrides: sorted.device))
  }
}

/// Where a command writes and how much it says.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Output folder. If not given: results/<name>-<date>-<time> for a record, nothing written for a drawing.",
      valueName: "folder"))
  var out: String?

  @Flag(help: "Replace earlier results in the output folder.")
  var force = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func validate() throws {
    if let out, out.allSatisfy(\.isWhitespace) { throw ValidationError("--out is empty; name a folder.") }
  }
}
