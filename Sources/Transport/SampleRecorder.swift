/// Walks through the requested sample times, in order; times outside 0…duration are passed over.
struct SampleRecorder {
  private let times: [Double]
  private let duration: Double
  private var position = 0

  init(times: [Double], duration: Double) {
    self.times = times.filter { $0 >= 0 && $0 <= duration }
    self.duration = duration
  }

  /// Whether sample times are left.
  var hasMore: Bool { position < times.count }

  /// The next sample time at or before `limit`; at the end of the run, all that are left.
  mutating func next(upTo limit: Double, isEnd: Bool) -> Double? {
    guard position < times.count, isEnd || times[position] <= limit else { return nil }
    defer { position += 1 }
    return times[position]
  }
}
