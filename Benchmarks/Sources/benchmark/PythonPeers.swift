import Foundation

/// Other programs, in a Python environment of their own under `Benchmarks/.build/peers`.
struct PythonPeers {
  /// What a peer gave.
  struct Answer: Decodable {
    /// Processor time, s, the shortest of several runs.
    let seconds: Double
    /// The numbers to compare.
    let result: [Double]
    /// Its version.
    let version: String
  }

  /// Why a peer is not in the table.
  struct Absent: Error, CustomStringConvertible {
    let description: String
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private let environment = Self.folder.appending(path: ".build/peers")
  private var python: String { environment.appending(path: "bin/python3").path }

  /// Runs a peer on an input.
  /// - Throws: `Absent` with the reason, where it cannot be had.
  func run(_ peer: Peer, input: Data) throws -> Answer {
    try install(peer)
    let file = FileManager.default.temporaryDirectory.appending(path: "benchmark-\(UUID().uuidString).json")
    try input.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let peers = Self.folder.appending(path: "Peers")
    let output = try execute(
      python, [peers.appending(path: "measure.py").path, peer.file, file.path, peer.packages.first ?? ""], limit: 900)
    guard let last = output.split(separator: "\n").last,
      let answer = try? JSONDecoder().decode(Answer.self, from: Data(last.utf8))
    else { throw Absent(description: "\(peer.name) gave no result") }
    return answer
  }

  private func install(_ peer: Peer) throws {
    if !FileManager.default.isExecutableFile(atPath: python) {
      _ = try execute("/usr/bin/env", ["python3", "-m", "venv", environment.path], limit: 120)
    }
    let marker = environment.appending(path: "installed-\(peer.packages.joined(separator: "-"))")
    guard !FileManager.default.fileExists(atPath: marker.path) else { return }
    _ = try execute(
      python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"] + peer.packages, limit: 600)
    try Data().write(to: marker)
  }

  private func execute(_ program: String, _ arguments: [String], limit: Double) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    // One thread, as ours: linear algebra libraries would take all cores.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MPLBACKEND": "Agg"]
    ) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let watch = Thread { [process] in
      Thread.sleep(forTimeInterval: limit)
      if process.isRunning { process.terminate() }
    }
    watch.start()
    let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Absent(
        description: "`\(([program] + arguments).prefix(6).joined(separator: " ")) …` ended with "
          + "code \(process.terminationStatus); without Python, PyPI or the package this peer is left out")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
