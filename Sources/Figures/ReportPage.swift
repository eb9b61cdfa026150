import Foundation
import Records

/// One observation in the report: what the paper says, what was computed, the figures, and what a reader must know.
public struct ReportEntry: Sendable {
  /// Id of the observation, e.g. `F2c`.
  public let id: String
  /// What is observed, in a few words.
  public let heading: String
  /// What the paper says, in words.
  public let paper: String
  /// Numbers with verdicts.
  public let rows: [VerdictRow]
  /// Figures as they came from the renderer; one that could not be drawn stays in the report with its reason.
  public let figures: [Result<RenderedFigure, FigureError>]
  /// The moving picture, if there is one.
  public let animation: Result<RenderedAnimation, FigureError>?
  /// How it was computed, known conflicts, advice.
  public let notes: [String]

  /// - Parameters: as the properties of the same names.
  public init(
    id: String, heading: String, paper: String, rows: [VerdictRow],
    figures: [Result<RenderedFigure, FigureError>] = [], animation: Result<RenderedAnimation, FigureError>? = nil,
    notes: [String] = []
  ) {
    self.id = id
    self.heading = heading
    self.paper = paper
    self.rows = rows
    self.figures = figures
    self.animation = animation
    self.notes = notes
  }
}

/// A report in one HTML file: verdicts first, then each observation. It holds its pictures and needs no network.
public struct ReportPage: Sendable {
  /// Title of the page.
  public let title: String
  /// Paragraphs before the table.
  public let introduction: [String]
  /// Parts between the table of verdicts and the observations.
  public let leading: [ReportSection]
  /// Parts after the observations.
  public let closing: [ReportSection]
  /// Observations in the order to be read.
  public let entries: [ReportEntry]
  /// Where the numbers come from.
  public let provenance: Provenance
  /// What was conserved over all runs; nil where nothing was run.
  public let audit: PhysicsAudit?

  /// - Parameters: as the properties of the same names.
  public init(
    title: String, introduction: [String] = [], leading: [ReportSection] = [], entries: [ReportEntry],
    closing: [ReportSection] = [], provenance: Provenance, audit: PhysicsAudit? = nil
  ) {
    self.title = title
    self.introduction = introduction
    self.leading = leading
    self.closing = closing
    self.entries = entries
    self.provenance = provenance
    self.audit = audit
  }

  /// Writes the page.
  /// - Throws: `FigureError.notWritable`.
  public func write(to file: URL) throws(FigureError) {
    do { try html().write(to: file, atomically: true, encoding: .utf8) } catch {
      throw .notWritable(path: file.path(percentEncoded: false), reason: error.localizedDescription)
    }
  }

