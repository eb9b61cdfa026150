import Analysis
import Emission
import Foundation
import InputFiles
import Quantities
import Records

/// Reads the data a fit file names.
struct RateDataReader {
  let log: DiagnosticLog
  let folder: URL

  private static let density = QuantityRule.positive(.numberDensity, upTo: 1e28, example: "1e16 cm^-3")

  /// One or several decays: a file with several curves needs a density for each.
  func decays(_ entry: MappingReader, _ sources: inout [String: String]) async throws -> [DecayData]? {
    let name = entry.text("name", example: "low fluence")?.text ?? ""
    let group = entry.text("condition", optional: true, example: "4 V")?.text ?? ""
    let file = entry.text("file", example: "decay.csv")
    let column = entry.text("column", optional: true, example: "counts")?.text
    let density = entry.quantity("density", Self.density)?.siValue
    let period = entry.quantity("period", .positive(.time, upTo: 1e3, example: "1 us"), optional: true)?.siValue
    let width = entry.quantity("pulse", .positive(.time, upTo: 1, example: "100 ps"), optional: true)?.siValue
    let scale = entry.choice("scale", of: DecayData.Scale.self, optional: true) ?? .free
    let background = entry.quantity("background", .nonNegative(.dimensionless, upTo: 1e12), optional: true)?.siValue
    let zero = entry.quantity("timeZero", .any(.time, example: "2 ns"), optional: true)?.siValue
    let play = entry.quantity("timeZeroPlay", .positive(.time, upTo: 1, example: "0.5 ns"), optional: true)?.siValue
    let window = entry.mapping("window", optional: true)
    let from = window?.quantity("from", .any(.time), optional: true)?.siValue
    let to = window?.quantity("to", .any(.time), optional: true)?.siValue
    window?.finish()
    let responseFile = entry.text("response", optional: true, example: "irf.csv")
    let responseWidth = entry.quantity(
      "responseWidth", .positive(.time, upTo: 1, example: "120 ps"), optional: true)?.siValue
    guard let file, let density else { return nil }
    guard let histogram = try await histogram(file, column: column, name: name, &sources) else { return nil }
    var response = InstrumentResponse.instantaneous
    if let responseWidth { response = .gaussian(width: responseWidth) }
    if let responseFile {
      guard let measured = try await self.histogram(responseFile, column: nil, name: "response of \(name)", &sources)
      else { return nil }
      guard abs(measured.binWidth / histogram.binWidth - 1) < 1e-3 else {
        log.report(
          Diagnostic(
            code: "E-data", message: "the bins of the response are \(measured.binWidth) s wide",
            at: responseFile.location,
            reason: "those of the decay are \(histogram.binWidth) s", remedy: "export both with the same bins"))
        return nil
      }
      response = .measured(clean(measured.counts))
    }
    let first = max(0, Int((((from ?? -.infinity) - histogram.start) / histogram.binWidth).rounded(.up).clampedToInt))
    let last = min(
      histogram.counts.count,
      Int((((to ?? .infinity) - histogram.start) / histogram.binWidth).rounded(.down).clampedToInt))
    guard last - first >= 8 else {
      log.report(
        Diagnostic(
          code: "E-data", message: "the window of '\(name)' holds \(max(0, last - first)) bins", at: entry.location,
          remedy: "widen `window`, or leave it out"))
      return nil
    }
    let counts = Array(histogram.counts[first..<last])
    let start = histogram.start + Double(first) * histogram.binWidth
    // Without a word about it, the light comes where the counts rise to half their maximum, and may move by two bins.
    let guess = zero.map { $0 - start } ?? rise(counts) * histogram.binWidth
    let reach = play ?? (zero == nil ? max(2 * histogram.binWidth, responseWidth ?? 0) : nil)
    return [
      DecayData(
        name: name, group: group, counts: counts, binWidth: histogram.binWidth,
        excitation: DecayExcitation(
          density: density, period: period, shape: width == nil ? nil : .gaussian, width: width ?? 0),
        response: response, scale: scale, background: background,
        timeZero: (guess, reach.map { (guess - $0)...(guess + $0) }))
    ]
  }

