// Which numbers of the device move a row: elasticities by differences,
//   E = (Y(p + δ) − Y(p))/|Y(p)| · p/δ,
// δ a thirtieth of p, or a tenth of its plausible range where that is less: an edge energy moved by a thirtieth would leave the
// detector. The thresholds are read from ladders to about a thousandth, so elasticities below about 0.05 mean nothing.

import Foundation
import InputFiles
import Materials
import Records

/// How one row's headline number answers to the numbers of the device.
public struct RowSensitivity: Sendable {
  /// Id of the row.
  public let id: String
  /// The headline quantity.
  public let quantity: String
  /// Its value.
  public let value: Double
  /// Elasticity by the path of the parameter, largest first; those that could not be computed are left out.
  public let elasticities: [(path: String, elasticity: Double)]

  /// The least elasticity that is told from zero, dimensionless.
  public static let resolution = 0.05

  /// The three parameters that move the row most.
  public var strongest: [(path: String, elasticity: Double)] {
    Array(elasticities.filter { abs($0.elasticity) >= Self.resolution }.prefix(3))
  }

  /// The strongest in words.
  public var sentence: String {
    guard !strongest.isEmpty else { return "moved by none of the parameters by more than a twentieth of their own change" }
    return strongest.map { "\($0.path) (\(String(format: "%+.2f", $0.elasticity).replacing("-", with: "−")))" }
      .joined(separator: ", ")
  }
}

extension Reproduction {
  /// The numbers that are moved: all that were fitted, and the thicknesses of the layers with ions or light.
  public var movedParameters: [ParameterLedger.Entry] {
    let stack = device.device.transportLayerIndices.map { "layers.\(device.device.layers[$0].name).thickness" }
    return device.ledger.entries.filter { entry in
      guard let value = entry.value, value != 0, entry.assignment(siValue: value) != nil,
        !entry.path.hasPrefix("parameter sets")
      else { return false }
      return entry.evidence == .fitted || stack.contains(entry.path)
    }
  }

  /// The sensitivities of all rows.
  /// - Parameter progress: called with the fraction done and what is at work.
  /// - Throws: `ReproductionError.cancelled`, `InputError`.
  public func sensitivities(
    progress: @Sendable (_ fraction: Double, _ message: String) -> Void = { _, _ in }
  ) async throws -> [RowSensitivity] {
    let base = await briefRows(on: device)
    var found: [String: [(path: String, elasticity: Double)]] = [:]
    let parameters = movedParameters
    for (index, entry) in parameters.enumerated() {
      progress(Double(index) / Double(parameters.count), "sensitivity: \(entry.path)")
      guard let value = entry.value else { continue }
      let width = entry.plausibleRange.map { 0.1 * ($0.upperBound - $0.lowerBound) } ?? .infinity
      var step = min(abs(value) / 30, width)
      if let range = entry.plausibleRange, value + step > range.upperBound { step = -step }
      guard let assignment = entry.assignment(siValue: value + step) else { continue }
      let changed = try DeviceLibrary.load(
        text: device.resolvedInput, name: device.device.name, overrides: [assignment])
      let rows = await briefRows(on: changed)
      if Task.isCancelled { throw ReproductionError.cancelled }
      for (before, after) in zip(base, rows) {
        guard let old = before.criteria.first?.computed, let new = after.criteria.first?.computed, old.isFinite,
          new.isFinite, old != 0
        else { continue }
        found[before.row.id, default: []].append((entry.path, (new - old) / abs(old) * value / step))
      }
    }
    return base.compactMap { row in
      guard let head = row.criteria.first, head.computed.isFinite else { return nil }
      return RowSensitivity(
        id: row.row.id, quantity: head.quantity, value: head.computed,
        elasticities: (found[row.row.id] ?? []).sorted { abs($0.elasticity) > abs($1.elasticity) })
    }
  }
}