  /// The whole page. A picture whose file cannot be read is replaced by a line that says so.
  public func html() -> String {
    let rows = entries.flatMap(\.rows)
    let counts = Verdict.allCases.map { verdict in
      "<span class=\"verdict \(verdict.rawValue)\">\(rows.count { $0.verdict == verdict }) \(verdict.rawValue)</span>"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title.escapedForHTML)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      <h1>\(title.escapedForHTML)</h1>
      \(introduction.map { "<p>\($0.escapedForHTML)</p>" }.joined(separator: "\n"))
      <p class="counts">\(counts.joined(separator: " "))</p>
      \(summary(rows))
      \(leading.map(html).joined(separator: "\n"))
      \(entries.map(section).joined(separator: "\n"))
      \(closing.map(html).joined(separator: "\n"))
      \(origin)
      </main>
      </body>
      </html>

      """
  }

  private func summary(_ rows: [VerdictRow]) -> String {
    let lines = rows.map { row in
      """
      <tr><td><a href="#\(row.id.escapedForHTML)">\(row.id.escapedForHTML)</a></td>\
      <td>\(row.quantity.escapedForHTML)</td><td>\(row.paper.escapedForHTML)</td>\
      <td class="number">\(Self.number(row))</td><td>\(row.evidence.rawValue)</td>\
      <td><span class="verdict \(row.verdict.rawValue)">\(row.verdict.rawValue)</span></td></tr>
      """
    }
    return """
      <div class="wide"><table>
      <thead><tr><th>id</th><th>quantity</th><th>reported</th><th>computed</th><th>fitted or predicted</th>\
      <th>verdict</th></tr></thead>
      <tbody>
      \(lines.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  private func section(_ entry: ReportEntry) -> String {
    let rows = entry.rows.map { row in
      let note = row.note.isEmpty ? "" : "<br><span class=\"note\">\(row.note.escapedForHTML)</span>"
      return """
        <li><span class="verdict \(row.verdict.rawValue)">\(row.verdict.rawValue)</span> \
        \(row.quantity.escapedForHTML): <strong>\(Self.number(row))</strong> against \(row.paper.escapedForHTML) \
        <span class="note">(accepted: \(row.accept.escapedForHTML); \(row.evidence.rawValue))</span>\(note)</li>
        """
    }
    return """
      <section id="\(entry.id.escapedForHTML)">
      <h2>\(entry.id.escapedForHTML) <span>\(entry.heading.escapedForHTML)</span></h2>
      <p><strong>The paper:</strong> \(entry.paper.escapedForHTML)</p>
      \(entry.figures.map(Self.picture).joined(separator: "\n"))
      \(entry.animation.map(Self.movingPicture) ?? "")
      <ul class="rows">
      \(rows.joined(separator: "\n"))
      </ul>
      \(entry.notes.map { "<p class=\"note\">\($0.escapedForHTML)</p>" }.joined(separator: "\n"))
      </section>
      """
  }

  private static func movingPicture(_ result: Result<RenderedAnimation, FigureError>) -> String {
    switch result {
    case .success(let animation):
      let name = animation.picture.lastPathComponent.escapedForHTML
      guard animation.picture.pathExtension == "gif", let bytes = try? Data(contentsOf: animation.picture) else {
        return "<p class=\"note\">The animation is a page of its own: figures/\(name).</p>"
      }
      let film = animation.film.map { "; film: figures/\($0.lastPathComponent.escapedForHTML)" } ?? ""
      return """
        <figure><img alt="\(animation.title.escapedForHTML)" src="data:image/gif;base64,\(bytes.base64EncodedString())">\
        <figcaption>\(animation.title.escapedForHTML): figures/\(name)\(film)</figcaption></figure>
        """
    case .failure(let error):
      return "<p class=\"missing\">\(error.description.escapedForHTML)</p>"
    }
  }

  static func picture(_ result: Result<RenderedFigure, FigureError>) -> String {
    switch result {
    case .success(let figure):
      let words = figure.title.isEmpty ? figure.name : figure.title
      guard let bytes = try? Data(contentsOf: figure.svg) else {
        return "<p class=\"missing\">The picture \(figure.svg.lastPathComponent.escapedForHTML) cannot be read.</p>"
      }
      return """
        <figure><img alt="\(words.escapedForHTML)" src="data:image/svg+xml;base64,\(bytes.base64EncodedString())">\
        <figcaption>\(figure.name.escapedForHTML): script and data lie beside the picture</figcaption></figure>
        """
    case .failure(let error):
      return "<p class=\"missing\">\(error.description.escapedForHTML)</p>"
    }
  }

  /// `604 (571 … 640) µJ/cm²`: as many digits as the interval bears, or four.
  static func number(_ row: VerdictRow) -> String {
    guard let value = row.computed else { return "not to be had" }
    let unit = row.unit == "1" || row.unit.isEmpty ? "" : " " + row.unit
    guard let interval = row.interval, interval.upperBound > interval.lowerBound else {
      return (rounded(value, 4) + unit).escapedForHTML
    }
    // An interval about the value is written as ±, any other by its ends; four digits tell all a reader can use.
    let half = 0.5 * (interval.upperBound - interval.lowerBound)
    let isCentred = abs(interval.lowerBound + half - value) <= 1e-6 * half + 1e-12 * abs(value)
    let spread =
      isCentred
      ? " ± \(rounded(half, 2))" : " (\(rounded(interval.lowerBound, 4)) … \(rounded(interval.upperBound, 4)))"
    return "\(rounded(value, 4))\(spread)\(unit)".escapedForHTML
  }

  private static func rounded(_ value: Double, _ digits: Int) -> String {
    let text = String(format: "%.\(digits)g", value)
    return text.replacing("-", with: "−")
  }

  private var origin: String {
    let revision = provenance.revision
    let changes = revision.hasLocalChanges == true ? " with local changes" : ""
    let checks = (audit?.checks ?? []).map { check in
      """
      <tr><td>\(check.name.escapedForHTML)</td><td class="number">\(Self.rounded(check.value, 2))</td>\
      <td class="number">\(Self.rounded(check.limit, 2))</td><td>\(check.passed ? "passed" : "failed")</td></tr>
      """
    }
    let table =
      checks.isEmpty
      ? ""
      : """
      <h2>Physics audit</h2>
      <table><thead><tr><th>conserved</th><th>relative violation</th><th>limit</th><th></th></tr></thead>
      <tbody>\(checks.joined(separator: "\n"))</tbody></table>
      """
    return """
      \(table)
      <footer><p>Driftlight \(provenance.version.escapedForHTML), commit \(revision.commit.escapedForHTML)\(changes), \
      \(provenance.date.ISO8601Format()); parameter set \(provenance.parameterSet.escapedForHTML); \
      \(provenance.host.operatingSystem.escapedForHTML), \(provenance.host.processor.escapedForHTML), \
      \(provenance.threadsUsed) threads.</p>
      <p><code>\(provenance.commandLine.joined(separator: " ").escapedForHTML)</code></p></footer>
      """
  }
}

extension String {
  /// The text with the five characters HTML gives a meaning replaced.
  var escapedForHTML: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }
}
