// An electrical measurement as a file: what `driftlight measure` is told by options, with a device of its own. Rows of the paper's
// table that ask the electrical model alone read theirs from Experiments/, as protocols are.

import Bench
import Foundation
import InputFiles
import Materials
import Quantities

/// A measurement, what it is made on, and where it was read.
public struct MeasurementFile: Sendable {
  /// Name: that of the file without ending.
  public let name: String
  /// One line for people.
  public let title: String
  /// The device: a shipped name or a path.
  public let device: String
  /// Values of `--set` that belong to the measurement, such as `carriers=full`.
  public let overrides: [String]
  /// What is measured.
  public let measurement: DeviceMeasurement

  /// Names of the measurements that Driftlight ships.
  public static let shippedNames = ["S13", "S2", "S20"]

  /// Whether a file asks for a measurement.
  public static func isMeasurement(_ document: InputDocument) -> Bool { document.root["measurement"] != nil }

  /// Reads a file.
  /// - Throws: `InputError` with everything that is wrong.
  public init(path: String) throws(InputError) {
    try self.init(
      document: try InputDocument(path: path),
      name: URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent)
  }

  /// Reads a measurement that Driftlight ships.
  /// - Throws: `InputError`.
  public init(shipped name: String) throws(InputError) {
    guard let text = Experiment.shippedText(name) else {
      throw InputError(
        kind: .usage,
        diagnostics: [
          Diagnostic(code: "E-file", message: "no measurement named '\(name)' is shipped", remedy: "give a path")
        ])
    }
    try self.init(document: try InputDocument(text: text, name: "Experiments/\(name).yaml"), name: name)
  }

  /// Reads a document.
  /// - Throws: `InputError` with everything that is wrong.
  public init(document: InputDocument, name: String) throws(InputError) {
    let log = DiagnosticLog()
    let top = MappingReader(document.root, log: log)
    let title = top.text("title", optional: true, example: "Steady current against bias")?.text ?? name
    let device = top.text("device", example: "cspbbr3-led")?.text
    let overrides = (top.list("set", optional: true, example: "[carriers=full]") ?? []).compactMap(\.text)
    let reader = top.mapping("measurement")
    let kind = reader?.choice("kind", of: DeviceMeasurement.Kind.self)
    var measurement = DeviceMeasurement(kind ?? .jv)
    if let reader {
      func quantity(_ key: String, _ rule: QuantityRule, _ standard: Double) -> Double {
        reader.quantity(key, rule, optional: true)?.siValue ?? standard
      }
      measurement.from = quantity("from", .within(-100...100, .voltage, example: "0 V"), measurement.from)
      measurement.to = quantity("to", .within(-100...100, .voltage, example: "1.2 V"), measurement.to)
      measurement.rate = quantity("rate", .positive(.scanRate, example: "0.1 V/s"), measurement.rate)
      measurement.duration = quantity("duration", .positive(.time, upTo: 1e9, example: "1 s"), measurement.duration)
      measurement.points = reader.integer("points", in: 2...100_000, optional: true, example: "121") ?? measurement.points
      if let light = reader.mapping("light", optional: true) {
        let flux = light.quantity("photon flux", .positive(.arealDensity / .time, example: "1.4e21 m^-2 s^-1"))?.siValue
        let absorption = light.quantity("absorption", .positive(.inverseLength, example: "1e7 m^-1"), optional: true)
        let layer = light.text("layer", optional: true, example: "perovskite")?.text
        let side = light.choice("from", of: PumpSide.self, optional: true)
        light.finish()
        measurement.light = flux.map {
          .init(photonFlux: $0, absorption: absorption?.siValue, layer: layer, isFromHoleSide: side == .holeSide)
        }
      } else if measurement.kind.needsLight {
        log.report(
          Diagnostic(
            code: "E-key-missing", message: "`\(measurement.kind.rawValue)` needs light", at: reader.location,
            remedy: "write light: {photon flux: 1.4e21 m^-2 s^-1}"))
      }
      reader.finish()
    }
    top.finish()
    try log.throwIfErrors()
    guard let device else { throw InputError(log.sorted) }
    self.name = name
    self.title = title
    self.device = device
    self.overrides = overrides
    self.measurement = measurement
  }

  /// The device with the values of the file and further ones.
  /// - Throws: `InputError`.
  public func loadDevice(_ name: String? = nil, overrides further: [String] = []) throws(InputError) -> LoadedDevice {
    try DeviceLibrary.load(name ?? device, overrides: overrides + further)
  }
}
