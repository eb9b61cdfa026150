import Foundation

extension InstrumentFile {
  /// Ocean Optics: facts, a line `>>>>>Begin … Spectral Data<<<<<`, two columns, in newer files a line `>>>>>End`.
  static func oceanOptics(_ text: InstrumentText) throws(InstrumentError) -> InstrumentFile {
    let header = text.lines(limit: 400)
    guard let begin = header.first(where: { $0.text.contains(">>>>>Begin") }) else {
      throw .wrongFormat(
        source: text.source, format: .oceanOptics, reason: "there is no line '>>>>>Begin Spectral Data<<<<<'")
    }
    let facts = header.prefix { $0.number < begin.number }.map(\.text).facts
    let promised = facts.first { $0.key.lowercased().contains("number of pixels") }.flatMap { Int($0.value) }
    let table = try NumberTable(
      text, from: begin.next, line: begin.number + 1, fewestColumns: 2, count: promised)
    guard table.header.allSatisfy({ $0.trimmed.isEmpty }) else {
      throw .line(
        source: text.source, line: begin.number + 1, reason: "no numbers after the mark of the beginning",
        remedy: "export the spectrum again")
    }
    let x = CSVTable.Column("wavelength", unit: "nm", values: table.columns[0])
    let isCounts = !facts.values.contains { $0.lowercased().contains("irradiance") }
    let curves = table.columns.dropFirst().enumerated().compactMap { index, values in
      MeasuredCurve.dropping(
        missingIn: x, .init("intensity", unit: isCounts ? "counts" : "a.u.", values: values),
        name: table.columns.count == 2 ? text.stem : "\(text.stem) \(index + 1)")
    }
    return InstrumentFile(source: text.source, format: .oceanOptics, curves: curves, metadata: facts)
  }

  /// Andor Solis: columns with the acquisition facts above or below; a column for each track or each step of a series.
  static func andorSolis(_ text: InstrumentText) throws(InstrumentError) -> InstrumentFile {
    let table = try NumberTable(text, fewestColumns: 2)
    let facts = (table.header + table.footer).facts
    let unit = facts["Data Type"]?.lowercased().contains("count") ?? true ? "counts" : "a.u."
    let x = CSVTable.Column("wavelength", unit: "nm", values: table.columns[0])
    let count = table.columns.count - 1
    let curves = table.columns.dropFirst().enumerated().compactMap { index, values in
      MeasuredCurve.dropping(
        missingIn: x, .init("intensity", unit: unit, values: values),
        name: count == 1 ? text.stem : "\(text.stem) \(index + 1)")
    }
    return InstrumentFile(source: text.source, format: .andorSolis, curves: curves, metadata: facts)
  }

  /// Horiba LabSpec: `#key=<tab>value` lines, then two columns; or a series: wavelengths in the first row, and each
  /// further row led by the places or times of its spectrum.
  static func labSpec(_ text: InstrumentText) throws(InstrumentError) -> InstrumentFile {
    let lines = text.lines(limit: 2000)
    let header = lines.prefix { $0.text.hasPrefix("#") || $0.text.trimmed.isEmpty }
    let facts = header.map { String($0.text.drop { $0 == "#" }) }.facts
    guard let first = lines.dropFirst(header.count).first else { throw .noNumbers(source: text.source) }
    // The axis of the spectrum is the one whose unit is that of light; older versions do not say and mean nm.
    let units = facts.filter { $0.key.hasPrefix("AxisUnit") }.values
    let unit =
      units.first { ["nm", "eV", "1/cm", "cm-1", "cm\u{207B}\u{B9}"].contains($0) }
      ?? (facts.keys.contains { $0.contains("(cm-1)") || $0.contains("1/cm") } ? "1/cm" : "nm")
    let name = unit == "nm" ? "wavelength" : unit == "eV" ? "photon energy" : "wavenumber"
    let table = try NumberTable(text, from: first.start, line: first.number, fewestColumns: 2)
    let isSeries = table.columns.count > 2 && first.text.first?.isWhitespace == true
    guard isSeries else {
      let x = CSVTable.Column(name, unit: unit, values: table.columns[0])
      let curves = table.columns.dropFirst().enumerated().compactMap { index, values in
        MeasuredCurve.dropping(
          missingIn: x, .init("intensity", unit: "counts", values: values),
          name: table.columns.count == 2 ? text.stem : "\(text.stem) \(index + 1)")
      }
      return InstrumentFile(source: text.source, format: .labSpec, curves: curves, metadata: facts)
    }
    let leading = table.columns.prefix { !$0[0].isFinite }.count
    guard leading > 0, table.columns[0].count > 1 else {
      throw .line(
        source: text.source, line: first.number, reason: "a row of wavelengths should begin with an empty field",
        remedy: "export the series with its axes")
    }
    let waves = table.columns.dropFirst(leading).map { $0[0] }
    let curves = (1..<table.columns[0].count).compactMap { row -> MeasuredCurve? in
      let place = table.columns.prefix(leading).map { $0[row].description }.joined(separator: " ")
      return MeasuredCurve.dropping(
        missingIn: .init(name, unit: unit, values: waves),
        .init("intensity", unit: "counts", values: table.columns.dropFirst(leading).map { $0[row] }),
        name: "\(text.stem) \(row)", metadata: ["position": place])
    }
    return InstrumentFile(source: text.source, format: .labSpec, curves: curves, metadata: facts)
  }

