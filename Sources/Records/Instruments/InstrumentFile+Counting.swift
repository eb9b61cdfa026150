import Foundation

extension InstrumentFile {
  /// PicoHarp: lines of names that begin with `#`, each followed by values for all curves, and `#counts` with a column
  /// for each curve. Times follow from the channel width.
  static func picoHarp(_ text: InstrumentText) throws(InstrumentError) -> InstrumentFile {
    var facts: [String: String] = [:]
    let lines = text.lines(limit: 200)
    guard let counts = lines.first(where: { $0.text.lowercased().hasPrefix("#counts") }) else {
      throw .wrongFormat(source: text.source, format: .picoHarp, reason: "there is no line '#counts'")
    }
    var key = ""
    for line in lines.prefix(while: { $0.number < counts.number }) {
      if line.text.hasPrefix("#") {
        key = String(line.text.dropFirst()).trimmed
      } else if !key.isEmpty {
        facts[key] = line.text.trimmed
      }
    }
    let numbers = { (name: String) -> [Double] in
      (facts[name] ?? "").split(whereSeparator: \.isWhitespace).compactMap { Double($0.replacing(",", with: ".")) }
    }
    let widths = numbers("ns/channel")
    guard !widths.isEmpty, widths.allSatisfy({ $0 > 0 }) else {
      throw .line(
        source: text.source, line: counts.number, reason: "no channel width above zero under '#ns/channel'",
        remedy: "export the curves with their header")
    }
    let promised = numbers("channels per curve").first.map { Int($0) }
    let table = try NumberTable(text, from: counts.next, line: counts.number + 1, count: promised)
    guard table.columns.count <= widths.count || widths.count == 1 else {
      throw .line(
        source: text.source, line: table.firstLine,
        reason: "\(table.columns.count) columns of counts where '#ns/channel' names \(widths.count)",
        remedy: "export the curves again")
    }
    let names = (facts["display curve no."] ?? "").split(whereSeparator: \.isWhitespace)
    let curves = table.columns.enumerated().compactMap { index, values -> MeasuredCurve? in
      let width = widths[min(index, widths.count - 1)]
      return MeasuredCurve.dropping(
        missingIn: .init("time", unit: "ns", values: values.indices.map { Double($0) * width }),
        .init("counts", unit: "counts", values: values),
        name: "curve \(names.indices.contains(index) ? String(names[index]) : "\(index)")",
        metadata: ["channel width [ns]": "\(width)"])
    }
    return InstrumentFile(source: text.source, format: .picoHarp, curves: curves, metadata: facts)
  }

  /// FluoTime and FluoFit: `Time[ns]` and `…[Cnts]` columns, each curve with a time of its own or sharing one; shorter
  /// curves end in blanks.
  static func fluoTime(_ text: InstrumentText) throws(InstrumentError) -> InstrumentFile {
    let table = try NumberTable(text, fewestColumns: 2)
    let headings = table.headings
    guard headings[0].name.lowercased().contains("time") else {
      throw .wrongFormat(source: text.source, format: .fluoTime, reason: "the first column is not headed 'Time[…]'")
    }
    var (curves, x) = ([MeasuredCurve](), CSVTable.Column("time", unit: "ns", values: []))
    for (index, values) in table.columns.enumerated() {
      let (name, unit) = headings[index]
      if name.lowercased().contains("time") {
        x = .init("time", unit: unit == "1" ? "ns" : unit, values: values)
      } else if let curve = MeasuredCurve.dropping(
        missingIn: x, .init(name, unit: unit.lowercased() == "cnts" ? "counts" : unit, values: values), name: name)
      {
        curves.append(curve)
      }
    }
    guard !curves.isEmpty else { throw .noNumbers(source: text.source) }
    return InstrumentFile(source: text.source, format: .fluoTime, curves: curves, metadata: table.header.facts)
  }

