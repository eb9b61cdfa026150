// Plane waves through coherent and incoherent layers.
//
// Incoherent layers cut the stack into runs of coherent ones. Each run answers with power reflectances and
// transmittances for light from either side (PlaneWave.swift); the runs are then joined by intensities, again from the
// far side to the near one:
//   X_i = R_i + T_i T′_i P² X_{i+1}/(1 − R′_i P² X_{i+1}),
// X the reflectance of everything from run i on, primes for light from behind, P the single-pass transmittance
// exp(−2 k0 Im q d) of the incoherent layer behind run i. Nothing can grow.
//
// Incoherent layers meet their neighbours with the real part of their index: interference of the two directions in an
// absorbing medium, of relative order k/n (1e-6 in glass), has no meaning without phase. Energy balance stays exact.

import Foundation

extension OpticalStack {
  /// Shines a plane wave on the stack.
  ///
  /// - Parameters:
  ///   - side: where the light comes from.
  ///   - angle: angle of incidence θ in the ambient, rad, 0 ≤ θ < π/2.
  ///   - polarisation: s, p, or equal parts of both.
  ///   - cellEdges: layer index → cell edges, m from the layer's low face (x ascending), for `absorbedByCell`.
  /// - Throws: `OpticsError` for an angle, layer index or mesh that makes no sense.
  public func illuminate(
    from side: IncidenceSide, angle: Double = 0, polarisation: Polarisation = .unpolarised,
    cellEdges: [Int: [Double]] = [:]
  ) throws(OpticsError) -> PlaneWaveResult {
    guard angle >= 0, angle < .pi / 2 else {
      throw .unusable(quantity: "angle of incidence, rad,", value: angle, remedy: "give an angle in [0, π/2)")
    }
    try check(cellEdges)
    let waves = polarisation.waves(angle: angle)
    let ordered = (side == .electronSide ? layers : layers.reversed()).map {
      LayerAtWavelength(permittivity: $0.permittivity, thickness: $0.thickness, realIndex: $0.refractiveIndex.real)
    }
    var path = LightPath(
      incoherent: ordered.indices.filter { layers[side == .electronSide ? $0 : layers.count - 1 - $0].isIncoherent },
      layerCount: layers.count)
    var (reflectance, transmittance) = (0.0, 0.0)
    var profiles: [AbsorptionProfile] = []
    for (share, isTransverseMagnetic) in waves {
      path.solve(
        ordered, ambientIndex: ambientIndex,
        wave: WaveShape(
          squaredIndex: pow(ambientIndex * sin(angle), 2), isTransverseMagnetic: isTransverseMagnetic,
          vacuumWavenumber: vacuumWavenumber))
      reflectance += share * path.reflectance
      transmittance += share * path.transmittance
      let isFirst = profiles.isEmpty
      if isFirst { profiles = path.profiles }
      for layer in profiles.indices {
        if isFirst { profiles[layer].scale(by: share) } else { profiles[layer].add(share, path.profiles[layer]) }
      }
    }
    if side == .holeSide { profiles = profiles.reversed().map(\.mirrored) }
    var cells = [[Double]](repeating: [], count: layers.count)
    for (layer, edges) in cellEdges {
      cells[layer] = [Double](repeating: 0, count: max(0, edges.count - 1))
      profiles[layer].addCells(edges: edges, to: &cells[layer])
    }
    return PlaneWaveResult(
      reflectance: reflectance, transmittance: transmittance, absorbedByLayer: profiles.map(\.total),
      absorbedByCell: cells)
  }

  private func check(_ cellEdges: [Int: [Double]]) throws(OpticsError) {
    for (index, edges) in cellEdges {
      guard layers.indices.contains(index) else { throw .noSuchLayer(index: index, count: layers.count) }
      let layer = layers[index]
      // Edges made by subtraction of positions may overshoot the layer by rounding.
      let slack = 1e-9 * layer.thickness
      let inside = edges.allSatisfy { $0 >= -slack && $0 <= layer.thickness + slack }
      guard inside, zip(edges, edges.dropFirst()).allSatisfy({ $0 <= $1 }) else {
        throw .cellEdges(layer: layer.name, thickness: layer.thickness)
      }
    }
  }
}
