// A stack over many wavelengths at once: the tables are read once, the kernel's storage is used again at every wavelength,
// and cells of equal width follow each other by multiplication. 300 wavelengths × 8 layers × 320 depths take about
// 0.4 ms on one core; Documentation/methods/optics.md has the measurement.

import Foundation
import Materials

/// A layer stack between two half spaces at every wavelength of a grid.
public struct SpectralStack: Sendable {
  /// Vacuum wavelengths λ, m, in the order given.
  public let wavelengths: [Double]
  /// Refractive index of the half spaces on both sides, dimensionless, real.
  public let ambientIndex: Double
  /// Layers from the electron side to the hole side, at the first wavelength.
  public let layers: [OpticalLayer]
  /// Refractive index n + ik, wavelength after wavelength, layer by layer.
  private let indices: [ComplexNumber]

  /// A stack from bare layers.
  ///
  /// - Parameters:
  ///   - layers: thicknesses, names and flags; their refractive indices are not used.
  ///   - refractiveIndices: one list a wavelength, one n + ik a layer.
  ///   - wavelengths: vacuum wavelengths, m.
  ///   - ambientIndex: refractive index outside.
  /// - Throws: `OpticsError.unusable`.
  public init(
    layers: [OpticalLayer], refractiveIndices: [[ComplexNumber]], wavelengths: [Double], ambientIndex: Double = 1
  ) throws(OpticsError) {
    guard !wavelengths.isEmpty, refractiveIndices.count == wavelengths.count,
      refractiveIndices.allSatisfy({ $0.count == layers.count })
    else {
      throw .unusable(
        quantity: "number of refractive indices", value: Double(refractiveIndices.count),
        remedy: "give one list of n + ik a wavelength (\(wavelengths.count)), one entry a layer (\(layers.count))")
    }
    var first = layers
    for (position, wavelength) in wavelengths.enumerated().reversed() {
      for layer in layers.indices { first[layer].refractiveIndex = refractiveIndices[position][layer] }
      _ = try OpticalStack(layers: first, wavelength: wavelength, ambientIndex: ambientIndex)
    }
    self.layers = first
    self.wavelengths = wavelengths
    self.ambientIndex = ambientIndex
    indices = refractiveIndices.flatMap { $0 }
  }

  /// The stack of a device at vacuum wavelengths, m, with the optical constants its layers name.
  ///
  /// - Throws: `OpticsError.material` where a table is missing or does not cover a wavelength.
  public init(
    device: Device, library: OpticalConstantsLibrary = .shipped(), wavelengths: [Double]
  ) throws(OpticsError) {
    var stacks: [OpticalStack] = []
    for wavelength in wavelengths {
      stacks.append(try OpticalStack(device: device, library: library, wavelength: wavelength))
    }
    try self.init(
      layers: stacks.first?.layers ?? [], refractiveIndices: stacks.map { $0.layers.map(\.refractiveIndex) },
      wavelengths: wavelengths, ambientIndex: device.ambientIndex)
  }

