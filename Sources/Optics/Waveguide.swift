// The planar guide: coherent layers between two claddings, and the equation its modes solve.
//
// With z = N² the field that decays into the low cladding is carried up, the one that decays into the high cladding is
// carried down (ScaledField.swift), and both must agree at a face of the layer of highest index:
//   F(z) = ψ_low χ_high − χ_low ψ_high = 0.
// F has no poles and, but for the claddings' γ = √(z − ε), no branch points; both fields travel the way they grow, so F
// is accurate for thick layers. dF/dz is carried along exactly.
//
// Counting. For real ε (and ε > 0 in TM) this is a Sturm-Liouville problem: the number of modes with index above N
// equals the number of zeros of the solution that decays into the low cladding at N. Bisection on that count finds every
// mode, however close to its neighbour or to cut-off; metals, gain and leaks have the argument principle instead
// (Waveguide+Count.swift). Source: E. A. Coddington and N. Levinson, Theory of Ordinary
// Differential Equations (1955), chapter 8.

import Foundation

/// Permittivities and thicknesses of a planar guide for one polarisation.
struct Waveguide {
  var low: ComplexNumber
  var layers: [(permittivity: ComplexNumber, thickness: Double)]
  var high: ComplexNumber
  var polarisation: ModePolarisation
  var vacuumWavenumber: Double
  /// Claddings into which light leaks: there the field is the wave that leaves, which grows outwards for a mode that
  /// decays along the guide.
  var leaksLow = false
  var leaksHigh = false

  var isTransverseMagnetic: Bool { polarisation == .transverseMagnetic }

  /// w: 1 (TE) or ε (TM).
  func weight(_ permittivity: ComplexNumber) -> ComplexNumber {
    isTransverseMagnetic ? permittivity : ComplexNumber(1)
  }

  /// The same guide with the imaginary part of every permittivity multiplied by `share`.
  func withAbsorption(_ share: Double) -> Waveguide {
    func scaled(_ e: ComplexNumber) -> ComplexNumber { ComplexNumber(e.real, share * e.imaginary) }
    var result = self
    result.low = scaled(low)
    result.high = scaled(high)
    result.layers = layers.map { (scaled($0.permittivity), $0.thickness) }
    return result
  }

  /// Range of z = N² in which a bound mode of the transparent guide can lie.
  var boundRange: ClosedRange<Double>? {
    let floor = max(low.real, high.real)
    guard let ceiling = layers.map(\.permittivity.real).max(), ceiling > floor else { return nil }
    return floor...ceiling
  }

  func step(_ layer: Int, _ z: ComplexNumber) -> LayerStep {
    let permittivity = layers[layer].permittivity
    return LayerStep(
      permittivity: permittivity, squaredIndex: z, weight: weight(permittivity),
      opticalThickness: vacuumWavenumber * layers[layer].thickness)
  }

  /// γ = √(z − ε) of a cladding, with Re γ > 0: the field decays as e^{−γ k0 |x|}; where light leaks −iq, Re q > 0:
  /// it leaves. Branch cuts run from ε to the left, and to the right where light leaks.
  private func decay(_ cladding: ComplexNumber, _ z: ComplexNumber, leaks: Bool) -> ComplexNumber {
    leaks ? -(ComplexNumber.i * ComplexNumber.squareRoot(cladding - z)) : ComplexNumber.squareRoot(z - cladding)
  }

  /// γ of the low cladding.
  func lowDecay(_ z: ComplexNumber) -> ComplexNumber { decay(low, z, leaks: leaksLow) }
  /// γ of the high cladding.
  func highDecay(_ z: ComplexNumber) -> ComplexNumber { decay(high, z, leaks: leaksHigh) }

  /// The face where both solutions meet: the low face of the layer of highest index.
  var meetingFace: Int {
    layers.indices.max { layers[$0].permittivity.real < layers[$1].permittivity.real } ?? 0
  }

