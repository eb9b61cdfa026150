// Pages of refractiveindex.info as their database stores them: a YAML file whose DATA lists one or two entries,
//   - type: tabulated nk | tabulated n | tabulated k,  data: | lines of "λ/µm n k"
//   - type: formula 1 … 6,  wavelength_range: a b (µm),  coefficients: C1 C2 …
// n may come from one entry and k from another. Formulas, λ in µm (refractiveindex.info, "Dispersion formulas", 2014):
//   1 Sellmeier     n² = 1 + C1 + Σ C_{2i} λ²/(λ² − C_{2i+1}²)
//   2 Sellmeier-2   n² = 1 + C1 + Σ C_{2i} λ²/(λ² − C_{2i+1})
//   3 polynomial    n² = C1 + Σ C_{2i} λ^{C_{2i+1}}
//   4 rational      n² = C1 + C2 λ^C3/(λ² − C4^C5) + C6 λ^C7/(λ² − C8^C9) + Σ_{i≥5} C_{2i} λ^{C_{2i+1}}
//   5 Cauchy        n = C1 + Σ C_{2i} λ^{C_{2i+1}}
//   6 gases         n = 1 + C1 + Σ C_{2i}/(C_{2i+1} − λ^−2)
// A formula becomes a table fine enough that the interpolant differs from it by less than 1e-7 halfway between points.

import Foundation
import InputFiles

extension OpticalConstants {
  /// A page of refractiveindex.info.
  ///
  /// - Parameters:
  ///   - text: the YAML of the page.
  ///   - name: the name the table goes by.
  ///   - file: what stands for the file in messages.
  /// - Throws: `OpticalConstantsError.unusableTable` with file, line and remedy.
  public init(refractiveIndexInfo text: String, name: String, file: String? = nil) throws(OpticalConstantsError) {
    let reader = OpticalTableReader(name: name, file: file ?? name, text: text)
    let document: InputDocument
    do { document = try InputDocument(text: text, name: file ?? name) } catch {
      let first = error.diagnostics.first
      throw reader.refuse(
        first?.location?.line ?? 1, first?.message ?? "the file is not YAML", reason: first?.reason ?? "",
        remedy: first?.remedy ?? "download the YAML of a page of refractiveindex.info")
    }
    guard let entries = document.root["DATA"]?.list, !entries.isEmpty else {
      throw reader.refuse(
        1, "there is no DATA list", remedy: "download the YAML of a page of refractiveindex.info")
    }
    var index: SpectralSource?
    var extinction: SpectralSource?
    for entry in entries {
      let source = try SpectralSource(entry, reader)
      if source.givesIndex { index = index ?? source }
      if source.givesExtinction { extinction = extinction ?? source }
    }
    guard let index else {
      throw reader.refuse(1, "the page gives no n", remedy: "choose a page with n, or with n and k")
    }
    var header = ["source": "refractiveindex.info page \(file ?? name)"]
    if let references = document.root["REFERENCES"]?.text { header["reference"] = references }
    header["extinction"] = extinction == nil ? "not given by the page, taken as 0" : "given by the page"
    self = try index.table(extinction: extinction, reader, header: header)
  }
}

/// One entry of DATA.
private struct SpectralSource {
  enum Kind {
    case rows(OpticalRows)
    case formula(Int, [Double])
  }
  let kind: Kind
  let givesIndex: Bool
  let givesExtinction: Bool
  /// m.
  let range: ClosedRange<Double>
  let line: Int

  init(_ entry: InputNode, _ reader: OpticalTableReader) throws(OpticalConstantsError) {
    line = entry["type"]?.location.line ?? entry.location.line
    let type = entry["type"]?.text ?? ""
    let words = type.split(separator: " ").map(String.init)
    switch (words.first, words.last) {
    case ("tabulated", let columns?) where ["n", "k", "nk"].contains(columns):
      (givesIndex, givesExtinction) = (columns.contains("n"), columns.contains("k"))
      let rows = try Self.rows(entry, columns, reader)
      kind = .rows(rows)
      range = rows.wavelengths[0]...rows.wavelengths[rows.wavelengths.count - 1]
    case ("formula", let number?):
      guard let formula = Int(number), (1...6).contains(formula) else {
        throw reader.refuse(
          line, "'\(type)' is not supported; formulas 1 to 6 are", remedy: "choose another page or its table")
      }
      (givesIndex, givesExtinction) = (true, false)
      let place = entry["coefficients"]?.location.line ?? line
      let coefficients = try reader.list(entry["coefficients"]?.text, line: place)
      guard !coefficients.isEmpty else {
        throw reader.refuse(place, "the formula has no coefficients", remedy: "download the page again")
      }
      let ends = try reader.list((entry["wavelength_range"] ?? entry["range"])?.text, line: line)
      guard ends.count == 2, ends[0] > 0, ends[0] < ends[1] else {
        throw reader.refuse(
          line, "the formula needs its wavelength_range", remedy: "give two ascending numbers in µm")
      }
      kind = .formula(formula, coefficients)
      range = (ends[0] * 1e-6)...(ends[1] * 1e-6)
    default:
      throw reader.refuse(
        line, "DATA of type '\(type)' is not supported", reason: "tabulated n, k or nk and formulas 1 to 6 are",
        remedy: "choose another page")
    }
  }

