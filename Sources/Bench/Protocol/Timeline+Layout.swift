// Protocol → timeline. The size is counted before anything is laid out, so that a block repeated a billion times is
// refused at once and not after filling the memory.

extension Timeline {
  /// Lays a protocol out in time.
  /// - Parameters:
  ///   - fluence: incident fluence of the pump at the start, J m⁻².
  ///   - temperature: lattice temperature at the start, K; `nil` for that of the device, which a protocol does not know.
  ///   - limits: how large the timeline may become.
  ///   - lab: the protocol.
  /// - Throws: everything that cannot be carried out, all at once.
  public init(
    _ lab: LabProtocol, fluence: Double, temperature: Double? = nil, limits: TimelineLimits = TimelineLimits()
  ) throws(TimelineProblems) {
    let size = TimelineSize(of: lab.steps)
    if let problem = size.excess(over: limits, of: lab) { throw TimelineProblems(problems: [problem]) }
    var layout = TimelineLayout(fluence: fluence, knownTemperature: temperature)
    layout.append(lab.steps, context: [])
    guard layout.problems.isEmpty else { throw TimelineProblems(problems: layout.problems) }
    self = layout.timeline
  }
}

/// The timeline while it is being laid out, with the settings that hold at its end.
private struct TimelineLayout {
  var timeline = Timeline(
    segments: [], steps: [], duration: 0, spectrumCount: 0, currentCount: 0, profileCount: 0, decayCount: 0,
    streakCount: 0)
  var problems: [TimelineProblem] = []
  private var fluence: Double
  private var lightIsOn = true
  private var biasLight: BiasLight?
  /// Temperature that a sentence has set, K.
  private var temperature: Double?
  /// Temperature that the experiment states, K.
  private let knownTemperature: Double?
  /// Bias applied to the device, V.
  private var bias = 0.0
  /// Whether a step before has driven a current, so that nobody knows the bias before the run.
  private var biasIsOpen = false
  /// Bias chosen by a series, applied by the next step that takes time, V.
  private var pendingBias: Double?
  /// Value of the innermost series of biases, V.
  private var seriesBias: Double?

  init(fluence: Double, knownTemperature: Double?) {
    self.fluence = fluence
    self.knownTemperature = knownTemperature
  }

  mutating func append(_ steps: [ProtocolStep], context: [String]) {
    for step in steps {
      switch step.action {
      case .repeated(let count, let inner):
        for pass in 1...max(1, count) { append(inner, context: context + ["cycle \(pass) of \(count)"]) }
      case .section(let name, let inner): append(inner, context: context + [name])
      case .forEach(.bias(let values), let inner):
        let outer = seriesBias
        defer { seriesBias = outer }
        for value in values {
          (pendingBias, seriesBias) = (value, value)
          append(inner, context: context + ["bias \(shortest(value)) V"])
        }
      case .forEach(.fluence(let values), let inner):
        let before = fluence
        defer { fluence = before }
        for value in values {
          fluence = value
          append(inner, context: context + ["fluence \(shortest(value * 100)) uJ/cm2"])
        }
      default: append(step, context: context)
      }
    }
  }

  private mutating func append(_ step: ProtocolStep, context: [String]) {
    timeline.steps.append(
      TimelineStep(
        sentence: step.sentence, position: step.position, context: context, start: timeline.duration, duration: 0))
    switch step.action {
    case .rest(let bias, let lasting): stay(at: bias, lasting, isDark: true, of: step)
    case .hold(let held, let lasting): stay(at: value(of: held, in: step), lasting, isDark: false, of: step)
    case .staircase(let staircase):
      for level in staircase.levels { move(.hold(level), for: staircase.dwell, of: step) }
    case .scan(let scan): move(.ramp(from: scan.start, to: scan.end), for: scan.duration, of: step)
    case .ramp(let start, let end, let duration):
      if start == nil { demandKnownBias(step) }
      move(.ramp(from: start ?? pendingBias ?? bias, to: end), for: duration, of: step)
    case .course(let course): follow(course, of: step)
    case .drive(let current, let lasting): drive(current, lasting, of: step)
    case .ladder(let ladder): climb(ladder, of: step)
    case .light(let isOn): lightIsOn = isOn
    case .biasLight(let light): biasLight = light
    case .temperature(let value): temperature = value
    case .temperatureRamp(let ramp): warm(by: ramp, of: step)
    case .fluenceCourse(let course): follow(course, of: step)
    case .fluence(let value): fluence = value
    case .observe: observeFrozenState(of: step, fluences: [fluence])
    case .repeated, .forEach, .section: break
    }
    let last = timeline.steps.count - 1
    timeline.steps[last].duration = timeline.duration - timeline.steps[last].start
  }