  /// Shines a plane wave of each wavelength on the stack.
  ///
  /// - Parameters:
  ///   - side: where the light comes from.
  ///   - angle: angle of incidence θ in the ambient, rad, 0 ≤ θ < π/2.
  ///   - polarisation: s, p, or equal parts of both.
  ///   - cells: number of equal cells of each layer, in the order of the layers; missing entries count as 0.
  /// - Throws: `OpticsError.unusable` for an angle that makes no sense.
  public func absorptionMap(
    from side: IncidenceSide, angle: Double = 0, polarisation: Polarisation = .unpolarised, cells: [Int] = []
  ) throws(OpticsError) -> AbsorptionMap {
    guard angle >= 0, angle < .pi / 2 else {
      throw .unusable(quantity: "angle of incidence, rad,", value: angle, remedy: "give an angle in [0, π/2)")
    }
    let count = layers.count
    let isForward = side == .electronSide
    let waves = polarisation.waves(angle: angle)
    let cellCounts = (0..<count).map { $0 < cells.count ? max(0, cells[$0]) : 0 }
    var path = LightPath(
      incoherent: (0..<count).filter { layers[isForward ? $0 : count - 1 - $0].isIncoherent }, layerCount: count)
    var map = AbsorptionMap(wavelengths: wavelengths, cells: cellCounts, thicknesses: layers.map(\.thickness))
    var ordered = [LayerAtWavelength](
      repeating: LayerAtWavelength(permittivity: ComplexNumber(1), thickness: 0, realIndex: 1), count: count)
    var profiles: [AbsorptionProfile] = []
    profiles.reserveCapacity(count)
    let squaredIndex = pow(ambientIndex * sin(angle), 2)
    for position in wavelengths.indices {
      for layer in 0..<count {
        let place = isForward ? layer : count - 1 - layer
        let index = indices[position * count + place]
        ordered[layer] = LayerAtWavelength(
          permittivity: index * index, thickness: layers[place].thickness, realIndex: index.real)
      }
      profiles.removeAll(keepingCapacity: true)
      for (share, isTransverseMagnetic) in waves {
        path.solve(
          ordered, ambientIndex: ambientIndex,
          wave: WaveShape(
            squaredIndex: squaredIndex, isTransverseMagnetic: isTransverseMagnetic,
            vacuumWavenumber: 2 * .pi / wavelengths[position]))
        map.reflectance[position] += share * path.reflectance
        map.transmittance[position] += share * path.transmittance
        if profiles.isEmpty {
          for profile in path.profiles {
            profiles.append(profile)
            if share != 1 { profiles[profiles.count - 1].scale(by: share) }
          }
        } else {
          for layer in 0..<count { profiles[layer].add(share, path.profiles[layer]) }
        }
      }
      map.fill(position, from: profiles, isForward: isForward)
    }
    return map
  }
}

/// Where the light of each wavelength goes; every share is a fraction of the incident light of that wavelength.
public struct AbsorptionMap: Sendable, Equatable {
  /// Vacuum wavelengths λ, m.
  public let wavelengths: [Double]
  /// Number of equal cells of each layer.
  public let cells: [Int]
  /// Thickness of each layer, m.
  public let thicknesses: [Double]
  /// Reflectance R at each wavelength, dimensionless.
  public internal(set) var reflectance: [Double]
  /// Transmittance T at each wavelength, dimensionless.
  public internal(set) var transmittance: [Double]
  /// Absorbed share of each layer, dimensionless: all layers at the first wavelength, then all at the second.
  public internal(set) var absorbedByLayer: [Double]
  /// Absorbed share of each cell, dimensionless: all cells of all layers, x ascending, at the first wavelength, …
  public internal(set) var absorbedByCell: [Double]

  init(wavelengths: [Double], cells: [Int], thicknesses: [Double]) {
    self.wavelengths = wavelengths
    self.cells = cells
    self.thicknesses = thicknesses
    reflectance = [Double](repeating: 0, count: wavelengths.count)
    transmittance = reflectance
    absorbedByLayer = [Double](repeating: 0, count: wavelengths.count * cells.count)
    absorbedByCell = [Double](repeating: 0, count: wavelengths.count * cells.reduce(0, +))
  }

  /// Cells of all layers together.
  public var cellCount: Int { cells.reduce(0, +) }

  /// Absorbed share of a layer at every wavelength, dimensionless.
  public func absorptance(ofLayer layer: Int) -> [Double] {
    wavelengths.indices.map { absorbedByLayer[$0 * cells.count + layer] }
  }

  fileprivate mutating func fill(_ position: Int, from profiles: [AbsorptionProfile], isForward: Bool) {
    let count = cells.count
    var start = 0
    for layer in 0..<count {
      let profile = isForward ? profiles[layer] : profiles[count - 1 - layer].mirrored
      absorbedByLayer[position * count + layer] = profile.total
      start += cells[layer]
    }
    let offset = position * start
    absorbedByCell.withUnsafeMutableBufferPointer { buffer in
      var place = offset
      for layer in 0..<count where cells[layer] > 0 {
        let profile = isForward ? profiles[layer] : profiles[count - 1 - layer].mirrored
        profile.equalCells(UnsafeMutableBufferPointer(rebasing: buffer[place..<(place + cells[layer])]))
        place += cells[layer]
      }
    }
  }
}
