import Materials
import Records

/// All rows under one control experiment.
public struct ControlOutcome: Sendable {
  /// What was changed.
  public let control: ControlExperiment
  /// The rows on the changed device, on the shipped mesh.
  public let rows: [ReproducedRow]

  /// Ids of the rows that do not agree, in the order of the table.
  public var failing: [String] { rows.filter { $0.verdict != .agrees }.map(\.row.id) }

  /// Whether exactly the rows of the ions fail, of those that were computed; `nil` for a control of which that is not asked.
  public var isAsExpected: Bool? {
    guard control == .frozenIons else { return nil }
    return Set(failing) == ControlExperiment.rowsOfIons.intersection(rows.map(\.row.id))
  }

  /// The finding in a sentence.
  public var sentence: String {
    let agreeing = rows.count - failing.count
    let list = failing.isEmpty ? "none" : failing.joined(separator: ", ")
    switch control {
    case .frozenIons:
      return "With the ions frozen \(agreeing) of \(rows.count) rows agree. Failing: \(list). "
        + (isAsExpected == true
          ? "These are exactly the rows that speak of what the bias does through the ions."
          : "These are not exactly the rows that speak of the ions: "
            + ControlExperiment.rowsOfIons.intersection(rows.map(\.row.id)).symmetricDifference(failing).sorted()
            .joined(separator: ", ") + " differ.")
    case .impermeableLayers:
      return "With ions that cannot leave the light-emitting layer \(agreeing) of \(rows.count) rows agree. Failing: \(list)."
    case .fullCarriers:
      return "With electrons and holes in every layer \(agreeing) of \(rows.count) rows agree. Failing: \(list)."
    }
  }

  /// For machines.
  public var json: JSONValue {
    [
      "control": .string(control.rawValue), "words": .string(control.words), "sentence": .string(sentence),
      "failing": .array(failing.map { .string($0) }), "as_expected": isAsExpected.map { .bool($0) } ?? .null,
      "rows": .array(rows.map(\.json)),
    ]
  }
}

extension Reproduction {
  /// Carries every control experiment out.
  /// - Parameter progress: called with the fraction done and what is at work.
  /// - Throws: `InputError` for a device that does not know the changed value; `ReproductionError.cancelled`.
  public func controls(
    progress: @Sendable (_ fraction: Double, _ message: String) -> Void = { _, _ in }
  ) async throws -> [ControlOutcome] {
    var found: [ControlOutcome] = []
    for (index, control) in ControlExperiment.allCases.enumerated() {
      progress(Double(index) / Double(ControlExperiment.allCases.count), "control: \(control.rawValue)")
      let changed = try DeviceLibrary.load(
        text: device.resolvedInput, name: device.device.name, overrides: control.overrides(of: device))
      found.append(ControlOutcome(control: control, rows: await briefRows(on: changed)))
      if Task.isCancelled { throw ReproductionError.cancelled }
    }
    return found
  }
}