  /// Becker & Hickl: facts, set-up lines such as `#SP [SP_TAC_R,F,5e-008]`, and blocks `*BLOCK n …` to `*END` of counts,
  /// or of times and counts.
  static func beckerHickl(_ text: InstrumentText) throws(InstrumentError) -> InstrumentFile {
    let lines = text.lines()
    let starts = lines.filter { $0.text.hasPrefix("*BLOCK") }
    guard let first = starts.first else {
      throw .wrongFormat(source: text.source, format: .beckerHickl, reason: "there is no line '*BLOCK'")
    }
    var facts: [String: String] = [:]
    for line in lines.prefix(while: { $0.number < first.number }) {
      if let open = line.text.lastIndex(of: "["), line.text.hasPrefix("#"), line.text.trimmed.hasSuffix("]") {
        let parts = line.text[line.text.index(after: open)...].split(separator: ",", maxSplits: 2)
        if parts.count == 3 { facts[String(parts[0])] = String(parts[2].dropLast()).trimmed.replacing("]", with: "") }
      } else if let fact = line.text.fact {
        facts[fact.key] = fact.value
      }
    }
    let number = { (name: String) in facts[name].flatMap { Double($0) } }
    let width: Double? =
      number("SP_TAC_TC").map { $0 * 1e9 }
      ?? {
        guard let range = number("SP_TAC_R"), let gain = number("SP_TAC_G"), let bins = number("SP_ADC_RE") else {
          return nil
        }
        return gain * bins > 0 ? range / gain / bins * 1e9 : nil
      }()
    var curves: [MeasuredCurve] = []
    for start in starts {
      guard let end = lines.first(where: { $0.number > start.number && $0.text.hasPrefix("*END") }),
        !starts.contains(where: { $0.number > start.number && $0.number < end.number })
      else {
        throw .line(
          source: text.source, line: start.number, reason: "the block has no '*END'",
          remedy: "the file is cut off: export it again")
      }
      let block = InstrumentText(text, range: start.next..<end.start)
      let table: NumberTable
      do throws(InstrumentError) { table = try NumberTable(block, line: start.number + 1) } catch {
        if case .noNumbers = error {
          throw .line(
            source: text.source, line: start.number, reason: "the block holds no numbers", remedy: "export it again")
        }
        throw error
      }
      guard table.header.allSatisfy({ $0.trimmed.isEmpty }), table.footer.allSatisfy({ $0.trimmed.isEmpty }) else {
        throw .line(
          source: text.source, line: table.firstLine, reason: "words among the numbers of the block",
          remedy: "export it again")
      }
      let name = String(start.text.dropFirst()).trimmed
      if table.columns.count >= 2 {
        let seconds = (table.columns[0].last ?? 0) < 1e-3
        let times = CSVTable.Column("time", unit: "ns", values: table.columns[0].map { seconds ? $0 * 1e9 : $0 })
        for (k, values) in table.columns.dropFirst().enumerated() {
          let label = table.columns.count == 2 ? name : "\(name) column \(k + 1)"
          if let curve = MeasuredCurve.dropping(
            missingIn: times, .init("counts", unit: "counts", values: values), name: label)
          {
            curves.append(curve)
          }
        }
      } else if let width {
        let times = table.columns[0].indices.map { Double($0) * width }
        if let curve = MeasuredCurve.dropping(
          missingIn: .init("time", unit: "ns", values: times),
          .init("counts", unit: "counts", values: table.columns[0]), name: name)
        {
          curves.append(curve)
        }
      } else {
        throw .line(
          source: text.source, line: start.number,
          reason: "neither times nor a channel width (SP_TAC_TC, or SP_TAC_R, "
            + "SP_TAC_G and SP_ADC_RE)", remedy: "export with set-up parameters or with the time column")
      }
    }
    return InstrumentFile(source: text.source, format: .beckerHickl, curves: curves, metadata: facts)
  }
}
