// The stack as a sheet of dipoles sees it, and the integrals over the transverse index.
//
// Per transverse index N = n_e u the sheet is a jump of one tangential field; with Y = χ/ψ, Z = ψ/χ of the solutions that
// leave above (+) and below (−) the sheet:
//   s, in plane    χ jumps:  ψ = J/(Y₊ − Y₋),  power −J² Im 1/(Y₊ − Y₋),  density 3/4 n_e u, J² = 2
//   p, in plane    ψ jumps:  χ = J/(Z₊ − Z₋),  power  J² Im 1/(Z₊ − Z₋),  density 3/4 u/n_e, J² = 2ε_e
//   p, upright     χ jumps by J N:                                        density 3/2 u/n_e, J² = 2/ε_e
// so that the integral over u is the rate over that in the bulk of the emitter (Purcell factor). Beyond the index of the
// claddings the integrand has the poles of the guided modes on or above the real axis; it is analytic, so the path runs
// below them. Source: W. Lukosz, J. Opt. Soc. Am. 71, 744 (1981), doi:10.1364/JOSA.71.000744, in admittance form.
//
// Passing below a pole u_m adds iπ Res to the integral over the real axis: π Re Res is the rate into that mode, exactly
// for a guide without loss and to the order of its loss otherwise. The residue is the mean of (u − u_m) f over a circle
// about the pole, which converges geometrically; the circle stays clear of other poles and of the branch points.

import Foundation

/// The layers above and below the sheet, each from the sheet outwards.
struct DipoleSheet {
  typealias Part = (permittivity: ComplexNumber, thickness: Double)
  private let above: [Part]
  private let below: [Part]
  private let upper: ComplexNumber
  private let lower: ComplexNumber
  private let emitter: Double
  private let ambient: Double
  private let k0: Double

