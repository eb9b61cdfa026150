import Foundation

/// What one file of an instrument holds: its curves and what it says about them.
public struct InstrumentFile: Sendable, Equatable {
  /// What to call the file in messages, usually its path.
  public let source: String
  /// Layout it was read as.
  public let format: InstrumentFormat
  /// Curves in the order of the file; at least one.
  public let curves: [MeasuredCurve]
  /// Facts that hold for the whole file, by the instrument's own names.
  public let metadata: [String: String]

  init(source: String, format: InstrumentFormat, curves: [MeasuredCurve], metadata: [String: String] = [:]) {
    (self.source, self.format, self.curves, self.metadata) = (source, format, curves, metadata)
  }

  /// Reads a file of any layout but NetCDF from its bytes.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - source: what to call it in messages.
  ///   - format: the layout, or nil to tell it from the content.
  ///   - columns: which columns of a table belong together; the first against all others if nil.
  /// - Throws: `InstrumentError` with place, reason and remedy.
  public init(
    bytes: [UInt8], source: String, format: InstrumentFormat? = nil, columns: ColumnMap? = nil
  ) throws(InstrumentError) {
    guard !bytes.isEmpty else { throw .empty(source: source) }
    switch format ?? Self.binaryFormat(of: bytes) {
    case .picoQuantHistogram?:
      self = try PicoQuantHistogram.read(bytes, source: source)
      return
    case .picoQuantTimeTags?:
      self = try PicoQuantTimeTags.read(bytes, source: source)
      return
    case .beckerHicklData?:
      self = try BeckerHicklData.read(bytes, source: source)
      return
    default: break
    }
    guard format != .record else {
      throw .wrongFormat(source: source, format: .record, reason: "a NetCDF file is read from disk, not from bytes")
    }
    let text = try InstrumentText(bytes, source: source)
    let chosen = format ?? Self.detect(text)
    self =
      switch chosen {
      case .oceanOptics: try Self.oceanOptics(text)
      case .andorSolis: try Self.andorSolis(text)
      case .labSpec: try Self.labSpec(text)
      case .picoHarp: try Self.picoHarp(text)
      case .fluoTime: try Self.fluoTime(text)
      case .beckerHickl: try Self.beckerHickl(text)
      case .edinburgh: try Self.edinburgh(text)
      case .keithley: try Self.keithley(text, columns: columns)
      case .simsalabim: try Self.simsalabim(text, columns: columns)
      case .columns, .picoQuantHistogram, .picoQuantTimeTags, .beckerHicklData, .record:
        try Self.columns(text, map: columns)
      }
  }

  /// Reads a file of any layout.
  ///
  /// - Throws: `InstrumentError` with place, reason and remedy; `NetCDFError` for a record that cannot be opened.
  public init(
    contentsOf file: URL, format: InstrumentFormat? = nil, columns: ColumnMap? = nil
  ) async throws {
    let path = file.path(percentEncoded: false)
    let bytes: [UInt8]
    do { bytes = [UInt8](try Data(contentsOf: file, options: .mappedIfSafe)) } catch {
      throw InstrumentError.unreadable(path: path, reason: error.localizedDescription)
    }
    if format == .record || (format == nil && Self.isNetCDF(bytes)) {
      self = try Self.record(try await NetCDFLibrary.shared.read(from: file), source: path)
    } else {
      try self.init(bytes: bytes, source: path, format: format, columns: columns)
    }
  }

  /// Tells the layout of a file from its content.
  /// - Throws: `InstrumentError` for what is no text and no known binary layout.
  public static func detectFormat(of bytes: [UInt8], source: String) throws(InstrumentError) -> InstrumentFormat {
    if let binary = binaryFormat(of: bytes) { return binary }
    if isNetCDF(bytes) { return .record }
    return detect(try InstrumentText(bytes, source: source))
  }

  private static func binaryFormat(of bytes: [UInt8]) -> InstrumentFormat? {
    if PicoQuantHistogram.isMagic(bytes) { return .picoQuantHistogram }
    if PicoQuantTimeTags.isMagic(bytes) { return .picoQuantTimeTags }
    return BeckerHicklData.isMagic(bytes) ? .beckerHicklData : nil
  }

  private static func isNetCDF(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) || bytes.starts(with: [0x43, 0x44, 0x46])
  }

  /// Marks that only one program writes, looked for at both ends of the file.
  private static func detect(_ text: InstrumentText) -> InstrumentFormat {
    let (head, tail) = text.ends
    let has = { (words: String...) in words.allSatisfy(head.contains) }
    if has(">>>>>Begin") { return .oceanOptics }
    if head.hasPrefix("#PicoHarp") || has("#channels per curve") { return .picoHarp }
    if has("*BLOCK") { return .beckerHickl }
    if head.trimmed.hasPrefix("Labels"), head.lowercased().contains("xaxis") { return .edinburgh }
    if has("#Acq. time") || has("#AxisType") || has("#AxisUnit") { return .labSpec }
    if [head, tail].contains(where: { $0.contains("Exposure Time (secs)") || $0.contains("Acquisition Mode:") }) {
      return .andorSolis
    }
    if has("Time[", "[Cnts]") { return .fluoTime }
    if isSIMsalabim(head) { return .simsalabim }
    if isKeithley(head) { return .keithley }
    return .columns
  }
}
