// The text of an instrument as UTF-8 bytes, whatever encoding it came in.
//
// UTF-16 is told by its byte order mark, or by zeros at every other byte; UTF-8 by its mark or by being valid; what is
// left is taken as Latin-1 (Windows-1252 differs from it only in quotes and dashes). Large files are not turned into
// strings: numbers are read from the bytes, and only headings and footers become text.

import Foundation

/// Bytes of a text file with what to call it in messages.
struct InstrumentText: Sendable {
  let bytes: [UInt8]
  let source: String
  /// Whether bytes above 127 are Latin-1.
  private let isLatin: Bool

  /// - Throws: `InstrumentError.empty`, `.binary`.
  init(_ raw: [UInt8], source: String) throws(InstrumentError) {
    self.source = source
    let head = raw.prefix(4096)
    func zeros(_ parity: Int) -> Int { head.indices.count { $0 % 2 == parity && head[$0] == 0 } }
    let (even, odd) = (zeros(0), zeros(1))
    if raw.starts(with: [0xFF, 0xFE]) || (even == 0 && odd > head.count / 3) {
      bytes = Self.fromUTF16(raw, little: true)
      isLatin = false
    } else if raw.starts(with: [0xFE, 0xFF]) || (odd == 0 && even > head.count / 3) {
      bytes = Self.fromUTF16(raw, little: false)
      isLatin = false
    } else {
      bytes = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(raw.dropFirst(3)) : raw
      let sample = bytes.prefix(1 << 16)
      isLatin = String(validating: sample.prefix(Self.wholeScalars(sample)), as: UTF8.self) == nil
    }
    guard bytes.contains(where: { $0 > 32 }) else { throw .empty(source: source) }
    if let zero = bytes.firstIndex(of: 0) { throw .binary(source: source, offset: zero) }
  }

  /// A part of another text.
  init(_ whole: InstrumentText, range: Range<Int>) {
    (bytes, source, isLatin) = (Array(whole.bytes[range]), whole.source, whole.isLatin)
  }

  private static func fromUTF16(_ raw: [UInt8], little: Bool) -> [UInt8] {
    var units: [UInt16] = []
    units.reserveCapacity(raw.count / 2)
    for k in stride(from: 0, to: raw.count - 1, by: 2) {
      units.append(little ? UInt16(raw[k]) | UInt16(raw[k + 1]) << 8 : UInt16(raw[k + 1]) | UInt16(raw[k]) << 8)
    }
    if units.first == 0xFEFF { units.removeFirst() }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// Length of the sample without a scalar cut off at its end.
  private static func wholeScalars(_ sample: ArraySlice<UInt8>) -> Int {
    var count = sample.count
    while count > 0, sample.count - count < 4, sample[sample.startIndex + count - 1] >= 0x80 { count -= 1 }
    return count
  }

  /// One line without its end, with its number counted from 1.
  struct Line {
    let number: Int
    let start: Int
    let end: Int
    /// Where the next line begins.
    let next: Int
    let text: String
  }

  /// End of the line that begins at an offset, and where the next one begins.
  static func lineEnd(_ bytes: [UInt8], _ start: Int) -> (end: Int, next: Int) {
    var k = start
    while k < bytes.count, bytes[k] != 10, bytes[k] != 13 { k += 1 }
    let isPair = k + 1 < bytes.count && bytes[k] == 13 && bytes[k + 1] == 10
    return (k, min(bytes.count, k + (isPair ? 2 : 1)))
  }

  func text(_ range: Range<Int>) -> String {
    isLatin ? String(bytes[range].map { Character(UnicodeScalar($0)) }) : String(decoding: bytes[range], as: UTF8.self)
  }

  /// Up to `limit` lines from an offset on.
  func lines(from offset: Int = 0, number: Int = 1, limit: Int = .max) -> [Line] {
    var (lines, start) = ([Line](), offset)
    while start < bytes.count, lines.count < limit {
      let (end, next) = Self.lineEnd(bytes, start)
      lines.append(Line(number: number + lines.count, start: start, end: end, next: next, text: text(start..<end)))
      start = next
    }
    return lines
  }

  /// Beginning and end of the file, for telling its layout.
  var ends: (head: String, tail: String) {
    (text(0..<min(bytes.count, 16384)), text(max(0, bytes.count - 4096)..<bytes.count))
  }
}

extension String {
  /// Without blanks and quotes at either end.
  var trimmed: String { trimmingCharacters(in: CharacterSet(charactersIn: " \t\r\n\"'\u{FEFF}\u{A0}")) }

  /// `key: value`, `key = value` or `key<tab>value` as a pair.
  var fact: (key: String, value: String)? {
    let line = trimmed
    guard let place = line.firstIndex(where: { $0 == ":" || $0 == "=" || $0 == "\t" }) else { return nil }
    let key = String(line[..<place]).trimmed
    let value = line[line.index(after: place)...].drop { $0 == "=" || $0 == ":" || $0.isWhitespace }
    guard !key.isEmpty, !value.isEmpty, key.count < 80 else { return nil }
    return (key, String(value).trimmed)
  }
}

extension [String] {
  /// Facts of header and footer lines by name; the first of a name counts.
  var facts: [String: String] { Dictionary(compactMap(\.fact).map { ($0.key, $0.value) }) { first, _ in first } }
}
