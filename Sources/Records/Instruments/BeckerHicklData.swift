// Becker & Hickl data files (.sdt).
//
// Layout, little-endian: a header of 42 bytes with the places of a text about the file, of descriptions of measurements
// and of blocks of data; a block header of 22 bytes leads to the counts of each block and to the next one. The kind of
// the numbers stands in bits 8 to 11 of the block's type (0: 16 bits, 1: 32 bits, 2: double), bit 12 marks compression.
// Bins are TAC range/(TAC gain · ADC resolution) wide. Blocks with many decays (an image) are given as their sum.
// Source: SPC_data_file_structure.h of Becker & Hickl's SPCM software; The bh TCSPC Handbook, 9th ed. (2021), "Data file
// structure".

import Foundation

/// Reader of Becker & Hickl data files.
enum BeckerHicklData {
  static func isMagic(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 42, bytes.littleEndian(32, as: UInt16.self) == 0x5555 else { return false }
    let info = Int(bytes.littleEndian(2, as: UInt32.self))
    let mark = Array("*IDENTIFICATION".utf8)
    return info >= 42 && info + mark.count <= bytes.count && bytes[info..<(info + mark.count)].elementsEqual(mark)
  }

  /// Decays of one block beyond which they are added up.
  private static let mostCurves = 64

  static func read(_ bytes: [UInt8], source: String) throws(InstrumentError) -> InstrumentFile {
    guard isMagic(bytes) else {
      throw .wrongFormat(source: source, format: .beckerHicklData, reason: "its header is not that of an .sdt file")
    }
    func refuse(_ offset: Int, _ reason: String) -> InstrumentError {
      .byte(source: source, offset: offset, reason: reason, remedy: "copy the file again, or export it as ASCII")
    }
    let number = { (offset: Int) in Int(bytes.littleEndian(offset, as: UInt32.self)) }
    let short = { (offset: Int) in Int(bytes.littleEndian(offset, as: UInt16.self)) }
    let (info, infoLength) = (number(2), short(6))
    let text = bytes[info..<min(bytes.count, info + infoLength)].map { Character(UnicodeScalar($0)) }
    let facts = String(text).split(whereSeparator: \.isNewline).map(String.init).facts
    let (first, length, descriptions) = (number(24), short(30), short(28))
    guard descriptions > 0, length >= 84, first >= 42, first <= bytes.count,
      descriptions * length <= bytes.count - first
    else {
      throw refuse(
        24, "the descriptions of the measurement (\(descriptions) of \(length) bytes) do not lie in the file")
    }
    let promised = short(18) == 0x7FFF ? number(34) : short(18)
    guard promised > 0, promised <= 100_000 else { throw refuse(18, "the header tells of \(promised) blocks of data") }
    var (curves, place) = ([MeasuredCurve](), number(14))
    for index in 0..<promised {
      guard place >= 42, place <= bytes.count - 22 else {
        throw refuse(min(place, bytes.count), "the file ends before block \(index + 1) of \(promised)")
      }
      // Two bytes extend the offsets of files beyond 4 GB; the fields behind them are the same in all versions.
      let (data, next, kind) = (number(place + 2), number(place + 6), short(place + 10))
      let (description, size) = (short(place + 12), number(place + 18))
      guard description < descriptions else {
        throw refuse(place + 12, "block \(index + 1) names measurement \(description) of \(descriptions)")
      }
      guard kind & 0x1000 == 0 else {
        throw InstrumentError.byte(
          source: source, offset: place + 10, reason: "block \(index + 1) is compressed",
          remedy: "save it uncompressed, or export it as ASCII")
      }
      guard let width = [2, 4, 8].indices.contains(kind >> 8 & 0xF) ? [2, 4, 8][kind >> 8 & 0xF] : nil else {
        throw refuse(place + 10, "block \(index + 1) holds numbers of an unknown kind (\(String(kind, radix: 16)))")
      }
      guard data >= 42, data <= bytes.count, size <= bytes.count - data, size >= width else {
        throw refuse(bytes.count, "the file ends inside block \(index + 1): \(size) bytes from byte \(data) on")
      }
      let values = (0..<(size / width)).map { k -> Double in
        let offset = data + k * width
        return width == 2
          ? Double(bytes.littleEndian(offset, as: UInt16.self))
          : width == 4
            ? Double(bytes.littleEndian(offset, as: UInt32.self))
            : Double(bitPattern: bytes.littleEndian(offset, as: UInt64.self))
      }
      let about = first + description * length
      let range = Double(Float(bitPattern: bytes.littleEndian(about + 64, as: UInt32.self)))
      let gain = Double(bytes.littleEndian(about + 68, as: Int16.self))
      let told = Int(bytes.littleEndian(about + 82, as: UInt16.self))
      let bins = told == 0 ? 65536 : told
      guard range.isFinite, range > 0, gain > 0 else {
        throw refuse(about + 64, "measurement \(description + 1) has no TAC range and gain above zero")
      }
      guard values.count % bins == 0 else {
        throw refuse(place + 18, "block \(index + 1) has \(values.count) counts, no multiple of its \(bins) bins")
      }
      let step = nanosecondsOfBin(range / gain / Double(bins))
      let times = CSVTable.Column("time", unit: "ns", values: (0..<bins).map { Double($0) * step })
      curves += Self.curves(values, times: times, name: "block \(index + 1)")
      place = next
    }
    return InstrumentFile(source: source, format: .beckerHicklData, curves: curves, metadata: facts)
  }

  private static func curves(_ values: [Double], times: CSVTable.Column, name: String) -> [MeasuredCurve] {
    let bins = times.values.count
    let count = values.count / bins
    guard count > mostCurves else {
      return (0..<count).map { k in
        MeasuredCurve(
          name: count == 1 ? name : "\(name) decay \(k + 1)", x: times,
          y: .init("counts", unit: "counts", values: Array(values[(k * bins)..<((k + 1) * bins)])))
      }
    }
    var sum = [Double](repeating: 0, count: bins)
    for (k, value) in values.enumerated() { sum[k % bins] += value }
    return [
      MeasuredCurve(
        name: name, x: times, y: .init("counts", unit: "counts", values: sum),
        metadata: ["sum of decays": "\(count)"])
    ]
  }
}
