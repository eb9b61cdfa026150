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
        profiles = part.profiles.map {
          AbsorptionProfile(q: $0.q, vacuumWavenumber: vacuumWavenumber, thickness: $0.thickness)
        }
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
    var backward: [PlaneWave] = []
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
      if run < thick.count { backward.append(wave(inside.reversed(), between[run + 1], between[run])) }
    }
    // From the far side: reflectance of all that follows, and single-pass transmittances.
    let q = thick.map { ComplexNumber.squareRoot(layers[$0].permittivity - ComplexNumber(squaredIndex)) }
    // Where light cannot travel at this angle it does not pass: evanescent coupling needs phase.
    let passes = thick.indices.map { run in
      between[run + 1] > squaredIndex
        ? exp(-2 * q[run].imaginary * (vacuumWavenumber * layers[thick[run]].thickness)) : 0
    }
    let joints = Joints(forward: forward, backward: backward, passes: passes)
    // From the near side: the power that meets each run from both sides.
    var profiles: [AbsorptionProfile] = []
    profiles.reserveCapacity(layers.count)
    var incident = 1.0
    for run in starts.indices {
      guard run < thick.count else {
        profiles += forward[run].profiles.map { $0.scaled(incident) }
        break
      }
      let pass = passes[run]
      let entering = incident * joints.entering[run]
      let fromBehind = entering * pass * pass * joints.behind[run + 1]
      for (near, far) in zip(forward[run].profiles, backward[run].profiles.reversed()) {
        var profile = near.scaled(incident)
        profile.add(fromBehind, far.mirrored)
        profiles.append(profile)
      }
      // The incoherent layer: light that enters it from run `run`, and light that the rest sends back.
      let layer = layers[thick[run]]
      var profile = AbsorptionProfile(q: q[run], vacuumWavenumber: vacuumWavenumber, thickness: layer.thickness)
      let rate = 2 * q[run].imaginary * vacuumWavenumber
      profile.fromLowFace = rate * entering
      profile.fromHighFace = rate * entering * pass * joints.behind[run + 1]
      profiles.append(profile)
      incident = entering * pass
    }
    reflectance = joints.behind[0]
    transmittance = incident * forward[starts.count - 1].transmittance
    self.profiles = profiles
  }
}

/// What the runs of coherent layers do together, from the far side to the near one.
///
/// A clear incoherent layer between two mirrors makes 1 − R′P²X vanish; it is therefore put together from losses,
/// 1 − R′ = T′ + A′ and 1 − X, none of which needs a difference of nearly equal numbers.
private struct Joints {
  /// X: reflectance of run i and everything behind it.
  private(set) var behind: [Double]
  /// Light that starts into the incoherent layer behind run i, per light that meets run i.
  private(set) var entering: [Double]

  init(forward: [PlaneWave], backward: [PlaneWave], passes: [Double]) {
    let last = forward.count - 1
    behind = forward.map(\.reflectance)
    entering = [Double](repeating: 0, count: backward.count)
    var lost = last > 0 ? forward[last].transmittance + forward[last].absorptance : 0  // 1 − X
    for run in backward.indices.reversed() {
      let (front, back, square) = (forward[run], backward[run], passes[run] * passes[run])
      let absorbed = back.absorptance
      let lostOnReturn = (1 - square) + square * lost  // 1 − P²X
      let escaping = back.transmittance + absorbed + back.reflectance * lostOnReturn  // 1 − R′P²X
      // Nothing escapes only where nothing can enter.
      guard escaping > 0 else {
        lost = front.transmittance + front.absorptance
        continue
      }
      entering[run] = front.transmittance / escaping
      behind[run] += entering[run] * back.transmittance * square * behind[run + 1]
      lost =
        front.absorptance
        + entering[run] * (absorbed + lostOnReturn * (back.reflectance + back.transmittance))
    }
  }
}

extension AbsorptionProfile {
  fileprivate func scaled(_ share: Double) -> AbsorptionProfile {
    var result = AbsorptionProfile(q: q, vacuumWavenumber: vacuumWavenumber, thickness: thickness)
    result.add(share, self)
    return result
  }
}
