import Foundation
import Optics
import Testing

@Suite("Guided modes against closed formulas")
struct SlabModeTests {
  /// Phase condition of a slab: k0 d q = mπ + arctan(γ₁ w/(q w₁)) + arctan(γ₂ w/(q w₂)), w = 1 (TE) or ε (TM).
  static func phaseDefect(
    _ mode: GuidedMode, core: Double, low: Double, high: Double, thickness: Double, wavelength: Double
  ) -> Double {
    let squared = pow(mode.effectiveIndex.real, 2)
    let q = (core * core - squared).squareRoot()
    func turn(_ n: Double) -> Double {
      let ratio = mode.polarisation == .transverseMagnetic ? core * core / (n * n) : 1
      return atan((squared - n * n).squareRoot() / q * ratio)
    }
    return 2 * .pi / wavelength * thickness * q - Double(mode.order) * .pi - turn(low) - turn(high)
  }

  @Test("three-layer slab: dispersion equation to 1e-12, every mode found", arguments: [80.0, 150, 900, 5000])
  func slab(nanometres: Double) throws {
    let (core, low, wavelength) = (2.24, 1.526, 538e-9)
    let stack = try OpticalStack(
      layers: [layer(1e6, low, incoherent: true), layer(nanometres, core, emitter: true)], wavelength: wavelength)
    let modes = try stack.guidedModes(polarisations: ModePolarisation.allCases)
    for polarisation in ModePolarisation.allCases {
      let found = modes.filter { $0.polarisation == polarisation }
      // Modes up to the order whose phase at cut-off still fits: m < (V − arctan(asymmetry))/π.
      let v = 2 * .pi / wavelength * nanometres * 1e-9 * (core * core - low * low).squareRoot()
      let ratio = polarisation == .transverseMagnetic ? core * core : 1
      let asymmetry = ratio * ((low * low - 1) / (core * core - low * low)).squareRoot()
      #expect(found.count == Int(((v - atan(asymmetry)) / .pi).rounded(.up)))
      for (order, mode) in found.enumerated() {
        #expect(mode.order == order)
        #expect(mode.effectiveIndex.imaginary == 0)
        let defect = Self.phaseDefect(
          mode, core: core, low: low, high: 1, thickness: nanometres * 1e-9, wavelength: wavelength)
        // The phase is known to ulp(k0 d N); close to cut-off its slope in N is large.
        #expect(abs(defect) < 1e-12 * max(1, v))
      }
    }
  }

  @Test("too thin a film on glass guides nothing")
  func cutOff() throws {
    let stack = try OpticalStack(
      layers: [layer(1e6, 1.526, incoherent: true), layer(20, 2.24, emitter: true)], wavelength: 538e-9)
    #expect(try stack.guidedModes().isEmpty)
  }

