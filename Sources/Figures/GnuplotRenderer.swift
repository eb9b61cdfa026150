import Foundation
import Subprocess

/// Where the files of one drawn figure lie.
public struct RenderedFigure: Sendable, Hashable {
  public let name: String
  public let title: String
  public let script: URL
  public let data: URL
  public let svg: URL
  public let png: URL
}

/// Draws figures with gnuplot: script and data first, so that nothing is lost where gnuplot is missing.
public struct GnuplotRenderer: Sendable {
  /// Name of the program, looked for along PATH.
  public let program: String

  public init(program: String = "gnuplot") { self.program = program }

  /// Writes `<name>.gp` and `<name>.dat` into a folder that is there, then draws `<name>.svg` and `<name>.png`.
  /// - Throws: `FigureError`; after `.gnuplotMissing` and `.gnuplotFailed` script and data are there.
  public func render(_ figure: Figure, into folder: URL) async throws(FigureError) -> RenderedFigure {
    let text = try GnuplotScript(figure)
    let file = { (ending: String) in folder.appending(path: "\(figure.name).\(ending)") }
    let rendered = RenderedFigure(
      name: figure.name, title: figure.title, script: file("gp"), data: file("dat"), svg: file("svg"), png: file("png"))
    try Self.write(text.data, to: rendered.data)
    try Self.write(text.script, to: rendered.script)
    for old in [rendered.svg, rendered.png] { try? FileManager.default.removeItem(at: old) }
    try await draw(rendered, in: folder)
    return rendered
  }

  /// Draws many figures at once, as many at a time as there are processors. The results are in the order given; a
  /// figure that fails does not hold up the others.
  public func render(_ figures: [Figure], into folder: URL) async -> [Result<RenderedFigure, FigureError>] {
    var seen: Set<String> = []
    let repeated = Set(figures.map(\.name).filter { !seen.insert($0).inserted })
    return await withTaskGroup(of: (Int, Result<RenderedFigure, FigureError>).self) { group in
      var results: [Int: Result<RenderedFigure, FigureError>] = [:]
      var waiting = figures.enumerated().makeIterator()
      func startNext() {
        guard let (index, figure) = waiting.next() else { return }
        group.addTask {
          if repeated.contains(figure.name) { return (index, .failure(.duplicateName(figure.name))) }
          do throws(FigureError) {
            return (index, .success(try await render(figure, into: folder)))
          } catch {
            return (index, .failure(error))
          }
        }
      }
      for _ in 0..<max(1, ProcessInfo.processInfo.activeProcessorCount) { startNext() }
      while let (index, result) = await group.next() {
        results[index] = result
        startNext()
      }
      return figures.indices.compactMap { results[$0] }
    }
  }

  /// Runs gnuplot on a script in its folder.
  private func draw(_ figure: RenderedFigure, in folder: URL) async throws(FigureError) {
    let script = figure.script.path(percentEncoded: false)
    let enter = "cd \(GnuplotScript.quoted(folder.path(percentEncoded: false)))"
    let failure: String?
    do {
      let result = try await run(
        .name(program), arguments: ["-e", enter, figure.script.lastPathComponent], output: .discarded,
        error: .string(limit: 65536))
      let message = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
      let drawn = [figure.svg, figure.png].allSatisfy {
        ((try? $0.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0) > 0
      }
      switch result.terminationStatus {
      case .exited(0): failure = drawn ? nil : "it left no picture. \(message)"
      case .exited(let code): failure = "it ended with code \(code). \(message)"
      case .signaled(let signal): failure = "it was stopped by signal \(signal). \(message)"
      }
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw .gnuplotMissing(script: script)
    } catch {
      failure = "\(error)"
    }
    if let failure { throw .gnuplotFailed(script: script, reason: failure.replacing("\n", with: " ")) }
  }

  private static func write(_ text: String, to file: URL) throws(FigureError) {
    do { try text.write(to: file, atomically: false, encoding: .utf8) } catch {
      throw .notWritable(path: file.path(percentEncoded: false), reason: error.localizedDescription)
    }
  }
}
