// Animations: a GIF by gnuplot alone; a film by ffmpeg where it is installed; where gnuplot draws no GIF, a page that shows the
// frames one after another.

import Foundation

/// Where the files of one drawn animation lie.
public struct RenderedAnimation: Sendable, Hashable {
  /// Name of the files, without ending.
  public let name: String
  /// What is shown.
  public let title: String
  /// The gnuplot script, `<name>.gp`.
  public let script: URL
  /// The moving picture: `<name>.gif`, or `<name>.html` where gnuplot draws no GIF.
  public let picture: URL
  /// The film `<name>.mp4`, where ffmpeg is installed.
  public let film: URL?
}

extension GnuplotRenderer {
  /// Writes `<name>.gp` and `<name>.dat` into a folder that is there, then draws the moving picture.
  ///
  /// `asPage`: a page with all frames and a slider in place of a GIF; so it is, too, where gnuplot draws no GIF.
  /// - Throws: `FigureError`; after `.gnuplotMissing` and `.gnuplotFailed` script and data are there.
  public func render(
    _ animation: Animation, into folder: URL, asPage: Bool = false
  ) async throws(FigureError) -> RenderedAnimation {
    let text = try AnimationScript(animation)
    let name = animation.name
    let script = folder.appending(path: "\(name).gp")
    try Self.write(text.data, to: folder.appending(path: "\(name).dat"))
    try Self.write(text.script, to: script)
    for ending in ["gif", "mp4", "html"] { try? FileManager.default.removeItem(at: folder.appending(path: "\(name).\(ending)")) }
    var picture = folder.appending(path: "\(name).gif")
    var frames: FrameFolder?
    var drawsGIF = !asPage
    if drawsGIF {
      do throws(FigureError) {
        try await draw(name, in: folder, kind: "gif", pictures: ["\(name).gif"])
      } catch {
        guard case .gnuplotFailed = error else { throw error }
        drawsGIF = false
      }
    }
    if !drawsGIF {
      let drawn = try await drawFrames(of: animation, in: folder)
      picture = folder.appending(path: "\(name).html")
      try Self.write(try drawn.page(of: animation), to: picture)
      frames = drawn
    }
    defer { frames?.remove() }
    guard await Self.ffmpeg.run(["-version"]) != .missing else {
      return RenderedAnimation(name: name, title: animation.title, script: script, picture: picture, film: nil)
    }
    if frames == nil { frames = try await drawFrames(of: animation, in: folder) }
    let film = folder.appending(path: "\(name).mp4")
    let made = await Self.makeFilm(film, of: animation, frames: "\(name)-frames/%04d.png", in: folder)
    return RenderedAnimation(name: name, title: animation.title, script: script, picture: picture, film: made ? film : nil)
  }

  private func drawFrames(of animation: Animation, in folder: URL) async throws(FigureError) -> FrameFolder {
    let frames = FrameFolder(folder: folder.appending(path: "\(animation.name)-frames"), count: animation.frames.count)
    try frames.make()
    try await draw(
      animation.name, in: folder, kind: "frames", pictures: frames.names.map { "\(animation.name)-frames/\($0)" })
    return frames
  }

  /// Whether ffmpeg made a film that every browser plays: H.264, even sides.
  private static func makeFilm(_ film: URL, of animation: Animation, frames: String, in folder: URL) async -> Bool {
    let made = await ffmpeg.run([
      "-y", "-loglevel", "error", "-framerate", String(1 / animation.frameTime), "-i",
      folder.appending(path: frames).path(percentEncoded: false), "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", "libx264",
      "-pix_fmt", "yuv420p", "-movflags", "+faststart", film.path(percentEncoded: false),
    ])
    if case .success = made { return true }
    return false
  }

  private static let ffmpeg = ExternalProgram(name: "ffmpeg")
}

/// The folder with one PNG a frame.
private struct FrameFolder {
  let folder: URL
  let count: Int

  var names: [String] { (1...count).map { String(format: "%04d.png", $0) } }

  func make() throws(FigureError) {
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw .notWritable(path: folder.path(percentEncoded: false), reason: error.localizedDescription)
    }
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// A page that holds all frames and plays them; a slider goes to any of them. It needs no network.
  func page(of animation: Animation) throws(FigureError) -> String {
    var pictures: [String] = []
    for name in names {
      guard let bytes = try? Data(contentsOf: folder.appending(path: name)) else {
        throw .notWritable(path: folder.path(percentEncoded: false), reason: "the frame \(name) cannot be read again")
      }
      pictures.append("\"data:image/png;base64,\(bytes.base64EncodedString())\"")
    }
    let title = animation.title.escapedForHTML
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
      <style>body { font: 16px/1.5 system-ui, Arial, sans-serif; margin: 1rem; } img { max-width: 100%; }
      input { width: min(60rem, 90%); }</style></head>
      <body><h1>\(title)</h1>
      <p><button id="play">Pause</button> <input id="place" type="range" min="0" max="\(count - 1)" value="0"
      aria-label="frame"></p>
      <img id="frame" alt="\(title)">
      <script>
      const frames = [\(pictures.joined(separator: ",\n"))];
      const place = document.getElementById("place"), image = document.getElementById("frame");
      const button = document.getElementById("play");
      let playing = true;
      const show = () => { image.src = frames[place.value]; };
      place.addEventListener("input", show);
      button.addEventListener("click", () => { playing = !playing; button.textContent = playing ? "Pause" : "Play"; });
      setInterval(() => { if (playing) { place.value = (+place.value + 1) % frames.length; show(); } },
        \(Int(1000 * animation.frameTime)));
      show();
      </script></body></html>

      """
  }
}
