import Foundation

/// The built `driftlight`, run as a user runs it.
struct BuiltCommand: Sendable {
  /// What a run left on the terminal.
  struct Ending: Sendable {
    let code: Int32
    let output: String
    let errors: String
  }

  struct NotBuilt: Error, CustomStringConvertible {
    let looked: [String]
    var description: String { "no executable named driftlight beside the tests; looked in \(looked)" }
  }

  /// The executable, which the build puts beside the bundle of the tests.
  static func executable() throws -> URL {
    let bundles = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }.map(\.bundleURL)
    let started = CommandLine.arguments.prefix(1).map { URL(filePath: $0) }
    var looked: [String] = []
    for place in bundles + started + [Bundle.main.executableURL].compactMap({ $0 }) {
      var folder = place.deletingLastPathComponent()
      // On macOS the test's executable lies inside the bundle.
      for _ in 0..<4 {
        let file = folder.appending(path: "driftlight")
        looked.append(folder.path)
        var isFolder = ObjCBool(false)
        if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue,
          FileManager.default.isExecutableFile(atPath: file.path)
        {
          return file
        }
        folder = folder.deletingLastPathComponent()
      }
    }
    throw NotBuilt(looked: looked)
  }

  /// Runs the command to its end.
  /// - Parameters:
  ///   - folder: working folder.
  ///   - path: search path in place of the caller's; empty for none.
  ///   - stopAfter: sends the signal after so many seconds.
  ///   - signal: that of Ctrl-C unless another is given.
  ///   - processorLimit: processor time, s, after which the system ends it: tells a hang on a machine however busy.
  static func run(
    _ arguments: [String], in folder: URL, path: String? = nil, stopAfter: Double? = nil, signal: Int32 = SIGINT,
    processorLimit: Int? = nil
  ) throws -> Ending {
    let process = Process()
    if let processorLimit {
      process.executableURL = URL(filePath: "/bin/sh")
      let script = #"ulimit -t \#(processorLimit); exec "$0" "$@""#
      process.arguments = ["-c", script, try executable().path] + arguments
    } else {
      process.executableURL = try executable()
      process.arguments = arguments
    }
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    if let path { environment["PATH"] = path }
    process.environment = environment
    // Files rather than pipes: both streams can be read to the end whatever their size.
    let streams = try TemporaryFolder()
    let (output, errors) = (streams.url.appending(path: "output"), streams.url.appending(path: "errors"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    if let stopAfter {
      Thread.sleep(forTimeInterval: stopAfter)
      if process.isRunning { kill(process.processIdentifier, signal) }
    }
    process.waitUntilExit()
    return Ending(
      code: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }
}

/// A folder that is gone when its last owner is.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "driftlight-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Everything in it, hidden files too, as paths from it.
  var contents: [String] { ((try? FileManager.default.subpathsOfDirectory(atPath: url.path)) ?? []).sorted() }

  /// What stands directly in it, hidden files too.
  var topLevel: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }

  func text(_ path: String) throws -> String { try String(contentsOf: url.appending(path: path), encoding: .utf8) }
}