  @Test("two cores far apart: both of a pair of nearly equal modes are found")
  func supermodes() throws {
    let core = layer(200, 2.2)
    let stack = try OpticalStack(layers: [core, layer(1000, 1.5), core], wavelength: 538e-9, ambientIndex: 1.5)
    let modes = try stack.guidedModes()
    let single = try OpticalStack(layers: [core], wavelength: 538e-9, ambientIndex: 1.5).guidedModes()
    #expect(modes.count == 2 * single.count)
    let split = modes[0].effectiveIndex.real - modes[1].effectiveIndex.real
    #expect(split > 0 && split < 1e-6)
    #expect(
      abs(0.5 * (modes[0].effectiveIndex.real + modes[1].effectiveIndex.real) - single[0].effectiveIndex.real) < 1e-6)
  }

  @Test("a metal in the guide: TE, TM and the plasmon of its free face")
  func metal() throws {
    let metal = ComplexNumber(0.05, 3.2)
    let stack = try OpticalStack(
      layers: [layer(50, 0.05, 3.2), layer(200, 2.2, emitter: true)], wavelength: 538e-9)
    let modes = try stack.guidedModes(polarisations: ModePolarisation.allCases)
    for polarisation in ModePolarisation.allCases {
      let found = modes.filter { $0.polarisation == polarisation }
      #expect(try !found.isEmpty && found.count == stack.boundModeCount(polarisation: polarisation))
      for mode in found { #expect(abs(mode.lossByLayer.reduce(0, +) - mode.totalLoss) < 1e-9 * mode.totalLoss) }
    }
    #expect(throws: OpticsError.noCoherentCore) { try stack.guidedModes(core: 7) }
    // Both faces of a thick metal carry N² = ε/(1 + ε); 2 µm are 70 decay lengths, so the two do not meet.
    let squared = metal * metal
    let plasmon = ComplexNumber.squareRoot(squared / (squared + ComplexNumber(1)))
    let thick = try OpticalStack(layers: [layer(2000, 0.05, 3.2)], wavelength: 538e-9)
      .guidedModes(polarisations: [.transverseMagnetic])
    #expect(thick.count == 2)
    for mode in thick { #expect((mode.effectiveIndex - plasmon).magnitude < 1e-7) }
  }

  @Test("a search that would not end says so, by an error that names the way out")
  func searchEnds() throws {
    let stack = try OpticalStack(layers: [layer(50, 0.05, 3.2), layer(200, 2.2, emitter: true)], wavelength: 538e-9)
    let error = #expect(throws: OpticsError.searchEnded(polarisation: .transverseMagnetic, evaluations: 60)) {
      try stack.guidedModes(polarisations: [.transverseMagnetic], evaluationLimit: 60)
    }
    #expect(error?.description.contains("evaluationLimit") == true)
    #expect(throws: OpticsError.self) {
      try stack.boundModeCount(polarisation: .transverseElectric, evaluationLimit: 10)
    }
    #expect(throws: OpticsError.self) { try stack.leakyModes(evaluationLimit: 10) }
    // Metals on either side of every layer, the hardest stacks there are, stay far below the standard limit of 300 000.
    for seed in 0..<30 as Range<UInt64> {
      var random = SplitMix(state: 900 + seed)
      let layers = (0..<5).map {
        $0 % 2 == 0
          ? layer(
            .random(in: 5...300, using: &random), .random(in: 0.05...0.5, using: &random),
            .random(in: 2...6, using: &random))
          : layer(.random(in: 5...300, using: &random), .random(in: 1.3...2.6, using: &random))
      }
      _ = try OpticalStack(layers: layers, wavelength: 538e-9)
        .guidedModes(polarisations: [.transverseMagnetic], evaluationLimit: 60_000)
    }
  }

  @Test("every bound mode of 200 random absorbing guides is found: the argument principle counts as many")
  func completeness() throws {
    var generator = SplitMix(state: 11)
    var total = 0
    for _ in 0..<200 {
      let layers = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        layer(
          .random(in: 10...400, using: &generator), .random(in: 1.3...2.8, using: &generator),
          Bool.random(using: &generator) ? .random(in: 0...0.2, using: &generator) : 0)
      }
      let stack = try OpticalStack(layers: [layer(1e6, 1.5, incoherent: true)] + layers, wavelength: 538e-9)
      for polarisation in ModePolarisation.allCases {
        let found = try stack.guidedModes(polarisations: [polarisation], transparentEmitter: false)
        #expect(try stack.boundModeCount(polarisation: polarisation, transparentEmitter: false) == found.count)
        total += found.count
      }
    }
    #expect(total > 500)
  }

  @Test("leaky modes of a hollow guide solve its phase condition", arguments: ModePolarisation.allCases)
  func hollowGuide(polarisation: ModePolarisation) throws {
    // Round trip r² e^{2iqk0d} = 1 with Fresnel's r at the claddings, where the wave leaves.
    let (core, cladding, d, wavelength) = (1.45, 2.0, 2e-6, 538e-9)
    let plate = OpticalLayer(thickness: 1, refractiveIndex: ComplexNumber(cladding), isIncoherent: true)
    let stack = try OpticalStack(layers: [plate, layer(d * 1e9, core), plate], wavelength: wavelength)
    let modes = try stack.leakyModes(polarisations: [polarisation], largestImaginaryIndex: 0.02, core: 1)
    #expect(modes.count >= 2)
    for mode in modes {
      let squared = mode.effectiveIndex * mode.effectiveIndex
      let inside = ComplexNumber.squareRoot(ComplexNumber(core * core) - squared)
      let outside = ComplexNumber.squareRoot(ComplexNumber(cladding * cladding) - squared)
      let isTM = polarisation == .transverseMagnetic
      let (a, b) = isTM ? ((1 / (core * core)) * inside, (1 / (cladding * cladding)) * outside) : (inside, outside)
      let r = (a - b) / (a + b)
      let trip = r * r * ComplexNumber.exp(ComplexNumber(0, 4 * .pi / wavelength * d) * inside)
      #expect((trip - ComplexNumber(1)).magnitude < 1e-9)
      #expect(mode.effectiveIndex.imaginary > 0 && mode.lossByLayer.allSatisfy { $0 == 0 })
    }
  }

  @Test("below cut-off a mode turns leaky: its loss is what leaves, and it grows as the film gets thinner")
  func leaky() throws {
    var last = 0.0
    for thickness in [50.0, 45, 40] {
      let stack = try OpticalStack(
        layers: [layer(1e6, 1.526, incoherent: true), layer(thickness + 250, 1.45), layer(400, 1.50)],
        wavelength: 538e-9)
      let modes = try stack.leakyModes(polarisations: [.transverseElectric], core: 2)
      let mode = try #require(modes.first)
      #expect(mode.effectiveIndex.real < 1.526 && mode.effectiveIndex.imaginary > 0)
      // Nothing absorbs, so all of the loss is light that leaves through the spacer into the glass.
      #expect(mode.lossByLayer.allSatisfy { $0 == 0 } && mode.totalLoss > last)
      last = mode.totalLoss
    }
  }
}

