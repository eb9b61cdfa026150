// A file that only grows, one frame after another, so that whatever was written before a process is killed can be read
// again. A frame is its length, a checksum and its bytes; the first frame that is cut short or does not match its
// checksum ends the journal, and what follows is dropped when the journal goes on.
//
// A write(2) survives the death of the process (not the loss of power; nothing here waits for the disk). The file is
// locked for as long as it is open: a second process that wants to go on with the same run is refused.

import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A journal of frames that survives the death of the process that writes it.
public final class JournalFile: Sendable {
  /// Where it lies.
  public let url: URL
  private let descriptor: Int32

  private static let mark: [UInt8] = Array("DLJ1".utf8)
  private static let largestFrame = 1 << 31

  /// Begins a new journal; a file that is already there is replaced.
  /// - Throws: `OutputError`, `.inUse` where another process writes the same journal.
  public convenience init(creating url: URL) throws(OutputError) {
    try self.init(url, flags: O_RDWR | O_CREAT)
    guard ftruncate(descriptor, 0) == 0 else { throw Self.failure(url) }
    try write(Self.mark)
  }

  /// Goes on with a journal that is there.
  /// - Returns: the journal, and the whole frames in it; what a killed process left of another is dropped.
  /// - Throws: `OutputError`, `.inUse` where another process writes it.
  public static func open(_ url: URL) throws(OutputError) -> (journal: JournalFile, frames: [Data]) {
    let journal = try JournalFile(url, flags: O_RDWR | O_CREAT)
    let (frames, end) = try whole(of: url)
    guard ftruncate(journal.descriptor, off_t(end)) == 0, lseek(journal.descriptor, 0, SEEK_END) >= 0 else {
      throw failure(url)
    }
    // The process died before it had written the mark.
    if end == 0 { try journal.write(mark) }
    return (journal, frames)
  }

  /// The whole frames of a journal, whether or not anybody writes it.
  public static func frames(of url: URL) throws(OutputError) -> [Data] { try whole(of: url).frames }

  /// Whether some process has the journal open.
  public static func isInUse(_ url: URL) -> Bool {
    let file = openFile(url, O_RDWR)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_EX | LOCK_NB) != 0
  }

  /// Adds a frame.
  public func append(_ payload: Data) throws(OutputError) {
    let bytes = [UInt8](payload)
    let head = Self.bytes(of: UInt32(truncatingIfNeeded: bytes.count)) + Self.bytes(of: Self.checksum(bytes[...]))
    try write(head + bytes)
  }

  private init(_ url: URL, flags: Int32) throws(OutputError) {
    self.url = url
    descriptor = Self.openFile(url, flags)
    guard descriptor >= 0 else { throw Self.failure(url) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw .inUse(path: url.deletingLastPathComponent().path(percentEncoded: false))
    }
  }

  deinit { close(descriptor) }

  private static func openFile(_ url: URL, _ flags: Int32) -> Int32 {
    #if canImport(Darwin)
      Darwin.open(url.path(percentEncoded: false), flags | O_CLOEXEC, 0o644)
    #else
      Glibc.open(url.path(percentEncoded: false), flags | O_CLOEXEC, 0o644)
    #endif
  }

  private func write(_ bytes: [UInt8]) throws(OutputError) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Self.put(descriptor, $0) }
      guard count > 0 || errno == EINTR else { throw Self.failure(url) }
      written += max(0, count)
    }
  }

  private static func put(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  private static func whole(of url: URL) throws(OutputError) -> (frames: [Data], end: Int) {
    guard let data = FileManager.default.contents(atPath: url.path(percentEncoded: false)) else { throw failure(url) }
    let bytes = [UInt8](data)
    guard bytes.starts(with: mark) else { return ([], 0) }
    var frames: [Data] = []
    var end = mark.count
    while bytes.count - end >= 8 {
      let length = Int(number(bytes[end..<(end + 4)]))
      let start = end + 8
      guard length < largestFrame, bytes.count - start >= length else { break }
      let payload = bytes[start..<(start + length)]
      guard number(bytes[(end + 4)..<start]) == checksum(payload) else { break }
      frames.append(Data(payload))
      end = start + length
    }
    return (frames, end)
  }

  private static func bytes(of number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// FNV-1a, 32 bits: tells a frame that was cut from a whole one.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }

  private static func failure(_ url: URL) -> OutputError {
    .notWritable(path: url.path(percentEncoded: false), reason: String(cString: strerror(errno)))
  }
}
