// Where the pump goes, which modes carry the light, what they lose and where emitted light goes: everything the optics
// says of one device, as a table, as JSON and as figures.

import Foundation
import Materials
import Optics

/// The optics of one device.
public struct OpticalSurvey: Sendable {
  /// What was asked.
  public let question: OpticalQuestion
  /// The device.
  public let device: Device
  /// The light: a line, or the part of the spectrum that the tables cover.
  public let light: IlluminationSpectrum
  /// Share of the spectrum's power that the tables cover, dimensionless.
  public let coveredShare: Double
  /// Reflectance at the wavelength or of the spectrum, dimensionless.
  public let reflectance: Double
  /// Transmittance, dimensionless.
  public let transmittance: Double
  /// Absorbed share of each layer, dimensionless.
  public let absorbedByLayer: [Double]
  /// How the optical constants of each layer were obtained.
  public let evidence: [OpticalConstants.Evidence]
  /// Guided modes, TE before TM.
  public let modes: [GuidedMode]
  /// Leaky modes, TE before TM, where they were asked for.
  public let leakyModes: [GuidedMode]
  /// Over depth and wavelength: absorption in cells of 1 nm of the thin layers, at 201 wavelengths.
  public let map: AbsorptionMap
  /// Against wavelength: R, T and absorption of each layer, every nanometre.
  public let spectra: AbsorptionMap
  /// Emission of dipoles, one entry a depth, where it was asked for and a layer emits.
  public let dipoles: [DipolesAtDepth]
  /// One point a value, where a sweep was asked for.
  public let sweep: [SweptPoint]

  /// What one value of a sweep gives.
  public struct SweptPoint: Sendable {
    /// The value in words.
    public let label: String
    /// The value, SI; the place in the list for tables.
    public let value: Double
    /// Reflectance, dimensionless.
    public let reflectance: Double
    /// Transmittance, dimensionless.
    public let transmittance: Double
    /// Share of the light that the emitter absorbs, dimensionless.
    public let absorbed: Double
    /// All guided modes, TE before TM.
    public let modes: [GuidedMode]
    /// Γ of TE0 in the emitter, dimensionless; NaN where nothing is guided.
    public let confinement: Double
    /// Loss of TE0 by all other layers, m⁻¹.
    public let loss: Double
    /// Material gain at threshold, m⁻¹.
    public let thresholdGain: Double
  }

  /// What dipoles at one depth give.
  public struct DipolesAtDepth: Sendable {
    /// Distance from the low face of the emitter, m.
    public let depth: Double
    /// Emission by orientation.
    public let emission: [DipoleOrientation: DipoleEmission]
  }

  /// - Throws: `OpticsError`, `OpticalConstantsError`, `InputError` for a sweep of an unknown layer.
  public init(_ device: Device, _ question: OpticalQuestion, library: OpticalConstantsLibrary = .shipped()) throws {
    self.question = question
    self.device = device
    let tables = try Self.tables(of: device, library)
    evidence = tables.map(\.evidence)
    let covered = try Self.covered(by: tables)
    if let spectrum = question.spectrum {
      (light, coveredShare) = try spectrum.within(covered)
    } else {
      (light, coveredShare) = (try .line(question.wavelength), 1)
    }
    let here = try Self.absorbed(device, question, library, light)
    reflectance = here.reflectance
    transmittance = here.transmittance
    absorbedByLayer = here.absorbedByLayer
    let guide = try OpticalStack(device: device, library: library, wavelength: question.modeWavelength)
    modes = question.includesModes ? try guide.guidedModes(polarisations: ModePolarisation.allCases) : []
    leakyModes = question.includesLeakyModes ? try guide.leakyModes() : []
    let (shortest, longest) = (max(300e-9, covered.lowerBound), min(800e-9, covered.upperBound))
    func shone(_ count: Int, cells: [Int] = []) throws(OpticsError) -> AbsorptionMap {
      let wavelengths = (0..<count).map { shortest + (longest - shortest) * Double($0) / Double(count - 1) }
      return try SpectralStack(device: device, library: library, wavelengths: wavelengths).absorptionMap(
        from: question.side, angle: question.angle, polarisation: question.polarisation, cells: cells)
    }
    map = try shone(
      201, cells: device.layers.map { $0.isIncoherent ? 0 : max(1, Int(($0.thickness / 1e-9).rounded())) })
    spectra = try shone(max(2, Int(((longest - shortest) / 1e-9).rounded()) + 1))
    dipoles = question.includesDipoles ? try Self.dipoles(guide, question) : []
    if let asked = question.sweep {
      sweep = try Self.swept(asked, device, question, library, light)
    } else {
      sweep = []
    }
  }