  /// Number of modes of the transparent guide with N² above `z`.
  func modesAbove(_ z: Double) -> Int {
    let index = ComplexNumber(z)
    let lowDecay = lowDecay(index).real / weight(low).real
    var field = ScaledField(psi: ComplexNumber(1), chi: ComplexNumber(lowDecay))
    var nodes = 0
    for layer in layers.indices {
      let step = step(layer, index)
      let next = field.crossing(step, backwards: false)
      let changesSign = (field.psi.real < 0) != (next.psi.real < 0)
      if step.squaredQ.real > 0 {
        // ψ = A sin θ, wχ = A q cos θ: θ grows by φ, and each multiple of π passed is a zero.
        let q = step.squaredQ.real.squareRoot()
        let start = atan2(q * field.psi.real, step.weight.real * field.chi.real)
        let turns = (start + q * step.opticalThickness) / .pi
        var zeros = Int(turns.rounded(.down)) - Int((start / .pi).rounded(.down))
        // At a zero on the very face rounding may count it on either side; the signs decide.
        if (zeros % 2 != 0) != changesSign { zeros += turns - turns.rounded(.down) > 0.5 ? 1 : -1 }
        nodes += max(0, zeros)
      } else if changesSign {
        nodes += 1
      }
      field = next
    }
    // In the high cladding the growing part is ψ + wχ/γ; a sign opposite to ψ means one more zero on the way.
    let highDecay = highDecay(index).real
    let growing = field.psi.real + weight(high).real * field.chi.real / highDecay
    return nodes + ((growing < 0) != (field.psi.real < 0) ? 1 : 0)
  }

  /// F(z) and dF/dz, both over one common factor.
  func mismatch(_ z: ComplexNumber) -> (value: ComplexNumber, slope: ComplexNumber) {
    let meeting = meetingFace
    var up = Tangent(cladding: lowDecay(z), weight: weight(low), sign: 1)
    for layer in 0..<meeting { up = up.crossing(step(layer, z), backwards: false) }
    var down = Tangent(cladding: highDecay(z), weight: weight(high), sign: -1)
    for layer in (meeting..<layers.count).reversed() { down = down.crossing(step(layer, z), backwards: true) }
    let value = up.psi * down.chi - up.chi * down.psi
    let slope =
      up.psiSlope * down.chi + up.psi * down.chiSlope - up.chiSlope * down.psi - up.chi * down.psiSlope
    return (value, slope)
  }
}

/// ψ, χ and their derivatives by z, over a common real factor that cancels in Newton's step.
private struct Tangent {
  var psi, chi, psiSlope, chiSlope: ComplexNumber

  init(cladding decay: ComplexNumber, weight: ComplexNumber, sign: Double) {
    psi = ComplexNumber(1)
    chi = sign * (decay / weight)
    psiSlope = ComplexNumber(0)
    chiSlope = (0.5 * sign) * (ComplexNumber(1) / (decay * weight))  // dγ/dz = 1/(2γ)
  }

  init(psi: ComplexNumber, chi: ComplexNumber, psiSlope: ComplexNumber, chiSlope: ComplexNumber) {
    let size = 1 / max(psi.magnitude, chi.magnitude)
    self.psi = size * psi
    self.chi = size * chi
    self.psiSlope = size * psiSlope
    self.chiSlope = size * chiSlope
  }

  func crossing(_ step: LayerStep, backwards: Bool) -> Tangent {
    let (c, s, t) = (step.cosine, step.sine, step.opticalThickness)
    // dc/dz = t s/2;  d(q² s)/dz = −(s + t c)/2;  ds/dz = (s − t c)/(2q²), by its series where φ is small.
    let cosineSlope = (0.5 * t) * s
    let productSlope = -0.5 * (s + t * c)
    let squaredPhase = (t * t) * step.squaredQ
    let sineSlope: ComplexNumber
    if squaredPhase.squaredMagnitude > 1e-4 {
      sineSlope = 0.5 * ((s - t * c) / step.squaredQ)
    } else {
      // (sin φ − φ cos φ)/(2φ³) = 1/6 − φ²/60 + φ⁴/1680 − φ⁶/90720
      let (p, p2) = (squaredPhase, squaredPhase * squaredPhase)
      let series = ComplexNumber(1.0 / 6) - (1.0 / 60) * p + (1.0 / 1680) * p2 - (1.0 / 90720) * (p2 * p)
      sineSlope = (t * t * t * step.attenuation) * series
    }
    let sign = backwards ? -1.0 : 1.0
    let (w, perWeight) = (step.weight, ComplexNumber(1) / step.weight)
    return Tangent(
      psi: c * psi + sign * (w * s * chi),
      chi: c * chi - sign * (perWeight * step.squaredQ * s * psi),
      psiSlope: cosineSlope * psi + c * psiSlope + sign * (w * (sineSlope * chi + s * chiSlope)),
      chiSlope: cosineSlope * chi + c * chiSlope
        - sign * (perWeight * (productSlope * psi + step.squaredQ * s * psiSlope)))
  }
}
