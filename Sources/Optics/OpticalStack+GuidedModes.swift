import Foundation

extension OpticalStack {
  /// Guided modes of the coherent layers around the emitter.
  ///
  /// An incoherent layer (a 1 mm glass) bounds the guide as an infinite cladding, and so does the ambient. The emitter's
  /// own absorption is the business of whoever computes its gain: by default it counts as transparent, so that the
  /// losses are those of all other layers.
  /// - Parameters:
  ///   - polarisations: TE, TM or both.
  ///   - highestOrder: orders above it are left out.
  ///   - transparentEmitter: whether k of the emitting layers counts as 0.
  ///   - core: index of a coherent layer of the guide; the emitter where none is given, else the coherent layer of
  ///     highest index.
  ///   - evaluationLimit: evaluations of the mode equation a search in the complex plane may make, for each polarisation.
  /// - Returns: modes, TE before TM, by order; empty where nothing is guided.
  /// Metals are welcome: TM then includes surface plasmons with an index up to twice the largest of the stack.
  /// - Throws: `OpticsError.noCoherentCore`, `.modeLost`, `.searchEnded`.
  public func guidedModes(
    polarisations: [ModePolarisation] = [.transverseElectric], highestOrder: Int = .max - 1,
    transparentEmitter: Bool = true, core: Int? = nil, evaluationLimit: Int = 300_000
  ) throws(OpticsError) -> [GuidedMode] {
    let range = try guideLayers(around: core)
    var modes: [GuidedMode] = []
    for polarisation in ModePolarisation.allCases where polarisations.contains(polarisation) {
      let guide = waveguide(range, polarisation, transparentEmitter)
      for (order, squaredIndex) in try guide.modes(highestOrder: highestOrder, limit: evaluationLimit).enumerated() {
        modes.append(mode(of: guide, range, squaredIndex, order: order))
      }
    }
    return modes
  }

  /// Leaky modes: light that is guided for a while and leaves through the claddings of higher index than its own.
  ///
  /// Their field grows outwards where they leak, so power, losses by layer and width are those of the guide without the
  /// claddings they leak into; `totalLoss` less `lossByLayer` is what leaves.
  /// - Parameters:
  ///   - polarisations: TE, TM or both.
  ///   - largestImaginaryIndex: modes that decay faster are not sought; 0.1 at 538 nm is 23000 cm⁻¹.
  ///   - transparentEmitter: as for `guidedModes`.
  ///   - core: as for `guidedModes`.
  ///   - evaluationLimit: as for `guidedModes`.
  /// - Returns: TE before TM; those that leak into one cladding before those that leak into both, by falling Re N.
  /// - Throws: `OpticsError.noCoherentCore`, `.modeLost`, `.searchEnded`.
  public func leakyModes(
    polarisations: [ModePolarisation] = ModePolarisation.allCases, largestImaginaryIndex: Double = 0.1,
    transparentEmitter: Bool = true, core: Int? = nil, evaluationLimit: Int = 300_000
  ) throws(OpticsError) -> [GuidedMode] {
    let range = try guideLayers(around: core)
    var modes: [GuidedMode] = []
    for polarisation in ModePolarisation.allCases where polarisations.contains(polarisation) {
      let guide = waveguide(range, polarisation, transparentEmitter)
      let found = try guide.leaky(largestImaginaryIndex: largestImaginaryIndex, limit: evaluationLimit)
      for (order, (sheet, squaredIndex)) in found.enumerated() {
        modes.append(mode(of: sheet, range, squaredIndex, order: order))
      }
    }
    return modes
  }

  /// Number of bound modes of the guide, absorption included, by the argument principle: the proof that `guidedModes`
  /// found all. `nil` where a mode lies on the very border of being bound.
  ///
  /// - Throws: `OpticsError.noCoherentCore`, `.searchEnded`.
  public func boundModeCount(
    polarisation: ModePolarisation, transparentEmitter: Bool = true, core: Int? = nil, evaluationLimit: Int = 300_000
  ) throws(OpticsError) -> Int? {
    var budget = SearchBudget(evaluationLimit, polarisation: polarisation)
    return try waveguide(try guideLayers(around: core), polarisation, transparentEmitter).countBound(&budget)
  }

