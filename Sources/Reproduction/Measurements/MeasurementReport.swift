import Figures
import Foundation
import Materials
import Quantities
import Records
import Transport

/// What a measurement found: single numbers, one table, figures. People's units.
public struct MeasurementReport: Sendable {
  /// One number that was found.
  public struct Finding: Sendable, Equatable {
    /// What it is.
    public let name: String
    /// The number, in `unit`.
    public let value: Double
    /// Its unit; empty for none.
    public let unit: String
  }

  /// What was read at one instant.
  struct Instant {
    /// Time after the event, s.
    let time: Double
    /// Voltage at the terminals, V.
    let bias: Double
    /// Current density, A m⁻².
    let current: Double
    /// Radiative pairs, m⁻² s⁻¹.
    let emission: Double
  }

  /// The device.
  public let device: Device
  /// What was asked.
  public let measurement: DeviceMeasurement
  /// The layer that absorbs, where there is light.
  public let layer: String?
  /// Numbers found.
  public internal(set) var findings: [Finding] = []
  /// The data, column by column.
  public internal(set) var columns: [CSVTable.Column] = []
  /// Figures.
  public internal(set) var figures: [Figure] = []

  init(device: Device, measurement: DeviceMeasurement, layer: String?) {
    self.device = device
    self.measurement = measurement
    self.layer = layer
  }

  mutating func find(_ name: String, _ value: Double?, _ unit: String) {
    if let value, value.isFinite { findings.append(Finding(name: name, value: value, unit: unit)) }
  }

  /// Charge and ions at the end of a run.
  mutating func show(_ audit: AuditReport) {
    find("ions lost", audit.largestIonDrift, "")
    find("charge unaccounted for", audit.chargeImbalance, "")
  }

  /// For people: findings above, the table below.
  public var text: String {
    var lines = ["\(device.name): \(device.title)", measurement.description(absorber: layer), ""]
    let widest = findings.map(\.name.count).max() ?? 0
    for finding in findings {
      let name = finding.name + String(repeating: " ", count: widest - finding.name.count)
      lines.append("  \(name)  " + String(format: "%.5g", finding.value) + " \(finding.unit)")
    }
    if !findings.isEmpty { lines.append("") }
    let headings = columns.map(\.heading)
    let widths = headings.map { max(13, $0.count) }
    func row(_ cells: [String]) -> String {
      zip(cells, widths).map { String(repeating: " ", count: max(0, $1 - $0.count)) + $0 }.joined(separator: "  ")
    }
    lines.append(row(headings))
    for index in columns.first?.values.indices ?? 0..<0 {
      lines.append(row(columns.map { String(format: "%.6g", $0.values[index]) }))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// For machines.
  public var json: JSONValue {
    .object([
      .init("device", .string(device.name)), .init("measurement", .string(measurement.kind.rawValue)),
      .init("conditions", .string(measurement.description(absorber: layer))),
      .init(
        "findings",
        .array(
          findings.map {
            .object([
              .init("name", .string($0.name)), .init("value", .number($0.value)), .init("unit", .string($0.unit)),
            ])
          })),
      .init(
        "columns",
        .array(
          columns.map { column in
            .object([
              .init("name", .string(column.name)), .init("unit", .string(column.unit)),
              .init("values", .array(column.values.map { .number(Optional($0)) })),
            ])
          })),
    ])
  }

  /// The table as a file.
  /// - Throws: `CSVError`.
  public var csv: String { get throws { try CSVTable(columns).text } }
}

extension DeviceMeasurement {
  /// The conditions in one line.
  func description(absorber: String?) -> String {
    func volts(_ value: Double) -> String { String(format: "%.4g V", value) }
    let what =
      switch kind {
      case .jv: "steady current–voltage curve, \(volts(from)) to \(volts(to))"
      case .scan: "scan \(volts(from)) to \(volts(to)) and back at " + String(format: "%.4g V/s", rate)
      case .staircase:
        "staircase \(volts(from)) to \(volts(to)), dwell " + String(format: "%.4g s", duration)
      case .pulsed:
        "pulses of " + String(format: "%.4g s", duration)
          + " to \(volts(from)) … \(volts(to)), from rest at \(volts(from))"
      case .impedance: "impedance at \(volts(from))"
      case .step: "step \(volts(from)) to \(volts(to)), held for " + String(format: "%.4g s", duration)
      case .lightStep: "light on and off at \(volts(from)), each for " + String(format: "%.4g s", duration)
      case .decay: "open-circuit voltage after light goes off, for " + String(format: "%.4g s", duration)
      case .photovoltage: "photovoltage after a weak pulse at open circuit, for " + String(format: "%.4g s", duration)
      case .photocurrent:
        "photocurrent after a weak pulse at \(volts(from)), for " + String(format: "%.4g s", duration)
      case .profile: "profile at \(volts(from)), steady"
      }
    guard let light else { return what + ", in the dark" }
    let flux = String(format: "%.4g photons m⁻² s⁻¹", light.photonFlux)
    guard let absorption = light.absorption else { return what + ", \(flux) absorbed evenly in \(absorber ?? "")" }
    let side = light.isFromHoleSide ? "hole" : "electron"
    return what + ", \(flux) into \(absorber ?? "") from the \(side) side, α = "
      + String(format: "%.4g m⁻¹", absorption)
  }
}
