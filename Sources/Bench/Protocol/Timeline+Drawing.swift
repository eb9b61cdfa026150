import Foundation

extension Timeline {
  /// The timeline in words, one line a step: when, what, how many records. For `show protocol`.
  public var drawing: [String] {
    var spectraOfStep = [Int](repeating: 0, count: steps.count)
    for segment in segments {
      spectraOfStep[segment.step] += segment.instants.count { $0.kinds.contains(.spectrum) }
    }
    return zip(steps, spectraOfStep).map { step, spectra in
      let when = String(format: "%10.3f s  +%.3f s", step.start, step.duration)
      let place = step.context.isEmpty ? "" : "  [\(step.context.joined(separator: ", "))]"
      return "\(when)  \(step.sentence)\(place)"
        + (spectra > 0 ? "  → \(spectra) \(spectra == 1 ? "spectrum" : "spectra")" : "")
    }
  }
}