  private func waveguide(
    _ range: Range<Int>, _ polarisation: ModePolarisation, _ transparentEmitter: Bool
  ) -> Waveguide {
    func permittivity(_ layer: Int) -> ComplexNumber {
      let index = layers[layer].refractiveIndex
      let transparent = transparentEmitter && layers[layer].isEmitter
      return transparent ? ComplexNumber(index.real * index.real) : index * index
    }
    let ambient = ComplexNumber(ambientIndex * ambientIndex)
    return Waveguide(
      low: range.lowerBound > 0 ? permittivity(range.lowerBound - 1) : ambient,
      layers: range.map { (permittivity($0), layers[$0].thickness) },
      high: range.upperBound < layers.count ? permittivity(range.upperBound) : ambient,
      polarisation: polarisation, vacuumWavenumber: vacuumWavenumber)
  }

  /// The run of coherent layers around the core.
  func guideLayers(around core: Int?) throws(OpticsError) -> Range<Int> {
    let coherent = layers.indices.filter { !layers[$0].isIncoherent }
    let brightest = coherent.max { layers[$0].permittivity.real < layers[$1].permittivity.real }
    guard let core = core ?? emitterIndex ?? brightest, coherent.contains(core) else { throw .noCoherentCore }
    var (first, last) = (core, core)
    while first > 0, !layers[first - 1].isIncoherent { first -= 1 }
    while last + 1 < layers.count, !layers[last + 1].isIncoherent { last += 1 }
    return first..<(last + 1)
  }

  /// All figures of one solved mode.
  private func mode(
    of guide: Waveguide, _ range: Range<Int>, _ squaredIndex: ComplexNumber, order: Int
  ) -> GuidedMode {
    let field = ModeField(guide, squaredIndex: squaredIndex)
    let claddings = field.claddingIntegrals()
    let index = ComplexNumber.squareRoot(squaredIndex)
    let isTM = guide.isTransverseMagnetic
    // Low cladding, layers, high cladding, each with the stack's layer it is, if it is one.
    let regions =
      [(range.lowerBound > 0 ? range.lowerBound - 1 : nil, guide.low, claddings.low)]
      + zip(range, zip(guide.layers, field.integrals())).map { (Optional($0), $1.0.permittivity, $1.1) }
      + [(range.upperBound < layers.count ? range.upperBound : nil, guide.high, claddings.high)]

    var norm = ComplexNumber(0)  // ∫ψ² or ∫ψ²/ε
    var bending = ComplexNumber(0)  // ∫χ² or ∫ε χ²
    var flow = 0.0
    for (_, permittivity, part) in regions {
      norm = norm + part.psiSquared / guide.weight(permittivity)
      bending = bending + guide.weight(permittivity) * part.chiSquared
      flow += (index / guide.weight(permittivity)).real * part.psiModulus
    }
    var gain = [Double](repeating: 0, count: layers.count)
    var power = gain
    var loss = gain
    var ambientPower = 0.0
    var claddingPower = 0.0
    var slope = (-2 / wavelength) * (bending / norm)  // d(N²)/dλ of the geometry alone
    for (position, (layer, permittivity, part)) in regions.enumerated() {
      let share = (index / guide.weight(permittivity)).real * part.psiModulus / flow
      if position == 0 || position == regions.count - 1 { claddingPower += share }
      guard let layer else {
        ambientPower += share
        continue
      }
      let sensitivity =
        (isTM ? part.chiSquared + squaredIndex * part.psiSquared / (permittivity * permittivity) : part.psiSquared)
        / norm
      let materialIndex = ComplexNumber.squareRoot(permittivity)
      // g means n → n − ig/2k0: δ(N²) = −i n g D/k0, and G = −2 k0 Im δN.
      gain[layer] = (materialIndex * sensitivity / index).real
      let dispersion = layers[layer].dispersion
      let counted = permittivity.imaginary == 0 ? ComplexNumber(dispersion.real) : dispersion
      slope = slope + 2 * (materialIndex * counted * sensitivity)
      power[layer] = share
      let strength =
        isTM
        ? part.chiModulus + squaredIndex.magnitude * part.psiModulus / permittivity.squaredMagnitude
        : part.psiModulus
      loss[layer] = vacuumWavenumber * permittivity.imaginary * strength / flow
    }
    return GuidedMode(
      polarisation: guide.polarisation, order: order, effectiveIndex: index, gainConfinement: gain,
      powerConfinement: power, ambientPower: ambientPower, lossByLayer: loss,
      totalLoss: 2 * vacuumWavenumber * index.imaginary,
      groupIndex: (index - (0.5 * wavelength) * (slope / index)).real, nearCutOff: claddingPower > 0.5,
      guideLayers: range, field: field)
  }
}
