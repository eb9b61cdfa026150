// The field of a solved mode and the integrals its figures are made of.
//
// With ∫ over all x, and D_j the part of layer j:
//   perturbation (exact to first order, unconjugated because the problem is complex symmetric):
//     TE: δ(N²) = Σ δε_j ∫_j ψ² / ∫ψ²               TM: δ(N²) = Σ δε_j ∫_j (χ² + N²ψ²/ε²) / ∫ψ²/ε
//   power flow S = Re(1·N)|ψ|² (TE), Re(N/ε)|ψ|² (TM);  absorption k0 Im ε |E|²:
//     |E|² = |ψ|² (TE), |χ|² + |N|²|ψ|²/|ε|² (TM);  its integral over that of S is 2 k0 Im N exactly.
// Source: A. W. Snyder and J. D. Love, Optical Waveguide Theory (1983), chapters 11, 18 and 33.

import Foundation

/// Integrals of a mode over one layer or cladding, m (times the square of the field).
struct ModeIntegrals {
  var psiSquared: ComplexNumber
  var chiSquared: ComplexNumber
  var psiModulus: Double
  var chiModulus: Double
}

/// The field of one mode: ψ and χ at every face, all relative to the face where the field is matched.
struct ModeField: Sendable {
  private let layers: [LayerField]
  private let low: (permittivity: ComplexNumber, decay: ComplexNumber)
  private let high: (permittivity: ComplexNumber, decay: ComplexNumber)
  private let faces: [(psi: ComplexNumber, chi: ComplexNumber)]
  private let squaredIndex: ComplexNumber
  private let vacuumWavenumber: Double
  private let isTransverseMagnetic: Bool
  /// Thickness of the guide without claddings, m.
  let thickness: Double

  init(_ guide: Waveguide, squaredIndex z: ComplexNumber) {
    let k0 = guide.vacuumWavenumber
    let meeting = guide.meetingFace
    let steps = guide.layers.indices.map { guide.step($0, z) }
    low = (guide.low, guide.lowDecay(z))
    high = (guide.high, guide.highDecay(z))
    var up = ScaledField(psi: ComplexNumber(1), chi: low.decay / guide.weight(low.permittivity))
    var below = [up]
    for layer in 0..<meeting {
      up = up.crossing(steps[layer], backwards: false)
      below.append(up)
    }
    var down = ScaledField(psi: ComplexNumber(1), chi: -(high.decay / guide.weight(high.permittivity)))
    var above = [down]
    for layer in (meeting..<steps.count).reversed() {
      down = down.crossing(steps[layer], backwards: true)
      above.append(down)
    }
    above.reverse()
    // The two solutions agree at the meeting face but for a factor: that of least squares of ψ and χ.
    let ratio =
      (1 / (up.psi.squaredMagnitude + up.chi.squaredMagnitude))
      * (up.psi.conjugate * down.psi + up.chi.conjugate * down.chi)
    var faces = above.map { (psi: $0.psi, chi: $0.chi) }
    var factor = 1.0
    for (face, inner) in zip(above, above.dropFirst()).enumerated().map({ ($0 + 1, $1.0) }) {
      factor *= inner.attenuation
      faces[face] = (factor * above[face].psi, factor * above[face].chi)
    }
    factor = 1
    for face in (0..<meeting).reversed() {
      factor *= below[face + 1].attenuation
      let scale = factor * ratio
      faces.insert((psi: scale * below[face].psi, chi: scale * below[face].chi), at: 0)
    }
    layers = steps.indices.map {
      LayerField(
        step: steps[$0], permittivity: guide.layers[$0].permittivity, thickness: guide.layers[$0].thickness,
        low: faces[$0], high: faces[$0 + 1])
    }
    self.faces = faces
    squaredIndex = z
    vacuumWavenumber = k0
    isTransverseMagnetic = guide.isTransverseMagnetic
    thickness = guide.layers.reduce(0) { $0 + $1.thickness }
  }

  /// Positions of the faces, m from the low face of the guide.
  var facePositions: [Double] {
    layers.reduce(into: [0.0]) { faces, layer in faces.append((faces.last ?? 0) + layer.thickness) }
  }

