import Analysis
import Bench
import Foundation
import InputFiles
import Quantities
import Records

/// Reads the measured curves and thresholds that a fit of a device names.
struct DeviceDataReader {
  let log: DiagnosticLog
  let folder: URL

  /// One entry of `data`.
  func observable(_ entry: MappingReader) async throws -> (any DeviceObservable)? {
    switch entry.choice("kind", among: ["curve", "threshold"]) {
    case "curve": return try await curve(entry)
    case "threshold": return threshold(entry)
    default: return nil
    }
  }

  private func threshold(_ entry: MappingReader) -> MeasuredThreshold? {
    let name = entry.text("name", example: "threshold at 4 V")?.text ?? ""
    let experiment = experiment(entry)
    let bias = entry.quantity("bias", .any(.voltage, example: "4 V"), optional: true)?.siValue
    let fluence = QuantityRule.positive(.fluence, upTo: 1e6, example: "200 uJ/cm2")
    let value = entry.quantity("value", fluence)?.siValue
    let deviation = entry.quantity("deviation", fluence)?.siValue
    let method = entry.choice("method", of: ThresholdMethod.self, optional: true) ?? .logLogIntersection
    guard let experiment, let value, let deviation else { return nil }
    return refused(entry) {
      try MeasuredThreshold(
        name: name, value: value, deviation: deviation, experiment: experiment, bias: bias, method: method)
    }
  }

  private func curve(_ entry: MappingReader) async throws -> MeasuredDeviceCurve? {
    let name = entry.text("name", example: "L-L curve at 4 V")?.text ?? ""
    let experiment = experiment(entry)
    let abscissa = entry.choice("against", of: MeasuredDeviceCurve.Abscissa.self)
    let ordinate = entry.choice("quantity", of: MeasuredDeviceCurve.Ordinate.self)
    var selection = MeasuredDeviceCurve.Selection()
    selection.bias = entry.quantity("bias", .any(.voltage, example: "4 V"), optional: true)?.siValue
    selection.fluence = entry.quantity("fluence", .positive(.fluence, upTo: 1e6), optional: true)?.siValue
    selection.time = entry.quantity("time", .nonNegative(.time, upTo: 1e9), optional: true)?.siValue
    selection.sentence = entry.text("sentence", optional: true, example: "hold 4 V")?.text
    let isFree = entry.choice("scale", among: ["free", "absolute"], optional: true) == "free"
    let isRobust = entry.flag("robust", optional: true) ?? false
    let relative = entry.quantity("deviation", .positive(.dimensionless, upTo: 1, example: "5 %"), optional: true)?
      .siValue
    let column = entry.text("column", optional: true, example: "0 V")?.text
    guard let file = entry.text("file", example: "ladder.csv"), let path = file.text, let experiment, let abscissa,
      let ordinate
    else { return nil }
    let read = try await InstrumentFile(contentsOf: URL(filePath: path, relativeTo: folder))
    let names = read.curves.map(\.name)
    guard let measured = column.map({ wanted in read.curves.first { $0.name == wanted } }) ?? read.curves.first else {
      log.report(
        Diagnostic(
          code: "E-name", message: "`\(path)` has no curve `\(column ?? "")`", at: file.location,
          reason: "it has \(names.joined(separator: ", "))", remedy: "name one of them",
          suggestion: Spelling.closest(to: column ?? "", among: names)))
      return nil
    }
    guard let x = values(measured.x, as: abscissa.dimension, file, "first") else { return nil }
    let isArbitrary = isFree || [.ratio].contains(ordinate)
    let y = isArbitrary ? measured.y.values : values(measured.y, as: ordinate.dimension, file, "second")
    guard let y else { return nil }
    let given = read.curves.first { $0.name.lowercased().contains("deviation") && $0.name != measured.name }?.y.values
    guard given != nil || relative != nil else {
      log.report(
        Diagnostic(
          code: "E-key-missing", message: "how well are the values of `\(name)` known?", at: entry.location,
          remedy: "write `deviation: 5 %`, or give a column `deviation`"))
      return nil
    }
    let top = y.map { abs($0) }.max() ?? 1
    let deviations = given ?? y.map { (relative ?? 0) * max(abs($0), 1e-2 * top) }
    return refused(entry) {
      try MeasuredDeviceCurve(
        data: FitData(
          name: name, values: y, noise: isRobust ? .robust(deviations: deviations) : .normal(deviations: deviations)),
        abscissae: x, unit: isFree ? "" : measured.y.unit, experiment: experiment, abscissa: abscissa,
        ordinate: ordinate, selection: selection, hasFreeScale: isFree)
    }
  }

  /// A shipped experiment or the path of a file.
  private func experiment(_ entry: MappingReader) -> Experiment? {
    guard let node = entry.text("experiment", example: "F2c"), let name = node.text else { return nil }
    do throws(InputError) {
      return Experiment.shippedNames.contains(name)
        ? try Experiment(shipped: name)
        : try Experiment(path: URL(filePath: name, relativeTo: folder).path(percentEncoded: false))
    } catch {
      error.diagnostics.forEach(log.report)
      return nil
    }
  }

  private func values(
    _ column: CSVTable.Column, as dimension: PhysicalDimension, _ file: InputNode, _ place: String
  ) -> [Double]? {
    guard let unit = try? PhysicalUnit(parsing: column.unit), unit.dimension == dimension else {
      log.report(
        Diagnostic(
          code: "E-dimension", message: "the \(place) column of `\(file.text ?? "")` is in `\(column.unit)`",
          at: file.location, reason: "a \(dimension) is needed here",
          remedy: "write the unit into its header, e.g. `bias (V)`, or `scale: free` for arbitrary units"))
      return nil
    }
    return column.values.map { unit.siValue($0) }
  }

  private func refused<Value>(_ entry: MappingReader, _ make: () throws -> Value) -> Value? {
    do { return try make() } catch {
      log.report(
        Diagnostic(code: "E-data", message: "\(error)", at: entry.location, remedy: "mend the entry or its file"))
      return nil
    }
  }
}

extension MeasuredDeviceCurve.Abscissa {
  var dimension: PhysicalDimension {
    switch self {
    case .fluence: .fluence
    case .time: .time
    case .bias: .voltage
    case .wavelength: .length
    }
  }
}

extension MeasuredDeviceCurve.Ordinate {
  var dimension: PhysicalDimension {
    switch self {
    case .current: .currentDensity
    default: .dimensionless
    }
  }
}
