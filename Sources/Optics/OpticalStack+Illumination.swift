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
    // At normal incidence s and p are the same wave.
    let waves: [(share: Double, isTransverseMagnetic: Bool)] =
      switch polarisation {
      case .s: [(1, false)]
      case .p: [(1, true)]
      case .unpolarised: angle == 0 ? [(1, false)] : [(0.5, false), (0.5, true)]
      }
    let ordered = side == .electronSide ? layers : layers.reversed()
    var (reflectance, transmittance) = (0.0, 0.0)
    var profiles: [AbsorptionProfile] = []
    for wave in waves {
      let part = LightPath(
        layers: ordered, ambientIndex: ambientIndex, squaredIndex: pow(ambientIndex * sin(angle), 2),
        isTransverseMagnetic: wave.isTransverseMagnetic, vacuumWavenumber: vacuumWavenumber)
      reflectance += wave.share * part.reflectance
      transmittance += wave.share * part.transmittance
      if profiles.isEmpty {
        profiles = part.profiles.map { AbsorptionProfile(wavenumber: $0.wavenumber, thickness: $0.thickness) }
      }
      for layer in profiles.indices { profiles[layer].add(wave.share, part.profiles[layer]) }
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

/// One polarisation on its way through the whole stack; layers in the order light meets them.
private struct LightPath {
  let reflectance: Double
  let transmittance: Double
  let profiles: [AbsorptionProfile]

  init(
    layers: [OpticalLayer], ambientIndex: Double, squaredIndex: Double, isTransverseMagnetic: Bool,
    vacuumWavenumber: Double
  ) {
    let thick = layers.indices.filter { layers[$0].isIncoherent }
    let ambient = ambientIndex * ambientIndex
    // Half spaces between the runs: ambient, the incoherent layers, ambient.
    let between = [ambient] + thick.map { pow(layers[$0].refractiveIndex.real, 2) } + [ambient]
    let starts = [0] + thick.map { $0 + 1 }
    let ends = thick + [layers.count]
    var forward: [PlaneWave] = []
    var backward: [PlaneWave?] = []
    for run in starts.indices {
      let inside = layers[starts[run]..<ends[run]].map { (permittivity: $0.permittivity, thickness: $0.thickness) }
      func wave(_ layers: [(permittivity: ComplexNumber, thickness: Double)], _ near: Double, _ far: Double)
        -> PlaneWave
      {
        PlaneWave(
          layers: layers, near: near, far: far, squaredIndex: squaredIndex,
          isTransverseMagnetic: isTransverseMagnetic, vacuumWavenumber: vacuumWavenumber)
      }
      forward.append(wave(inside, between[run], between[run + 1]))
      backward.append(run < thick.count ? wave(inside.reversed(), between[run + 1], between[run]) : nil)
    }
    // From the far side: reflectance of all that follows, and single-pass transmittances.
    let q = thick.map { ComplexNumber.squareRoot(layers[$0].permittivity - ComplexNumber(squaredIndex)) }
    let passes = thick.indices.map { exp(-2 * vacuumWavenumber * q[$0].imaginary * layers[thick[$0]].thickness) }
    var behind = [Double](repeating: 0, count: starts.count)
    behind[starts.count - 1] = forward[starts.count - 1].reflectance
    for run in thick.indices.reversed() {
      let returned = passes[run] * passes[run] * behind[run + 1]
      let back = backward[run]
      behind[run] =
        forward[run].reflectance + forward[run].transmittance * (back?.transmittance ?? 0) * returned
        / (1 - (back?.reflectance ?? 0) * returned)
    }
    // From the near side: the power that meets each run from both sides.
    var profiles: [AbsorptionProfile] = []
    profiles.reserveCapacity(layers.count)
    var incident = 1.0
    for run in starts.indices {
      guard run < thick.count, let back = backward[run] else {
        profiles += forward[run].profiles.map { $0.scaled(incident) }
        break
      }
      let pass = passes[run]
      let returned = pass * pass * behind[run + 1]
      let entering = incident * forward[run].transmittance / (1 - back.reflectance * returned)
      let fromBehind = entering * returned
      for (near, far) in zip(forward[run].profiles, back.profiles.reversed()) {
        var profile = near.scaled(incident)
        profile.add(fromBehind, far.mirrored)
        profiles.append(profile)
      }
      // The incoherent layer: light that enters it from run `run`, and light that the rest sends back.
      let layer = layers[thick[run]]
      var profile = AbsorptionProfile(wavenumber: vacuumWavenumber * q[run], thickness: layer.thickness)
      profile.fromLowFace = 2 * profile.wavenumber.imaginary * entering
      profile.fromHighFace = 2 * profile.wavenumber.imaginary * entering * pass * behind[run + 1]
      profiles.append(profile)
      incident = entering * pass
    }
    reflectance = behind[0]
    transmittance = incident * forward[starts.count - 1].transmittance
    self.profiles = profiles
  }
}

extension AbsorptionProfile {
  fileprivate func scaled(_ share: Double) -> AbsorptionProfile {
    var result = AbsorptionProfile(wavenumber: wavenumber, thickness: thickness)
    result.add(share, self)
    return result
  }
}
