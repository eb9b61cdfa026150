import Foundation
import Quantities

/// An input file as a tree of values with their places.
public struct InputDocument: Sendable {
  /// The text as read, without byte-order mark, with plain line ends.
  public let source: SourceText
  /// The top value; a mapping in every file of this program.
  public internal(set) var root: InputNode

  /// Largest file that is read, in bytes. A device file has a few kilobytes.
  public static let largestFile = 1 << 20

  /// Reads a file.
  ///
  /// - Throws: `InputError` for a file that cannot be read, is too large, is not UTF-8, or is not the strict subset of
  ///   YAML that input files use; duplicate keys are all reported at once.
  public init(path: String) throws(InputError) {
    let data = try Self.contents(of: path)
    self = try Self(data: data, name: path)
  }

  /// Reads a text that is already in memory; `name` stands for the file in diagnostics.
  ///
  /// - Throws: `InputError`, as `init(path:)`.
  public init(text: String, name: String) throws(InputError) {
    try self.init(data: Data(text.utf8), name: name)
  }

  /// Reads the bytes of a file; `name` stands for it in diagnostics.
  ///
  /// - Throws: `InputError`, as `init(path:)`.
  public init(data: Data, name: String) throws(InputError) {
    let text = try Self.decode(data, name: name)
    let source = SourceText(
      name: name, lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    let log = DiagnosticLog()
    StructureCheck(source).run(log)
    try log.throwIfErrors()
    guard let root = YAMLTree(text: text, source: source).node(log) else {
      try log.throwIfErrors()
      throw InputError(
        kind: .inputFile,
        diagnostics: [
          Diagnostic(
            code: "E-empty", message: "`\(name)` holds no value",
            remedy: "start from `driftlight init`, which writes a "
              + "commented file that runs")
        ])
    }
    try log.throwIfErrors()
    self.source = source
    self.root = root
  }

  private static func contents(of path: String) throws(InputError) -> Data {
    func failure(_ message: String, _ remedy: String, _ suggestion: String? = nil) -> InputError {
      InputError(
        kind: .inputFile,
        diagnostics: [Diagnostic(code: "E-file", message: message, remedy: remedy, suggestion: suggestion)])
    }
    let files = FileManager.default
    var isDirectory: ObjCBool = false
    guard files.fileExists(atPath: path, isDirectory: &isDirectory) else {
      let url = URL(fileURLWithPath: path)
      let siblings = (try? files.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
      throw failure(
        "there is no file `\(path)`", "check the path",
        Spelling.closest(to: url.lastPathComponent, among: siblings.sorted()))
    }
    guard !isDirectory.boolValue else { throw failure("`\(path)` is a folder", "name a file in it") }
    // A pipe or a device of the system would be read for ever.
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    let type = (try? files.attributesOfItem(atPath: target))?[.type] as? FileAttributeType
    guard type == .typeRegular else { throw failure("`\(path)` is no plain file", "name a file of text") }
    let size = ((try? files.attributesOfItem(atPath: target))?[.size] as? NSNumber)?.intValue ?? 0
    guard size <= largestFile else {
      throw failure(
        "`\(path)` has \(size) bytes; an input file has at most \(largestFile)",
        "check that this is the input file and not a data file")
    }
    guard let data = files.contents(atPath: path) else {
      throw failure("`\(path)` cannot be read", "check its permissions")
    }
    return data
  }

  /// UTF-8 with or without byte-order mark, any line ends, no control characters.
  private static func decode(_ data: Data, name: String) throws(InputError) -> String {
    func failure(_ message: String, at location: SourceLocation? = nil, _ remedy: String) -> InputError {
      InputError(
        kind: .inputFile,
        diagnostics: [Diagnostic(code: "E-encoding", message: message, at: location, remedy: remedy)])
    }
    guard data.count <= largestFile else {
      throw failure("`\(name)` is larger than \(largestFile) bytes", "check that this is the input file")
    }
    var bytes = [UInt8](data)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw failure("`\(name)` is UTF-16", "save it as UTF-8")
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      let good = String(decoding: bytes, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
      let line = good.reduce(1) { $1 == "\n" ? $0 + 1 : $0 }
      throw failure("line \(line) of `\(name)` is not UTF-8", "save the file as UTF-8")
    }
    var text = String.UnicodeScalarView()
    var (line, previous) = (1, Unicode.Scalar(0))
    for scalar in decoded.unicodeScalars {
      defer { previous = scalar }
      if scalar == "\r" || (scalar == "\n" && previous != "\r") {
        text.append("\n")
        line += 1
      } else if scalar == "\n" {
        continue
      } else if isInvisible(scalar) {
        throw failure(
          "line \(line) of `\(name)` holds the invisible character \(codePoint(scalar))",
          "delete it; it often comes from copying out of another program")
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }

  /// Control characters, and the line ends of other alphabets that would shift every line number behind them.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09: false
    case 0..<0x20, 0x7F, 0x80..<0xA0, 0x2028, 0x2029, 0xFEFF: true
    default: false
    }
  }

  private static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