@Suite("Guided modes of an absorbing stack")
struct AbsorbingGuideTests {
  static func layers(perovskite: ComplexNumber = ComplexNumber(2.239)) -> [OpticalLayer] {
    [
      layer(1e6, 1.526, incoherent: true), layer(50, 1.864, 0.0082), layer(50, 1.624),
      OpticalLayer(thickness: 150e-9, refractiveIndex: perovskite, isEmitter: true),
      layer(40, 1.70, 1e-4), layer(7, 1.631), layer(50, 1.864, 0.0082),
    ]
  }

  static func modes(_ layers: [OpticalLayer], wavelength: Double = 538e-9) throws -> [GuidedMode] {
    try OpticalStack(layers: layers, wavelength: wavelength)
      .guidedModes(polarisations: ModePolarisation.allCases, transparentEmitter: false)
  }

  /// Oracle: roots of the tangent admittance recursion in 40-digit arithmetic (mpmath 1.3, Muller's method), run once.
  @Test("complex effective indices agree with 40-digit arithmetic")
  func indices() throws {
    let modes = try Self.modes(Self.layers())
    let expected = [
      (ModePolarisation.transverseElectric, 0, 2.0172560518754312, 0.00036761717300903387),
      (.transverseMagnetic, 0, 1.9285430241356619, 0.00069283390036003186),
      (.transverseMagnetic, 1, 1.5358678554998246, 0.00091149337383639890),
    ]
    for (polarisation, order, real, imaginary) in expected {
      let mode = try #require(modes.first { $0.polarisation == polarisation && $0.order == order })
      #expect(abs(mode.effectiveIndex.real - real) < 1e-13)
      #expect(abs(mode.effectiveIndex.imaginary - imaginary) < 1e-13)
    }
  }

