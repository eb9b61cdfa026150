import Bench
import Figures
import Foundation

/// A protocol drawn before it runs: bias, pump, temperature and the instants of records against time.
public struct ProtocolPreview: Sendable {
  /// The experiment.
  public let experiment: Experiment
  /// What it will cost.
  public let cost: TimelineCost

  /// - Parameter experiment: what is to be drawn.
  public init(_ experiment: Experiment) {
    self.experiment = experiment
    cost = TimelineCost(of: experiment.timeline, wavelengths: experiment.detector.count)
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
    let rests = timeline.segments.filter { if case .settle = $0.motion { true } else { false } }
      .map { MarkerLine(.vertical, at: $0.start / unit.seconds) }
    var (times, biases, fluences, currents) = ([Double](), [Double](), [Double](), [Double]())
    for segment in timeline.segments {
      times += [segment.start / unit.seconds, (segment.start + segment.duration) / unit.seconds]
      biases += [segment.motion.start, segment.motion.end]
      fluences += [segment.fluence, segment.fluence].map { ($0 ?? 0) * 100 }
      let driven: Double? = if case .drive(let current) = segment.motion { current * 0.1 } else { nil }
      currents += [driven, driven].map { $0 ?? .nan }
    }
    var panels = [
      Panel(
        x: axis, y: PlotAxis("bias", unit: "V"), curves: [Curve("", x: times, y: biases)],
        lines: Array(rests.prefix(50)),
        legend: .none),
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
    if timeline.segments.contains(where: { $0.biasLight != nil }) {
      let light = timeline.segments.flatMap { [$0.biasLight, $0.biasLight].map { ($0?.irradiance ?? 0) * 0.1 } }
      panels.append(
        Panel(
          x: axis, y: PlotAxis("bias light", unit: "mW/cm²"), curves: [Curve("", x: times, y: light)], legend: .none))
    }
    if timeline.segments.contains(where: { $0.temperature != nil }) {
      let start = experiment.temperature ?? 298.15
      let kelvin = timeline.segments.flatMap { [$0.temperature ?? start, $0.temperature ?? start] }
      panels.append(
        Panel(
          x: axis, y: PlotAxis("temperature", unit: "°C"),
          curves: [Curve("", x: times, y: kelvin.map { $0 - 273.15 }, colour: .palette(3))], legend: .none))
    }
    if let records = records(axis, unit.seconds) { panels.append(records) }
    return Figure(name: "protocol", title: experiment.title, panels: panels, columns: 1)
  }

  /// A row of points for each kind of record.
  private func records(_ axis: PlotAxis, _ second: Double) -> Panel? {
    let curves = RecordKind.allCases.enumerated().compactMap { row, kind -> Curve? in
      let times = experiment.timeline.segments.flatMap { segment in
        segment.instants.filter { $0.kinds.contains(kind) }.map { (segment.start + $0.time) / second }
      }
      guard !times.isEmpty else { return nil }
      return Curve(
        kind.rawValue, x: times, y: times.map { _ in Double(row + 1) }, style: .points, colour: .palette(row))
    }
    guard !curves.isEmpty else { return nil }
    let label = RecordKind.allCases.enumerated().map { "\($0.offset + 1) \($0.element.rawValue)" }
    return Panel(
      x: axis, y: PlotAxis(label.joined(separator: ", "), range: 0.5...Double(RecordKind.allCases.count) + 0.5),
      curves: curves,
      legend: .none)
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
