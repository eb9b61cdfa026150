import Foundation

/// The reader that others use: a Python with xarray. `make test` puts it into `.build/python`.
///
/// This file serves two test targets: `Tests/EndToEnd` holds a link to it.
enum OutsideReader {
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
}
