import Foundation

/// A Python with the transfer-matrix program `tmm`: the one that `make test` prepares in `.build/python`, one named by
/// `DRIFTLIGHT_PYTHON`, or one that is made in `.build/oracle` here, where PyPI can be reached.
enum OraclePython {
  static let python: String? = {
    let build = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".build")
    let own = build.appending(path: "oracle/bin/python3").path
    let named = ProcessInfo.processInfo.environment["DRIFTLIGHT_PYTHON"]
    let candidates: [String?] = [named, build.appending(path: "python/bin/python3").path, own]
    for candidate in candidates {
      if let candidate, run(candidate, ["-c", "import tmm, numpy"], limit: 30) != nil { return candidate }
    }
    guard
      let system = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"].first(where: {
        FileManager.default.isExecutableFile(atPath: $0)
      }) ?? which("python3")
    else { return nil }
    let folder = build.appending(path: "oracle").path
    guard run(system, ["-m", "venv", "--clear", folder], limit: 60) != nil,
      run(own, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "tmm==0.2.0", "numpy"], limit: 120)
        != nil
    else { return nil }
    return own
  }()

  private static func which(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// What a program prints; `nil` where it is not there, fails, or takes longer than so many seconds.
  static func run(_ program: String, _ arguments: [String], limit: Double) -> String? {
    guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let watch = Thread { [process] in
      Thread.sleep(forTimeInterval: limit)
      if process.isRunning { process.terminate() }
    }
    watch.start()
    let bytes = try? output.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: bytes ?? Data(), as: UTF8.self) : nil
  }
}
