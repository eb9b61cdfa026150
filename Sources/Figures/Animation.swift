/// Sheets shown one after another, such as the course of an experiment.
public struct Animation: Sendable, Equatable {
  /// Name of the files, without ending, e.g. `MOV-off-and-on`.
  public let name: String
  /// What is shown, in words.
  public let title: String
  /// The sheets in order, alike in size and panels. Their axes need ranges, or they would jump from frame to frame.
  public let frames: [Figure]
  /// Time for which each is shown, s.
  public let frameTime: Double

  /// - Parameters: as the properties of the same names.
  public init(name: String, title: String, frames: [Figure], frameTime: Double = 0.1) {
    self.name = name
    self.title = title
    self.frames = frames
    self.frameTime = frameTime
  }

  /// Checks name and frames.
  /// - Throws: `FigureError`.
  func check() throws(FigureError) {
    guard let first = frames.first else { throw .empty(figure: name) }
    try Figure(name: name, panels: first.panels).check()
    for frame in frames {
      try frame.check()
      guard frame.rows == first.rows, frame.columns == first.columns, frame.panelSize == first.panelSize else {
        throw .unequalFrames(animation: name)
      }
    }
  }
}
