import Foundation
import Records
import Reproduction
import Testing

@Suite("driftlight reproduce")
struct ReproduceTests {
  @Test("prints the table as JSON: every row, the nine keys, a verdict that follows from its conditions")
  func json() throws {
    let all = try Reproduced.shipped.get()
    #expect(all.ending.code == 0, "\(all.ending.errors)")
    let raw = try #require(try JSONSerialization.jsonObject(with: Data(all.ending.output.utf8)) as? [[String: Any]])
    let keys = ["id", "figure", "quantity", "paper", "computed", "interval", "unit", "accept", "verdict"]
    for row in raw { #expect(Set(keys).isSubset(of: row.keys)) }
    let rows = try all.rows()
    #expect(rows.map(\.id) == PaperObservations.all.map(\.id))
    let table = try PaperTable()
    for row in rows {
      #expect(row.accept == table[row.id]?.accept && row.paper == table[row.id]?.reported)
      let verdicts = row.conditions.compactMap { Verdict(rawValue: $0.verdict) }
      #expect(verdicts.count == row.conditions.count && !verdicts.isEmpty)
      #expect(Verdict(rawValue: row.verdict) == verdicts.max { $0.severity < $1.severity })
      #expect(["fitted", "predicted"].contains(row.evidence))
      for condition in row.conditions {
        let value = try #require(condition.computed, "\(row.id): \(condition.quantity) was not computed")
        let interval = try #require(condition.interval, "\(row.id): \(condition.quantity) has no interval")
        #expect(interval.count == 2 && interval[0] <= value && value <= interval[1])
      }
    }
  }

  @Test("leaves report, figures with script and data, verdicts, and one whole record a run")
  func layout() throws {
    let all = try Reproduced.shipped.get()
    #expect(all.folder.topLevel == ["results"], "nothing beside the results, no half-written folder")
    let files = Set(all.folder.contents)
    for file in ["report.html", "verdicts.json", "provenance.json", "audit.json"] {
      #expect(files.contains("results/\(file)"))
    }
    #expect(try all.folder.text("results/verdicts.json") == all.ending.output)
    let scripts = files.filter { $0.hasSuffix(".gp") }
    let sheets = (1...3).map { "results/figures/figure-\($0).gp" }
    #expect(scripts.count == PaperObservations.all.count + sheets.count, "a figure for each observation and each sheet")
    #expect(Set(sheets).isSubset(of: scripts))
    let animations = Array(scripts).filter { $0.contains("/MOV-") }
    #expect(animations.count == 1 && files.contains(animations[0].dropLast(2) + "gif"))
    for script in scripts where !animations.contains(script) {
      for ending in ["dat", "svg", "png"] { #expect(files.contains(script.dropLast(2) + ending)) }
    }
    let report = try all.folder.text("results/report.html")
    #expect(!report.contains("class=\"missing\""), "every picture is in the report")
    #expect(report.matches(of: /src="data:image\/svg\+xml;base64,/).count == scripts.count - 1)
    #expect(report.contains("src=\"data:image/gif;base64,"))
    #expect(!report.contains("http://") || !report.contains("src=\"http"), "the report needs no network")
    for record in try all.records() {
      for file in ["record.nc", "csv", "input.yaml", "provenance.json", "audit.json", "HOW_TO_CITE.md"] {
        #expect(files.contains("results/records/\(record)/\(file)"))
      }
    }
  }

  @Test("conserves ions to 1e-12, charge to 1e-6 and photons to 1e-9 in every record")
  func audits() throws {
    struct Audit: Decodable {
      let passed: Bool
      let checks: [Check]
      struct Check: Decodable {
        let name: String
        let value: Double
        let passed: Bool
      }
    }
    let all = try Reproduced.shipped.get()
    let records = try all.records()
    #expect(records.count >= 12)
    for place in records.map({ "records/\($0)/" }) + [""] {
      let text = try all.folder.text("results/\(place)audit.json")
      let audit = try JSONDecoder().decode(Audit.self, from: Data(text.utf8))
      #expect(audit.passed)
      // The vacancies are those of the triple-cation cell.
      let limits = [
        "ions: negative": 1e-12, "ions: positive": 1e-12, "ions: vacancy": 1e-12, "charge": 1e-6, "photons": 1e-9,
      ]
      for check in audit.checks {
        let limit = try #require(limits[check.name], "\(check.name) is not expected")
        #expect(abs(check.value) <= limit && check.passed, "\(place)\(check.name): \(check.value)")
      }
      // Profiles and currents are taken without a pulse, so two records have no photons to count.
      let names = Set(audit.checks.map(\.name))
      // The bare film of S1 has neither contacts nor moving ions, so nothing but photons to count.
      let isFilm = place == "records/S1/"
      #expect(
        isFilm || names.isSuperset(of: ["ions: negative", "ions: positive", "charge"]), "\(place): \(names)")
      #expect(names.contains("photons") || ["records/F3c/", "records/S14/"].contains(place), "\(place): \(names)")
    }
  }

  @Test(
    "records open in xarray with named axes and units",
    .enabled(if: OutsideReader.python != nil, "no Python with xarray and netCDF4: run make test, which installs them"))
  func xarray() throws {
    let all = try Reproduced.shipped.get()
    let python = try #require(OutsideReader.python)
    let files = try all.records().map { all.folder.url.appending(path: "results/records/\($0)/record.nc").path }
    let program = """
      import json, sys, xarray
      found = {}
      for path in sys.argv[1:]:
          with xarray.open_dataset(path) as data:
              bare = [n for n, v in data.variables.items() if "units" not in v.attrs or "long_name" not in v.attrs]
              found[data.attrs["experiment"]] = {
                  "bare": bare, "unnamed": [d for v in data.values() for d in v.dims if d not in data.coords],
                  "audit": data.attrs["physics_audit"],
                  "last": float(data["emission"].sel(wavelength=538, method="nearest")[-1]) if "emission" in data else None}
      print(json.dumps(found))
      """
    let output = try #require(OutsideReader.run(python, program, files, showErrors: true))
    let found = try #require(
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: [String: Any]])
    #expect(Set(found.keys) == Set(try all.records()))
    for (name, data) in found {
      #expect((data["bare"] as? [String])?.isEmpty == true, "\(name): \(data)")
      #expect((data["unnamed"] as? [String])?.isEmpty == true, "\(name): \(data)")
      #expect(data["audit"] as? String == "passed")
      if let last = data["last"] as? Double { #expect(last > 0) }
    }
  }

