// PicoQuant unified histogram files (.phu).
//
// Layout, little-endian: magic `PQHISTO\0`, 8 bytes of version, then tags of 48 bytes: name (32), index (int32, −1 where
// there is one value), type (uint32), value (8 bytes; for texts, blobs and arrays the number of bytes that follow). The
// tag `Header_End` closes the list. For each curve the tags `HistResDscr_*` with the curve's index give the offset of its
// uint32 counts, their number and the width of a bin in seconds.
// Source: PicoQuant, "Unified TTTR and histogram file format" and the demos at
// github.com/PicoQuant/PicoQuant-Time-Tagged-File-Format-Demos.

import Foundation

/// Reader of PicoQuant unified histogram files.
enum PicoQuantHistogram {
  static func isMagic(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("PQHISTO\0".utf8)) }

  private enum Value {
    case integer(Int64), real(Double), text(String), absent

    var text: String? {
      switch self {
      case .integer(let value): "\(value)"
      case .real(let value): "\(value)"
      case .text(let value): value
      case .absent: nil
      }
    }

    var real: Double? {
      switch self {
      case .integer(let value): Double(value)
      case .real(let value): value
      case .text, .absent: nil
      }
    }
  }

  private struct Key: Hashable {
    let name: String
    let index: Int32
  }

  static func read(_ bytes: [UInt8], source: String) throws(InstrumentError) -> InstrumentFile {
    guard isMagic(bytes) else {
      throw .wrongFormat(source: source, format: .picoQuantHistogram, reason: "it does not begin with 'PQHISTO'")
    }
    let tags = try tags(bytes, source: source)
    let export = "save the file again from the instrument's program"
    func whole(_ name: String, _ index: Int32) throws(InstrumentError) -> Int {
      guard case .integer(let value)? = tags[Key(name: name, index: index)], value >= 0, value < 1 << 40 else {
        throw .byte(
          source: source, offset: 16,
          reason: "the header has no usable '\(name)'\(index >= 0 ? " of curve \(index)" : "")",
          remedy: export)
      }
      return Int(value)
    }
    let count = try whole("HistoResult_NumberOfCurves", -1)
    guard count > 0, count <= 100_000 else {
      throw .byte(source: source, offset: 16, reason: "the header tells of \(count) curves", remedy: export)
    }
    let facts = Dictionary(
      tags.compactMap { key, value in key.index < 0 ? value.text.map { (key.name, $0) } : nil },
      uniquingKeysWith: { first, _ in first })
    var curves: [MeasuredCurve] = []
    for index in 0..<Int32(count) {
      let (offset, bins) = (try whole("HistResDscr_DataOffset", index), try whole("HistResDscr_HistogramBins", index))
      guard bins <= 1 << 24, offset <= bytes.count, bins * 4 <= bytes.count - offset else {
        throw .byte(
          source: source, offset: bytes.count,
          reason: "the file ends inside curve \(index): \(bins) bins from byte \(offset) on need \(bins * 4) bytes",
          remedy: "it was cut off in copying: copy it again")
      }
      let width =
        tags[Key(name: "HistResDscr_MDescResolution", index: index)]?.real
        ?? tags[Key(name: "MeasDesc_Resolution", index: -1)]?.real
      guard let width, width.isFinite, width > 0 else {
        throw .byte(
          source: source, offset: 16, reason: "the header has no bin width above zero for curve \(index)",
          remedy: export)
      }
      let counts = (0..<bins).map { Double(integer(bytes, offset + 4 * $0, as: UInt32.self)) }
      let own = Dictionary(
        tags.compactMap { key, value in
          key.index == index ? value.text.map { (key.name.replacing("HistResDscr_", with: ""), $0) } : nil
        }, uniquingKeysWith: { first, _ in first })
      // Nanoseconds as the instrument shows them: the width in whole picoseconds keeps them clean.
      let picoseconds = width * 1e12
      let step =
        abs(picoseconds - picoseconds.rounded()) < 1e-6 * picoseconds ? picoseconds.rounded() / 1e3 : width * 1e9
      if bins > 0 {
        curves.append(
          MeasuredCurve(
            name: "curve \(index)", x: .init("time", unit: "ns", values: (0..<bins).map { Double($0) * step }),
            y: .init("counts", unit: "counts", values: counts), metadata: own))
      }
    }
    guard !curves.isEmpty else { throw .noNumbers(source: source) }
    return InstrumentFile(source: source, format: .picoQuantHistogram, curves: curves, metadata: facts)
  }

  private static func integer<T: FixedWidthInteger>(_ bytes: [UInt8], _ offset: Int, as type: T.Type) -> T {
    var value: T = 0
    for k in 0..<(T.bitWidth / 8) { value |= T(truncatingIfNeeded: bytes[offset + k]) << T(8 * k) }
    return value
  }

  private static func tags(_ bytes: [UInt8], source: String) throws(InstrumentError) -> [Key: Value] {
    var (tags, place) = ([Key: Value](), 16)
    while true {
      guard place + 48 <= bytes.count else {
        throw .byte(
          source: source, offset: place, reason: "the header ends before its last tag",
          remedy: "the file was cut off in copying: copy it again")
      }
      let name = String(decoding: bytes[place..<(place + 32)].prefix { $0 != 0 }, as: UTF8.self)
      guard name.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), !name.isEmpty else {
        throw .byte(
          source: source, offset: place, reason: "a tag without a readable name",
          remedy: "the file is damaged: copy it again")
      }
      let index = integer(bytes, place + 32, as: Int32.self)
      let type = integer(bytes, place + 36, as: UInt32.self)
      let raw = integer(bytes, place + 40, as: UInt64.self)
      place += 48
      if name == "Header_End" { return tags }
      var content: ArraySlice<UInt8> = []
      if [0x4001_FFFF, 0x4002_FFFF, 0xFFFF_FFFF, 0x2001_FFFF].contains(type) {
        guard raw <= UInt64(bytes.count - place) else {
          throw .byte(
            source: source, offset: place, reason: "tag '\(name)' announces \(raw) bytes, more than the file has left",
            remedy: "the file is damaged: copy it again")
        }
        content = bytes[place..<(place + Int(raw))]
        place += Int(raw)
      }
      let value: Value? =
        switch type {
        case 0xFFFF_0008: .absent
        case 0x0000_0008, 0x1000_0008, 0x1100_0008, 0x1200_0008: .integer(Int64(bitPattern: raw))
        case 0x2000_0008, 0x2100_0008: .real(Double(bitPattern: raw))
        case 0x4001_FFFF: .text(String(content.prefix { $0 != 0 }.map { Character(UnicodeScalar($0)) }))
        case 0x4002_FFFF: .text(wide(Array(content)))
        case 0xFFFF_FFFF, 0x2001_FFFF: .absent
        default: nil
        }
      guard let value else {
        throw .byte(
          source: source, offset: place - 48, reason: "tag '\(name)' has the unknown type \(String(type, radix: 16))",
          remedy: "the file is damaged, or newer than this reader: export it as text")
      }
      tags[Key(name: name, index: index)] = value
    }
  }

  private static func wide(_ bytes: [UInt8]) -> String {
    let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
    return String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
  }
}
