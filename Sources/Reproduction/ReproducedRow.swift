import Figures
import Records

/// One observation, computed: the paper's row, the conditions of its accept rule and the verdict on it.
public struct ReproducedRow: Sendable {
  /// The paper's row.
  public let row: PaperRow
  /// The conditions, each with its interval; the first one is the headline.
  public let criteria: [Criterion]
  /// The figure, as data.
  public let figure: Figure?
  /// The moving picture, as data.
  public let animation: Animation?
  /// What was conserved where no run of the bench keeps the books.
  public let audit: PhysicsAudit
  /// What a reader has to know.
  public let notes: [String]
  /// Why the observation could not be computed at all; `nil` where it could.
  public let failure: String?

  /// - Parameters: as the properties of the same names.
  public init(
    row: PaperRow, criteria: [Criterion], figure: Figure? = nil, animation: Animation? = nil,
    audit: PhysicsAudit = PhysicsAudit([]), notes: [String] = [], failure: String? = nil
  ) {
    self.row = row
    self.criteria = criteria
    self.figure = figure
    self.animation = animation
    self.audit = audit
    self.notes = notes
    self.failure = failure
  }

  /// The verdict: the worst of all conditions.
  public var verdict: Verdict {
    guard failure == nil, !criteria.isEmpty else { return .contradicts }
    return criteria.map(\.verdict).max { $0.severity < $1.severity } ?? .contradicts
  }

  /// Fitted where any condition was adjusted to, else predicted.
  public var evidence: Evidence { criteria.contains { $0.evidence == .fitted } ? .fitted : .predicted }

  /// One line a condition, for tables and the report.
  public var verdictRows: [VerdictRow] {
    criteria.map { criterion in
      VerdictRow(
        id: row.id, figure: row.figure, quantity: criterion.quantity, paper: criterion.paper,
        computed: criterion.computed.isFinite ? criterion.computed : nil, interval: criterion.interval,
        unit: criterion.unit, accept: criterion.requirement.text, verdict: criterion.verdict,
        evidence: criterion.evidence, note: criterion.note)
    }
  }

  /// The observation for machines: the headline quantity, the accept rule of the table, the verdict on the whole row,
  /// and every condition.
  public var json: JSONValue {
    let head = criteria.first
    let headline = VerdictRow(
      id: row.id, figure: row.figure, quantity: head?.quantity ?? row.reported, paper: row.reported,
      computed: head.flatMap { $0.computed.isFinite ? $0.computed : nil }, interval: head?.interval,
      unit: head?.unit ?? "1", accept: row.accept, verdict: verdict, evidence: evidence,
      note: (notes + [failure].compactMap { $0 }).joined(separator: " "))
    guard case .object(let members) = headline.json else { return headline.json }
    return .object(members + [JSONValue.Member("conditions", verdictRows.json)])
  }
}

extension Verdict {
  /// Order of verdicts from the best to the worst, dimensionless.
  public var severity: Int {
    switch self {
    case .agrees: 0
    case .deviates: 1
    case .contradicts: 2
    }
  }
}
