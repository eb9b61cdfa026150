// A sheet of dipoles inside the emitter: how fast it emits and where the light goes.
//
// Per transverse index N = n_e u the sheet is a jump of one tangential field; with Y = χ/ψ, Z = ψ/χ of the solutions that
// leave above (+) and below (−) the sheet:
//   s, in plane    χ jumps:  ψ = J/(Y₊ − Y₋),  power −J² Im 1/(Y₊ − Y₋),  density 3/4 n_e u, J² = 2
//   p, in plane    ψ jumps:  χ = J/(Z₊ − Z₋),  power  J² Im 1/(Z₊ − Z₋),  density 3/4 u/n_e, J² = 2ε_e
//   p, upright     χ jumps by J N:                                        density 3/2 u/n_e, J² = 2/ε_e
// so that the integral over u is the rate over that in the bulk of the emitter (Purcell factor). Beyond the index of the
// claddings the integrand has the poles of the guided modes on or above the real axis; it is analytic, so the path runs
// below them. Source: W. Lukosz, J. Opt. Soc. Am. 71, 744 (1981), doi:10.1364/JOSA.71.000744, in admittance form.

import Foundation

/// Orientation of emitting dipoles.
public enum DipoleOrientation: String, Sendable, CaseIterable {
  /// Perpendicular to the layers.
  case perpendicular
  /// In the plane of the layers, all azimuths.
  case parallel
  /// All directions alike: one third perpendicular, two thirds parallel.
  case isotropic
}

/// Where the light of a dipole sheet goes; the shares of the emitted power add up to 1.
public struct DipoleEmission: Sendable, Equatable {
  /// Emission rate over that in the bulk of the emitter, dimensionless.
  public internal(set) var purcellFactor = 0.0
  /// Share that leaves into the half space above the last layer of the guide, dimensionless.
  public internal(set) var upper = 0.0
  /// Share that enters the lower half space (glass, or the ambient where there is none) within the escape cone of the
  /// ambient, before any reflection at its far side, dimensionless.
  public internal(set) var lowerWithinCone = 0.0
  /// Share that enters the lower half space beyond that cone, dimensionless.
  public internal(set) var lowerBeyondCone = 0.0
  /// Share that travels in neither half space: guided modes, plasmons and near field, dimensionless.
  public internal(set) var guided = 0.0
  /// Share absorbed on the way to the half spaces, dimensionless.
  public internal(set) var absorbed = 0.0
}

extension OpticalStack {
  /// Emission of a sheet of dipoles at a depth of a coherent layer, which counts as transparent.
  ///
  /// An incoherent layer next to the guide is a half space, as for guided modes.
  /// - Parameters:
  ///   - depth: distance from the low face of the layer, m.
  ///   - layer: the layer; the emitter where none is given.
  ///   - orientation: of the dipoles.
  /// - Throws: `OpticsError` where there is no such coherent layer or the sheet lies outside it.
  public func dipoleEmission(
    depth: Double, in layer: Int? = nil, orientation: DipoleOrientation = .isotropic
  ) throws(OpticsError) -> DipoleEmission {
    let sheet = try DipoleSheet(self, depth: depth, layer: layer)
    switch orientation {
    case .perpendicular: return sheet.emission(perpendicular: 1)
    case .parallel: return sheet.emission(perpendicular: 0)
    case .isotropic: return sheet.emission(perpendicular: 1.0 / 3)
    }
  }
}

/// The layers above and below the sheet, each from the sheet outwards.
private struct DipoleSheet {
  typealias Part = (permittivity: ComplexNumber, thickness: Double)
  let above: [Part]
  let below: [Part]
  let upper: ComplexNumber
  let lower: ComplexNumber
  let emitter: Double
  let ambient: Double
  let k0: Double

  init(_ stack: OpticalStack, depth: Double, layer: Int?) throws(OpticsError) {
    let range = try stack.guideLayers(around: layer)
    guard let source = layer ?? stack.emitterIndex, range.contains(source) else { throw .noCoherentCore }
    let thickness = stack.layers[source].thickness
    guard depth > 0, depth < thickness else {
      throw .unusable(
        quantity: "depth of the dipoles, m,", value: depth,
        remedy: "give a depth inside layer '\(stack.layers[source].name)', 0 to \(thickness * 1e9) nm, faces excluded")
    }
    emitter = stack.layers[source].refractiveIndex.real
    ambient = stack.ambientIndex
    k0 = stack.vacuumWavenumber
    let own = ComplexNumber(emitter * emitter)
    above =
      [(own, thickness - depth)]
      + stack.layers[(source + 1)..<range.upperBound].map { ($0.permittivity, $0.thickness) }
    below = [(own, depth)] + stack.layers[range.lowerBound..<source].reversed().map { ($0.permittivity, $0.thickness) }
    // Half spaces are met with their real index, as incoherent layers are.
    func halfSpace(_ index: Double) -> ComplexNumber { ComplexNumber(index * index) }
    upper = halfSpace(
      range.upperBound < stack.layers.count ? stack.layers[range.upperBound].refractiveIndex.real : ambient)
    lower = halfSpace(range.lowerBound > 0 ? stack.layers[range.lowerBound - 1].refractiveIndex.real : ambient)
  }

