// Where the pump goes, which modes carry the light and what they lose: everything the optics says of one device, as a
// table, as JSON and as figures.

import Bench
import Figures
import Foundation
import InputFiles
import Materials
import Optics
import Quantities
import Records

/// What is asked of the optics of a device.
public struct OpticalQuestion: Sendable {
  /// Vacuum wavelength of the light shone on the device, m.
  public var wavelength = 355e-9
  /// Vacuum wavelength of the guided light, m.
  public var modeWavelength = 538e-9
  /// Angle of incidence, rad.
  public var angle = 0.0
  /// Polarisation of the light.
  public var polarisation = Polarisation.unpolarised
  /// The side the light comes from.
  public var side = IncidenceSide.holeSide
  /// A spectrum in place of the single wavelength.
  public var spectrum: IlluminationSpectrum?
  /// Length of the pumped stripe, m, for the threshold gain.
  public var length = 2.6e-3
  /// Whether guided modes are asked for.
  public var includesModes = true
  /// Thickness of a layer to sweep.
  public var sweep: ThicknessSweep?

  /// The standard question: 355 nm from the hole side, guided light at 538 nm.
  public init() {}
}

/// Thicknesses of one layer, or of all layers of one material.
public struct ThicknessSweep: Sendable, Equatable {
  /// Layer or material, e.g. `TFB` or `ITO`.
  public var layer: String
  /// Thicknesses, m.
  public var thicknesses: [Double]

  /// - Parameters: as the properties of the same names.
  public init(layer: String, thicknesses: [Double]) {
    self.layer = layer
    self.thicknesses = thicknesses
  }

  /// Reads `layers.ITO.thickness=10..150nm`, 100 thicknesses unless the text ends in `/25`.
  ///
  /// - Throws: `InputError` of kind `usage`.
  public init(argument: String) throws(InputError) {
    func refuse(_ reason: String) -> InputError {
      InputError(
        kind: .usage,
        diagnostics: [
          Diagnostic(
            code: "E-override", message: "`--sweep \(argument)` cannot be read", reason: reason,
            remedy: "write --sweep layers.ITO.thickness=10..150nm")
        ])
    }
    let sides = argument.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard sides.count == 2, sides[0].hasPrefix("layers."), sides[0].hasSuffix(".thickness") else {
      throw refuse("the thickness of a layer can be swept, and nothing else here")
    }
    layer = String(sides[0].dropFirst("layers.".count).dropLast(".thickness".count))
    let parts = sides[1].split(separator: "/", maxSplits: 1).map(String.init)
    let count = parts.count == 2 ? Int(parts[1].trimmingCharacters(in: .whitespaces)) : 100
    guard let count, count > 1, count <= 10_000 else { throw refuse("the number of thicknesses must be 2 to 10000") }
    let ends = parts[0].components(separatedBy: "..").map { $0.trimmingCharacters(in: .whitespaces) }
    guard ends.count == 2, let last = try? Quantity(parsing: ends[1], as: .length) else {
      throw refuse("the range needs two ends and a unit of length")
    }
    // "10..150nm": the unit of the end holds for the start.
    let first = Double(ends[0]).map { last.unit.siValue($0) } ?? (try? Quantity(parsing: ends[0], as: .length))?.siValue
    guard let first, first > 0, last.siValue > first else { throw refuse("the ends must be above 0 and ascend") }
    thicknesses = (0..<count).map { first + (last.siValue - first) * Double($0) / Double(count - 1) }
  }

  /// Indices of the layers it moves: the layer of this name, or all of the material.
  func members(of device: Device) throws(InputError) -> [Int] {
    if let exact = device.layers.firstIndex(where: { $0.name == layer }) { return [exact] }
    let family = device.layers.indices.filter {
      device.layers[$0].opticalMaterial == layer || device.layers[$0].opticalMaterial.hasPrefix(layer + "-")
    }
    guard family.isEmpty else { return family }
    let known = device.layers.map(\.name)
    throw InputError(
      kind: .usage,
      diagnostics: [
        Diagnostic(
          code: "E-name", message: "no layer is called or made of `\(layer)`",
          reason: "layers are \(known.joined(separator: ", "))", remedy: "name one of them",
          suggestion: Spelling.closest(to: layer, among: known))
      ])
  }
}

