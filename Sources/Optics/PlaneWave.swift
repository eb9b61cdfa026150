// One plane wave of one polarisation on a run of coherent layers between two transparent half spaces.
//
// The field is carried from the far side to the near side (ScaledField.swift), split there into the incident and the
// reflected wave, and read back in every layer as two waves, each from the face where it is largest:
//   a = (ψ(0) + w χ(0)/(iq))/2 at the near face,  b = (ψ(d) − w χ(d)/(iq))/2 at the far face.
// The absorbed power per length follows from the field alone, k0 Im ε |E|² / S_incident with
//   TE:  |E|² = |ψ|²,        TM:  |E|² = |χ|² + (N²/|ε|²) |ψ|²,
// and not from differences of the power flow; that R + T + ΣA = 1 is therefore a check and no tautology.

import Foundation

/// Polarisation of a plane wave with respect to the plane of incidence.
public enum Polarisation: String, Sendable, CaseIterable {
  /// Electric field perpendicular to the plane of incidence (TE).
  case s
  /// Electric field in the plane of incidence (TM).
  case p
  /// Equal mixture of both.
  case unpolarised
}

/// Reflectance R, transmittance T and absorption of a run of coherent layers, for light from one side.
struct PlaneWave {
  let reflectance: Double
  let transmittance: Double
  /// Absorption per unit of incident light in each layer; low face = the face towards the source.
  let profiles: [AbsorptionProfile]

  /// Absorbed share of all layers together, dimensionless.
  var absorptance: Double { profiles.reduce(0) { $0 + $1.total } }

  /// - Parameters:
  ///   - layers: permittivity and thickness, m, in the order light meets them.
  ///   - near, far: real permittivities of the half spaces the light comes from and goes to.
  ///   - squaredIndex: N² = (n sin θ)², conserved through the stack.
  ///   - isTransverseMagnetic: p rather than s polarisation.
  ///   - vacuumWavenumber: k0, m⁻¹.
  init(
    layers: [(permittivity: ComplexNumber, thickness: Double)], near: Double, far: Double, squaredIndex: Double,
    isTransverseMagnetic: Bool, vacuumWavenumber: Double
  ) {
    let nearSquaredQ = near - squaredIndex
    let waves = { (q: ComplexNumber, d: Double) in
      AbsorptionProfile(q: q, vacuumWavenumber: vacuumWavenumber, thickness: d)
    }
    guard nearSquaredQ > 0 else {
      // Nothing travels in the near half space at this angle, so nothing arrives.
      (reflectance, transmittance) = (1, 0)
      profiles = layers.map {
        waves(ComplexNumber.squareRoot($0.permittivity - ComplexNumber(squaredIndex)), $0.thickness)
      }
      return
    }
    let index = ComplexNumber(squaredIndex)
    let steps = layers.map {
      LayerStep(
        permittivity: $0.permittivity, squaredIndex: index,
        weight: isTransverseMagnetic ? $0.permittivity : ComplexNumber(1),
        opticalThickness: vacuumWavenumber * $0.thickness)
    }
    // Far side: one wave that leaves, ψ = 1, or decays.
    let farQ = ComplexNumber.squareRoot(ComplexNumber(far - squaredIndex))
    let leaving = ComplexNumber.i * farQ
    var field = ScaledField(psi: ComplexNumber(1), chi: isTransverseMagnetic ? (1 / far) * leaving : leaving)
    let leavingFlow = field.flow
    var faces = [ScaledField](repeating: field, count: layers.count + 1)
    for layer in steps.indices.reversed() {
      field = field.crossing(steps[layer], backwards: true)
      faces[layer] = field
    }
    // Near side: ψ = a + b, χ = (iq/w)(a − b).
    let admittance = nearSquaredQ.squareRoot() / (isTransverseMagnetic ? near : 1)
    let difference = (-1 / admittance) * (ComplexNumber.i * field.chi)
    let incident = 0.5 * (field.psi + difference)
    let reflected = 0.5 * (field.psi - difference)
    let incidentFlow = incident.squaredMagnitude * admittance
    // Logarithm of the field at each face, relative to the near side.
    var logarithms = [0.0]
    for layer in steps.indices { logarithms.append(logarithms[layer] - faces[layer].exponent) }
    reflectance = reflected.squaredMagnitude / incident.squaredMagnitude
    transmittance = leavingFlow / incidentFlow * exp(2 * logarithms[steps.count])

    var profiles: [AbsorptionProfile] = []
    profiles.reserveCapacity(layers.count)
    for (layer, step) in steps.enumerated() {
      let permittivity = layers[layer].permittivity
      // Weights of |ψ|² and |χ|² in the absorbed power, per incident power.
      let unit = vacuumWavenumber * permittivity.imaginary / incidentFlow
      let squaredRatio = squaredIndex / permittivity.squaredMagnitude
      let weights = isTransverseMagnetic ? (psi: unit * squaredRatio, chi: unit) : (psi: unit, chi: 0)
      var profile = waves(step.q, layers[layer].thickness)
      if unit != 0 {
        profile.set(
          from: step, low: faces[layer], high: faces[layer + 1], logarithm: logarithms[layer], weights: weights)
      }
      profiles.append(profile)
    }
    self.profiles = profiles
  }
}

extension AbsorptionProfile {
  /// Fills in the terms of `weights.psi` |ψ|² + `weights.chi` |χ|² from the field at both faces.
  ///
  /// - Parameter logarithm: logarithm of the field at the low face; `low.exponent` is what it gains over the high face.
  mutating func set(
    from step: LayerStep, low: ScaledField, high: ScaledField, logarithm: Double, weights: (psi: Double, chi: Double)
  ) {
    let highLogarithm = logarithm - low.exponent
    if step.opticalThickness * step.opticalThickness * step.squaredQ.magnitude < 1e-6 {
      let middleStep = LayerStep(
        permittivity: step.squaredQ, squaredIndex: ComplexNumber(0), weight: step.weight,
        opticalThickness: 0.5 * step.opticalThickness)
      let middle = high.crossing(middleStep, backwards: true)
      func absorbed(_ f: ScaledField, _ logarithm: Double) -> Double {
        (weights.psi * f.psi.squaredMagnitude + weights.chi * f.chi.squaredMagnitude) * exp(2 * logarithm)
      }
      parabola = (
        absorbed(low, logarithm), absorbed(middle, highLogarithm + middle.exponent), absorbed(high, highLogarithm)
      )
      return
    }
    let perIQ = step.weight / (ComplexNumber.i * step.q)
    let a = 0.5 * (low.psi + perIQ * low.chi)
    let b = 0.5 * (high.psi - perIQ * high.chi)
    // χ = (iq/w)(a − b): the waves enter |χ|² with |q/w|² and interfere with the opposite sign.
    let squaredAdmittance = 1 / perIQ.squaredMagnitude
    let sum = weights.psi + weights.chi * squaredAdmittance
    let contrast = weights.psi - weights.chi * squaredAdmittance
    fromLowFace = sum * a.squaredMagnitude * exp(2 * logarithm)
    fromHighFace = sum * b.squaredMagnitude * exp(2 * highLogarithm)
    interference =
      (2 * contrast * exp(logarithm + highLogarithm - step.exponent)) * (a * b.conjugate)
  }
}