  /// ∫|E|² dx and ∫|E|⁴ dx over all x, in m and any unit of |E|².
  ///
  /// Gauss-Legendre quadrature with eight points on pieces of |q| k0 h ≤ 1, where its error is below 1e-13; the claddings
  /// in closed form, unless the field grows there.
  func intensityMoments() -> (square: Double, fourth: Double) {
    let nodes = [
      (0.1834346424956498, 0.3626837833783620), (0.5255324099163290, 0.3137066458778873),
      (0.7966664774136267, 0.2223810344533745), (0.9602898564975363, 0.1012285362903763),
    ]
    var (square, fourth) = (0.0, 0.0)
    for layer in layers {
      let phase = layer.step.opticalThickness * layer.step.squaredQ.magnitude.squareRoot()
      let pieces = max(1, Int(min(phase, 1e4).rounded(.up)))
      let half = 0.5 * layer.thickness / Double(pieces)
      for piece in 0..<pieces {
        let middle = (2 * Double(piece) + 1) * half
        for (node, weight) in nodes {
          for side in [-1.0, 1.0] {
            let there = layer.field(at: middle + side * node * half, vacuumWavenumber: vacuumWavenumber)
            let value = squaredElectricField(there.psi, there.chi, layer.permittivity)
            square += half * weight * value
            fourth += half * weight * value * value
          }
        }
      }
    }
    for (cladding, face) in [(low, faces[0]), (high, faces[faces.count - 1])] where cladding.decay.real > 0 {
      let value = squaredElectricField(face.psi, face.chi, cladding.permittivity)
      let length = 0.5 / (vacuumWavenumber * cladding.decay.real)
      square += length * value
      fourth += 0.5 * length * value * value
    }
    return (square, fourth)
  }

  /// Integrals over each layer of the guide.
  func integrals() -> [ModeIntegrals] { layers.map { $0.integrals(vacuumWavenumber: vacuumWavenumber) } }

  /// Integrals over the low and the high cladding.
  func claddingIntegrals() -> (low: ModeIntegrals, high: ModeIntegrals) {
    func tail(_ decay: ComplexNumber, _ face: (psi: ComplexNumber, chi: ComplexNumber)) -> ModeIntegrals {
      let length = ComplexNumber(0.5 / vacuumWavenumber) / decay
      // A wave that leaves carries its power away: it belongs to no cross-section of the mode.
      let modulusLength = decay.real > 0 ? 0.5 / (vacuumWavenumber * decay.real) : 0
      return ModeIntegrals(
        psiSquared: length * face.psi * face.psi, chiSquared: length * face.chi * face.chi,
        psiModulus: modulusLength * face.psi.squaredMagnitude, chiModulus: modulusLength * face.chi.squaredMagnitude)
    }
    return (tail(low.decay, faces[0]), tail(high.decay, faces[faces.count - 1]))
  }

  /// |E|² at a position, m from the low face of the guide, in arbitrary units.
  func squaredElectricField(at x: Double) -> Double {
    if x < 0 {
      let tail = exp(vacuumWavenumber * low.decay.real * x)
      return tail * tail * squaredElectricField(faces[0].psi, faces[0].chi, low.permittivity)
    }
    if x > thickness {
      let tail = exp(-vacuumWavenumber * high.decay.real * (x - thickness))
      let face = faces[faces.count - 1]
      return tail * tail * squaredElectricField(face.psi, face.chi, high.permittivity)
    }
    var start = 0.0
    for layer in layers {
      if x <= start + layer.thickness {
        let field = layer.field(at: x - start, vacuumWavenumber: vacuumWavenumber)
        return squaredElectricField(field.psi, field.chi, layer.permittivity)
      }
      start += layer.thickness
    }
    return squaredElectricField(faces[faces.count - 1].psi, faces[faces.count - 1].chi, high.permittivity)
  }

  /// |E|² of ψ and χ in a permittivity: |ψ|² (TE), |χ|² + |N|²|ψ|²/|ε|² (TM).
  private func squaredElectricField(
    _ psi: ComplexNumber, _ chi: ComplexNumber, _ permittivity: ComplexNumber
  ) -> Double {
    guard isTransverseMagnetic else { return psi.squaredMagnitude }
    return chi.squaredMagnitude + squaredIndex.magnitude * psi.squaredMagnitude / permittivity.squaredMagnitude
  }
}

/// The field in one layer of the guide.
private struct LayerField: Sendable {
  let step: LayerStep
  let permittivity: ComplexNumber
  let thickness: Double
  let low: (psi: ComplexNumber, chi: ComplexNumber)
  let high: (psi: ComplexNumber, chi: ComplexNumber)

