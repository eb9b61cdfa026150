import Foundation

extension Timeline {
  /// The timeline in words, one line a step: when, what, how many records. For `show protocol`.
  public var drawing: [String] {
    var counts = [[RecordKind: Int]](repeating: [:], count: steps.count)
    for segment in segments {
      for kind in segment.instants.flatMap(\.kinds) { counts[segment.step][kind, default: 0] += 1 }
    }
    let times = steps.map { (Self.words($0.start), "+" + Self.words($0.duration)) }
    let widths = (times.map(\.0.count).max() ?? 0, times.map(\.1.count).max() ?? 0)
    return zip(zip(steps, times), counts).map { item, found in
      let (step, time) = item
      let when =
        String(repeating: " ", count: widths.0 - time.0.count) + time.0 + "  "
        + String(repeating: " ", count: widths.1 - time.1.count) + time.1
      let place = step.context.isEmpty ? "" : "  [\(step.context.joined(separator: ", "))]"
      let records = RecordKind.allCases.compactMap { kind in found[kind].map { kind.words(count: $0) } }
      return "  \(when)  \(step.sentence)\(place)"
        + (records.isEmpty ? "" : "  → \(records.joined(separator: ", "))")
    }
  }

  /// A time as people write it: `250 ns`, `1.5 ms`, `12.25 s`.
  static func words(_ seconds: Double) -> String {
    let (scale, unit): (Double, String) =
      switch seconds {
      case 0: (1, "s")
      case ..<9.995e-7: (1e9, "ns")
      case ..<9.995e-4: (1e6, "us")
      case ..<0.9995: (1e3, "ms")
      default: (1, "s")
      }
    return String(format: "%.6g", seconds * scale) + " " + unit
  }
}

extension RecordKind {
  /// How many, in words: `1 spectrum`, `3 profiles`.
  func words(count: Int) -> String {
    switch self {
    case .spectrum: "\(count) \(count == 1 ? "spectrum" : "spectra")"
    case .current: "\(count) current \(count == 1 ? "reading" : "readings")"
    case .profile: "\(count) \(count == 1 ? "profile" : "profiles")"
    case .decay: "\(count) \(count == 1 ? "decay" : "decays")"
    case .streak: "\(count) streak \(count == 1 ? "image" : "images")"
    }
  }
}
