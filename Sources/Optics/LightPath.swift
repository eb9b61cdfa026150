// One polarisation on its way through the whole stack: runs of coherent layers joined by intensities (the formulas stand
// in OpticalStack+Illumination.swift). The storage of a path is used again at every wavelength.

import Foundation

extension Polarisation {
  /// The waves to compute and their shares. At normal incidence s and p are the same wave.
  func waves(angle: Double) -> [(share: Double, isTransverseMagnetic: Bool)] {
    switch self {
    case .s: [(1, false)]
    case .p: [(1, true)]
    case .unpolarised: angle == 0 ? [(1, false)] : [(0.5, false), (0.5, true)]
    }
  }
}

/// One polarisation on its way through the whole stack; layers in the order light meets them.
struct LightPath {
  private(set) var reflectance = 1.0
  private(set) var transmittance = 0.0
  /// Absorption in each layer per unit of incident light.
  private(set) var profiles: [AbsorptionProfile] = []
  /// The incoherent layers, ascending.
  private let thick: [Int]
  private let runs: [Range<Int>]
  private var forward: [PlaneWave]
  private var backward: [PlaneWave]
  private var passes: [Double]
  private var q: [ComplexNumber]
  private var joints: Joints

  /// - Parameter incoherent: indices of the incoherent layers, ascending, in the order light meets them.
  init(incoherent: [Int], layerCount: Int) {
    thick = incoherent
    runs = zip([0] + incoherent.map { $0 + 1 }, incoherent + [layerCount]).map { $0..<$1 }
    forward = [PlaneWave](repeating: PlaneWave(), count: incoherent.count + 1)
    backward = [PlaneWave](repeating: PlaneWave(), count: incoherent.count)
    passes = [Double](repeating: 0, count: incoherent.count)
    q = [ComplexNumber](repeating: ComplexNumber(0), count: incoherent.count)
    joints = Joints(runs: incoherent.count + 1)
    profiles.reserveCapacity(layerCount)
  }

  mutating func solve(_ layers: [LayerAtWavelength], ambientIndex: Double, wave: WaveShape) {
    // Half spaces between the runs: ambient, the incoherent layers, ambient.
    func between(_ position: Int) -> Double {
      let index = position == 0 || position == runs.count ? ambientIndex : layers[thick[position - 1]].realIndex
      return index * index
    }
    for run in runs.indices {
      forward[run].solve(
        layers, runs[run], backwards: false, near: between(run), far: between(run + 1), wave: wave)
      guard run < thick.count else { break }
      backward[run].solve(
        layers, runs[run], backwards: true, near: between(run + 1), far: between(run), wave: wave)
      let layer = layers[thick[run]]
      q[run] = ComplexNumber.squareRoot(layer.permittivity - ComplexNumber(wave.squaredIndex))
      // Where light cannot travel at this angle it does not pass: evanescent coupling needs phase.
      passes[run] =
        between(run + 1) > wave.squaredIndex
        ? exp(-2 * q[run].imaginary * (wave.vacuumWavenumber * layer.thickness)) : 0
    }
    joints.join(forward: forward, backward: backward, passes: passes)
    // From the near side: the power that meets each run from both sides.
    profiles.removeAll(keepingCapacity: true)
    var incident = 1.0
    for run in runs.indices {
      let first = profiles.count
      for profile in forward[run].profiles {
        profiles.append(profile)
        if incident != 1 { profiles[profiles.count - 1].scale(by: incident) }
      }
      guard run < thick.count else { break }
      let pass = passes[run]
      let entering = incident * joints.entering[run]
      let fromBehind = entering * pass * pass * joints.behind[run + 1]
      for (position, far) in backward[run].profiles.reversed().enumerated() {
        profiles[first + position].add(fromBehind, far.mirrored)
      }
      // The incoherent layer: light that enters it from run `run`, and light that the rest sends back.
      var profile = AbsorptionProfile(
        incoherent: q[run], vacuumWavenumber: wave.vacuumWavenumber, thickness: layers[thick[run]].thickness)
      let rate = 2 * q[run].imaginary * wave.vacuumWavenumber
      profile.fromLowFace = rate * entering
      profile.fromHighFace = rate * entering * pass * joints.behind[run + 1]
      profiles.append(profile)
      incident = entering * pass
    }
    reflectance = joints.behind[0]
    transmittance = incident * forward[runs.count - 1].transmittance
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

  init(runs: Int) {
    behind = [Double](repeating: 0, count: runs)
    entering = [Double](repeating: 0, count: runs - 1)
  }

  mutating func join(forward: [PlaneWave], backward: [PlaneWave], passes: [Double]) {
    let last = forward.count - 1
    for run in forward.indices { behind[run] = forward[run].reflectance }
    var lost = last > 0 ? forward[last].transmittance + forward[last].absorptance : 0  // 1 − X
    for run in backward.indices.reversed() {
      let (pass, front, back) = (passes[run] * passes[run], forward[run], backward[run])
      let absorbed = back.absorptance
      let lostOnReturn = (1 - pass) + pass * lost  // 1 − P²X
      let escaping = back.transmittance + absorbed + back.reflectance * lostOnReturn  // 1 − R′P²X
      // Nothing escapes only where nothing can enter.
      guard escaping > 0 else {
        entering[run] = 0
        lost = front.transmittance + front.absorptance
        continue
      }
      entering[run] = front.transmittance / escaping
      behind[run] += entering[run] * back.transmittance * pass * behind[run + 1]
      lost = front.absorptance + entering[run] * (absorbed + lostOnReturn * (back.reflectance + back.transmittance))
    }
  }
}
