// The tables a device file can name. Nothing is read until a name is asked for, and each table once: a sweep over
// wavelengths builds a stack per wavelength and must not parse seven files each time.

import Foundation
import Synchronization

/// A set of optical constants by name: the shipped folder, a folder of one's own, or tables made in memory.
public struct OpticalConstantsLibrary: Sendable {
  private let folder: URL?
  private let own: [String: OpticalConstants]
  private let cache: TableCache

  /// The tables shipped with Driftlight (`Materials/` at the top of the repository).
  public static func shipped() -> OpticalConstantsLibrary { shippedLibrary }

  private static let shippedLibrary = OpticalConstantsLibrary(
    folder: Bundle.module.resourceURL?.appendingPathComponent("OpticalConstants"))

  /// A library of the `name.csv` files in a folder.
  public init(folder: URL) { self.init(folder: Optional(folder)) }

  /// A library of tables in memory.
  public init(tables: [OpticalConstants]) { self.init(folder: nil, own: tables) }

  private init(folder: URL?, own tables: [OpticalConstants] = [], cache: TableCache = TableCache()) {
    self.folder = folder
    own = Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { _, later in later })
    self.cache = cache
  }

  /// The same library with `table` added, or put in the place of the table of that name.
  public func adding(_ table: OpticalConstants) -> OpticalConstantsLibrary {
    OpticalConstantsLibrary(folder: folder, own: Array(own.values) + [table], cache: cache)
  }

  /// Names of all tables, sorted.
  public var names: [String] {
    let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
    let shipped = files.filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }
    return Set(shipped + own.keys).sorted()
  }

  /// The table that goes by `name`, that stands in the file of this path, or that is a number written as `1.9` or
  /// `1.9+0.01i`; read from its file at the first call, kept from then on.
  ///
  /// - Throws: `OpticalConstantsError.unknownMaterial` with the nearest name, `.unusableFile` with place and remedy,
  ///   `.noFile`.
  public func load(named name: String) throws(OpticalConstantsError) -> OpticalConstants {
    if let table = own[name] { return table }
    if let table = cache.table(name) { return table }
    if let value = try OpticalConstants(value: name) { return value }
    if Self.isPath(name) {
      let table = try OpticalConstants.load(path: name)
      cache.keep(table, as: name)
      return table
    }
    guard let folder,
      let data = try? Data(contentsOf: folder.appendingPathComponent(name + ".csv"))
    else {
      let known = names
      throw .unknownMaterial(name: name, suggestion: Self.nearest(to: name, in: known), known: known)
    }
    let table = try OpticalConstants(csv: String(decoding: data, as: UTF8.self), name: name)
    cache.keep(table, as: name)
    return table
  }

  /// Whether a name means a file rather than a table of the library.
  public static func isPath(_ name: String) -> Bool {
    name.contains("/") || OpticalConstants.fileEndings.contains((name as NSString).pathExtension)
  }

  /// The known name with the fewest edits to `name` (case ignored), if that is less than half of its letters.
  private static func nearest(to name: String, in known: [String]) -> String? {
    let wanted = Array(name.lowercased())
    let ranked = known.map { (name: $0, edits: edits(wanted, Array($0.lowercased()))) }
    // A family name alone ("ITO") means its first member rather than some short name nearby.
    if let member = known.first(where: { $0.lowercased().hasPrefix(name.lowercased() + "-") }) { return member }
    guard let best = ranked.min(by: { $0.edits < $1.edits }), 2 * best.edits < max(wanted.count, best.name.count)
    else { return nil }
    return best.name
  }

  /// Levenshtein distance, by rows.
  private static func edits(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let substituted = diagonal + (letter == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
      }
    }
    return row[b.count]
  }
}

/// Tables already read, shared by all copies of a library.
private final class TableCache: Sendable {
  private let tables = Mutex<[String: OpticalConstants]>([:])

  func table(_ name: String) -> OpticalConstants? { tables.withLock { $0[name] } }

  func keep(_ table: OpticalConstants, as name: String) { tables.withLock { $0[name] = table } }
}
