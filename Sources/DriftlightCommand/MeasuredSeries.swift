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

    /// Integration time for a file that does not tell its own, s.
    let exposureIfUntold: Double?

    /// Integration time, s.
    var exposure: Double? {
      facts["exposure"] ?? MeasuredCurve.exposure(in: curve.metadata) ?? MeasuredCurve.exposure(in: file.metadata)
        ?? exposureIfUntold
    }
  }

  let entries: [Entry]
  let beam: PumpBeam
  let options: Analyze
  let response: InstrumentFile?
  let treatment: SpectrumTreatment
  /// Spectrum of PL alone, if one was named.
  let reference: Spectrum?
  /// Share of the pump that the emitter of the device absorbs, if one was named.
  let absorbedShare: Double?
  private(set) var warnings: [String] = []

  init(_ options: Analyze, paths: [String]) async throws {
    self.options = options
    absorbedShare = try options.pump.absorbedShare()
    beam = options.pump.beam(absorbedShare: absorbedShare)
    let map = options.columns.map { ColumnMap(parsing: $0) }
    let pattern = try options.pattern.map { try FileNamePattern($0) }
    let manifest = try options.manifest.map { path in
      try SeriesManifest(parsing: Self.text(path), source: path)
    }
    treatment = try await options.treatment.treatment()
    if let path = options.treatment.reference {
      let file = try await InstrumentFile(contentsOf: URL(filePath: path), format: options.format)
      let exposure = MeasuredCurve.exposure(in: file.metadata) ?? options.treatment.exposure?.siValue
      reference = try treatment.apply(to: file.curves[0].spectrum(), exposure: exposure).spectrum
    } else {
      reference = nil
    }
    if let path = options.irf {
      response = try await InstrumentFile(contentsOf: URL(filePath: path))
    } else {
      response = nil
    }
    var entries: [Entry] = []
    for path in try Self.files(paths) {
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
        entries.append(
          Entry(
            file: file, curve: curve, facts: Self.facts(in: curve).merging(facts ?? [:]) { $1 },
            exposureIfUntold: options.treatment.exposure?.siValue))
      }
    }
    guard !entries.isEmpty else {
      throw AnalysisError.seriesIncomplete(file: paths.joined(separator: " "), reason: "no file is left")
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
    // Stripes are longer than any wavelength that a spectrometer shows.
    if let lengths = try? entries[0].curve.lengths(), (lengths.max() ?? 0) > 2e-5 { return .vsl }
    if (try? entries[0].curve.spectrum()) != nil, dimension != nil { return .spectra }
    throw AnalysisError.seriesIncomplete(
      file: entries[0].file.source, reason: "what is sought cannot be told from the axis '\(x.heading)': say --what")
  }

  /// Treated spectra in the order of the files, and how many samples were repaired.
  func treated() throws -> (spectra: [Spectrum], repaired: Int) {
    var (spectra, repaired) = ([Spectrum](), 0)
    for entry in entries {
      let outcome = try treatment.apply(to: entry.curve.spectrum(), exposure: entry.exposure)
      repaired += outcome.cosmicRays.count
      spectra.append(outcome.spectrum)
    }
    return (spectra, repaired)
  }

  /// Treated spectra with their fluences, gathered into a ladder; and how many samples were repaired.
  func ladder() throws -> (ladder: SpectrumLadder, repaired: Int) {
    let (spectra, repaired) = try treated()
    var shots: [(fluence: Double, spectrum: Spectrum)] = []
    for (entry, spectrum) in zip(entries, spectra) {
      shots.append((try beam.fluence(from: entry.facts, of: entry.file.source), spectrum))
    }
    return (try SpectrumLadder.gathering(shots), repaired)
  }

  /// Whether the curves are drawn against fluence instead of wavelength.
  var isAgainstFluence: Bool { (try? PhysicalUnit(parsing: entries[0].curve.x.unit))?.dimension == .fluence }
}
