/// What goes along with a run: who is told, when it has to end, and where it is written down so that it can go on.
public struct RunControl: Sendable {
  /// Called with the fraction done, 0…1, and the sentence at work.
  public var progress: @Sendable (_ fraction: Double, _ message: String) -> Void
  /// Called once for each reading as soon as all of it is known, spectra included; not in order of time, and not for
  /// readings that a resumed run already had.
  public var onReading: @Sendable (Reading) -> Void
  /// Called with each accepted step of the time integration, in order, by an apparatus that has one; `nil` for nobody.
  public var onStep: (@Sendable (IntegrationStep) -> Void)?
  /// Longest time on the clock of the wall; the run ends after the move at work then. `nil`: no limit.
  public var timeLimit: Duration?
  /// Where the run is written down while it goes on, and what an earlier process wrote there; `nil`: nowhere.
  public var journal: RunJournal?

  /// - Parameters: as the properties of the same names.
  public init(
    timeLimit: Duration? = nil, journal: RunJournal? = nil,
    progress: @escaping @Sendable (_ fraction: Double, _ message: String) -> Void = { _, _ in },
    onReading: @escaping @Sendable (Reading) -> Void = { _ in },
    onStep: (@Sendable (IntegrationStep) -> Void)? = nil
  ) {
    self.progress = progress
    self.onReading = onReading
    self.onStep = onStep
    self.timeLimit = timeLimit
    self.journal = journal
  }
}
