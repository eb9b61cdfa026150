import Foundation
import Optics
import Testing

/// Stacks that nobody has seen: the seed comes from the clock. To repeat a failure set `DRIFTLIGHT_SEED` to the seed named
/// in its message.
@Suite("Stacks drawn anew in every run")
struct RandomStackTests {
  static let seed: UInt64 =
    ProcessInfo.processInfo.environment["DRIFTLIGHT_SEED"].flatMap { UInt64($0) }
    ?? UInt64(Date().timeIntervalSince1970 * 1000)

  /// Stack number `index` of this run.
  static func stack(_ index: Int, coherentOnly: Bool = false) throws -> (OpticalStack, SplitMix) {
    var random = SplitMix(state: seed &+ UInt64(index) &* 0x1000_0001)
    let stack = try PlaneWaveInvariantTests.randomStack(random.next(), coherentOnly: coherentOnly)
    return (stack, random)
  }

  static func with(_ layers: [OpticalLayer], like stack: OpticalStack) throws -> OpticalStack {
    try OpticalStack(layers: layers, wavelength: stack.wavelength, ambientIndex: stack.ambientIndex)
  }

  @Test("energy is conserved to 1e-13, and as much light passes either way")
  func energyAndReciprocity() throws {
    for index in 0..<400 {
      let (stack, rest) = try Self.stack(index)
      var random = rest
      let angle = Double.random(in: 0..<1.55, using: &random)
      for polarisation in [Polarisation.s, .p] {
        let results = try IncidenceSide.allCases.map {
          try stack.illuminate(from: $0, angle: angle, polarisation: polarisation)
        }
        for result in results { #expect(abs(result.total - 1) < 1e-13, "seed \(Self.seed), stack \(index)") }
        let (up, down) = (results[0].transmittance, results[1].transmittance)
        #expect(abs(up - down) <= 1e-11 * up + 1e-290, "seed \(Self.seed), stack \(index)")
      }
    }
  }

  @Test("the stack upside down, lit from the other side, absorbs in the same layers")
  func upsideDown() throws {
    for index in 0..<200 {
      let (stack, _) = try Self.stack(1000 + index)
      let turned = try Self.with(stack.layers.reversed(), like: stack)
      let (a, b) = (
        try stack.illuminate(from: .holeSide, angle: 0.7), try turned.illuminate(from: .electronSide, angle: 0.7)
      )
      #expect(a.reflectance == b.reflectance && a.transmittance == b.transmittance)
      for (ours, theirs) in zip(a.absorbedByLayer, b.absorbedByLayer.reversed()) {
        #expect(abs(ours - theirs) <= 4e-16, "seed \(Self.seed), stack \(index)")
      }
    }
  }

  @Test(
    "a layer cut in two, and layers of no thickness anywhere, change nothing to 1e-13 and the rounding of thicknesses")
  func splitting() throws {
    for index in 0..<300 {
      let (stack, rest) = try Self.stack(2000 + index, coherentOnly: true)
      var random = rest
      let target = Int.random(in: 0..<stack.layers.count, using: &random)
      let share = Double.random(in: 0...1, using: &random)
      var (first, second) = (stack.layers[target], stack.layers[target])
      first.thickness *= share
      second.thickness -= first.thickness
      var layers = stack.layers
      layers.replaceSubrange(target...target, with: [first, layer(0, 0.1, 3), second])
      layers.insert(layer(0, 2.2, 0.4), at: 0)
      let cut = try Self.with(layers, like: stack)
      // The two parts add up to the layer but for an ulp, and so do their phases.
      let phase = stack.layers.reduce(0) {
        $0 + 2 * .pi / stack.wavelength * $1.refractiveIndex.magnitude * $1.thickness
      }
      let tolerance = 1e-13 + 2 * phase.ulp
      for polarisation in [Polarisation.s, .p] {
        let whole = try stack.illuminate(from: .holeSide, angle: 0.6, polarisation: polarisation)
        let parts = try cut.illuminate(
          from: .holeSide, angle: 0.6, polarisation: polarisation, cellEdges: [0: [0, 0], target + 2: [0, 0]])
        #expect(abs(whole.reflectance - parts.reflectance) < tolerance, "seed \(Self.seed), stack \(index)")
        #expect(abs(whole.transmittance - parts.transmittance) < tolerance, "seed \(Self.seed), stack \(index)")
        let (a, b) = (parts.absorbedByLayer[target + 1], parts.absorbedByLayer[target + 3])
        #expect(abs(whole.absorbedByLayer[target] - a - b) < tolerance, "seed \(Self.seed), stack \(index)")
        #expect(parts.absorbedByLayer[0] == 0 && parts.absorbedByLayer[target + 2] == 0)
        #expect(parts.absorbedByCell[0] == [0] && parts.absorbedByCell[target + 2] == [0])
      }
    }
  }

  @Test("guides: as many modes as the argument principle counts, losses and powers that add up, Γ the derivative")
  func modes() throws {
    var compared = 0
    for index in 0..<60 {
      var random = SplitMix(state: Self.seed &+ UInt64(3000 + index))
      let layers = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        layer(
          .random(in: 0...300, using: &random), .random(in: 1.3...2.8, using: &random),
          Bool.random(using: &random) ? .random(in: 0...0.1, using: &random) : 0)
      }
      func modes(_ layers: [OpticalLayer], _ polarisation: ModePolarisation) throws -> [GuidedMode] {
        try OpticalStack(layers: [layer(1e6, 1.5, incoherent: true)] + layers, wavelength: 538e-9)
          .guidedModes(polarisations: [polarisation], transparentEmitter: false)
      }
      let target = Int.random(in: 0..<layers.count, using: &random)
      for polarisation in ModePolarisation.allCases {
        let found = try modes(layers, polarisation)
        let count = try OpticalStack(layers: [layer(1e6, 1.5, incoherent: true)] + layers, wavelength: 538e-9)
          .boundModeCount(polarisation: polarisation, transparentEmitter: false)
        #expect(count == nil || count == found.count, "seed \(Self.seed), stack \(index)")
        let h = 1e-6
        let steps = try [h, -h].map { step in
          var changed = layers
          changed[target].refractiveIndex.imaginary -= step
          return try modes(changed, polarisation)
        }
        for (order, mode) in found.enumerated() {
          #expect(abs(mode.lossByLayer.reduce(0, +) - mode.totalLoss) <= 1e-10 * abs(mode.totalLoss) + 1e-6)
          #expect(abs(mode.powerConfinement.reduce(mode.ambientPower, +) - 1) < 1e-12)
          guard steps.allSatisfy({ $0.count == found.count }), mode.effectiveIndex.real > 1.52 else { continue }
          let slope = (steps[1][order].totalLoss - steps[0][order].totalLoss) / (2 * h * 4 * .pi / 538e-9)
          // Rounding of N, 1e-15/h, and h² times the third derivative, which 1/(N − cladding)² bounds here.
          #expect(
            abs(mode.gainConfinement[target + 1] - slope) < 1e-7,
            "seed \(Self.seed), stack \(index): \(mode.gainConfinement[target + 1]) against \(slope)")
          compared += 1
        }
      }
    }
    #expect(compared > 20)
  }
}