  /// Yields against density from a table: density, yield, and their standard deviation if there is a third column.
  func yield(_ entry: MappingReader, _ sources: inout [String: String]) async throws -> YieldData? {
    let name = entry.text("name", example: "yield at 0 V")?.text ?? ""
    let group = entry.text("condition", optional: true, example: "4 V")?.text ?? ""
    let file = entry.text("file", example: "yield.csv")
    let column = entry.text("column", optional: true, example: "yield")?.text
    let deviation = entry.quantity("deviation", .positive(.dimensionless, upTo: 1, example: "5 %"), optional: true)?
      .siValue
    let isAbsolute = entry.choice("scale", among: ["relative", "absolute"], optional: true) == "absolute"
    let period = entry.quantity("period", .positive(.time, upTo: 1e3, example: "1 ms"), optional: true)?.siValue
    guard let file, let path = file.text else { return nil }
    let read = try await InstrumentFile(contentsOf: URL(filePath: path, relativeTo: folder))
    sources[name] = path
    guard let curve = column.flatMap({ wanted in read.curves.first { $0.name == wanted } }) ?? read.curves.first else {
      return nil
    }
    let densities: [Double]
    do {
      let unit = try PhysicalUnit(parsing: curve.x.unit)
      guard unit.dimension == .numberDensity else {
        log.report(
          Diagnostic(
            code: "E-dimension", message: "the first column of `\(path)` is in `\(curve.x.unit)`", at: file.location,
            reason: "yields are fitted against the density of pairs", remedy: "give densities, e.g. in cm^-3"))
        return nil
      }
      densities = curve.x.values.map { unit.siValue($0) }
    } catch {
      log.report(
        Diagnostic(
          code: "E-unit", message: "the first column of `\(path)` has no unit of a density (`\(curve.x.unit)`)",
          at: file.location, remedy: "write the unit into its header, e.g. `density (cm^-3)`"))
      return nil
    }
    let percent = curve.y.unit == "%" ? 0.01 : 1
    let values = curve.y.values.map { percent * $0 }
    let errors = read.curves.first { $0.name.lowercased().contains("deviation") }?.y.values.map { percent * $0 }
    let top = values.map { abs($0) }.max() ?? 1
    guard errors != nil || deviation != nil else {
      log.report(
        Diagnostic(
          code: "E-key-missing", message: "how well are the yields of `\(name)` known?", at: entry.location,
          remedy: "write `deviation: 5 %`, or give a column `deviation`"))
      return nil
    }
    return YieldData(
      name: name, group: group, densities: densities, yields: values,
      deviations: errors ?? values.map { (deviation ?? 0) * max(abs($0), 1e-3 * top) }, isAbsolute: isAbsolute,
      excitation: DecayExcitation(density: 0, period: period))
  }

  private func histogram(
    _ file: InputNode, column: String?, name: String, _ sources: inout [String: String]
  ) async throws -> DecayHistogram? {
    guard let path = file.text else { return nil }
    let read = try await InstrumentFile(contentsOf: URL(filePath: path, relativeTo: folder))
    sources[name] = path
    let names = read.curves.map(\.name)
    guard let curve = column.map({ wanted in read.curves.first { $0.name == wanted } }) ?? read.curves.first else {
      log.report(
        Diagnostic(
          code: "E-name", message: "`\(path)` has no curve `\(column ?? "")`", at: file.location,
          reason: "it has \(names.joined(separator: ", "))", remedy: "name one of them",
          suggestion: Spelling.closest(to: column ?? "", among: names)))
      return nil
    }
    do throws(AnalysisError) { return try DecayHistogram(curve) } catch {
      log.report(Diagnostic(code: "E-data", message: "\(error)", at: file.location, remedy: "mend or replace the file"))
      return nil
    }
  }

  /// A response without its background: the median of its bins, under which half of a sparse response lies.
  private func clean(_ counts: [Double]) -> [Double] {
    let sorted = counts.sorted()
    let floor = sorted[sorted.count / 2]
    return counts.map { max(0, $0 - floor) }
  }

  /// Where the counts first pass half their maximum, in bins.
  private func rise(_ counts: [Double]) -> Double {
    let half = 0.5 * (counts.max() ?? 0)
    return Double(counts.firstIndex { $0 >= half } ?? 0)
  }
}

extension Double {
  /// The nearest number that has an `Int`.
  fileprivate var clampedToInt: Double { Swift.min(Swift.max(self, -1e15), 1e15) }
}