  /// Edinburgh: rows of facts (`Labels`, `Type`, `Start`, `Xaxis`, …) with a column for each curve, then numbers.
  static func edinburgh(_ text: InstrumentText) throws(InstrumentError) -> InstrumentFile {
    guard text.ends.head.trimmed.hasPrefix("Labels") else {
      throw .wrongFormat(source: text.source, format: .edinburgh, reason: "the first line does not begin with 'Labels'")
    }
    let table = try NumberTable(text, fewestColumns: 2)
    var rows: [String: [String]] = [:]
    for line in table.header {
      let fields =
        line.contains("\t")
        ? line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0).trimmed }
        : NumberDialect(separator: line.contains(";") ? 59 : 44, decimal: 46).fields(line)
      if let key = fields.first, !key.isEmpty { rows[key.lowercased()] = Array(fields.dropFirst()) }
    }
    let fact = { (key: String, k: Int) in rows[key].flatMap { $0.indices.contains(k) ? $0[k] : nil } ?? "" }
    let axis = fact("xaxis", 0).lowercased()
    let isTime = axis.contains("time")
    let (name, given) = NumberTable.heading(fact("xaxis", 0))
    let unit = given != "1" ? given : isTime ? "ns" : "nm"
    let x = CSVTable.Column(
      isTime ? "time" : axis.contains("wavelength") ? "wavelength" : name, unit: unit, values: table.columns[0])
    let curves = table.columns.dropFirst().enumerated().compactMap { index, values -> MeasuredCurve? in
      let facts = Dictionary(uniqueKeysWithValues: rows.keys.map { ($0, fact($0, index)) }).filter { !$0.value.isEmpty }
      let label = fact("labels", index)
      return MeasuredCurve.dropping(
        missingIn: x,
        .init("intensity", unit: fact("yaxis", index).isEmpty ? "counts" : fact("yaxis", index), values: values),
        name: label.isEmpty ? "\(text.stem) \(index + 1)" : label, metadata: facts)
    }
    if let labels = rows["labels"]?.filter({ !$0.isEmpty }).count, labels > 0, labels != curves.count {
      throw .line(
        source: text.source, line: table.firstLine,
        reason: "\(curves.count) columns of values where 'Labels' names \(labels)", remedy: "export the file again")
    }
    return InstrumentFile(
      source: text.source, format: .edinburgh, curves: curves,
      metadata: Dictionary(uniqueKeysWithValues: rows.keys.map { ($0, fact($0, 0)) }).filter { !$0.value.isEmpty })
  }
}

extension InstrumentText {
  /// Name of the file without folder and ending.
  var stem: String {
    let file = source.split(separator: "/").last.map(String.init) ?? source
    return file.lastIndex(of: ".").map { $0 > file.startIndex ? String(file[..<$0]) : file } ?? file
  }
}
