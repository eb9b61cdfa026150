import Foundation
import Materials

/// The side of the stack light comes from.
public enum IncidenceSide: String, Sendable, CaseIterable {
  /// From the half space beyond the last layer (hole side, the top of the device).
  case holeSide
  /// From the half space before the first layer (electron side, the glass).
  case electronSide
}

/// A layer stack at one wavelength between two half spaces, ready for plane waves and guided modes.
///
/// Layers run from the electron side (x = 0) to the hole side, as in `Device`.
public struct OpticalStack: Sendable {
  /// Vacuum wavelength λ, m.
  public let wavelength: Double
  /// Refractive index of the half spaces on both sides, dimensionless, real.
  public let ambientIndex: Double
  /// Layers from the electron side to the hole side.
  public let layers: [OpticalLayer]

  /// A stack from bare layers.
  ///
  /// A layer may be 0 thick: it then changes nothing. A layer with k < 0 amplifies.
  /// - Throws: `OpticsError.unusable` for a wavelength or index that is not a positive number, or a thickness below 0.
  public init(layers: [OpticalLayer], wavelength: Double, ambientIndex: Double = 1) throws(OpticsError) {
    guard wavelength > 0, wavelength.isFinite else {
      throw .unusable(quantity: "wavelength, m,", value: wavelength, remedy: "give a positive wavelength")
    }
    guard ambientIndex > 0, ambientIndex.isFinite else {
      throw .unusable(quantity: "ambient index", value: ambientIndex, remedy: "give a positive index (air: 1)")
    }
    for layer in layers {
      guard layer.thickness >= 0, layer.thickness.isFinite else {
        throw .unusable(
          quantity: "thickness of layer '\(layer.name)', m,", value: layer.thickness,
          remedy: "give a thickness of 0 or more")
      }
      let index = layer.refractiveIndex
      guard index.real > 0, index.real.isFinite else {
        throw .unusable(
          quantity: "refractive index of layer '\(layer.name)'", value: index.real,
          remedy: "n must be a positive number")
      }
      guard index.imaginary.isFinite else {
        throw .unusable(
          quantity: "extinction of layer '\(layer.name)'", value: index.imaginary, remedy: "k must be a number")
      }
    }
    self.wavelength = wavelength
    self.ambientIndex = ambientIndex
    self.layers = layers
  }

  /// A stack from bare layers in a medium whose index is given as n + ik.
  ///
  /// - Throws: `OpticsError.absorbingAmbient` where k is not 0, else as the initialiser with a real index.
  public init(
    layers: [OpticalLayer], wavelength: Double, ambient: ComplexNumber
  ) throws(OpticsError) {
    guard ambient.imaginary == 0 else { throw .absorbingAmbient(refractiveIndex: ambient) }
    try self.init(layers: layers, wavelength: wavelength, ambientIndex: ambient.real)
  }

  /// The stack of a device at a vacuum wavelength, m, with the optical constants its layers name.
  ///
  /// - Throws: `OpticsError.material` where a table is missing or does not cover the wavelength.
  public init(
    device: Device, library: OpticalConstantsLibrary = .shipped(), wavelength: Double
  ) throws(OpticsError) {
    var layers: [OpticalLayer] = []
    for layer in device.layers {
      do throws(OpticalConstantsError) {
        let table = try library.load(named: layer.opticalMaterial)
        let index = try table.index(wavelength: wavelength)
        let slope = try table.dispersion(wavelength: wavelength)
        layers.append(
          OpticalLayer(
            name: layer.name, thickness: layer.thickness, refractiveIndex: ComplexNumber(index.n, index.k),
            dispersion: ComplexNumber(slope.n, slope.k), isIncoherent: layer.isIncoherent,
            isEmitter: layer.isEmitter))
      } catch {
        throw .material(layer: layer.name, error)
      }
    }
    try self.init(layers: layers, wavelength: wavelength, ambientIndex: device.ambientIndex)
  }

  /// Vacuum wavenumber k0 = 2π/λ, m⁻¹.
  public var vacuumWavenumber: Double { 2 * .pi / wavelength }

  /// Index of the light-emitting layer, if there is one.
  public var emitterIndex: Int? { layers.firstIndex { $0.isEmitter } }
}