  @Test("Γ = ∂G/∂g: the integral agrees with the derivative, in every layer and for TE and TM")
  func gainConfinement() throws {
    let wavelength = 538e-9
    let reference = try Self.modes(Self.layers())
    let h = 1e-5
    for target in Self.layers().indices.dropFirst() {
      func gain(_ step: Double) throws -> [Double] {
        var layers = Self.layers()
        layers[target].refractiveIndex.imaginary -= step
        return try Self.modes(layers).map { -$0.totalLoss }
      }
      let (up, down) = (try gain(h), try gain(-h))
      for (mode, difference) in zip(reference, zip(up, down).map { $0 - $1 }) {
        let derivative = difference / (2 * h * 4 * .pi / wavelength)
        // Central difference: error of order h², scaled by Γ of order 1, and rounding 1e-15/h.
        #expect(
          abs(mode.gainConfinement[target] - derivative) < 2e-8, "\(mode.polarisation)\(mode.order) layer \(target)")
      }
    }
  }

  @Test("losses by layer add up to 2 k0 Im N, powers to 1")
  func sums() throws {
    for mode in try Self.modes(Self.layers(perovskite: ComplexNumber(2.239, 0.003))) {
      #expect(abs(mode.lossByLayer.reduce(0, +) - mode.totalLoss) < 1e-11 * mode.totalLoss)
      #expect(abs(mode.powerConfinement.reduce(mode.ambientPower, +) - 1) < 1e-13)
      #expect(abs(mode.totalLoss - 4 * .pi / 538e-9 * mode.effectiveIndex.imaginary) < 1e-6)
    }
  }

  @Test("the transparent emitter is one with k = 0")
  func transparentEmitter() throws {
    let absorbing = try OpticalStack(
      layers: Self.layers(perovskite: ComplexNumber(2.239, 0.05)), wavelength: 538e-9)
    let clear = try Self.modes(Self.layers())[0]
    #expect(try absorbing.guidedModes()[0].effectiveIndex == clear.effectiveIndex)
    #expect(try absorbing.guidedModes(transparentEmitter: false)[0].totalLoss > 10 * clear.totalLoss)
  }

  @Test("group index agrees with the derivative of N by wavelength, material dispersion included")
  func groupIndex() throws {
    let (wavelength, h, slope) = (538e-9, 1e-12, ComplexNumber(-2.5e6, -3e4))
    func stack(_ shift: Double) -> [OpticalLayer] {
      var layers = Self.layers(perovskite: ComplexNumber(2.239) + shift * slope)
      layers[3].dispersion = slope
      return layers
    }
    let modes = try Self.modes(
      stack(0).map { layer in
        var layer = layer
        if layer.isEmitter { layer.refractiveIndex.imaginary = 1e-9 }
        return layer
      })
    let (up, down) = (
      try Self.modes(stack(h), wavelength: wavelength + h), try Self.modes(stack(-h), wavelength: wavelength - h)
    )
    for (mode, pair) in zip(modes, zip(up, down)) {
      let derivative = (pair.0.effectiveIndex.real - pair.1.effectiveIndex.real) / (2 * h)
      // Rounding of N (1e-15) over 2h, times λ: 3e-10, with margin for the solver.
      #expect(abs(mode.groupIndex - (mode.effectiveIndex.real - wavelength * derivative)) < 1e-7)
    }
  }

  @Test("effective width: the closed form of a slab, and the area of a stripe")
  func effectiveWidth() throws {
    // TE0 of a symmetric slab: ψ = cos(qx) inside, e^{−γ|x|} outside; both moments are elementary.
    let (core, cladding, d, wavelength) = (2.2, 1.5, 200e-9, 538e-9)
    let stack = try OpticalStack(
      layers: [layer(d * 1e9, core, emitter: true)], wavelength: wavelength, ambientIndex: cladding)
    let mode = try #require(try stack.guidedModes().first)
    let k0 = 2 * .pi / wavelength
    let (q, gamma) = (
      k0 * (core * core - pow(mode.effectiveIndex.real, 2)).squareRoot(),
      k0 * (pow(mode.effectiveIndex.real, 2) - cladding * cladding).squareRoot()
    )
    let edge = pow(cos(0.5 * q * d), 2)
    let square = 0.5 * d + sin(q * d) / (2 * q) + edge / gamma
    let fourth = 0.375 * d + sin(q * d) / (2 * q) + sin(2 * q * d) / (16 * q) + edge * edge / (2 * gamma)
    #expect(abs(mode.effectiveWidth / (square * square / fourth) - 1) < 1e-11)
    #expect(mode.effectiveArea(stripeWidth: 50e-6) == 50e-6 * mode.effectiveWidth)
  }

  @Test("the plotted field peaks in the core, is continuous and vanishes outside")
  func profile() throws {
    let mode = try #require(try Self.modes(Self.layers()).first)
    let (positions, intensity) = mode.profile(points: 2001, margin: 1500e-9)
    let peak = try #require(intensity.indices.max { intensity[$0] < intensity[$1] })
    #expect(positions[peak] > 100e-9 && positions[peak] < 250e-9)
    #expect(intensity[0] < 1e-9 && intensity[intensity.count - 1] < 1e-9)
    #expect(zip(intensity, intensity.dropFirst()).allSatisfy { abs($0 - $1) < 0.05 })
  }
}
