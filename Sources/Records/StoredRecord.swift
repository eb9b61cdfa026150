import Foundation

/// A record on disk, read back: of this or of an older format.
public struct StoredRecord: Sendable {
  /// The folder, or the file where a single `.nc` was named.
  public let place: URL
  /// All arrays, in the present layout.
  public let dataset: Dataset
  /// Number of the layout it was written in.
  public let format: Int
  /// Files beside `record.nc` by name; empty where a single file was named.
  public let files: [String: URL]

  /// Reads a record: a folder with `record.nc`, or one NetCDF file.
  /// - Throws: `RecordError`, `NetCDFError`.
  public init(reading path: String) async throws {
    let url = URL(fileURLWithPath: path)
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw RecordError.noRecord(path: path)
    }
    let file = isFolder.boolValue ? url.appending(path: "record.nc") : url
    guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
      throw RecordError.noRecord(path: path)
    }
    let found = try await NetCDFLibrary.shared.read(from: file)
    place = url
    format = RecordFormat.version(of: found)
    dataset = try RecordFormat.migrated(found, path: path)
    let names = isFolder.boolValue ? (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] : []
    files = Dictionary(names.map { ($0, url.appending(path: $0)) }) { first, _ in first }
  }

  /// The text of a file of the record.
  ///
  /// `purpose`: what it is wanted for, for the message.
  /// - Throws: `RecordError.missing`.
  public func text(of name: String, for purpose: String) throws(RecordError) -> String {
    guard let file = files[name], let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw .missing(path: place.path(percentEncoded: false), file: name, purpose: purpose)
    }
    return text
  }

  /// Title for legends: the folder's or the file's name.
  public var name: String { place.deletingPathExtension().lastPathComponent }
}
