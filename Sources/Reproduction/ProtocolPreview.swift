import Bench
import Figures
import Foundation
import Materials

/// A protocol drawn before it runs: bias, pump, temperature and the instants of records against time.
public struct ProtocolPreview: Sendable {
  /// The experiment.
  public let experiment: Experiment
  /// What it will cost.
  public let cost: TimelineCost

  /// Temperature where neither experiment nor protocol sets one T, K.
  private let deviceTemperature: Double

  /// - Parameters:
  ///   - experiment: what is to be drawn.
  ///   - device: what it is carried out on; its temperature holds until experiment or protocol set another.
  public init(_ experiment: Experiment, on device: Device) {
    self.experiment = experiment
    deviceTemperature = device.temperature
    cost = TimelineCost(
      of: experiment.timeline, wavelengths: experiment.detector.count, hasFullCarriers: device.carriers == .full)
  }

  /// The timeline in words, its cost, and what the drawing leaves open.
  public var text: String {
    ([experiment.title, ""] + experiment.timeline.drawing + ["", cost.text] + notes).joined(separator: "\n") + "\n"
  }

  private var notes: [String] {
    let segments = experiment.timeline.segments
    let waits = segments.count { $0.stop != nil }
    let rests = cost.settlements
    return [
      rests > 0 ? "rests until steady take no time on this clock" : nil,
      waits > 0 ? "steps with a condition are drawn with their longest time" : nil,
    ].compactMap { $0 }
  }

  /// The drawing.
  public var figure: Figure {
    let timeline = experiment.timeline
    let span = 0...max(timeline.duration, 1e-9)
    let unit = Self.unit(of: span.upperBound)
    let axis = PlotAxis("time", unit: unit.name, range: 0...(span.upperBound / unit.seconds))
    let rests = timeline.segments.filter(Self.isRest).prefix(50).enumerated().map { place, segment in
      MarkerLine(.vertical, at: segment.start / unit.seconds, label: place == 0 ? "rest until steady" : "")
    }
    // A rest until steady takes no time on this clock: its line says all of it.
    let drawn = timeline.segments.filter { !Self.isRest($0) || !$0.instants.isEmpty }
    let segments = drawn.isEmpty ? timeline.segments : drawn
    var (times, biases, fluences, currents) = ([Double](), [Double](), [Double](), [Double]())
    for segment in segments {
      times += [segment.start / unit.seconds, (segment.start + segment.duration) / unit.seconds]
      biases += [segment.motion.start, segment.motion.end]
      fluences += [segment.fluence, segment.fluence].map { ($0 ?? 0) * 100 }
      let driven: Double? = if case .drive(let current) = segment.motion { current * 0.1 } else { nil }
      currents += [driven, driven].map { $0 ?? .nan }
    }
    var panels = [
      Panel(
        x: axis, y: PlotAxis("bias", unit: "V"), curves: [Curve("", x: times, y: biases)], lines: rests),
      Panel(
        x: axis, y: PlotAxis("pump fluence", unit: "µJ/cm²"),
        curves: [Curve("", x: times, y: fluences, colour: .palette(1))], legend: .none),
    ]
    if currents.contains(where: \.isFinite) {
      panels.append(
        Panel(
          x: axis, y: PlotAxis("driven current", unit: "mA/cm²"), curves: [Curve("", x: times, y: currents)],
          legend: .none))
    }
    if segments.contains(where: { $0.biasLight != nil }) {
      let light = segments.flatMap { [$0.biasLight, $0.biasLight].map { ($0?.irradiance ?? 0) * 0.1 } }
      panels.append(
        Panel(
          x: axis, y: PlotAxis("bias light", unit: "mW/cm²"), curves: [Curve("", x: times, y: light)], legend: .none))
    }
    let start = experiment.temperature ?? deviceTemperature
    let kelvin = segments.flatMap { [$0.temperature ?? start, $0.temperature ?? start] }
    panels.append(
      Panel(
        x: axis, y: PlotAxis("temperature", unit: "°C"),
        curves: [Curve("", x: times, y: kelvin.map { $0 - 273.15 }, colour: .palette(3))], legend: .none))
    if let records = records(axis, unit.seconds) { panels.append(records) }
    return Figure(name: "protocol", title: experiment.title, panels: panels, columns: 1, panelSize: .strip)
  }

  /// A row of points for each kind of record.
  private func records(_ axis: PlotAxis, _ second: Double) -> Panel? {
    var names: [String] = []
    let curves = RecordKind.allCases.compactMap { kind -> Curve? in
      let times = experiment.timeline.segments.flatMap { segment in
        segment.instants.filter { $0.kinds.contains(kind) }.map { (segment.start + $0.time) / second }
      }
      guard !times.isEmpty else { return nil }
      names.append(kind.rawValue)
      let row = Double(names.count)
      return Curve(
        kind.rawValue, x: times, y: times.map { _ in row }, style: .points, colour: .palette(names.count - 1))
    }
    guard !curves.isEmpty else { return nil }
    return Panel(x: axis, y: PlotAxis("records", names: names), curves: curves, legend: .none)
  }

  private static func isRest(_ segment: TimelineSegment) -> Bool {
    if case .settle = segment.motion { true } else { false }
  }

  private static func unit(of seconds: Double) -> (name: String, seconds: Double) {
    switch seconds {
    case ..<1e-4: ("µs", 1e-6)
    case ..<0.1: ("ms", 1e-3)
    case ..<1000: ("s", 1)
    case ..<60_000: ("min", 60)
    default: ("h", 3600)
    }
  }
}
