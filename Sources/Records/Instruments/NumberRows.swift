// Rows of numbers out of bytes.
//
// Goals: (1) the Double nearest to what is written, always; (2) a gigabyte of table in seconds; (3) the place of the
// first thing that is no number.
//
// A decimal number w · 10^e is exact in one division or product if w < 2^53 and |e| ≤ 22, both factors being exact
// (Clinger, PLDI 1990, doi:10.1145/93542.93557). Instruments write at most 17 digits, so nearly all numbers take this
// way; the rest go to the C library, digit for digit.

import Foundation

/// How numbers of a table are written.
struct NumberDialect: Sendable, Equatable {
  /// Byte between fields; a blank stands for any run of blanks.
  let separator: UInt8
  /// Byte of the decimal point.
  let decimal: UInt8

  /// In order of preference, where several fit equally well.
  static let known: [NumberDialect] = [
    .init(separator: 9, decimal: 46), .init(separator: 9, decimal: 44), .init(separator: 59, decimal: 46),
    .init(separator: 59, decimal: 44), .init(separator: 44, decimal: 46), .init(separator: 32, decimal: 46),
    .init(separator: 32, decimal: 44),
  ]

  /// Fields of a line of text, quotes removed; a separator inside quotes does not count.
  func fields(_ line: String) -> [String] {
    if separator == 32 { return line.split(whereSeparator: \.isWhitespace).map { String($0).trimmed } }
    var (fields, field, quoted) = ([String](), "", false)
    for character in line {
      if character == "\"" {
        quoted.toggle()
      } else if character.utf8.first == separator, character.utf8.count == 1, !quoted {
        fields.append(field.trimmed)
        field = ""
      } else {
        field.append(character)
      }
    }
    return fields + [field.trimmed]
  }
}

/// Reads rows of numbers from bytes.
struct NumberRows {
  let dialect: NumberDialect
  /// 10⁰ … 10²², exact.
  private let powers: [Double]

  init(dialect: NumberDialect) {
    self.dialect = dialect
    powers = Self.exactPowers
  }

  /// What one row turned out to be.
  enum Row: Equatable {
    /// Number of fields appended, missing ones as NaN, and whether the row ends with a separator.
    case numbers(Int, endsOpen: Bool)
    case blank
    /// Field, counted from 0, that is not a number.
    case text(field: Int)
  }

  private static let exactPowers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// Reads the row at `position`, appends its numbers and moves on to the next row.
  func read(
    _ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int, into values: inout [Double]
  ) -> Row {
    let (separator, decimal, end) = (dialect.separator, dialect.decimal, bytes.count)
    // A tab is a blank unless it separates: then no byte is a second blank.
    let tab: UInt8 = separator == 9 ? 32 : 9
    let before = values.count
    var (k, fields, present, endsOpen) = (position, 0, 0, false)
    while true {
      while k < end, bytes[k] == 32 || bytes[k] == 34 || bytes[k] == tab { k += 1 }
      if k >= end || bytes[k] == 10 || bytes[k] == 13 {
        // A separator at the end of a line closes the last field; whether it also opens a blank one, the table knows.
        endsOpen = fields > 0 && separator != 32
        break
      }
      if bytes[k] == separator {
        values.append(.nan)
      } else {
        guard let value = number(bytes, &k, decimal: decimal) else {
          values.removeSubrange(before...)
          return .text(field: fields)
        }
        values.append(value)
        present += 1
      }
      fields += 1
      let blankStart = k
      while k < end, bytes[k] == 32 || bytes[k] == 34 || bytes[k] == tab { k += 1 }
      if k >= end || bytes[k] == 10 || bytes[k] == 13 { break }
      if separator == 32 ? k > blankStart : bytes[k] == separator {
        if separator != 32 { k += 1 }
      } else {
        values.removeSubrange(before...)
        return .text(field: fields - 1)
      }
    }
    if k + 1 < end, bytes[k] == 13, bytes[k + 1] == 10 { k += 1 }
    position = min(end, k + 1)
    guard present > 0 else {
      values.removeSubrange(before...)
      return .blank
    }
    return .numbers(fields, endsOpen: endsOpen)
  }

  /// The number at `k`, which moves behind it; nil if there is none.
  @inline(__always)
  private func number(_ bytes: UnsafeBufferPointer<UInt8>, _ k: inout Int, decimal: UInt8) -> Double? {
    let (start, end) = (k, bytes.count)
    var i = k
    var negative = false
    if i < end, bytes[i] == 45 || bytes[i] == 43 {
      negative = bytes[i] == 45
      i += 1
    }
    var (mantissa, digits, exponent) = (UInt64(0), 0, 0)
    while i < end, bytes[i] &- 48 < 10 {
      mantissa = mantissa &* 10 &+ UInt64(bytes[i] &- 48)
      if mantissa != 0 { digits += 1 }
      i += 1
    }
    var any = i > start + (bytes[start] == 45 || bytes[start] == 43 ? 1 : 0)
    if i < end, bytes[i] == decimal {
      i += 1
      let fraction = i
      while i < end, bytes[i] &- 48 < 10 {
        mantissa = mantissa &* 10 &+ UInt64(bytes[i] &- 48)
        if mantissa != 0 { digits += 1 }
        i += 1
      }
      exponent = fraction - i
      any = any || i > fraction
    }
    guard any else { return Self.word(bytes, &k) }
    if i < end, bytes[i] | 32 == 101 || bytes[i] | 32 == 100 {
      var j = i + 1
      var sign = 1
      if j < end, bytes[j] == 45 || bytes[j] == 43 {
        sign = bytes[j] == 45 ? -1 : 1
        j += 1
      }
      let first = j
      var power = 0
      while j < end, bytes[j] &- 48 < 10 {
        power = min(100_000, power * 10 + Int(bytes[j] &- 48))
        j += 1
      }
      guard j > first else { return nil }
      exponent += sign * power
      i = j
    }
    k = i
    if digits <= 19, mantissa < 1 << 53, exponent >= -22, exponent <= 22 {
      let value = exponent < 0 ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
      return negative ? -value : value
    }
    let text = bytes[start..<i].map { byte -> UInt8 in byte == decimal ? 46 : (byte | 32 == 100 ? 101 : byte) }
    return Double(String(decoding: text, as: UTF8.self))
  }

  /// `nan`, `inf`, `--` and `#N/A`-like words for missing values; nil for any other word.
  private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ k: inout Int) -> Double? {
    for known in ["nan", "--", "n/a", "#n/a"] {
      let text = Array(known.utf8)
      guard k + text.count <= bytes.count, zip(text, bytes[k...]).allSatisfy({ $0 == $1 || $0 == $1 | 32 }) else {
        continue
      }
      k += text.count
      return .nan
    }
    return nil
  }
}
