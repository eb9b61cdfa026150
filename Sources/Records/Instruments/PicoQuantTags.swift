// The header that all unified files of PicoQuant begin with.
//
// Layout, little-endian: magic of 8 bytes, 8 bytes of version, then tags of 48 bytes: name (32), index (int32, −1 where
// there is one value), type (uint32), value (8 bytes; for texts, blobs and arrays the number of bytes that follow). The
// tag `Header_End` closes the list.
// Source: PicoQuant, "Unified TTTR and histogram file format" and the demos at
// github.com/PicoQuant/PicoQuant-Time-Tagged-File-Format-Demos.

import Foundation

/// Tags of a unified file, by name and index.
struct PicoQuantTags {
  enum Value {
    case integer(Int64)
    case real(Double)
    case text(String)
    case absent

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

  struct Key: Hashable {
    let name: String
    let index: Int32
  }

  /// All tags.
  let values: [Key: Value]
  /// Offset of the first byte behind the header.
  let end: Int
  private let source: String

  /// Facts without an index, as text.
  var facts: [String: String] {
    Dictionary(
      values.compactMap { key, value in key.index < 0 ? value.text.map { (key.name, $0) } : nil },
      uniquingKeysWith: { first, _ in first })
  }

  func real(_ name: String, _ index: Int32 = -1) -> Double? { values[Key(name: name, index: index)]?.real }

  /// A whole number that is not negative.
  func whole(_ name: String, _ index: Int32 = -1) throws(InstrumentError) -> Int {
    guard case .integer(let value)? = values[Key(name: name, index: index)], value >= 0, value < 1 << 40 else {
      throw .byte(
        source: source, offset: 16,
        reason: "the header has no usable '\(name)'\(index >= 0 ? " of curve \(index)" : "")",
        remedy: "save the file again from the instrument's program")
    }
    return Int(value)
  }

  init(_ bytes: [UInt8], source: String) throws(InstrumentError) {
    self.source = source
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
      let index = bytes.littleEndian(place + 32, as: Int32.self)
      let type = bytes.littleEndian(place + 36, as: UInt32.self)
      let raw = bytes.littleEndian(place + 40, as: UInt64.self)
      place += 48
      if name == "Header_End" {
        (values, end) = (tags, place)
        return
      }
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
        case 0x4002_FFFF: .text(Self.wide(Array(content)))
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

extension [UInt8] {
  /// Little-endian whole number at an offset; the bytes must be there.
  func littleEndian<T: FixedWidthInteger>(_ offset: Int, as type: T.Type) -> T {
    var value: T = 0
    for k in 0..<(T.bitWidth / 8) { value |= T(truncatingIfNeeded: self[offset + k]) << T(8 * k) }
    return value
  }
}

/// Nanoseconds as the instrument shows them for a bin width in seconds: whole picoseconds keep them clean.
func nanosecondsOfBin(_ width: Double) -> Double {
  let picoseconds = width * 1e12
  return abs(picoseconds - picoseconds.rounded()) < 1e-6 * picoseconds ? picoseconds.rounded() / 1e3 : width * 1e9
}
