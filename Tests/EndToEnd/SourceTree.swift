import Foundation

/// The checkout these tests were compiled in, read as text.
enum SourceTree {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Swift files below a folder, as paths from it: `Optics/PlaneWaves.swift`.
  static func swiftFiles(in folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix(".swift") }.sorted()
  }

  /// Modules a file imports, and the line that does it.
  static func imports(of path: String) throws -> [(module: String, line: String)] {
    try text(path).split(separator: "\n").filter { $0.contains("import ") }.compactMap { line in
      let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
      let access = ["public", "package", "internal", "fileprivate", "private"]
      let words = code.split(separator: " ").drop { $0.hasPrefix("@") || access.contains(String($0)) }
      // `import Foundation`, or `import struct Foundation.Date`, which names its kind first; a Python import
      // inside a string lists its modules with commas, and prose ends in something else than a name.
      guard words.first == "import", (2...3).contains(words.count), let last = words.last,
        last.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." })
      else {
        return nil
      }
      return (String(last.split(separator: ".")[0]), String(line))
    }
  }
}

/// The table in Package.swift: each target with the rooms it names and the libraries it wraps.
struct ImportTable {
  var rooms: [String: [String]] = [:]
  var libraries: [String: [String]] = [:]

  init() throws {
    let manifest = try SourceTree.text("Package.swift")
    var products: [Substring: String] = [:]
    for match in manifest.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/) {
      products[match.1] = String(match.2)
    }
    let row = /\n\s*(?:room|tests)\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?([^\n]*(?:\n\s{6,}[^\n]*)*)/
    for match in manifest.matches(of: row) {
      let name = String(match.1)
      rooms[name] = Self.names(match.2 ?? "")
      guard let wrapped = match.3.firstMatch(of: /libraries: \[([^\]]*)\]/) else { continue }
      libraries[name] =
        Self.names(wrapped.1) + products.filter { wrapped.1.split(separator: ",").contains($0.key) }.map(\.value)
    }
    let command = /executableTarget\(\s*name: "(\w+)", dependencies: below\(\[([^\]]*)\]\) \+ \[([^\]]*)\]/
    for match in manifest.matches(of: command) {
      rooms[String(match.1)] = Self.names(match.2)
      libraries[String(match.1)] = products.filter { match.3.contains($0.key) }.map(\.value)
    }
  }

  private static func names(_ list: Substring) -> [String] {
    list.matches(of: /"(\w+)"/).map { String($0.1) }
  }

  /// What a target may import: the rooms it names and what those may import, and its own libraries.
  func allowed(to target: String) -> Set<String> {
    var reached: Set<String> = []
    var waiting = rooms[target] ?? []
    while let room = waiting.popLast() {
      if reached.insert(room).inserted { waiting += rooms[room] ?? [] }
    }
    return reached.union(libraries[target] ?? [])
  }
}
