import Analysis
import Foundation
import Quantities
import Records

/// The curves of the files named on the command line, with what is known of each.
struct MeasuredSeries {
  /// One curve with its file and its numbers in SI.
  struct Entry {
    let file: InstrumentFile
    let curve: MeasuredCurve
    let facts: [String: Double]

    /// Integration time, s.
    var exposure: Double? {
      facts["exposure"] ?? MeasuredCurve.exposure(in: curve.metadata) ?? MeasuredCurve.exposure(in: file.metadata)
    }
  }

  let entries: [Entry]
  let beam: PumpBeam
  let options: Analyze
  let response: InstrumentFile?
  let treatment: SpectrumTreatment
  private(set) var warnings: [String] = []

  init(_ options: Analyze) async throws {
    self.options = options
    beam = try options.pump.beam()
    let map = options.columns.map { ColumnMap(parsing: $0) }
    let pattern = try options.pattern.map { try FileNamePattern($0) }
    let manifest = try options.manifest.map { path in
      try SeriesManifest(parsing: Self.text(path), source: path)
    }
    var treatment = SpectrumTreatment()
    if let path = options.treatment.background {
      let file = try await InstrumentFile(contentsOf: URL(filePath: path))
      treatment.background = try file.curves[0].spectrum()
      treatment.backgroundExposure = MeasuredCurve.exposure(in: file.metadata)
    }
    if let path = options.treatment.response {
      treatment.response = try await InstrumentFile(contentsOf: URL(filePath: path)).curves[0].spectrum()
    }
    treatment.removesCosmicRays = !options.treatment.keepCosmicRays
    treatment.wavelengthCorrection.offset =
      try options.treatment.wavelengthOffset?.value(as: .length, "--wavelength-offset") ?? 0
    self.treatment = treatment
    if let path = options.irf {
      response = try await InstrumentFile(contentsOf: URL(filePath: path))
    } else {
      response = nil
    }
    var entries: [Entry] = []
    for path in try Self.files(options.paths) {
      let name = path.lastPathComponent
      var facts = manifest?.facts(of: name)
      if manifest != nil, facts == nil {
        warnings.append("\(name) is not in \(options.manifest ?? "the manifest") and is left out")
        continue
      }
      if let pattern {
        guard let found = pattern.match(name) else {
          warnings.append("\(name) does not fit the pattern '\(pattern.text)' and is left out")
          continue
        }
        facts = found.merging(facts ?? [:]) { $1 }
      }
      let file = try await InstrumentFile(contentsOf: path, format: options.format, columns: map)
      for curve in file.curves {
        entries.append(Entry(file: file, curve: curve, facts: Self.facts(in: curve).merging(facts ?? [:]) { $1 }))
      }
    }
    guard !entries.isEmpty else {
      throw AnalysisError.seriesIncomplete(file: options.paths.joined(separator: " "), reason: "no file is left")
    }
    self.entries = entries
  }

  /// Numbers in the heading of a column or on the other axes of a record: `12.5 uJ/cm2`, `bias = 6 V`.
  private static func facts(in curve: MeasuredCurve) -> [String: Double] {
    var facts: [String: Double] = [:]
    for (name, dimension) in FileNamePattern.quantities where dimension != .dimensionless {
      if let text = curve.metadata[name], let value = try? Quantity(parsing: text, as: dimension) {
        facts[name] = value.siValue
      }
    }
    for text in [curve.name, "\(curve.y.name) \(curve.y.unit)"] {
      guard let value = try? Quantity(parsing: text),
        let known = FileNamePattern.quantities.first(where: {
          $0.dimension == value.dimension && $0.dimension != .dimensionless
        })
      else { continue }
      facts[known.name] = facts[known.name] ?? value.siValue
    }
    return facts
  }

  private static func text(_ path: String) throws -> String {
    do { return try String(contentsOf: URL(filePath: path), encoding: .utf8) } catch {
      throw InstrumentError.unreadable(path: path, reason: error.localizedDescription)
    }
  }

  private static func files(_ paths: [String]) throws -> [URL] {
    var files: [URL] = []
    for path in paths {
      var isFolder = ObjCBool(false)
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      guard isFolder.boolValue else {
        files.append(URL(filePath: path))
        continue
      }
      let names: [String]
      do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
        throw InstrumentError.unreadable(path: path, reason: error.localizedDescription)
      }
      // A record of ours is a folder: its data lie in one file, beside texts about them.
      let chosen = names.contains("record.nc") ? ["record.nc"] : names.filter { !$0.hasPrefix(".") }.sorted()
      for name in chosen {
        let file = URL(filePath: path).appending(path: name)
        if (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true { files.append(file) }
      }
    }
    return files
  }

  /// What the axes ask for.
  func question() throws -> Analyze.Question {
    let x = entries[0].curve.x
    let dimension = (try? PhysicalUnit(parsing: x.unit))?.dimension
    if dimension == .time { return x.unit.hasSuffix("ns") || x.unit == "ps" || x.unit == "us" ? .trpl : .transient }
    if dimension == .voltage { return .hysteresis }
    if dimension == .fluence
      || entries.contains(where: { entry in ["fluence", "energy", "power"].contains { entry.facts[$0] != nil } })
    {
      return .threshold
    }
    if entries.contains(where: { $0.facts["length"] != nil }) { return .vsl }
    throw AnalysisError.seriesIncomplete(
      file: entries[0].file.source, reason: "what is sought cannot be told from the axis '\(x.heading)': say --what")
  }

  /// Treated spectra with their fluences, gathered into a ladder; and how many samples were repaired.
  func ladder() throws -> (ladder: SpectrumLadder, repaired: Int) {
    var (shots, repaired) = ([(fluence: Double, spectrum: Spectrum)](), 0)
    for entry in entries {
      let outcome = try treatment.apply(to: entry.curve.spectrum(), exposure: entry.exposure)
      repaired += outcome.cosmicRays.count
      shots.append((try beam.fluence(from: entry.facts, of: entry.file.source), outcome.spectrum))
    }
    return (try SpectrumLadder.gathering(shots), repaired)
  }

  /// Whether the curves are drawn against fluence instead of wavelength.
  var isAgainstFluence: Bool { (try? PhysicalUnit(parsing: entries[0].curve.x.unit))?.dimension == .fluence }
}