  /// The optical constants of each layer.
  private static func tables(
    of device: Device, _ library: OpticalConstantsLibrary
  ) throws(OpticsError) -> [OpticalConstants] {
    var tables: [OpticalConstants] = []
    for layer in device.layers {
      do throws(OpticalConstantsError) { tables.append(try library.load(named: layer.opticalMaterial)) } catch {
        throw .material(layer: layer.name, error)
      }
    }
    return tables
  }

  /// Vacuum wavelengths, m, that all tables cover.
  private static func covered(by tables: [OpticalConstants]) throws(OpticsError) -> ClosedRange<Double> {
    let low = tables.map(\.range.lowerBound).max() ?? 0
    let high = tables.map(\.range.upperBound).min() ?? 0
    guard low < high else {
      throw OpticsError.unusable(
        quantity: "width of the range all tables cover, m,", value: high - low,
        remedy: "choose tables that have wavelengths in common")
    }
    return low...high
  }

  private static func absorbed(
    _ device: Device, _ question: OpticalQuestion, _ library: OpticalConstantsLibrary, _ light: IlluminationSpectrum
  ) throws -> WeightedAbsorption {
    try SpectralStack(device: device, library: library, wavelengths: light.wavelengths)
      .absorptionMap(from: question.side, angle: question.angle, polarisation: question.polarisation)
      .weighted(by: light)
  }

  private static func dipoles(_ guide: OpticalStack, _ question: OpticalQuestion) throws -> [DipolesAtDepth] {
    guard let emitter = guide.emitterIndex, !guide.layers[emitter].isIncoherent else { return [] }
    let thickness = guide.layers[emitter].thickness
    let depths =
      question.dipoleDepths.isEmpty ? (1...19).map { thickness * Double($0) / 20 } : question.dipoleDepths
    return try depths.map { DipolesAtDepth(depth: $0, emission: try guide.dipoleEmissions(depth: $0)) }
  }

  private static func swept(
    _ sweep: OpticalSweep, _ device: Device, _ question: OpticalQuestion, _ library: OpticalConstantsLibrary,
    _ light: IlluminationSpectrum
  ) throws -> [SweptPoint] {
    let emitter = device.emitterIndex
    return try (0..<sweep.count).map { index in
      let (changed, tables) = try sweep.applied(index, to: device, library)
      let here = try absorbed(changed, question, tables, light)
      let modes = try OpticalStack(device: changed, library: tables, wavelength: question.modeWavelength)
        .guidedModes(polarisations: ModePolarisation.allCases)
      let first = modes.first { $0.polarisation == .transverseElectric }
      func figure(_ value: (GuidedMode, Int) -> Double) -> Double {
        guard let emitter, let first else { return .nan }
        return value(first, emitter)
      }
      return SweptPoint(
        label: sweep.label(index), value: sweep.numbers?[index] ?? Double(index), reflectance: here.reflectance,
        transmittance: here.transmittance, absorbed: emitter.map { here.absorbedByLayer[$0] } ?? 0, modes: modes,
        confinement: figure { $0.gainConfinement[$1] }, loss: figure { $0.passiveLoss(without: $1) },
        thresholdGain: figure { $0.thresholdGain(length: question.length, emitter: $1) })
    }
  }
}
