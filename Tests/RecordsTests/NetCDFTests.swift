import Foundation
import Records
import Testing

@Suite("NetCDF files")
struct NetCDFTests {
  static func dataset() throws -> Dataset {
    let large = Axis("sample", unit: "1", values: (0..<6000).map(Double.init))
    let trace = large.values.map { 1 / ($0 + 3) }
    return try Dataset(
      [
        DatasetTests.emission(),
        LabelledArray("trace", unit: "A m-2", axes: [large], values: trace),
        LabelledArray("threshold", longName: "ASE threshold µ", unit: "J m-2", axes: [], values: [2.04]),
      ],
      attributes: ["title": "five off/on cycles, 0.8 P_th", "bias_V": .numbers([0, 6]), "empty": ""])
  }

  @Test("every Double, name, unit and attribute comes back as it was")
  func roundTrip() async throws {
    try await RunRecordTests.inFolder { folder in
      let file = folder.appending(path: "a file.nc")
      let written = try Self.dataset()
      try await NetCDFLibrary.shared.write(written, to: file)
      let read = try await NetCDFLibrary.shared.read(from: file)
      #expect(read.attributes == written.attributes)
      #expect(read.axes == written.axes)
      #expect(read.variables.map(\.name) == written.variables.map(\.name))
      for (a, b) in zip(read.variables, written.variables) {
        #expect((a.longName, a.unit) == (b.longName, b.unit))
        #expect(a.axes == b.axes)
        // A NaN keeps its meaning, not its payload: every other value keeps every bit.
        #expect(zip(a.values, b.values).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
      }
    }
  }

  @Test("many writers at once do not disturb each other")
  func concurrentWriters() async throws {
    try await RunRecordTests.inFolder { folder in
      let dataset = try Self.dataset()
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<12 {
          group.addTask {
            let file = folder.appending(path: "\(number).nc")
            try await NetCDFLibrary.shared.write(dataset, to: file)
            return try await NetCDFLibrary.shared.read(from: file).axes == dataset.axes
          }
        }
        for try await same in group { #expect(same) }
      }
    }
  }

  @Test("a file that is there, a folder that is not, and a file that is no NetCDF are errors with the path")
  func refusals() async throws {
    try await RunRecordTests.inFolder { folder in
      let dataset = try Self.dataset()
      let text = folder.appending(path: "notes.nc")
      try "not NetCDF".write(to: text, atomically: true, encoding: .utf8)
      await #expect(throws: NetCDFError.exists(path: text.path)) {
        try await NetCDFLibrary.shared.write(dataset, to: text)
      }
      #expect(try String(contentsOf: text, encoding: .utf8) == "not NetCDF")
      let error = await #expect(throws: NetCDFError.self) { try await NetCDFLibrary.shared.read(from: text) }
      #expect(error?.exitStatus == .dataUnreadable)
      #expect(error?.description.contains(text.path) == true)
      await #expect(throws: NetCDFError.self) {
        try await NetCDFLibrary.shared.write(dataset, to: folder.appending(path: "nowhere/record.nc"))
      }
    }
  }
}
