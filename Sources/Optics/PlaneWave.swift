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
///
/// A value is solved again and again, at each wavelength and polarisation; its arrays keep their storage.
struct PlaneWave {
  private(set) var reflectance = 1.0
  private(set) var transmittance = 0.0
  /// Absorption per unit of incident light in each layer; low face = the face towards the source.
  private(set) var profiles: [AbsorptionProfile] = []
  private var steps: [LayerStep] = []
  private var faces: [ScaledField] = []

  /// Absorbed share of all layers together, dimensionless.
  var absorptance: Double { profiles.reduce(0) { $0 + $1.total } }

  /// - Parameters:
  ///   - layers: all layers of the stack; `run` are those of this run, met from the last to the first if `backwards`.
  ///   - near, far: real permittivities of the half spaces the light comes from and goes to.
  ///   - wave: transverse index, polarisation and wavenumber.
  mutating func solve(
    _ layers: [LayerAtWavelength], _ run: Range<Int>, backwards: Bool, near: Double, far: Double, wave: WaveShape
  ) {
    let count = run.count
    func layer(_ position: Int) -> LayerAtWavelength {
      layers[backwards ? run.upperBound - 1 - position : run.lowerBound + position]
    }
    let nearSquaredQ = near - wave.squaredIndex
    let index = ComplexNumber(wave.squaredIndex)
    steps.removeAll(keepingCapacity: true)
    profiles.removeAll(keepingCapacity: true)
    for position in 0..<count {
      let here = layer(position)
      let step = LayerStep(
        permittivity: here.permittivity, squaredIndex: index,
        weight: wave.isTransverseMagnetic ? here.permittivity : ComplexNumber(1),
        opticalThickness: wave.vacuumWavenumber * here.thickness)
      steps.append(step)
      profiles.append(AbsorptionProfile(step, vacuumWavenumber: wave.vacuumWavenumber, thickness: here.thickness))
    }
    guard nearSquaredQ > 0 else {
      // Nothing travels in the near half space at this angle, so nothing arrives.
      (reflectance, transmittance) = (1, 0)
      return
    }
    // Far side: one wave that leaves, ψ = 1, or decays.
    let farQ = ComplexNumber.squareRoot(ComplexNumber(far - wave.squaredIndex))
    let leaving = ComplexNumber.i * farQ
    var field = ScaledField(
      psi: ComplexNumber(1), chi: wave.isTransverseMagnetic ? (1 / far) * leaving : leaving)
    let leavingFlow = field.flow
    faces.removeAll(keepingCapacity: true)
    faces.append(field)
    for position in (0..<count).reversed() {
      field = field.crossing(steps[position], backwards: true)
      faces.append(field)
    }
    // Near side: ψ = a + b, χ = (iq/w)(a − b).
    let admittance = nearSquaredQ.squareRoot() / (wave.isTransverseMagnetic ? near : 1)
    let difference = (-1 / admittance) * (ComplexNumber.i * field.chi)
    let incident = 0.5 * (field.psi + difference)
    let reflected = 0.5 * (field.psi - difference)
    let incidentFlow = incident.squaredMagnitude * admittance
    reflectance = reflected.squaredMagnitude / incident.squaredMagnitude
    let perFlow = 1 / incidentFlow
    // Amplitude at each face, relative to the near side.
    var amplitude = 1.0
    for position in 0..<count {
      let (low, high) = (faces[count - position], faces[count - position - 1])
      let permittivity = layer(position).permittivity
      if permittivity.imaginary != 0 {
        // Weights of |ψ|² and |χ|² in the absorbed power, per incident power.
        let unit = wave.vacuumWavenumber * permittivity.imaginary * perFlow
        profiles[position].set(
          from: steps[position], low: low, high: high, amplitude: amplitude,
          weights: wave.isTransverseMagnetic
            ? (psi: unit * wave.squaredIndex / permittivity.squaredMagnitude, chi: unit) : (psi: unit, chi: 0))
      }
      amplitude *= low.attenuation
    }
    transmittance = leavingFlow * perFlow * amplitude * amplitude
  }
}

/// One layer at one wavelength, as the kernel sees it.
struct LayerAtWavelength {
  /// Relative permittivity ε.
  var permittivity: ComplexNumber
  /// Thickness, m.
  var thickness: Double
  /// Real part of the refractive index, which an incoherent layer shows its neighbours.
  var realIndex: Double
}

/// What a plane wave keeps through the whole stack.
struct WaveShape {
  /// N² = (n sin θ)².
  var squaredIndex: Double
  /// p rather than s polarisation.
  var isTransverseMagnetic: Bool
  /// k0, m⁻¹.
  var vacuumWavenumber: Double
}

extension AbsorptionProfile {
  /// Fills in the terms of `weights.psi` |ψ|² + `weights.chi` |χ|² from the field at both faces.
  ///
  /// - Parameter amplitude: amplitude at the low face; `low.attenuation` is what it loses to the high face.
  @inline(__always)
  mutating func set(
    from step: LayerStep, low: ScaledField, high: ScaledField, amplitude: Double, weights: (psi: Double, chi: Double)
  ) {
    let highAmplitude = amplitude * low.attenuation
    if step.opticalThickness * step.opticalThickness * (abs(step.squaredQ.real) + abs(step.squaredQ.imaginary)) < 1e-6 {
      let middleStep = LayerStep(
        permittivity: step.squaredQ, squaredIndex: ComplexNumber(0), weight: step.weight,
        opticalThickness: 0.5 * step.opticalThickness)
      let middle = high.crossing(middleStep, backwards: true)
      func absorbed(_ f: ScaledField, _ amplitude: Double) -> Double {
        (weights.psi * f.psi.squaredMagnitude + weights.chi * f.chi.squaredMagnitude) * amplitude * amplitude
      }
      parabola = (
        absorbed(low, amplitude), absorbed(middle, highAmplitude / middle.attenuation), absorbed(high, highAmplitude)
      )
      return
    }
    let perIQ = step.weight / (ComplexNumber.i * step.q)
    let a = 0.5 * (low.psi + perIQ * low.chi)
    let b = 0.5 * (high.psi - perIQ * high.chi)
    // χ = (iq/w)(a − b): the waves enter |χ|² with |q/w|² and interfere with the opposite sign.
    let chiShare = weights.chi == 0 ? 0 : weights.chi / perIQ.squaredMagnitude
    let sum = weights.psi + chiShare
    let contrast = weights.psi - chiShare
    fromLowFace = sum * a.squaredMagnitude * amplitude * amplitude
    fromHighFace = sum * b.squaredMagnitude * highAmplitude * highAmplitude
    interference = (2 * contrast * amplitude * highAmplitude * step.attenuation) * (a * b.conjugate)
  }
}
