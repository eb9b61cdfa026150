import Foundation
import Records
import Testing

@Suite("Records in other programs")
struct RecordFileTests {
  /// One record for all tests of this suite.
  static let record = Result {
    let folder = try TemporaryFolder()
    let ending = try BuiltCommand.run(["run", "F1b", "--out", "record", "--quiet"], in: folder.url)
    #expect(ending.code == 0, "\(ending.errors)")
    return folder
  }

  @Test(
    "a record opens in xarray with axes, units and every value",
    .enabled(
      if: OutsideReader.python != nil,
      "no Python with xarray: run make test, which installs it where PyPI can be reached"))
  func xarray() throws {
    let folder = try Self.record.get()
    let program = """
      import json, sys, xarray
      with xarray.open_dataset(sys.argv[1]) as data:
          assert data.attrs["driftlight_format"] == 2 and data.attrs["outcome"] == "complete", data.attrs
          emission = data["emission"]
          assert emission.dims == ("spectrum", "wavelength") and emission.attrs["units"] == "uJ cm-2 nm-1"
          assert data["wavelength"].attrs["units"] == "nm" and float(emission.max()) > 0
          print(repr(float(data["spectrum_bias"][-1])), repr(float(emission[1, 200])))
      """
    let output = try #require(
      OutsideReader.run(
        OutsideReader.python ?? "", program, [folder.url.appending(path: "record/record.nc").path], showErrors: true))
    let row = try folder.text("record/csv/emission.csv").split(separator: "\n")[201].split(separator: ",")
    #expect(output == "6.0 \(row[2])\n")
  }

  /// A Python with scipy, whose reader is that of the classic format, as in MATLAB.
  static let scipy = ([OutsideReader.python].compactMap { $0 } + ["/usr/bin/python3", "/usr/local/bin/python3"]).first {
    FileManager.default.isExecutableFile(atPath: $0) && OutsideReader.run($0, "import scipy.io", []) != nil
  }

  @Test("an export opens in scipy's reader of the classic format", .enabled(if: scipy != nil, "no Python with scipy"))
  func classic() throws {
    let folder = try Self.record.get()
    let export = try BuiltCommand.run(
      ["export", "record", "--format", "netcdf3", "--out", "classic.nc", "--force"], in: folder.url)
    #expect(export.code == 0, "\(export.errors)")
    let program = """
      import json, os, sys
      from scipy.io import netcdf_file
      with netcdf_file(sys.argv[1], mmap=False) as f:
          e = f.variables["emission"]
          print(e.dimensions, e.units.decode(), e.shape, round(float(f.variables["wavelength"][0]), 9))
      """
    let output = OutsideReader.run(
      Self.scipy ?? "", program, [folder.url.appending(path: "classic.nc").path], showErrors: true)
    #expect(output == "('spectrum', 'wavelength') uJ cm-2 nm-1 (2, 401) 490.0\n")
  }

  @Test("a table is what a spreadsheet expects: one heading with units, then numbers, every digit")
  func spreadsheet() throws {
    let folder = try Self.record.get()
    for name in folder.contents.filter({ $0.hasPrefix("record/csv/") && $0.hasSuffix(".csv") }) {
      let text = try folder.text(name)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(text.hasSuffix("\n") && !text.contains("\r") && lines.count >= 3, "\(name)")
      let count = lines[0].split(separator: ",").count
      for line in lines.dropFirst().dropLast() {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        #expect(fields.count == count && fields.allSatisfy { Double($0) != nil }, "\(name): \(line.prefix(80))")
      }
    }
    #expect(try folder.text("record/csv/bias.csv").hasPrefix("instant,bias [V]\n"))
  }

  @Test("a record of the first format is read, verified and converted; one of the future is refused")
  func migration() async throws {
    let folder = try TemporaryFolder()
    let source = try Self.record.get().url.appending(path: "record")
    let old = folder.url.appending(path: "old")
    try FileManager.default.copyItem(at: source, to: old)
    let file = old.appending(path: "record.nc")
    let present = try await NetCDFLibrary.shared.read(from: file)
    let attributes = present.attributes.filter { $0.key != RecordFormat.attribute }
    let arrays = present.variables.filter { !$0.name.hasSuffix("temperature") }
    try await NetCDFLibrary.shared.write(Dataset(arrays, attributes: attributes), to: file, force: true)

    let converted = try BuiltCommand.run(["convert", "old", "--out", "new"], in: folder.url)
    #expect(converted.code == 0 && converted.errors.contains("format 1 became 2"), "\(converted.errors)")
    let new = try await StoredRecord(reading: folder.url.appending(path: "new").path)
    #expect(new.format == 2 && new.dataset.variables.contains { $0.name == "spectrum_temperature" })
    #expect(try new.dataset.variable("emission") == present.variable("emission"))
    for kept in ["input.yaml", "device.yaml", "provenance.json", "HOW_TO_CITE.md", "csv", "figures"] {
      #expect(new.files[kept] != nil, "\(kept) is missing")
    }
    let future = try present.adding(attributes: [RecordFormat.attribute: .numbers([99])])
    try await NetCDFLibrary.shared.write(future, to: file, force: true)
    let refused = try BuiltCommand.run(["plot", "old", "--list"], in: folder.url)
    #expect(refused.code == ExitStatus.dataUnreadable.rawValue && refused.errors.contains("newer Driftlight"))
  }

  @Test("records are overlaid, and a measured curve stands beside a computed one in its own unit")
  func overlay() throws {
    let folder = try TemporaryFolder()
    let source = try Self.record.get().url.appending(path: "record")
    for name in ["one", "two"] { try FileManager.default.copyItem(at: source, to: folder.url.appending(path: name)) }
    try Data("wavelength [um],counts\n0.500,10\n0.523,80\n0.550,5\n".utf8).write(
      to: folder.url.appending(path: "mine.csv"))
    let ending = try BuiltCommand.run(
      ["plot", "one", "two", "--measured", "mine.csv", "--normalise", "--out", "plots"], in: folder.url)
    #expect(ending.code == 0, "\(ending.errors)")
    let script = try folder.text("plots/emission.gp")
    for words in ["one: ", "two: ", "measured: mine.csv"] { #expect(script.contains(words), "\(words): \(script)") }
    #expect(try folder.text("plots/emission.dat").contains("523"), "µm became nm")
    #expect(folder.contents.contains("plots/emission.png"))
    let wrong = try BuiltCommand.run(["plot", "one", "--array", "emision", "--out", "none"], in: folder.url)
    #expect(wrong.code != 0 && wrong.errors.contains("emission"))
  }

  @Test("instrument files become data sets and tables")
  func convert() async throws {
    let folder = try TemporaryFolder()
    for (name, shift) in [("a", 0), ("b", 5)] {
      let rows = (0..<20).map { "\(500 + $0),\($0 + shift)\n" }.joined()
      try Data(("wavelength [nm],counts\n" + rows).utf8).write(to: folder.url.appending(path: "\(name).csv"))
    }
    let ending = try BuiltCommand.run(["convert", "a.csv", "b.csv", "--out", "both.nc"], in: folder.url)
    #expect(ending.code == 0, "\(ending.errors)")
    let data = try await NetCDFLibrary.shared.read(from: folder.url.appending(path: "both.nc"))
    #expect(data.variables.map(\.name) == ["counts_1", "counts_2"] && data.variables[1].values[0] == 5)
    let table = try BuiltCommand.run(["convert", "a.csv", "b.csv", "--out", "both.csv"], in: folder.url)
    #expect(try table.code == 0 && folder.text("both.csv").split(separator: "\n").count == 21)
    let again = try BuiltCommand.run(["convert", "a.csv", "--out", "both.csv"], in: folder.url)
    #expect(again.code == ExitStatus.usage.rawValue && again.errors.contains("--force"))
  }
}
