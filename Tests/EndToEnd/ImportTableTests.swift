import Foundation
import Testing

@Suite("The import table")
struct ImportTableTests {
  /// Modules of the system and of the language, open to every room.
  static let system: Set<String> = ["Foundation", "Dispatch", "Synchronization", "Darwin", "Glibc", "Musl"]

  @Test("is read as it stands: known rows of Package.swift come out")
  func reading() throws {
    let table = try ImportTable()
    #expect(table.rooms["Quantities"] == [])
    #expect(table.rooms["Bench"] == ["Optics", "Transport", "Emission", "Records", "InputFiles"])
    #expect(table.libraries["Records"] == ["CNetCDF"])
    #expect(table.libraries["InputFiles"] == ["Yams"])
    #expect(table.libraries["DriftlightCommand"] == ["ArgumentParser"])
    #expect(table.allowed(to: "Optics") == ["Materials", "NumericalMethods", "Quantities", "InputFiles"])
    let folders = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.appending(path: "Sources").path)
    for folder in folders where folder != "CNetCDF" && !folder.hasPrefix(".") {
      #expect(table.rooms[folder] != nil, "Sources/\(folder) is no row of the table")
    }
  }

  @Test("holds for every file: a room imports only what stands beside it", arguments: ["Sources", "Tests"])
  func everyFile(folder: String) throws {
    let table = try ImportTable()
    for file in try SourceTree.swiftFiles(in: folder) {
      let room = String(file.split(separator: "/")[0])
      let allowed = table.allowed(to: room).union(Self.system).union(folder == "Tests" ? ["Testing"] : [])
      for (module, line) in try SourceTree.imports(of: "\(folder)/\(file)") {
        #expect(allowed.contains(module), "\(folder)/\(file) imports \(module), which the row of \(room) does not name")
        #expect(!line.contains("@testable") && !line.contains("@_exported"), "\(folder)/\(file): \(line)")
      }
    }
  }

  @Test("the siblings Optics, Transport and Emission do not know each other, and Analysis knows no physics")
  func siblings() throws {
    let table = try ImportTable()
    let siblings: Set = ["Optics", "Transport", "Emission"]
    for room in siblings { #expect(table.allowed(to: room).isDisjoint(with: siblings)) }
    #expect(table.allowed(to: "Analysis").isDisjoint(with: siblings.union(["Materials", "Bench"])))
  }

  @Test(
    "each foreign library is wrapped in one place",
    arguments: ["CNetCDF": "Records/NetCDFLibrary.swift", "Yams": "InputFiles/", "Subprocess": "Figures/"])
  func wrappers(library: String, place: String) throws {
    let users = try SourceTree.swiftFiles(in: "Sources").filter { file in
      try SourceTree.imports(of: "Sources/\(file)").contains { $0.module == library }
    }
    #expect(users.count == 1, "\(library) is imported by \(users)")
    #expect(users.allSatisfy { $0.hasPrefix(place) }, "\(library) is imported by \(users)")
  }
}