  /// iq/w and the two waves a (from the low face) and b (from the high face).
  private var waves: (admittance: ComplexNumber, a: ComplexNumber, b: ComplexNumber) {
    let admittance = ComplexNumber.i * step.q / step.weight
    let perAdmittance = ComplexNumber(1) / admittance
    return (
      admittance, 0.5 * (low.psi + perAdmittance * low.chi), 0.5 * (high.psi - perAdmittance * high.chi)
    )
  }

  /// Whether a and b would cancel: |φ| below 0.05.
  private var isThin: Bool { step.opticalThickness * step.opticalThickness * step.squaredQ.magnitude < 0.0025 }

  func field(at x: Double, vacuumWavenumber: Double) -> (psi: ComplexNumber, chi: ComplexNumber) {
    guard !isThin else {
      let part = LayerStep(
        permittivity: step.squaredQ, squaredIndex: ComplexNumber(0), weight: step.weight,
        opticalThickness: vacuumWavenumber * x)
      let there = ScaledField(psi: low.psi, chi: low.chi).crossing(part, backwards: false)
      return ((1 / there.attenuation) * there.psi, (1 / there.attenuation) * there.chi)
    }
    let (admittance, a, b) = waves
    let up = ComplexNumber.exp((vacuumWavenumber * x) * (ComplexNumber.i * step.q)) * a
    let down = ComplexNumber.exp((vacuumWavenumber * (thickness - x)) * (ComplexNumber.i * step.q)) * b
    return (up + down, admittance * (up - down))
  }

  func integrals(vacuumWavenumber: Double) -> ModeIntegrals {
    guard !isThin else { return thinIntegrals(vacuumWavenumber) }
    let (admittance, a, b) = waves
    let d = thickness
    // ∫ψ² = (a² + b²)(e^{2iφ} − 1)/(2iκ) + 2ab e^{iφ} d, and χ² likewise with (iq/w)² and the opposite cross term.
    let wave = ComplexNumber.exp(step.opticalThickness * (ComplexNumber.i * step.q))
    let perRate = ComplexNumber(1) / ((2 * vacuumWavenumber) * (ComplexNumber.i * step.q))
    let own = (a * a + b * b) * (wave * wave - ComplexNumber(1)) * perRate
    let cross = (2 * d) * (a * b * wave)
    let (rate, phase) = (2 * vacuumWavenumber * step.q.imaginary * d, step.opticalThickness * step.q.real)
    let decayLength = (abs(rate) > 1e-12 ? -expm1(-rate) / rate : 1) * d
    let sinc = abs(phase) > 1e-4 ? sin(phase) / phase : 1 - phase * phase / 6
    // ∫e^{iκ′(2x−d)} over the layer is real: d sin(κ′d)/(κ′d).
    let ownModulus = (a.squaredMagnitude + b.squaredMagnitude) * decayLength
    let crossModulus = 2 * (a * b.conjugate).real * exp(-0.5 * rate) * sinc * d
    return ModeIntegrals(
      psiSquared: own + cross, chiSquared: admittance * admittance * (own - cross),
      psiModulus: ownModulus + crossModulus,
      chiModulus: admittance.squaredMagnitude * (ownModulus - crossModulus))
  }

  /// Gauss-Legendre quadrature with four points: error below |2φ|⁸/1e9 of the integral, that is 1e-17.
  private func thinIntegrals(_ vacuumWavenumber: Double) -> ModeIntegrals {
    var sum = ModeIntegrals(psiSquared: ComplexNumber(0), chiSquared: ComplexNumber(0), psiModulus: 0, chiModulus: 0)
    for (node, weight) in [
      (0.8611363115940526, 0.3478548451374538), (0.3399810435848563, 0.6521451548625461),
    ] {
      for side in [-1.0, 1.0] {
        let share = 0.5 * weight * thickness
        let (psi, chi) = field(at: 0.5 * (1 + side * node) * thickness, vacuumWavenumber: vacuumWavenumber)
        sum.psiSquared = sum.psiSquared + share * (psi * psi)
        sum.chiSquared = sum.chiSquared + share * (chi * chi)
        sum.psiModulus += share * psi.squaredMagnitude
        sum.chiModulus += share * chi.squaredMagnitude
      }
    }
    return sum
  }
}
