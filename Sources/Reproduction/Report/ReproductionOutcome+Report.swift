import Bench
import Figures
import Foundation
import Materials
import Records

extension ReproductionOutcome {
  /// The report: verdicts, the paper's figures, each row, controls, sensitivities, open questions, whom to cite.
  func page(
    figures: [Result<RenderedFigure, FigureError>], sheets: [Result<RenderedFigure, FigureError>],
    moving: [String: Result<RenderedAnimation, FigureError>], _ provenance: Provenance
  ) -> ReportPage {
    ReportPage(
      title: "Enhancement of amplified spontaneous emission by electric field in CsPbBr₃: reported and computed",
      introduction: introduction,
      leading: sheets.isEmpty
        ? []
        : [
          ReportSection(
            id: "sheets", title: "The paper's figures",
            paragraphs: [
              "With the panels and axes of the paper; all curves are computed, what the paper reports is drawn in black."
            ],
            figures: sheets)
        ],
      entries: entries(figures, moving), closing: closing, provenance: provenance, audit: audit)
  }

  private var introduction: [String] {
    let misses = rows.filter { $0.verdict != .agrees }.map(\.row.id)
    return [
      "Device \(reproduction.device.device.name), parameter set \(reproduction.device.parameterSet ?? "none"). "
        + "\(rows.count { $0.verdict == .agrees }) of \(rows.count) observations agree with the paper "
        + "(doi:10.1021/acs.nanolett.2c02944)" + (misses.isEmpty ? "." : "; not: \(misses.joined(separator: ", "))."),
      "Each number carries an interval: 4/3 of the difference to a mesh with every cell halved, or "
        + "the uncertainty of the analysis where that is larger. 'Fitted' marks quantities that parameters were adjusted "
        + "to; 'predicted' quantities follow.",
    ]
  }

  private func entries(
    _ drawn: [Result<RenderedFigure, FigureError>], _ moving: [String: Result<RenderedAnimation, FigureError>]
  ) -> [ReportEntry] {
    var remaining = drawn[...]
    return rows.map { row in
      let figures = row.figure == nil ? [] : [remaining.popFirst()].compactMap { $0 }
      let omitted = (row.figure?.withoutEmptyCurves().omitted ?? []).map { "No value, so not drawn: \($0)." }
      let moved = sensitivities.first { $0.id == row.row.id }.map { ["Moved most by (elasticity): \($0.sentence)."] } ?? []
      return ReportEntry(
        id: row.row.id, heading: "Figure \(row.row.figure): \(row.verdict.rawValue)", paper: row.row.reported,
        rows: row.verdictRows, figures: figures, animation: moving[row.row.id],
        notes: ["Accept rule: \(row.row.accept)."] + row.notes + omitted + moved
          + (row.failure.map { ["Not computed: \($0)"] } ?? []))
    }
  }

  private var closing: [ReportSection] {
    let asked = rows.map(\.row.id)
    var sections: [ReportSection] = []
    if !controls.isEmpty {
      sections.append(
        ReportSection(
          id: "controls", title: "Controls: the same rows with a part of the model taken away or put in",
          paragraphs: controls.map { "\($0.control.words). \($0.sentence)" },
          table: .init(
            heads: ["id", "as shipped"] + controls.map(\.control.rawValue),
            rows: rows.enumerated().map { index, row in
              [row.row.id, row.verdict.rawValue] + controls.map { $0.rows[index].verdict.rawValue }
            })))
    }
    if !sensitivities.isEmpty {
      sections.append(
        ReportSection(
          id: "sensitivity", title: "What moves the rows",
          paragraphs: [
            "The three numbers of the device that move each headline quantity most, with the elasticity: relative change of "
              + "the quantity over that of the number. Below \(RowSensitivity.resolution.brief) it is not told from zero. An "
              + "energy counts relative to itself: 0.1 % of the edge energy are 2.4 meV, a tenth of kT. Quantities that are "
              + "nearly zero (F1c, S10) have large elasticities and small changes. All of them stand in sensitivity.csv."
          ],
          table: .init(
            heads: ["id", "quantity", "moved most by"], rows: sensitivities.map { [$0.id, $0.quantity, $0.sentence] })))
    }
    let disputes = ModelDispute.concerning(asked)
    if !disputes.isEmpty {
      sections.append(
        ReportSection(
          id: "disputes", title: "Where paper and model disagree, and what experiment would decide",
          table: .init(
            heads: ["rows", "what does not fit, or is not known", "what the model assumes", "what would decide"],
            rows: disputes.map { [$0.rows.joined(separator: ", "), $0.question, $0.assumption, $0.experiment] })))
    }
    let missed = rows.filter { $0.verdict != .agrees }
    if !missed.isEmpty { sections.append(Self.misses(missed, sensitivities)) }
    sections.append(
      ReportSection(
        id: "cite", title: "How to cite",
        paragraphs: ["The experiment, the model's sources and this program, whichever of them your text leans on:"]
          + Citation.sources(of: reproduction.device).map { item in
            "\(item.usedFor): \(item.reference)" + (item.doi.map { ", doi:\($0)" } ?? "")
          }))
    return sections
  }

  /// The rows that do not agree, and where they would: along the number that moves them most, to first order.
  private static func misses(_ rows: [ReproducedRow], _ sensitivities: [RowSensitivity]) -> ReportSection {
    ReportSection(
      id: "misses", title: "Rows that do not agree, and where they would",
      table: .init(
        heads: ["id", "what fails", "where it would agree"],
        rows: rows.map { row in
          let failed = row.criteria.filter { $0.verdict != .agrees }
          let what = row.failure ?? failed.map { "\($0.quantity): \($0.computed.brief), accepted \($0.requirement.text)" }
            .joined(separator: "; ")
          guard let head = row.criteria.first, head.verdict != .agrees,
            let strongest = sensitivities.first(where: { $0.id == row.row.id })?.strongest.first
          else { return [row.row.id, what, "not known: the failing condition is not the headline, or nothing moves it"] }
          let bounds = head.requirement.bounds
          let goal = head.computed < bounds.lowerBound ? bounds.lowerBound : bounds.upperBound
          let factor = pow(abs(goal / head.computed), 1 / strongest.elasticity)
          return [row.row.id, what, "to first order with \(strongest.path) × \(factor.brief)"]
        }))
  }

  /// All elasticities, CSV.
  var sensitivityTable: String {
    var lines = ["id,quantity,value,parameter,elasticity"]
    for row in sensitivities {
      let quantity = "\"\(row.quantity.replacing("\"", with: "'"))\""
      lines += row.elasticities.map { "\(row.id),\(quantity),\(row.value),\($0.path),\($0.elasticity)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