/// The optics of one device.
public struct OpticalSurvey: Sendable {
  /// What was asked.
  public let question: OpticalQuestion
  /// The device.
  public let device: Device
  /// Reflectance at the wavelength or of the spectrum, dimensionless.
  public let reflectance: Double
  /// Transmittance, dimensionless.
  public let transmittance: Double
  /// Absorbed share of each layer, dimensionless.
  public let absorbedByLayer: [Double]
  /// Guided modes, TE before TM.
  public let modes: [GuidedMode]
  /// Against wavelength: R, T and absorption, with cells over the depth of the thin layers.
  public let map: AbsorptionMap
  /// One point a thickness, where a sweep was asked for.
  public let sweep: [SweptThickness]

  /// What one thickness gives.
  public struct SweptThickness: Sendable {
    /// Thickness, m.
    public let thickness: Double
    /// Share of the light that the emitter absorbs, dimensionless.
    public let absorbed: Double
    /// Γ of TE0 in the emitter, dimensionless; NaN where nothing is guided.
    public let confinement: Double
    /// Loss of TE0 by all other layers, m⁻¹.
    public let loss: Double
    /// Material gain at threshold, m⁻¹.
    public let thresholdGain: Double
  }

  /// - Throws: `OpticsError`, `InputError` for a sweep of an unknown layer.
  public init(_ device: Device, _ question: OpticalQuestion, library: OpticalConstantsLibrary = .shipped()) throws {
    self.question = question
    self.device = device
    let light = try question.spectrum ?? .line(question.wavelength)
    let here = try SpectralStack(device: device, library: library, wavelengths: light.wavelengths)
      .absorptionMap(from: question.side, angle: question.angle, polarisation: question.polarisation)
      .weighted(by: light)
    reflectance = here.reflectance
    transmittance = here.transmittance
    absorbedByLayer = here.absorbedByLayer
    let guide = try OpticalStack(device: device, library: library, wavelength: question.modeWavelength)
    modes = question.includesModes ? try guide.guidedModes(polarisations: ModePolarisation.allCases) : []
    let ranges = try device.layers.map { try library.load(named: $0.opticalMaterial).range }
    let shortest = max(300e-9, ranges.map(\.lowerBound).max() ?? 0)
    let longest = min(800e-9, ranges.map(\.upperBound).min() ?? 1)
    let count = 201
    let wavelengths = (0..<count).map { shortest + (longest - shortest) * Double($0) / Double(count - 1) }
    map = try SpectralStack(device: device, library: library, wavelengths: wavelengths).absorptionMap(
      from: question.side, angle: question.angle, polarisation: question.polarisation,
      cells: device.layers.map { $0.isIncoherent ? 0 : max(1, Int(($0.thickness / 1e-9).rounded())) })
    sweep = try question.sweep.map { try Self.swept($0, device, question, library, light) } ?? []
  }

  private static func swept(
    _ sweep: ThicknessSweep, _ device: Device, _ question: OpticalQuestion, _ library: OpticalConstantsLibrary,
    _ light: IlluminationSpectrum
  ) throws -> [SweptThickness] {
    let members = try sweep.members(of: device)
    let emitter = device.emitterIndex
    var changed = device
    return try sweep.thicknesses.map { thickness in
      for member in members { changed.layers[member].thickness = thickness }
      let absorbed = try SpectralStack(device: changed, library: library, wavelengths: light.wavelengths)
        .absorptionMap(from: question.side, angle: question.angle, polarisation: question.polarisation)
        .weighted(by: light).absorbedByLayer
      let mode = try OpticalStack(device: changed, library: library, wavelength: question.modeWavelength)
        .guidedModes(highestOrder: 0).first
      guard let emitter, let mode else {
        return SweptThickness(
          thickness: thickness, absorbed: emitter.map { absorbed[$0] } ?? 0, confinement: .nan, loss: .nan,
          thresholdGain: .nan)
      }
      return SweptThickness(
        thickness: thickness, absorbed: absorbed[emitter], confinement: mode.gainConfinement[emitter],
        loss: mode.passiveLoss(without: emitter),
        thresholdGain: mode.thresholdGain(length: question.length, emitter: emitter))
    }
  }
}
