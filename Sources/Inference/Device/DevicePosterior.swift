// What a fit of a device leaves open, as a file: each parameter's deviation in the coordinate of the fit (its logarithm, or
// itself) and the correlations between them. `driftlight fit` writes it; what follows from the device gets its uncertainty
// from it, by derivatives:
//   var(ln Y) = gᵀ C g,   g_i = ∂ ln Y/∂u_i.

import Foundation
import InputFiles
import Quantities

/// The posterior of a fitted device about its maximum, to second order.
public struct DevicePosterior: Sendable, Equatable {
  /// One parameter.
  public struct Parameter: Sendable, Equatable {
    /// Path as for `--set`.
    public let path: String
    /// Value at the maximum, as written.
    public let value: String
    /// Coordinate of the fit.
    public let scale: FitParameter.Scale
    /// Standard deviation in that coordinate: of the logarithm, or in SI.
    public let deviation: Double
    /// - Parameters: as the properties of the same names.
    public init(path: String, value: String, scale: FitParameter.Scale, deviation: Double) {
      (self.path, self.value, self.scale, self.deviation) = (path, value, scale, deviation)
    }
  }

  /// What was fitted.
  public let title: String
  /// Its parameters.
  public let parameters: [Parameter]
  /// Correlation coefficients, one row a parameter.
  public let correlations: [[Double]]

  /// - Parameters: as the properties of the same names.
  public init(title: String, parameters: [Parameter], correlations: [[Double]]) {
    (self.title, self.parameters, self.correlations) = (title, parameters, correlations)
  }

  /// The posterior of a finished fit; parameters that ended on a bound have no deviation there and are left out.
  public init(_ part: DeviceFitOutcome.Part) {
    let best = part.result.best
    let kept = part.fit.parameters.indices.filter { best.deviations[$0].isFinite }
    self.init(
      title: part.fit.title.isEmpty ? part.fit.device : part.fit.title,
      parameters: kept.map { index in
        let parameter = part.fit.parameters[index]
        return Parameter(
          path: parameter.path,
          value: Quantity(siValue: best.values[index], unit: parameter.unit).formatted(significantDigits: 7),
          scale: parameter.fit.scale, deviation: best.deviations[index])
      },
      correlations: kept.map { i in kept.map { j in i == j ? 1 : best.correlation(i, j) } })
  }

  /// Variance of a quantity with these derivatives to the coordinates.
  public func variance(derivatives: [Double]) -> Double {
    var sum = 0.0
    for (i, row) in correlations.enumerated() {
      for (j, correlation) in row.enumerated() {
        sum += derivatives[i] * derivatives[j] * parameters[i].deviation * parameters[j].deviation * correlation
      }
    }
    return sum
  }

  /// The file.
  public var yaml: String {
    var lines = [
      "# What a fit leaves open: written by driftlight fit, read as `uncertainty` of a pump scheme.",
      "title: \"\(title.replacing("\"", with: "'"))\"", "parameters:",
    ]
    lines += parameters.map {
      "  - {path: \"\($0.path)\", value: \($0.value), scale: \($0.scale.rawValue), deviation: \(Self.number($0.deviation))}"
    }
    lines.append("correlations:")
    lines += correlations.map { "  - [\($0.map { String(format: "%.4f", $0) }.joined(separator: ", "))]" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func number(_ value: Double) -> String { String(format: "%.5g", value) }

  /// Reads a file.
  /// - Throws: `InputError` with everything that is wrong.
  public init(document: InputDocument) throws(InputError) {
    let log = DiagnosticLog()
    let top = MappingReader(document.root, log: log)
    let title = top.text("title", optional: true, example: "calibration")?.text ?? ""
    let parameters = (top.list("parameters", example: "a list of {path: …, deviation: …}") ?? []).enumerated()
      .compactMap { index, node -> Parameter? in
        let reader = MappingReader(node, path: "parameters.\(index + 1)", log: log)
        defer { reader.finish() }
        let path = reader.text("path", example: "emission.guide.pathLength")?.text
        let value = reader.text("value", example: "2.6 mm")?.text
        let scale = reader.choice("scale", of: FitParameter.Scale.self)
        let deviation = reader.quantity("deviation", .positive(.dimensionless, example: "0.1"))?.siValue
        guard let path, let value, let scale, let deviation else { return nil }
        return Parameter(path: path, value: value, scale: scale, deviation: deviation)
      }
    let rule = QuantityRule.within(-1...1, .dimensionless, example: "0.3")
    let rows = (top.list("correlations", example: "a list of rows") ?? []).enumerated().map { index, node -> [Double] in
      guard case .list(let cells) = node.content else { return [] }
      return cells.compactMap { QuantityReader(rule: rule, path: "correlations.\(index + 1)", log: log).read($0)?.siValue }
    }
    top.finish()
    if !log.hasErrors, rows.count != parameters.count || rows.contains(where: { $0.count != parameters.count }) {
      log.report(
        Diagnostic(
          code: "E-table", message: "`correlations` is not one row of \(parameters.count) numbers for each parameter",
          at: top.location, remedy: "let driftlight fit write the file anew"))
    }
    try log.throwIfErrors()
    self.init(title: title, parameters: parameters, correlations: rows)
  }
}