  private static func rows(
    _ entry: InputNode, _ columns: String, _ reader: OpticalTableReader
  ) throws(OpticalConstantsError) -> OpticalRows {
    guard let node = entry["data"], let text = node.text else {
      throw reader.refuse(entry.location.line, "the table has no `data`", remedy: "download the page again")
    }
    var rows = OpticalRows()
    // A block of text starts in the line behind `data: |`, which is where its location points.
    var first = node.location.line
    if let words = text.split(separator: "\n").first, node.location.source.lines.indices.contains(first - 1),
      !node.location.source.lines[first - 1].contains(words)
    {
      first += 1
    }
    for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard !line.trimmingCharacters(in: .whitespaces).isEmpty else { continue }
      let place = first + offset
      let written = reader.lines.indices.contains(place - 1) ? reader.lines[place - 1] : String(line)
      let numbers = try reader.numbers(written, expected: columns.count + 1, line: place)
      let (n, k) = columns == "k" ? (1, numbers[1]) : (numbers[1], columns == "nk" ? numbers[2] : 0)
      rows.append(numbers[0] * 1e-6, n, k, line: place)
    }
    let checked = try reader.table(rows, evidence: .measured, header: [:])
    if rows.wavelengths[0] > rows.wavelengths[1] { rows.lines.reverse() }
    rows.wavelengths = checked.wavelengths
    rows.refractiveIndex = checked.refractiveIndex
    rows.extinction = checked.extinction
    return rows
  }

  /// The table of this entry's n and another's k, over the range both cover.
  func table(
    extinction: SpectralSource?, _ reader: OpticalTableReader, header: [String: String]
  ) throws(OpticalConstantsError) -> OpticalConstants {
    var header = header
    if case .rows(let rows) = kind, extinction == nil || (givesIndex && givesExtinction) {
      return try reader.table(rows, evidence: .measured, header: header)
    }
    let other = extinction ?? self
    let common = max(range.lowerBound, other.range.lowerBound)..<min(range.upperBound, other.range.upperBound)
    guard common.upperBound > common.lowerBound else {
      throw reader.refuse(
        other.line, "n and k of the page cover no common wavelengths", remedy: "choose another page")
    }
    if case .formula(let number, _) = kind { header["formula"] = "refractiveindex.info formula \(number)" }
    let n = try interpolant(reader)
    let k = try extinction?.interpolant(reader)
    var own: [Double] = []
    if case .rows(let rows) = kind { own += rows.wavelengths }
    if case .rows(let rows)? = extinction?.kind { own += rows.wavelengths }
    return try OpticalConstants.sampled(
      name: reader.name, range: common.lowerBound...common.upperBound, including: own, evidence: .measured,
      header: header, allowance: { reader.refuse(line, $0, remedy: "check the coefficients and the range") }
    ) { wavelength in
      (n: n(wavelength).n, k: extinction == nil ? 0 : k?(wavelength).k ?? 0)
    }
  }

  private func interpolant(_ reader: OpticalTableReader) throws(OpticalConstantsError)
    -> @Sendable (Double) -> (n: Double, k: Double)
  {
    switch kind {
    case .rows(let rows):
      let table = try OpticalConstants(
        name: reader.name, wavelengths: rows.wavelengths, refractiveIndex: rows.refractiveIndex,
        extinction: rows.extinction)
      return { (try? table.index(wavelength: $0)) ?? (n: .nan, k: .nan) }
    case .formula(let number, let c):
      return { (n: DispersionFormula(number: number, coefficients: c).refractiveIndex(wavelength: $0), k: 0) }
    }
  }
}

extension OpticalTableReader {
  /// Numbers separated by blanks.
  fileprivate func list(_ text: String?, line: Int) throws(OpticalConstantsError) -> [Double] {
    var numbers: [Double] = []
    for word in (text ?? "").split(whereSeparator: \.isWhitespace) {
      guard let number = Double(word), number.isFinite else {
        throw refuse(
          line, "'\(word)' is not a number", remedy: word.contains(",") ? "write decimal points" : "correct it")
      }
      numbers.append(number)
    }
    return numbers
  }
}

/// One of the dispersion formulas 1 to 6 of refractiveindex.info.
public struct DispersionFormula: Sendable, Equatable {
  /// 1 … 6.
  public let number: Int
  /// C1, C2, …, for wavelengths in µm.
  public let coefficients: [Double]

  /// - Parameters: as the properties of the same names.
  public init(number: Int, coefficients: [Double]) {
    self.number = number
    self.coefficients = coefficients
  }

  /// Refractive index n, dimensionless, at a vacuum wavelength, m; NaN where the formula has no real value.
  public func refractiveIndex(wavelength: Double) -> Double {
    let l = wavelength * 1e6
    let square = l * l
    func c(_ index: Int) -> Double { index <= coefficients.count ? coefficients[index - 1] : 0 }
    func sum(from start: Int, _ term: (Double, Double) -> Double) -> Double {
      stride(from: start, through: max(start, coefficients.count), by: 2).reduce(0) { total, index in
        index <= coefficients.count ? total + term(c(index), c(index + 1)) : total
      }
    }
    switch number {
    case 1: return (1 + c(1) + sum(from: 2) { $0 * square / (square - $1 * $1) }).squareRoot()
    case 2: return (1 + c(1) + sum(from: 2) { $0 * square / (square - $1) }).squareRoot()
    case 3: return (c(1) + sum(from: 2) { $0 * pow(l, $1) }).squareRoot()
    case 4:
      let poles =
        (c(2) == 0 ? 0 : c(2) * pow(l, c(3)) / (square - pow(c(4), c(5))))
        + (c(6) == 0 ? 0 : c(6) * pow(l, c(7)) / (square - pow(c(8), c(9))))
      return (c(1) + poles + sum(from: 10) { $0 * pow(l, $1) }).squareRoot()
    case 5: return c(1) + sum(from: 2) { $0 * pow(l, $1) }
    case 6: return 1 + c(1) + sum(from: 2) { $0 / ($1 - 1 / square) }
    default: return .nan
    }
  }
}
