import Analysis
import Bench

/// The emission after a bias jump, with the last value before it.
struct SwitchedTrace {
  /// Bias after the jump, V.
  let bias: Double
  /// The emission after the jump.
  let trace: EmissionTrace
  /// Peak in the ASE band before the jump.
  let before: Double

  /// Time in which the ASE peak loses all but 1/e of its change, s; NaN where it does not.
  var decayTime: Double {
    (try? transient().timeConstant(initial: before, final: trace.amplified[trace.count - 1]).value) ?? .nan
  }

  /// Share of the whole change that happens within `window` s.
  func share(within window: Double) -> Double {
    (try? transient().fastShare(within: window, initial: before, final: trace.amplified[trace.count - 1]).value) ?? .nan
  }

  private func transient() throws -> Transient {
    let start = trace.times[0] > 0 ? ([0.0], [before]) : ([], [])
    return try Transient(times: start.0 + trace.times, values: start.1 + trace.amplified)
  }
}

extension BenchRun {
  /// Every step whose spectra follow a step with another bias, with the last spectrum of that step.
  func switchedTraces() throws -> [SwitchedTrace] {
    let lit = timeline.steps.indices.compactMap { step -> EmissionTrace? in
      try? EmissionTrace(readings(ofStep: step))
    }
    return zip(lit, lit.dropFirst()).compactMap { before, after in
      guard before.count <= 2, after.count > 2 else { return nil }
      return SwitchedTrace(bias: after.biases[0], trace: after, before: before.amplified[before.count - 1])
    }
  }
}