  /// ψ and χ at the sheet of the solution that leaves outwards, and the power that arrives in the half space.
  private func leaving(_ parts: [Part], _ half: ComplexNumber, _ z: ComplexNumber, _ isTM: Bool) -> (
    field: ScaledField, flow: Double
  ) {
    let q = ComplexNumber.squareRoot(half - z)
    // In the half space e^{iqx}, Im q ≥ 0; real q is positive.
    let outward = q.imaginary < 0 ? -q : q
    var field = ScaledField(
      psi: ComplexNumber(1), chi: ComplexNumber.i * outward / (isTM ? half : ComplexNumber(1)))
    var flow = field.flow
    for part in parts.reversed() {
      let step = LayerStep(
        permittivity: part.permittivity, squaredIndex: z, weight: isTM ? part.permittivity : ComplexNumber(1),
        opticalThickness: k0 * part.thickness)
      field = field.crossing(step, backwards: true)
      flow *= field.attenuation * field.attenuation
    }
    return (field, flow)
  }

  /// Densities by u: total as the imaginary part of an analytic function, and what arrives above and below.
  private func density(_ u: ComplexNumber, perpendicular: Double) -> (total: ComplexNumber, up: Double, down: Double) {
    let z = (emitter * emitter) * (u * u)
    var total = ComplexNumber(0)
    var (up, down) = (0.0, 0.0)
    for isTM in [false, true] {
      let (plus, upFlow) = leaving(above, upper, z, isTM)
      var (minus, downFlow) = leaving(below, lower, z, isTM)
      minus.chi = -minus.chi
      let jump = plus.chi * minus.psi - minus.chi * plus.psi
      let acrossPsi = plus.psi * minus.psi / jump  // 1/(Y₊ − Y₋)
      let acrossChi = -(plus.chi * minus.chi / jump)  // 1/(Z₊ − Z₋)
      func add(
        _ weight: ComplexNumber, _ source: Double, _ response: ComplexNumber, _ fieldUp: ComplexNumber,
        _ fieldDown: ComplexNumber
      ) {
        total = total + source * (weight * response)
        let strength = weight.real * source * response.squaredMagnitude
        up += strength * upFlow / fieldUp.squaredMagnitude
        down += strength * downFlow / fieldDown.squaredMagnitude
      }
      if !isTM {
        add(0.75 * (1 - perpendicular) * emitter * u, 2, -acrossPsi, plus.psi, minus.psi)
      } else {
        let permittivity = emitter * emitter
        add((0.75 * (1 - perpendicular) / emitter) * u, 2 * permittivity, acrossChi, plus.chi, minus.chi)
        add((1.5 * perpendicular / emitter) * (u * z), 2 / permittivity, -acrossPsi, plus.psi, minus.psi)
      }
    }
    return (total, up, down)
  }

  func emission(perpendicular: Double) -> DipoleEmission {
    let cone = ambient / emitter
    let ends = [upper.real.squareRoot(), lower.real.squareRoot()].map { $0 / emitter }
    let last = ends.max() ?? 1
    let corners = Set([0, cone, 1] + ends).filter { $0 <= last }.sorted()
    var result = DipoleEmission()
    var radiated = 0.0
    // Half spaces: both ends of each piece may be branch points, which u = a + (b − a) sin²(πt/2) makes smooth.
    let points = 1200
    for (a, b) in zip(corners, corners.dropFirst()) {
      for point in 0..<points {
        let t = (Double(point) + 0.5) / Double(points)
        let u = a + (b - a) * pow(sin(0.5 * .pi * t), 2)
        let width = (b - a) * 0.5 * .pi * sin(.pi * t) / Double(points)
        let here = density(ComplexNumber(u), perpendicular: perpendicular)
        radiated += width * here.total.imaginary
        result.upper += width * here.up
        if u < cone { result.lowerWithinCone += width * here.down } else { result.lowerBeyondCone += width * here.down }
      }
    }
    result.absorbed = radiated - result.upper - result.lowerWithinCone - result.lowerBeyondCone
    // Bound light: half an ellipse below the poles of the modes, then the near field on the real axis.
    let largest = (above + below).map { $0.permittivity.magnitude.squareRoot() }.max() ?? emitter
    let far = max(1.5 * last, 1.5, min(3 * largest / emitter, 6))
    var bound = ComplexNumber(0)
    for point in 0..<points {
      let share = (Double(point) + 0.5) / Double(points)
      // Slow at both ends, for the branch point that may stand there.
      let t = share * share * (3 - 2 * share)
      let speed = 6 * share * (1 - share)
      let radius = 0.5 * (far - last)
      let u = ComplexNumber(last + radius * (1 - cos(.pi * t)), -0.4 * radius * sin(.pi * t))
      let width = (.pi * speed / Double(points)) * ComplexNumber(radius * sin(.pi * t), -0.4 * radius * cos(.pi * t))
      bound = bound + width * density(u, perpendicular: perpendicular).total
    }
    // Beyond, the integrand falls as e^{−2 k0 n_e u d}, d the distance to the nearer face.
    let reach = 1 / (2 * k0 * emitter * min(above[0].thickness, below[0].thickness))
    for point in 0..<points {
      let t = (Double(point) + 0.5) / Double(points)
      let u = far + reach * t / (1 - t)
      let width = reach / ((1 - t) * (1 - t)) / Double(points)
      guard u < far + 60 * reach else { break }
      bound.imaginary += width * density(ComplexNumber(u), perpendicular: perpendicular).total.imaginary
    }
    result.purcellFactor = radiated + bound.imaginary
    let scale = 1 / result.purcellFactor
    result.upper *= scale
    result.lowerWithinCone *= scale
    result.lowerBeyondCone *= scale
    result.absorbed *= scale
    result.guided = bound.imaginary * scale
    return result
  }
}
