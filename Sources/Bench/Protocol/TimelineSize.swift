/// How many moves and records a list of steps comes to, counted without laying it out. Sums and products saturate.
struct TimelineSize: Equatable {
  var segments = 0
  var records: [RecordKind: Int] = [:]

  init(of steps: [ProtocolStep]) {
    for step in steps { add(TimelineSize(of: step)) }
  }

  private init(of step: ProtocolStep) {
    switch step.action {
    case .repeated(let count, let inner):
      self.init(of: inner)
      multiply(by: count)
    case .section(_, let inner): self.init(of: inner)
    case .course(let course):
      self.init(step.records, duration: course.duration, times: 1, pulses: course.pulseEnds.count)
      segments = max(1, course.times.count - 1)
    case .temperatureRamp(let ramp):
      self.init(step.records, duration: ramp.duration, times: 1)
      let widest = ProtocolQuantity.temperature.bounds
      segments = TemperatureRamp.levelCount(from: ramp.start ?? widest.lowerBound, to: ramp.end)
    case .fluenceCourse(let course):
      self.init(step.records, duration: course.duration, times: 1)
      segments = saturatingSum(course.times.count, records.values.reduce(0, saturatingSum))
    case .ramp(_, _, let time), .drive(_, .time(let time)): self.init(step.records, duration: time, times: 1)
    case .rest(_, .until(let rule)), .hold(_, .until(let rule)), .drive(_, .until(let rule)):
      self.init(step.records, duration: rule.limit, times: 1)
      records[rule.quantity.kind] = saturatingSum(records[rule.quantity.kind] ?? 0, rule.testCount)
    case .forEach(.bias(let values), let inner), .forEach(.fluence(let values), let inner):
      self.init(of: inner)
      multiply(by: values.count)
    case .staircase(let staircase): self.init(step.records, duration: staircase.dwell, times: staircase.levelCount)
    case .ladder(let ladder): self.init(step.records, duration: ladder.exposure ?? 0, times: ladder.rungCount)
    case .scan(let scan): self.init(step.records, duration: scan.duration, times: 1)
    case .rest(_, .time(let time)), .hold(_, .time(let time)): self.init(step.records, duration: time, times: 1)
    case .rest, .hold, .drive, .light, .biasLight, .temperature, .fluence, .observe:
      self.init(step.records, duration: 0, times: 1)
    }
  }

  private init(_ requests: [RecordRequest], duration: Double, times: Int, pulses: Int = 0) {
    segments = 1
    let timedCount = requests.filter { $0.timing != .unspecified }
      .reduce(0) { saturatingSum($0, $1.timing.count(duration: duration, pulses: pulses)) }
    for request in requests {
      let count =
        request.timing == .unspecified ? max(1, timedCount) : request.timing.count(duration: duration, pulses: pulses)
      records[request.kind] = saturatingSum(records[request.kind] ?? 0, count)
    }
    multiply(by: times)
  }

  private mutating func add(_ other: TimelineSize) {
    segments = saturatingSum(segments, other.segments)
    records.merge(other.records, uniquingKeysWith: saturatingSum)
  }

  private mutating func multiply(by factor: Int) {
    segments = saturatingProduct(segments, factor)
    records = records.mapValues { saturatingProduct($0, factor) }
  }

  /// The problem to report if the size exceeds the limits, at the step that contributes most.
  func excess(over limits: TimelineLimits, of lab: LabProtocol) -> TimelineProblem? {
    let allowed: [(name: String, count: (TimelineSize) -> Int, limit: Int)] = [
      ("moves of the bias", { $0.segments }, limits.segments),
      ("spectra", { $0.records[.spectrum] ?? 0 }, limits.spectra),
      ("current readings", { $0.records[.current] ?? 0 }, limits.currents),
      ("profiles", { $0.records[.profile] ?? 0 }, limits.profiles),
      ("decays", { $0.records[.decay] ?? 0 }, limits.decays),
      ("streak images", { $0.records[.streak] ?? 0 }, limits.streaks),
    ]
    guard let over = allowed.first(where: { $0.count(self) > $0.limit }),
      let largest = lab.steps.max(by: { over.count(TimelineSize(of: $0)) < over.count(TimelineSize(of: $1)) })
    else { return nil }
    let count = over.count(self)
    return TimelineProblem(
      sentence: largest.sentence, position: largest.position,
      message: "the protocol comes to \(count == Int.max ? "countless" : "\(count)") \(over.name), "
        + "more than the \(over.limit) allowed",
      remedy: "repeat less often, record less often, or split the protocol into several experiments")
  }
}

private func saturatingSum(_ a: Int, _ b: Int) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? Int.max : sum
}

private func saturatingProduct(_ a: Int, _ b: Int) -> Int {
  let (product, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? Int.max : product
}
