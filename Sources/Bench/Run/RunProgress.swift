// How far a run is, in units of what its pieces cost (TimelineCost): a move after a jump is worth two pulses, so that the time left
// that a bar makes of the fraction does not jump when moves give way to pulses.

import Synchronization

/// The fraction of a run that is done, from moves and pulses that end in any order.
final class RunProgress: Sendable {
  private struct State {
    var moved = 0.0
    var pulses = 0
    var shown = 0.0
  }

  private let total: Double
  private let report: @Sendable (_ fraction: Double, _ message: String) -> Void
  private let state: Mutex<State>

  /// - Parameters:
  ///   - timeline: all that is to be done.
  ///   - done: number of moves that an earlier process made.
  ///   - pulses: number of spectra that it left.
  ///   - report: called with the fraction done, 0…1, and what is at work; never with a smaller fraction than before.
  init(
    _ timeline: Timeline, done: Int, pulses: Int,
    report: @escaping @Sendable (_ fraction: Double, _ message: String) -> Void
  ) {
    total = max(
      1e-9,
      Self.moving(timeline.segments[...]) + TimelineCost.measured.pulse * Double(timeline.spectrumCount))
    self.report = report
    state = Mutex(State(moved: Self.moving(timeline.segments.prefix(done)), pulses: pulses))
  }

  private static func moving(_ segments: ArraySlice<TimelineSegment>) -> Double {
    zip(segments, [nil] + segments.map(Optional.init)).reduce(0) { $0 + TimelineCost.seconds(of: $1.0, after: $1.1) }
  }

  /// A move begins.
  func begin(_ sentence: String) { show(sentence) { _ in } }

  /// A move is made.
  func finish(_ segment: TimelineSegment, after previous: TimelineSegment?, _ sentence: String) {
    show(sentence) { $0.moved += TimelineCost.seconds(of: segment, after: previous) }
  }

  /// A pulse is developed.
  func develop() { show("spectra") { $0.pulses += 1 } }

  /// All is done.
  func end() { show("done") { $0.shown = 1 } }

  private func show(_ message: String, _ change: (inout State) -> Void) {
    state.withLock { state in
      change(&state)
      let done = state.moved + TimelineCost.measured.pulse * Double(state.pulses)
      state.shown = max(state.shown, min(1, done / total))
      report(state.shown, message)
    }
  }
}
