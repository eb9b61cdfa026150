import Foundation
import Synchronization

/// One line on standard error that shows how far a computation is and how long it will take; silent when piped.
final class ProgressBar: Sendable {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let last = Mutex<(first: Double?, time: ContinuousClock.Instant?)>((nil, nil))

  /// - Parameter quiet: show nothing at all.
  init(quiet: Bool) { isShown = !quiet && Terminal.isInteractive }

  /// Shows the fraction done, 0…1, what is at work and the time left; at most ten times a second.
  func show(_ fraction: Double, _ message: String) {
    guard isShown else { return }
    let now = ContinuousClock.now
    let text = last.withLock { last -> String? in
      if let time = last.time, now - time < .milliseconds(100) { return nil }
      let elapsed = Double((now - start).components.seconds) + Double((now - start).components.attoseconds) * 1e-18
      // A resumed run begins in the middle: what this process has done counts for its pace.
      let first = last.first ?? fraction
      let done = fraction - first
      let left = done > 0.02 ? String(format: "%3.0f s left", elapsed * (1 - fraction) / done) : "          "
      let filled = Int((30 * fraction).rounded())
      let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 30 - filled)
      let line = String(format: "%@ %3.0f %%  %@  ", bar, 100 * fraction, left) + message
      last = (first, now)
      return line
    }
    if let text { FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8)) }
  }

  /// Removes the line.
  func clear() {
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
