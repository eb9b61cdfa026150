import Synchronization

/// Adds up the progress of observations that run at the same time.
final class ProgressTally: Sendable {
  private let count: Double
  private let report: @Sendable (_ fraction: Double, _ message: String) -> Void
  private let state = Mutex(State())

  private struct State {
    var finished = 0.0
    var running: [String: Double] = [:]
    var reported = 0.0
  }

  /// - Parameters:
  ///   - count: number of observations, each counted once a mesh.
  ///   - report: called with the fraction done and what is at work.
  init(count: Int, report: @escaping @Sendable (_ fraction: Double, _ message: String) -> Void) {
    self.count = Double(max(1, count))
    self.report = report
  }

  /// An experiment is some way through.
  func note(_ experiment: String, _ fraction: Double) {
    let shown = state.withLock { state -> Double in
      state.running[experiment] = fraction
      // Experiments in progress count for at most the one observation that each of them serves next.
      let partial = state.running.values.reduce(0) { $0 + ($1 < 1 ? $1 : 0) }
      state.reported = max(state.reported, min(0.99, (state.finished + 0.5 * partial) / count))
      return state.reported
    }
    report(shown, experiment)
  }

  /// An observation is done on one mesh.
  func finish(_ id: String) {
    let shown = state.withLock { state -> Double in
      state.finished += 1
      state.reported = max(state.reported, min(1, state.finished / count))
      return state.reported
    }
    report(shown, id)
  }
}