  // What a thinner TFB layer must do. Just after a step of bias the ions have not moved and the layers divide the step
  // as capacitors in series, so the field step in the film is ΔV/(ε_P Σ d/ε) over the film (120 nm, ε 20), TFB (40 nm, 3)
  // and Al2O3 (7 nm, 7.5): the larger the thinner TFB is. The ZnO below is screened by electrons. The larger field and the
  // shorter way bring the negative ions through TFB sooner, and TFB is the slow step: at any bias on the way up fewer ions
  // are left in the film, the threshold at 4 V over that at 0 V is lower, and the thresholds above 4 V differ less.
  @Test("a thinner TFB layer raises the field in the film as capacitors in series do")
  func thinTransportLayerField() throws {
    func field(_ results: Reproduced) throws -> Double {
      let columns = try results.columns("F3c", "field")
      // The faces in the middle of the film: 50 nm of ZnO, then 120 nm of film. Column 1 is 0 V, column 2 just after 6 V.
      let inside = columns[0].indices.filter { (80...140).contains(columns[0][$0]) }
      return inside.map { columns[2][$0] - columns[1][$0] }.reduce(0, +) / Double(inside.count)
    }
    func expected(_ thickness: Double) -> Double { -6 / (120e-9 + 20 * (thickness / 3 + 7e-9 / 7.5)) * 1e-8 }
    let (thick, thin) = (try field(Reproduced.shipped.get()), try field(Reproduced.thinTFB.get()))
    // What is left out: the accumulation layer of ZnO, about 2 kT/q of 6 V, less than 2 %.
    #expect(abs(thick / expected(40e-9) - 1) < 0.02, "\(thick) MV/cm against \(expected(40e-9))")
    #expect(abs(thin / expected(30e-9) - 1) < 0.02, "\(thin) MV/cm against \(expected(30e-9))")
  }

  @Test("a thinner TFB layer lets the ions leave sooner, so that the threshold falls further at 4 V")
  func thinTransportLayerThreshold() throws {
    let (thick, thin) = (try Reproduced.shipped.get(), try Reproduced.thinTFB.get())
    #expect(thin.ending.code == 0, "\(thin.ending.errors)")
    /// Mean ion fraction in the film at the last rung of each bias.
    func fractions(_ results: Reproduced) throws -> [Double: Double] {
      let (bias, fraction) = (
        try results.columns("F2c", "spectrum_bias"), try results.columns("F2c", "spectrum_ion_fraction")
      )
      return Dictionary(zip(bias[1], fraction[1]), uniquingKeysWith: { $1 })
    }
    let (before, after) = (try fractions(thick), try fractions(thin))
    for bias in [1.0, 2, 3] {
      #expect(try #require(after[bias]) < #require(before[bias]), "at \(bias) V")
    }
    let quantity = "threshold ratio 0 V / 4 V"
    let (was, becomes) = (
      try #require(try thick.condition("F2c", quantity)), try #require(try thin.condition("F2c", quantity))
    )
    #expect(becomes.value - was.value > was.halfWidth + becomes.halfWidth, "\(was) to \(becomes)")
    let spread = "largest departure from the mean, 4 … 6 V"
    let (wide, narrow) = (
      try #require(try thick.condition("F2c", spread)), try #require(try thin.condition("F2c", spread))
    )
    #expect(wide.value - narrow.value > wide.halfWidth + narrow.halfWidth, "\(wide) to \(narrow)")
  }
}