  init(_ stack: OpticalStack, depth: Double, layer: Int?) throws(OpticsError) {
    let range = try stack.guideLayers(around: layer)
    guard let source = layer ?? stack.emitterIndex, range.contains(source) else { throw .noCoherentCore }
    let thickness = stack.layers[source].thickness
    guard depth > 0, depth < thickness else {
      throw .unusable(
        quantity: "depth of the dipoles, m,", value: depth,
        remedy:
          "give a depth inside layer '\(stack.layers[source].name)', 0 to \(String(format: "%.6g", thickness * 1e9)) nm, faces "
          + "excluded")
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

  // MARK: - The integrand

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

  /// What dipoles of one orientation give per u: the total as the imaginary part of an analytic function, and what
  /// arrives above and below.
  private struct Density {
    var total = ComplexNumber(0)
    var up = 0.0
    var down = 0.0
  }

  /// Dipoles in the plane and upright ones.
  private typealias Densities = (parallel: Density, perpendicular: Density)

  /// Densities at u, of TE and TM waves or of one of them.
  private func densities(_ u: ComplexNumber, of only: ModePolarisation? = nil) -> Densities {
    let z = (emitter * emitter) * (u * u)
    let permittivity = emitter * emitter
    var result = (parallel: Density(), perpendicular: Density())
    for isTM in [false, true] where only == nil || (only == .transverseMagnetic) == isTM {
      let (plus, upFlow) = leaving(above, upper, z, isTM)
      var (minus, downFlow) = leaving(below, lower, z, isTM)
      minus.chi = -minus.chi
      let jump = plus.chi * minus.psi - minus.chi * plus.psi
      let acrossPsi = plus.psi * minus.psi / jump  // 1/(Y₊ − Y₋)
      let acrossChi = -(plus.chi * minus.chi / jump)  // 1/(Z₊ − Z₋)
      func add(
        _ weight: ComplexNumber, _ source: Double, _ response: ComplexNumber, _ fieldUp: ComplexNumber,
        _ fieldDown: ComplexNumber, to density: inout Density
      ) {
        density.total = density.total + source * (weight * response)
        let strength = weight.real * source * response.squaredMagnitude
        density.up += strength * upFlow / fieldUp.squaredMagnitude
        density.down += strength * downFlow / fieldDown.squaredMagnitude
      }
      if isTM {
        add((0.75 / emitter) * u, 2 * permittivity, acrossChi, plus.chi, minus.chi, to: &result.parallel)
        add((1.5 / emitter) * (u * z), 2 / permittivity, -acrossPsi, plus.psi, minus.psi, to: &result.perpendicular)
      } else {
        add((0.75 * emitter) * u, 2, -acrossPsi, plus.psi, minus.psi, to: &result.parallel)
      }
    }
    return result
  }

  // MARK: - Integrals

  /// Where the light of dipoles in the plane and of upright ones goes.
  func emission() throws(OpticsError) -> (parallel: DipoleEmission, perpendicular: DipoleEmission) {
    var found = (parallel: DipoleEmission(), perpendicular: DipoleEmission())
    var (flat, upright) = (Integral(), Integral())
    let cone = ambient / emitter
    let ends = [upper.real.squareRoot(), lower.real.squareRoot()].map { $0 / emitter }
    let last = ends.max() ?? 1
    let corners = Set([0, cone, 1] + ends).filter { $0 <= last }.sorted()
    // Half spaces: both ends of each piece may be branch points, which u = a + (b − a) sin²(πt/2) makes smooth.
    let points = 1200
    for (a, b) in zip(corners, corners.dropFirst()) {
      for point in 0..<points {
        let t = (Double(point) + 0.5) / Double(points)
        let u = a + (b - a) * pow(sin(0.5 * .pi * t), 2)
        let width = (b - a) * 0.5 * .pi * sin(.pi * t) / Double(points)
        let here = densities(ComplexNumber(u))
        flat.add(width, here.parallel, isWithinCone: u < cone)
        upright.add(width, here.perpendicular, isWithinCone: u < cone)
      }
    }
    // Bound light: half an ellipse below the poles of the modes, then the near field on the real axis.
    let largest = (above + below).map { $0.permittivity.magnitude.squareRoot() }.max() ?? emitter
    let far = max(1.5 * last, 1.5, min(3 * largest / emitter, 6))
    for point in 0..<points {
      let share = (Double(point) + 0.5) / Double(points)
      // Slow at both ends, for the branch point that may stand there.
      let t = share * share * (3 - 2 * share)
      let speed = 6 * share * (1 - share)
      let radius = 0.5 * (far - last)
      let u = ComplexNumber(last + radius * (1 - cos(.pi * t)), -0.4 * radius * sin(.pi * t))
      let width = (.pi * speed / Double(points)) * ComplexNumber(radius * sin(.pi * t), -0.4 * radius * cos(.pi * t))
      let here = densities(u)
      flat.bound += (width * here.parallel.total).imaginary
      upright.bound += (width * here.perpendicular.total).imaginary
    }
    // Beyond, the integrand falls as e^{−2 k0 n_e u d}, d the distance to the nearer face.
    let reach = 1 / (2 * k0 * emitter * min(above[0].thickness, below[0].thickness))
    for point in 0..<points {
      let t = (Double(point) + 0.5) / Double(points)
      let u = far + reach * t / (1 - t)
      let width = reach / ((1 - t) * (1 - t)) / Double(points)
      guard u < far + 60 * reach else { break }
      let here = densities(ComplexNumber(u))
      flat.bound += width * here.parallel.total.imaginary
      upright.bound += width * here.perpendicular.total.imaginary
    }
    // The ellipse passes below the poles up to its end; what lies beyond counts as near field.
    let modes = try rates(clearOf: Set(ends + [cone, 1]), upTo: far)
    found.parallel = flat.emission(modes: modes.map { ($0.polarisation, $0.order, $0.parallel) })
    found.perpendicular = upright.emission(modes: modes.map { ($0.polarisation, $0.order, $0.perpendicular) })
    return found
  }

  /// Rates, over that in the bulk, as they are summed up.
  private struct Integral {
    var radiated = 0.0
    var up = 0.0
    var withinCone = 0.0
    var beyondCone = 0.0
    var bound = 0.0

    mutating func add(_ width: Double, _ density: Density, isWithinCone: Bool) {
      radiated += width * density.total.imaginary
      up += width * density.up
      if isWithinCone { withinCone += width * density.down } else { beyondCone += width * density.down }
    }

    func emission(modes: [(polarisation: ModePolarisation, order: Int, rate: Double)]) -> DipoleEmission {
      let rate = radiated + bound
      return DipoleEmission(
        purcellFactor: rate, upper: up / rate, lowerWithinCone: withinCone / rate, lowerBeyondCone: beyondCone / rate,
        guided: bound / rate, absorbed: (radiated - up - withinCone - beyondCone) / rate,
        modes: modes.map {
          DipoleEmission.ModeShare(polarisation: $0.polarisation, order: $0.order, share: $0.rate / rate)
        })
    }
  }

  // MARK: - Modes

  private struct ModeRates {
    let polarisation: ModePolarisation
    let order: Int
    let parallel: Double
    let perpendicular: Double
  }

  /// Emission rates into each bound mode, π Re Res of the densities at its pole.
  private func rates(clearOf branchPoints: Set<Double>, upTo far: Double) throws(OpticsError) -> [ModeRates] {
    var result: [ModeRates] = []
    for polarisation in ModePolarisation.allCases {
      let guide = Waveguide(
        low: lower, layers: (below.reversed() + above).map { ($0.permittivity, $0.thickness) }, high: upper,
        polarisation: polarisation, vacuumWavenumber: k0)
      let poles = try guide.modes(highestOrder: .max - 1, upTo: pow(far * emitter, 2)).map {
        (1 / emitter) * ComplexNumber.squareRoot($0)
      }
      for (order, pole) in poles.enumerated() {
        let others = poles.enumerated().filter { $0.offset != order }.map { ($0.element - pole).magnitude }
        let branches = branchPoints.map { (ComplexNumber($0) - pole).magnitude }
        let radius = 0.4 * min((others + branches).min() ?? 0.1, 0.1)
        guard radius > 1e-9 else { continue }
        let points = 32
        var (flat, upright) = (0.0, 0.0)
        for point in 0..<points {
          let arm = radius * ComplexNumber.exp(ComplexNumber(0, 2 * .pi * (Double(point) + 0.5) / Double(points)))
          let here = densities(pole + arm, of: polarisation)
          flat += (arm * here.parallel.total).real / Double(points)
          upright += (arm * here.perpendicular.total).real / Double(points)
        }
        result.append(
          ModeRates(polarisation: polarisation, order: order, parallel: .pi * flat, perpendicular: .pi * upright))
      }
    }
    return result
  }
}
