import Records

/// A part of a report that is no observation: sheets of figures, a table of controls, open questions.
public struct ReportSection: Sendable {
  /// A table of texts.
  public struct Table: Sendable {
    /// Heads of the columns.
    public let heads: [String]
    /// Rows, one text a column.
    public let rows: [[String]]
    /// - Parameters: as the properties of the same names.
    public init(heads: [String], rows: [[String]]) {
      self.heads = heads
      self.rows = rows
    }
  }

  /// Where links point to.
  public let id: String
  /// Heading.
  public let title: String
  /// Text.
  public let paragraphs: [String]
  /// Table, if there is one.
  public let table: Table?
  /// Figures as they came from the renderer.
  public let figures: [Result<RenderedFigure, FigureError>]

  /// - Parameters: as the properties of the same names.
  public init(
    id: String, title: String, paragraphs: [String] = [], table: Table? = nil,
    figures: [Result<RenderedFigure, FigureError>] = []
  ) {
    self.id = id
    self.title = title
    self.paragraphs = paragraphs
    self.table = table
    self.figures = figures
  }
}

extension ReportPage {
  func html(_ section: ReportSection) -> String {
    let table = section.table.map { table in
      let heads = table.heads.map { "<th>\($0.escapedForHTML)</th>" }.joined()
      let rows = table.rows.map { row in
        "<tr>" + row.map { "<td>\(Self.cell($0))</td>" }.joined() + "</tr>"
      }
      return """
        <div class="wide"><table><thead><tr>\(heads)</tr></thead>
        <tbody>
        \(rows.joined(separator: "\n"))
        </tbody></table></div>
        """
    }
    return """
      <section id="\(section.id.escapedForHTML)">
      <h2>\(section.title.escapedForHTML)</h2>
      \(section.paragraphs.map { "<p>\($0.escapedForHTML)</p>" }.joined(separator: "\n"))
      \(table ?? "")
      \(section.figures.map(Self.picture).joined(separator: "\n"))
      </section>
      """
  }

  /// A verdict alone in a cell is shown as one.
  private static func cell(_ text: String) -> String {
    Verdict(rawValue: text).map { "<span class=\"verdict \($0.rawValue)\">\($0.rawValue)</span>" } ?? text.escapedForHTML
  }
}
