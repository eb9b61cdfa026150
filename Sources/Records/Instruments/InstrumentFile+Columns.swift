import Foundation

extension InstrumentFile {
  /// Columns of numbers: the first against all others, pairs where the headings of the first column repeat, or as the
  /// map says.
  static func columns(_ text: InstrumentText, map: ColumnMap?) throws(InstrumentError) -> InstrumentFile {
    let table = try NumberTable(text)
    try refuseDamagedRow(above: table, of: text)
    let headings = table.headings
    let columns = zip(headings, table.columns).map { CSVTable.Column($0.name, unit: $0.unit, values: $1) }
    let curves = try curves(of: columns, map: map, source: text.source, stem: text.stem)
    return InstrumentFile(
      source: text.source, format: .columns, curves: curves, metadata: (table.header + table.footer).facts)
  }

  /// A row with a word or a field too few ends a block of numbers; where only such a row stands above the block, it
  /// is damage and no heading.
  private static func refuseDamagedRow(above table: NumberTable, of text: InstrumentText) throws(InstrumentError) {
    guard let last = table.header.indices.last(where: { !table.header[$0].trimmed.isEmpty }) else { return }
    let fields = table.dialect.fields(table.header[last])
    let point = Character(UnicodeScalar(table.dialect.decimal))
    let numbers = fields.map { Double($0.replacing(String(point), with: ".")) }
    guard fields.count > 1, numbers[0] != nil else { return }
    let width = table.columns.count
    if fields.count == width, let word = fields.indices.first(where: { numbers[$0] == nil && !fields[$0].isEmpty }) {
      throw .line(
        source: text.source, line: last + 1,
        reason: "field \(word + 1) is '\(fields[word].prefix(40))', not a number", remedy: "correct or remove the line")
    }
    if fields.count != width, numbers.allSatisfy({ $0 != nil }) {
      throw .line(
        source: text.source, line: last + 1, reason: "\(fields.count) fields where the rows below have \(width)",
        remedy: "give every row the same fields")
    }
  }

  /// Whether a column only counts the rows, as source meters and spreadsheets write it in front.
  private static func countsRows(_ column: CSVTable.Column) -> Bool {
    let name = column.name.lowercased()
    guard ["index", "no", "no.", "nr", "nr.", "#", "point", "row", "sample"].contains(name), column.unit == "1" else {
      return false
    }
    return zip(column.values, column.values.dropFirst()).allSatisfy { $1 - $0 == 1 }
  }

  static func curves(
    of columns: [CSVTable.Column], map: ColumnMap?, source: String, stem: String
  ) throws(InstrumentError) -> [MeasuredCurve] {
    var curves: [MeasuredCurve] = []
    func add(_ x: CSVTable.Column, _ y: CSVTable.Column, alone: Bool) {
      let name = alone && y.name.hasPrefix("column ") ? stem : y.name
      if let curve = MeasuredCurve.dropping(missingIn: x, y, name: name) { curves.append(curve) }
    }
    if let map {
      let x = try map.index(of: map.x, among: columns, source: source)
      var chosen: [Int] = []
      for name in map.y { chosen.append(try map.index(of: name, among: columns, source: source)) }
      if chosen.isEmpty { chosen = columns.indices.filter { $0 != x } }
      for k in chosen { add(columns[x], columns[k], alone: chosen.count == 1) }
    } else if columns.count == 1 {
      // One column: the sample's place, counted from 0, stands for what is missing.
      let places = CSVTable.Column("sample", unit: "1", values: columns[0].values.indices.map(Double.init))
      add(places, columns[0], alone: true)
    } else {
      let columns = columns.count > 2 && countsRows(columns[0]) ? Array(columns.dropFirst()) : columns
      let repeats = columns.indices.filter { columns[$0].heading == columns[0].heading }
      let isPaired = repeats.count > 1 && repeats == Array(stride(from: 0, to: columns.count, by: 2))
      if isPaired {
        for k in repeats where k + 1 < columns.count { add(columns[k], columns[k + 1], alone: columns.count == 2) }
      } else {
        for k in columns.indices.dropFirst() { add(columns[0], columns[k], alone: columns.count == 2) }
      }
    }
    guard !curves.isEmpty else { throw .noNumbers(source: source) }
    return curves
  }

  /// Whether the head of a text is that of a source meter: its name, or headings only it writes.
  static func isKeithley(_ head: String) -> Bool {
    if head.contains("Keithley") || head.contains("KEITHLEY") || head.contains("SMU-1 ") { return true }
    return head.split(whereSeparator: \.isNewline).prefix(60).contains { line in
      let low = line.lowercased()
      return low.contains(",")
        && (low.contains("reading") && (low.contains("source") || low.contains("relative time"))
          || low.contains("volt,curr"))
    }
  }

