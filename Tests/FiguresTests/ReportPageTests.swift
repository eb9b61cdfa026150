import Figures
import Foundation
import Records
import Testing

@Suite("The report")
struct ReportPageTests {
  static let provenance = Provenance(
    revision: .unknown, date: Date(timeIntervalSince1970: 0),
    host: HostDescription(operatingSystem: "Linux", processor: "<processor>", threads: 2), threadsUsed: 2,
    tolerances: [:], seeds: [:], commandLine: ["driftlight", "reproduce"], parameterSet: "M1")

  static func row(_ id: String, _ verdict: Verdict, _ computed: Double?) -> VerdictRow {
    VerdictRow(
      id: id, figure: "2c", quantity: "ASE threshold at 0 V", paper: "600 µJ/cm²", computed: computed,
      interval: computed.map { ($0 - 30)...($0 + 30) }, unit: "µJ/cm²", accept: "540 … 660 & no less",
      verdict: verdict, evidence: .fitted, note: "with a <note>")
  }

  @Test("is one file: pictures inside, nothing fetched, text escaped, verdicts before the observations")
  func selfContained() async throws {
    try await GnuplotRendererTests.inFolder { folder in
      let figures = await GnuplotRenderer().render([GnuplotRendererTests.threshold], into: folder)
      let page = ReportPage(
        title: "Report", introduction: ["All from one device file."],
        entries: [
          ReportEntry(
            id: "F2c", heading: "threshold against bias", paper: "600 µJ/cm² at 0 V, 200 at 4 V",
            rows: [Self.row("F2c", .agrees, 604), Self.row("F2c", .deviates, 239.5)], figures: figures,
            notes: ["History matters."]),
          ReportEntry(
            id: "S5", heading: "reverse scan", paper: "hysteresis", rows: [Self.row("S5", .contradicts, nil)],
            figures: [.failure(.gnuplotMissing(script: "/out/S5.gp"))]),
        ],
        provenance: Self.provenance,
        audit: PhysicsAudit(ionDrift: ["Br vacancy": 3e-14], chargeImbalance: 2e-6, photonImbalance: 1e-12))
      let file = folder.appending(path: "report.html")
      try page.write(to: file)
      let html = try String(contentsOf: file, encoding: .utf8)
      #expect(!html.contains("src=\"http") && !html.contains("href=\"http") && !html.contains("@import"))
      #expect(html.contains("src=\"data:image/svg+xml;base64,"))
      #expect(html.contains("&lt;processor&gt;") && !html.contains("<processor>") && !html.contains("<note>"))
      #expect(html.contains("604 ± 30 µJ/cm²"))
      #expect(html.contains("run: gnuplot /out/S5.gp"))
      let table = try #require(html.firstRange(of: "<table>"))
      let section = try #require(html.firstRange(of: "<section"))
      #expect(table.lowerBound < section.lowerBound)
    }
  }
}
