/// What a computed number says of a reported one.
public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
  /// The acceptance rule holds.
  case agrees
  /// The rule fails, the stated trend holds.
  case deviates
  /// The opposite of what is reported.
  case contradicts
}

/// Whether a row could have come out otherwise.
public enum Evidence: String, Sendable, Hashable, Codable, CaseIterable {
  /// Parameters were adjusted to this row.
  case fitted
  /// Nothing was adjusted to this row.
  case predicted
}

/// One line of the table "reported, computed, verdict".
public struct VerdictRow: Sendable, Hashable, Codable {
  /// Id of the observation, e.g. `F2c`.
  public let id: String
  /// Figure of the paper, e.g. `2c`.
  public let figure: String
  /// What is compared, e.g. `ASE threshold at 0 V`.
  public let quantity: String
  /// What the paper reports, in words with unit.
  public let paper: String
  /// The computed value in `unit`; nil where it could not be had, which `note` then explains.
  public let computed: Double?
  /// Interval of the computed value, in `unit`.
  public let interval: ClosedRange<Double>?
  /// Unit of `computed` and `interval`; `1` where there is none.
  public let unit: String
  /// The acceptance rule in words.
  public let accept: String
  /// Computed from `accept`, never typed in.
  public let verdict: Verdict
  /// Whether parameters were adjusted to this row.
  public let evidence: Evidence
  /// What a reader must know besides: why it deviates, which conflict is known.
  public let note: String

  /// - Parameters: as the properties of the same names.
  public init(
    id: String, figure: String, quantity: String, paper: String, computed: Double?,
    interval: ClosedRange<Double>? = nil, unit: String, accept: String, verdict: Verdict, evidence: Evidence,
    note: String = ""
  ) {
    self.id = id
    self.figure = figure
    self.quantity = quantity
    self.paper = paper
    self.computed = computed
    self.interval = interval
    self.unit = unit
    self.accept = accept
    self.verdict = verdict
    self.evidence = evidence
    self.note = note
  }

  /// The row for machines, keys always in this order.
  public var json: JSONValue {
    [
      "id": .string(id), "figure": .string(figure), "quantity": .string(quantity), "paper": .string(paper),
      "computed": .number(computed),
      "interval": interval.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null,
      "unit": .string(unit), "accept": .string(accept), "verdict": .string(verdict.rawValue),
      "evidence": .string(evidence.rawValue), "note": .string(note),
    ]
  }
}

extension Sequence<VerdictRow> {
  /// The whole table for machines: a list of rows.
  public var json: JSONValue { .array(map(\.json)) }
}