  /// Keithley: facts, a line of headings, rows of numbers and words; columns of words are left out. Without a map the
  /// current stands against the voltage, or against time where no voltage was recorded.
  static func keithley(_ text: InstrumentText, columns map: ColumnMap?) throws(InstrumentError) -> InstrumentFile {
    let lines = text.lines()
    let dialect = NumberDialect(separator: lines.prefix(60).contains { $0.text.contains("\t") } ? 9 : 44, decimal: 46)
    let isHeading = { (line: InstrumentText.Line) -> Bool in
      let low = line.text.lowercased()
      let fields = dialect.fields(low)
      return fields.count > 1
        && ["reading", "curr", "volt"].contains { word in fields.contains { $0.contains(word) && Double($0) == nil } }
        && fields.allSatisfy { Double($0) == nil }
    }
    guard let heading = lines.prefix(200).first(where: isHeading) else {
      throw .wrongFormat(
        source: text.source, format: .keithley,
        reason: "there is no line of headings with a reading, voltage or current")
    }
    let names = dialect.fields(heading.text)
    var fields = [[String]](repeating: [], count: names.count)
    for line in lines.dropFirst(heading.number) where !line.text.trimmed.isEmpty {
      var row = dialect.fields(line.text)
      if row.count == names.count + 1, row.last == "" { row.removeLast() }
      guard row.count == names.count else {
        throw .line(
          source: text.source, line: line.number, reason: "\(row.count) fields where the heading has \(names.count)",
          remedy: "the file is cut off or was edited; export it again")
      }
      for k in names.indices { fields[k].append(row[k]) }
    }
    guard !fields[0].isEmpty else { throw .noNumbers(source: text.source) }
    var columns: [CSVTable.Column] = []
    for (k, name) in names.enumerated() {
      let numbers = fields[k].map { $0.isEmpty ? Double.nan : Double($0) }
      guard numbers.contains(where: { $0?.isFinite ?? false }) else { continue }
      if let bad = numbers.firstIndex(where: { $0 == nil }) {
        // A column that is mostly words is a column of words; a word among numbers is damage.
        if numbers.count(where: { $0 == nil }) * 2 > numbers.count { continue }
        throw .line(
          source: text.source, line: heading.number + 1 + bad,
          reason: "field \(k + 1) is '\(fields[k][bad].prefix(40))', not a number", remedy: "correct or remove the line"
        )
      }
      var (title, unit) = NumberTable.heading(name)
      if unit == "1" { unit = self.unit(of: title, named: names, fields: fields) }
      if title.isEmpty { title = "column \(k + 1)" }
      columns.append(.init(title, unit: unit, values: numbers.compactMap { $0 }))
    }
    let find = { (words: String...) in
      columns.firstIndex { column in words.contains { column.name.lowercased().contains($0) } }
    }
    let known = lines.prefix(heading.number - 1).map(\.text.commasAsColon).facts
    var used = map
    if used == nil, columns.count > 2 {
      let voltage = find("volt", "source", "bias")
      let reading = find("reading", "curr")
      let x = (voltage == reading ? nil : voltage) ?? find("relative time", "time")
      if let x, let reading { used = ColumnMap(x: "\(x + 1)", y: ["\(reading + 1)"]) }
    }
    return InstrumentFile(
      source: text.source, format: .keithley,
      curves: try curves(of: columns, map: used, source: text.source, stem: text.stem), metadata: known)
  }

  /// Unit of a column: from a column `<name> unit` beside it, else what the quantity is measured in.
  private static func unit(of name: String, named names: [String], fields: [[String]]) -> String {
    let low = name.lowercased()
    let wanted = low.contains("reading") ? ["unit", "reading unit"] : ["\(low) unit"]
    if let k = names.firstIndex(where: { wanted.contains($0.lowercased()) }),
      let word = fields[k].first(where: { !$0.isEmpty })
    {
      return ["Amp DC": "A", "Volt DC": "V", "Amp": "A", "Volt": "V", "Ohm": "Ohm"][word] ?? word
    }
    if low.contains("curr") { return "A" }
    if low.contains("volt") || low.contains("source") { return "V" }
    if low.contains("time") { return "s" }
    return "1"
  }

  /// A record: each array along its last axis, one curve for each place on the others.
  static func record(_ dataset: Dataset, source: String) throws(InstrumentError) -> InstrumentFile {
    var curves: [MeasuredCurve] = []
    for array in dataset.variables {
      guard let along = array.axes.last, along.count > 1 else { continue }
      let x = CSVTable.Column(along.name, unit: along.unit, values: along.values)
      for index in 0..<(array.values.count / along.count) {
        var (rest, places) = (index, [String: String]())
        for axis in array.axes.dropLast().reversed() {
          places[axis.name] = "\(axis.values[rest % axis.count])\(axis.unit == "1" ? "" : " \(axis.unit)")"
          rest /= axis.count
        }
        let y = CSVTable.Column(
          array.name, unit: array.unit, values: Array(array.values[(index * along.count)..<((index + 1) * along.count)])
        )
        let name =
          places.isEmpty
          ? array.name
          : "\(array.name) at "
            + places.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
        if let curve = MeasuredCurve.dropping(missingIn: x, y, name: name, metadata: places) { curves.append(curve) }
      }
    }
    guard !curves.isEmpty else { throw .noNumbers(source: source) }
    let facts = dataset.attributes.mapValues { value in
      switch value {
      case .text(let text): text
      case .numbers(let numbers): numbers.map(\.description).joined(separator: ", ")
      }
    }
    return InstrumentFile(source: source, format: .record, curves: curves, metadata: facts)
  }
}

extension String {
  /// The first comma as a colon, so that `Model,2450` reads as a fact.
  fileprivate var commasAsColon: String {
    guard !contains(":"), !contains("="), let comma = firstIndex(of: ",") else { return self }
    return self[..<comma] + ":" + self[index(after: comma)...]
  }
}