  private mutating func stay(at bias: Double, _ lasting: Lasting, isDark: Bool, of step: ProtocolStep) {
    switch lasting {
    case .time(let time): move(.hold(bias), for: time, of: step, isDark: isDark)
    case .untilSteady: move(.settle(bias), for: 0, of: step, isDark: isDark)
    case .until(let rule):
      if rule.quantity == .emissionRatio, isDark || !lightIsOn {
        refuse(
          step, "the light is off here, so there is no ASE/PL to wait for", "write 'light on' before it, or 'hold'")
      }
      move(.hold(bias), for: rule.limit, of: step, isDark: isDark, stop: rule)
    }
  }

  private mutating func drive(_ current: Double, _ lasting: Lasting, of step: ProtocolStep) {
    switch lasting {
    case .time(let time): move(.drive(current), for: time, of: step)
    case .until(let rule): move(.drive(current), for: rule.limit, of: step, stop: rule)
    case .untilSteady:
      refuse(step, "a current that is driven has no rest of its own", "write 'for 60 s'")
    }
  }

  /// Straight piece by straight piece, each with the instants that lie in it.
  private mutating func follow(_ course: BiasCourse, of step: ProtocolStep) {
    let instants = TimelineInstant.merging(step.records, duration: course.duration, pulseEnds: course.pulseEnds)
    let pieces = course.pieces
    let shares = TimelineInstant.shares(of: instants, among: pieces.map { ($0.start, $0.duration) })
    for (piece, own) in zip(pieces, shares) { move(piece.motion, for: piece.duration, of: step, instants: own) }
  }

  /// Holds between the instants of records and the points of the course, each with the fluence at its end.
  private mutating func follow(_ course: FluenceCourse, of step: ProtocolStep) {
    demandKnownBias(step)
    let (held, before) = (pendingBias ?? bias, fluence)
    let instants = TimelineInstant.merging(step.records, duration: course.duration)
    let corners = course.times.dropFirst().map { TimelineInstant(time: $0, kinds: []) }
    var start = 0.0
    for end in (instants + corners).sorted(by: { $0.time < $1.time }) {
      // A corner that is an instant, too.
      guard !end.kinds.isEmpty || end.time - start > 1e-12 * course.duration else { continue }
      fluence = course.value(at: end.time)
      let duration = max(0, end.time - start)
      let own = end.kinds.isEmpty ? [] : [TimelineInstant(time: duration, kinds: end.kinds)]
      move(.hold(held), for: duration, of: step, instants: own)
      start = end.time
    }
    fluence = before
  }

  /// Level by level under the present bias.
  private mutating func warm(by ramp: TemperatureRamp, of step: ProtocolStep) {
    demandKnownBias(step)
    guard let start = ramp.start ?? temperature ?? knownTemperature else {
      return refuse(
        step, "the temperature before this step is that of the device, which is not known here",
        "write where the ramp begins, 'temperature from 25 °C to …'")
    }
    let held = pendingBias ?? bias
    let instants = TimelineInstant.merging(step.records, duration: ramp.duration)
    let levels = ramp.levels(from: start)
    let shares = TimelineInstant.shares(of: instants, among: levels.map { ($0.start, $0.duration) })
    for (level, own) in zip(levels, shares) {
      temperature = level.temperature
      move(.hold(held), for: level.duration, of: step, instants: own)
    }
  }

  private mutating func value(of held: HeldBias, in step: ProtocolStep) -> Double {
    switch held {
    case .volts(let value): return value
    case .present:
      demandKnownBias(step)
      return pendingBias ?? bias
    case .ofSeries:
      if let seriesBias { return seriesBias }
      refuse(
        step, "there is no series of biases around this step", "put it below 'for bias 0 V, 1 V:', or write the bias")
      return bias
    }
  }

  /// The present bias must be one that the protocol has set.
  private mutating func demandKnownBias(_ step: ProtocolStep) {
    guard biasIsOpen, pendingBias == nil else { return }
    refuse(
      step, "a current was driven before, so the present bias is not known here", "write the bias, 'hold 2 V for 5 s'")
  }

  private mutating func climb(_ ladder: FluenceLadder, of step: ProtocolStep) {
    guard let exposure = ladder.exposure else {
      if ladder.bias != nil {
        refuse(
          step, "'instantly' measures the state as it stands, which a new bias has had no time to change",
          "put 'hold … V for … s' before the ladder and leave the bias out of it")
      }
      return observeFrozenState(of: step, fluences: ladder.rungs)
    }
    let before = fluence
    for rung in ladder.rungs {
      fluence = rung
      if ladder.bias == nil { demandKnownBias(step) }
      move(.hold(ladder.bias ?? pendingBias ?? bias), for: exposure, of: step)
    }
    fluence = before
  }

