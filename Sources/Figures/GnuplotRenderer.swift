import Foundation

/// Where the files of one drawn figure lie.
public struct RenderedFigure: Sendable, Hashable {
  /// Name of the files, without ending.
  public let name: String
  /// Title of the figure.
  public let title: String
  /// The gnuplot script, `<name>.gp`.
  public let script: URL
  /// The data it draws, `<name>.dat`.
  public let data: URL
  /// The picture as vectors.
  public let svg: URL
  /// The picture as pixels.
  public let png: URL
}

/// Draws figures with gnuplot: script and data first, so that nothing is lost where gnuplot is missing.
public struct GnuplotRenderer: Sendable {
  /// Name of the program, looked for along PATH.
  public let program: String

  /// - Parameter program: name of the program, looked for along PATH.
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
    try await draw(figure.name, in: folder)
    return rendered
  }

  /// Draws `<name>.svg` and `<name>.png` anew from a script in a folder, e.g. one that was kept or changed by hand.
  /// - Throws: `FigureError`.
  public func redraw(scriptNamed name: String, in folder: URL) async throws(FigureError) {
    try await draw(name, in: folder)
  }

  /// Script and data of a figure as text, without touching the disk.
  /// - Throws: `FigureError` for a figure that cannot be drawn.
  public static func script(of figure: Figure) throws(FigureError) -> (script: String, data: String) {
    let text = try GnuplotScript(figure)
    return (text.script, text.data)
  }

  /// Draws many figures at once, as many at a time as there are processors. The results are in the order given; a
  /// figure that fails does not hold up the others.
  public func render(_ figures: [Figure], into folder: URL) async -> [Result<RenderedFigure, FigureError>] {
    var seen: Set<String> = []
    let repeated = Set(figures.map(\.name).filter { !seen.insert($0).inserted })
    let width = max(1, ProcessInfo.processInfo.activeProcessorCount)
    return await withTaskGroup(of: Numbered.self) { group in
      var results = [Result<RenderedFigure, FigureError>?](repeating: nil, count: figures.count)
      for (index, figure) in figures.enumerated() {
        if index >= width, let done = await group.next() { results[done.index] = done.result }
        guard !repeated.contains(figure.name) else {
          results[index] = .failure(.duplicateName(figure.name))
          continue
        }
        group.addTask { Numbered(index: index, result: await attempt(figure, into: folder)) }
      }
      for await done in group { results[done.index] = done.result }
      return results.compactMap { $0 }
    }
  }

  /// A result with its place in the list.
  private struct Numbered: Sendable {
    let index: Int
    let result: Result<RenderedFigure, FigureError>
  }

  private func attempt(_ figure: Figure, into folder: URL) async -> Result<RenderedFigure, FigureError> {
    do throws(FigureError) { return .success(try await render(figure, into: folder)) } catch { return .failure(error) }
  }

  /// Runs gnuplot on a script in its folder.
  /// - Parameters:
  ///   - name: of the script, without ending.
  ///   - folder: where it lies.
  ///   - kind: what the script is to draw, where it can draw several; its own choice unless given.
  ///   - pictures: files, from the folder, that it has to leave; `<name>.svg` and `<name>.png` unless given.
  func draw(
    _ name: String, in folder: URL, kind: String? = nil, pictures: [String]? = nil
  ) async throws(FigureError) {
    let script = folder.appending(path: "\(name).gp").path(percentEncoded: false)
    let enter = "cd \(GnuplotScript.quoted(folder.path(percentEncoded: false)))"
    let choice = kind.map { ["-e", "kind=\(GnuplotScript.quoted($0))"] } ?? []
    let failure: String?
    switch await ExternalProgram(name: program).run(["-e", enter] + choice + ["\(name).gp"]) {
    case .missing: throw .gnuplotMissing(script: script)
    case .failure(let reason): failure = reason
    case .success(let messages):
      let drawn = (pictures ?? ["\(name).svg", "\(name).png"]).allSatisfy {
        ((try? folder.appending(path: $0).resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0) > 0
      }
      failure = drawn ? nil : "it left no picture. \(messages)"
    }
    if let failure { throw .gnuplotFailed(script: script, reason: failure.replacing("\n", with: " ")) }
  }

  static func write(_ text: String, to file: URL) throws(FigureError) {
    do { try text.write(to: file, atomically: false, encoding: .utf8) } catch {
      throw .notWritable(path: file.path(percentEncoded: false), reason: error.localizedDescription)
    }
  }
}
