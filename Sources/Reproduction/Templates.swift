import Bench
import Foundation
import InputFiles
import Materials
import Quantities

/// What `driftlight init` can write: commented files that run as they are.
public enum Template: String, Sendable, CaseIterable {
  /// A light-emitting diode with mobile ions: the shipped device.
  case led
  /// A solar cell that is pumped and biased.
  case cell
  /// A bare film on glass.
  case film
  /// A protocol on a device.
  case experiment
  /// A fit of rate constants to decays and yields, with data to try it on.
  case fit
  /// A calibration of device parameters to the paper.
  case calibration

  /// What it is, in a line.
  public var summary: String {
    switch self {
    case .led: "a light-emitting diode with mobile ions (the device of the paper)"
    case .cell: "a perovskite solar cell, pumped through its electron side"
    case .film: "a bare film on glass"
    case .experiment: "an experiment: device, pump, detector and a protocol with every kind of sentence"
    case .fit: "rate constants from decays and yields, with simulated data to try it on (for driftlight fit)"
    case .calibration: "a calibration of device parameters to numbers of the paper (for driftlight fit)"
    }
  }

  /// Name of the file where none is given.
  public var fileName: String { "\(rawValue).yaml" }

  /// The command to go on with.
  public func next(path: String) -> String {
    switch self {
    case .fit, .calibration: "driftlight fit \(path)"
    case .led, .cell, .film, .experiment: "driftlight check \(path)"
    }
  }

  /// Files that the one named needs beside it: path from its folder, text. The folder is named after the file.
  /// - Throws: `InputError` where a resource is missing.
  public func companions(of fileName: String) throws(InputError) -> [(path: String, text: String)] {
    guard self == .fit else { return [] }
    var found: [(path: String, text: String)] = []
    for name in Self.fitData {
      found.append(("\(Self.dataFolder(of: fileName))/\(name)", try Self.resource("Templates/fit/\(name)")))
    }
    return found
  }

  private static let fitData = ["0V", "6V"].flatMap { bias in
    ["decay-\(bias)-weak.csv", "decay-\(bias)-strong.csv", "yield-\(bias).csv"]
  }

  private static func dataFolder(of fileName: String) -> String {
    URL(fileURLWithPath: fileName).deletingPathExtension().lastPathComponent + "-data"
  }

  /// The text of the file.
  /// - Parameters:
  ///   - name: name of the device, for devices.
  ///   - device: the device of an experiment: a shipped name or a path.
  ///   - fileName: what the file will be called, for the data beside a fit.
  /// - Throws: `InputError` where a resource is missing.
  public func text(
    name: String? = nil, device: String = "cspbbr3-led", fileName: String? = nil
  ) throws(InputError) -> String {
    switch self {
    case .led: return try Self.copy(of: "cspbbr3-led", name: name ?? "my-led", note: "a light-emitting diode")
    case .film: return try Self.copy(of: "cspbbr3-film", name: name ?? "my-film", note: "a bare film")
    case .cell:
      return try Self.resource("Templates/cell.yaml").replacing("name: my-cell", with: "name: \(name ?? "my-cell")")
    case .experiment:
      return try Self.resource("Templates/experiment.yaml").replacing("device: cspbbr3-led", with: "device: \(device)")
    case .fit:
      let file = fileName ?? self.fileName
      return try Self.resource("Templates/fit/fit.yaml")
        .replacing("Examples/301-which-rates-changed/fit.yaml", with: URL(fileURLWithPath: file).lastPathComponent)
        .replacing("file: ", with: "file: \(Self.dataFolder(of: file))/")
    case .calibration: return try Self.resource("Fits/li2023.yaml")
    }
  }

  /// A shipped device under another name, with a head that says what to do with it.
  private static func copy(of device: String, name: String, note: String) throws(InputError) -> String {
    guard let text = DeviceLibrary.text(named: device) else { throw missing(device) }
    let head = """
      # \(note) of your own, begun from the shipped device \(device). Change the numbers, then:
      #   driftlight check THIS.yaml                        every value with its origin, warnings
      #   driftlight show device THIS.yaml --out sheet      stack, bands, ions, optical constants
      #   driftlight run F2a --device THIS.yaml --out mine  an experiment on it
      # When a number is yours, change its source and its evidence (measured | fitted | assumed), too.


      """
    return head.replacing("# a ", with: "# A ", maxReplacements: 1)
      + text.replacing("\nname: \(device)\n", with: "\nname: \(name)\n")
  }

  private static func resource(_ path: String) throws(InputError) -> String {
    guard let folder = Bundle.module.resourceURL,
      let text = try? String(contentsOf: folder.appending(path: path), encoding: .utf8)
    else { throw missing(path) }
    return text
  }

  private static func missing(_ name: String) -> InputError {
    InputError(
      kind: .inputFile,
      diagnostics: [
        Diagnostic(
          code: "E-file", message: "the template `\(name)` did not come with this program",
          remedy: "install Driftlight again, with its resources beside it")
      ])
  }
}