  /// Observes the state as it stands, once for each fluence.
  private mutating func observeFrozenState(of step: ProtocolStep, fluences: [Double]) {
    demandKnownBias(step)
    if let pendingBias, pendingBias != bias {
      refuse(
        step, "the bias has only just been set to \(shortest(pendingBias)) V and no time has passed under it",
        "put 'hold for 1 s' before it")
      return
    }
    let before = fluence
    for value in fluences {
      fluence = value
      move(.hold(bias), for: 0, of: step)
    }
    fluence = before
  }

  private mutating func move(
    _ motion: BiasMotion, for duration: Double, of step: ProtocolStep, isDark: Bool = false, stop: StopRule? = nil,
    instants given: [TimelineInstant]? = nil
  ) {
    let instants = given ?? TimelineInstant.merging(step.records, duration: duration)
    if !lightIsOn, let kind = instants.lazy.flatMap(\.kinds).first(where: \.needsLight) {
      refuse(step, "the light is off here, so there is no \(kind.rawValue) to record", "write 'light on' before it")
    }
    timeline.segments.append(
      TimelineSegment(
        step: timeline.steps.count - 1, start: timeline.duration, duration: duration, motion: motion,
        fluence: lightIsOn && !isDark ? fluence : nil, instants: instants, temperature: temperature,
        biasLight: biasLight, stop: stop))
    timeline.duration += duration
    biasIsOpen = !motion.end.isFinite
    if !biasIsOpen { bias = motion.end }
    pendingBias = nil
    for instant in instants {
      if instant.kinds.contains(where: \.needsLight) { timeline.spectrumCount += 1 }
      if instant.kinds.contains(.decay) { timeline.decayCount += 1 }
      if instant.kinds.contains(.streak) { timeline.streakCount += 1 }
      if instant.kinds.contains(.current) { timeline.currentCount += 1 }
      if instant.kinds.contains(.profile) { timeline.profileCount += 1 }
    }
    if let stop, stop.quantity == .emissionRatio { timeline.spectrumCount += stop.testCount }
  }

  private mutating func refuse(_ step: ProtocolStep, _ message: String, _ remedy: String) {
    let problem = TimelineProblem(
      sentence: step.sentence, position: step.position, message: message, remedy: remedy)
    if !problems.contains(where: { $0.position == problem.position && $0.sentence == problem.sentence }) {
      problems.append(problem)
    }
  }
}

extension TimelineInstant {
  /// The instants of several requests in one list; times closer than 1e-12 of the duration are one instant.
  static func merging(
    _ records: [RecordRequest], duration: Double, pulseEnds: [Double] = []
  ) -> [TimelineInstant] {
    let timed = records.filter { $0.timing != .unspecified }
    var found: [(time: Double, kind: RecordKind)] = []
    for record in timed {
      found += record.timing.instants(duration: duration, pulseEnds: pulseEnds).map { (time: $0, kind: record.kind) }
    }
    let times = found.map(\.time)
    for record in records where record.timing == .unspecified {
      found += (times.isEmpty ? [duration] : times).map { (time: $0, kind: record.kind) }
    }
    found.sort { $0.time < $1.time }
    var result: [TimelineInstant] = []
    for item in found {
      if let last = result.last, item.time - last.time <= 1e-12 * duration {
        result[result.count - 1].kinds.insert(item.kind)
      } else {
        result.append(TimelineInstant(time: item.time, kinds: [item.kind]))
      }
    }
    return result
  }
}

extension TimelineInstant {
  /// Which instants of a step belong to each of its pieces, counted from the start of the piece; one on a border
  /// belongs to the piece before it.
  static func shares(
    of instants: [TimelineInstant], among pieces: [(start: Double, duration: Double)]
  ) -> [[TimelineInstant]] {
    var waiting = instants[...]
    return pieces.enumerated().map { index, piece in
      let end = index == pieces.count - 1 ? Double.infinity : piece.start + piece.duration
      let own = waiting.prefix { $0.time <= end * (1 + 1e-12) }
      waiting = waiting.dropFirst(own.count)
      return own.map {
        TimelineInstant(time: min(max(0, $0.time - piece.start), piece.duration), kinds: $0.kinds)
      }
    }
  }
}

/// A number as people write it: `4`, `-0.5`, `1e-05`.
func shortest(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
