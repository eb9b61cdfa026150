import Foundation
import Records
import Testing

/// The reader that others use. `make test` puts it into `.build/python`; without it the test says so and is skipped.
@Suite("NetCDF files in xarray")
struct XarrayTests {
  /// A Python that can import xarray and a NetCDF-4 back end, or nil.
  static let python: String? = {
    let environment = ProcessInfo.processInfo.environment
    let local = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".build/python/bin/python3").path
    for candidate in [environment["DRIFTLIGHT_PYTHON"], local, "/usr/bin/python3", "/usr/local/bin/python3"] {
      guard let candidate, FileManager.default.isExecutableFile(atPath: candidate) else { continue }
      if run(candidate, "import xarray, h5netcdf, h5py", []) != nil
        || run(candidate, "import xarray, netCDF4", []) != nil
      {
        return candidate
      }
    }
    return nil
  }()

  /// What a Python program prints, or nil if it fails.
  static func run(_ python: String, _ program: String, _ arguments: [String], showErrors: Bool = false) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", program] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = showErrors ? FileHandle.standardError : FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let bytes = try? output.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: bytes ?? Data(), as: UTF8.self) : nil
  }

  @Test(
    "open with named axes, units and every value",
    .enabled(if: python != nil, "no Python with xarray and netCDF4: run make test, which installs them"))
  func opens() async throws {
    let python = try #require(Self.python)
    try await RunRecordTests.inFolder { folder in
      let place = folder.appending(path: "run")
      try await RunRecordTests.record().write(to: place)
      let program = """
        import json, sys, xarray
        with xarray.open_dataset(sys.argv[1]) as data:
            emission = data["emission"]
            picked = emission.sel(wavelength=530, time=0.5)
            print(json.dumps({
                "dims": list(emission.dims), "units": emission.attrs["units"],
                "long_name": emission.attrs["long_name"],
                "axis": data["wavelength"].attrs, "positions": data["wavelength"].values.tolist(),
                "time": data["time"].values.tolist(), "picked": float(picked),
                "missing": int(emission.isnull().sum()), "title": data.attrs["title"],
                "conventions": data.attrs["Conventions"]}))
        """
      let output = try #require(Self.run(python, program, [place.appending(path: "record.nc").path], showErrors: true))
      let found = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
      #expect(found["dims"] as? [String] == ["time", "wavelength"])
      #expect(found["units"] as? String == "uJ cm-2 nm-1")
      #expect(found["long_name"] as? String == "detected emission")
      #expect(found["axis"] as? [String: String] == ["units": "nm", "long_name": "wavelength of emission"])
      #expect(found["positions"] as? [Double] == [520, 530, 540])
      #expect(found["time"] as? [Double] == [0, 0.5])
      #expect(found["picked"] as? Double == 5)
      #expect(found["missing"] as? Int == 1)
      #expect(found["title"] as? String == "cycles")
      #expect(found["conventions"] as? String == "CF-1.11")
    }
  }
}
