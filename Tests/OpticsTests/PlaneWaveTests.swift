import Foundation
import Optics
import Testing

@Suite("Plane waves against closed formulas")
struct PlaneWaveTests {
  @Test("Fresnel's reflectances at every angle", arguments: stride(from: 0.0, to: 1.56, by: 0.12).map { $0 })
  func fresnel(angle: Double) throws {
    let n = 1.7
    let stack = try OpticalStack(layers: [blackSubstrate(n)], wavelength: 500e-9)
    let inside = asin(sin(angle) / n)
    let s = (cos(angle) - n * cos(inside)) / (cos(angle) + n * cos(inside))
    let p = (n * cos(angle) - cos(inside)) / (n * cos(angle) + cos(inside))
    let rs = try stack.illuminate(from: .holeSide, angle: angle, polarisation: .s).reflectance
    let rp = try stack.illuminate(from: .holeSide, angle: angle, polarisation: .p).reflectance
    let mixed = try stack.illuminate(from: .holeSide, angle: angle).reflectance
    #expect(abs(rs - s * s) < 1e-14)
    #expect(abs(rp - p * p) < 1e-14)
    #expect(abs(mixed - 0.5 * (rs + rp)) < 1e-15)
  }

  @Test("p light does not reflect at Brewster's angle, s light does")
  func brewster() throws {
    let stack = try OpticalStack(layers: [blackSubstrate(1.5)], wavelength: 500e-9)
    #expect(try stack.illuminate(from: .holeSide, angle: atan(1.5), polarisation: .p).reflectance < 1e-30)
    #expect(try stack.illuminate(from: .holeSide, angle: atan(1.5), polarisation: .s).reflectance > 0.1)
  }

  @Test("total reflection, frustrated by a thin gap as the closed formula says", arguments: [50.0, 200, 1000, 20_000])
  func frustratedTotalReflection(gap: Double) throws {
    let (n, angle, wavelength) = (1.5, 1.0, 500e-9)
    let stack = try OpticalStack(layers: [layer(gap, 1)], wavelength: wavelength, ambientIndex: n)
    let q = n * cos(angle)
    let gamma = (pow(n * sin(angle), 2) - 1).squareRoot()
    let rise = sinh(2 * .pi / wavelength * gamma * gap * 1e-9)
    // T⁻¹ = 1 + ((q/w)² + (γ/w′)²)² sinh²/(4 (q/w)² (γ/w′)²) with w = 1 (s) or ε (p).
    for (polarisation, w) in [(Polarisation.s, 1.0), (.p, n * n)] {
      let (a, b) = (pow(q / w, 2), gamma * gamma)
      let expected = 1 / (1 + pow(a + b, 2) * rise * rise / (4 * a * b))
      let result = try stack.illuminate(from: .holeSide, angle: angle, polarisation: polarisation)
      #expect(abs(result.transmittance - expected) <= 1e-12 * expected + 1e-300)
      #expect(abs(result.reflectance - (1 - expected)) < 1e-14)
    }
  }

  @Test("a wave that grazes inside a layer (q = 0) follows the limit of a linear field")
  func grazingInside() throws {
    // s: ψ is linear across the layer: with a = q₀ k0 d / 2, T = 1/(1 + a²).
    let (n, angle, d, wavelength) = (1.5, 0.8, 80e-9, 500e-9)
    let stack = try OpticalStack(
      layers: [OpticalLayer(thickness: d, refractiveIndex: ComplexNumber(n * sin(angle)))], wavelength: wavelength,
      ambientIndex: n)
    let a = 0.5 * n * cos(angle) * 2 * .pi / wavelength * d
    let result = try stack.illuminate(from: .electronSide, angle: angle, polarisation: .s)
    #expect(abs(result.transmittance - 1 / (1 + a * a)) < 1e-13)
  }

  @Test("a quarter-wave layer of index √n does not reflect")
  func antireflection() throws {
    let (n, wavelength) = (2.25, 600e-9)
    let coating = layer(wavelength * 1e9 / (4 * n.squareRoot()), n.squareRoot())
    let stack = try OpticalStack(layers: [blackSubstrate(n), coating], wavelength: wavelength)
    #expect(try stack.illuminate(from: .holeSide).reflectance < 1e-30)
  }

  @Test("a quarter-wave mirror reflects as its closed formula says", arguments: [1, 4, 12, 40])
  func braggMirror(pairs: Int) throws {
    let (high, low, substrate, wavelength) = (2.4, 1.46, 1.52, 550e-9)
    let pair = [layer(wavelength * 1e9 / (4 * low), low), layer(wavelength * 1e9 / (4 * high), high)]
    let stack = try OpticalStack(
      layers: [blackSubstrate(substrate)] + (0..<pairs).flatMap { _ in pair }, wavelength: wavelength)
    let ratio = substrate * pow(high / low, 2 * Double(pairs))
    let expected = pow((1 - ratio) / (1 + ratio), 2)
    #expect(abs(try stack.illuminate(from: .holeSide).reflectance - expected) < 1e-13)
  }

  @Test("an incoherent slab adds intensities")
  func incoherentSlab() throws {
    let (n, k, d, wavelength) = (1.52, 4e-6, 1e-3, 550e-9)
    let slab = OpticalLayer(thickness: d, refractiveIndex: ComplexNumber(n, k), isIncoherent: true)
    let result = try OpticalStack(layers: [slab], wavelength: wavelength).illuminate(from: .holeSide)
    let r = pow((n - 1) / (n + 1), 2)
    let pass = exp(-4 * .pi * k * d / wavelength)
    let transmittance = (1 - r) * (1 - r) * pass / (1 - r * r * pass * pass)
    #expect(abs(result.transmittance - transmittance) < 1e-14)
    #expect(abs(result.reflectance - (r + r * pass * transmittance)) < 1e-14)
  }

  @Test("a metre of metal neither overflows nor loses light, and what lies behind stays dark")
  func opaque() throws {
    let stack = try OpticalStack(
      layers: [layer(100, 2.2, 0.5), layer(1e9, 0.05, 3.1), layer(100, 1.5)], wavelength: 500e-9)
    for side in IncidenceSide.allCases {
      let result = try stack.illuminate(from: side, angle: 0.7, cellEdges: [0: [0, 50e-9, 100e-9], 1: [0, 1e-7, 1]])
      #expect(result.transmittance == 0)
      #expect(abs(result.total - 1) < 1e-13)
      #expect(result.absorbedByCell.joined().allSatisfy { $0.isFinite && $0 >= 0 })
    }
  }
}

@Suite("Plane waves: what must hold for any stack")
struct PlaneWaveInvariantTests {
  /// 1 to 9 layers, 0.3 nm to 100 µm thick, from transparent to metallic, one in five incoherent.
  static func randomStack(_ seed: UInt64, coherentOnly: Bool = false) throws -> OpticalStack {
    var random = SplitMix(state: seed)
    let layers = (0..<Int.random(in: 1...9, using: &random)).map { _ in
      let thickness = pow(10, Double.random(in: -0.5...5, using: &random))
      let k = Bool.random(using: &random) ? pow(10, Double.random(in: -7...0.5, using: &random)) : 0
      return layer(
        thickness, Double.random(in: 0.05...4, using: &random), k,
        incoherent: !coherentOnly && Int.random(in: 0..<5, using: &random) == 0)
    }
    return try OpticalStack(
      layers: layers, wavelength: Double.random(in: 300e-9...1000e-9, using: &random),
      ambientIndex: Double.random(in: 1...1.6, using: &random))
  }

  @Test("R + T + ΣA = 1 to 1e-13 for 2000 stacks, both sides, any angle")
  func energy() throws {
    var worst = 0.0
    for seed in 0..<2000 as Range<UInt64> {
      let stack = try Self.randomStack(seed)
      var random = SplitMix(state: seed ^ 0xabcd)
      let angle = Double.random(in: 0..<1.55, using: &random)
      for side in IncidenceSide.allCases {
        for polarisation in [Polarisation.s, .p] {
          let result = try stack.illuminate(from: side, angle: angle, polarisation: polarisation)
          #expect(result.reflectance >= 0 && result.transmittance >= 0)
          worst = max(worst, abs(result.total - 1))
        }
      }
    }
    #expect(worst < 1e-13, "worst \(worst)")
  }

  @Test("as much light passes from one side as from the other")
  func reciprocity() throws {
    for seed in 0..<300 as Range<UInt64> {
      let stack = try Self.randomStack(seed)
      for polarisation in [Polarisation.s, .p] {
        let up = try stack.illuminate(from: .electronSide, angle: 0.5, polarisation: polarisation).transmittance
        let down = try stack.illuminate(from: .holeSide, angle: 0.5, polarisation: polarisation).transmittance
        #expect(abs(up - down) <= 1e-11 * up + 1e-290)
      }
    }
  }

  @Test("cells of a layer absorb what layers cut at the same places absorb", arguments: IncidenceSide.allCases)
  func cellsAreLayers(side: IncidenceSide) throws {
    for seed in 0..<200 as Range<UInt64> {
      let stack = try Self.randomStack(seed)
      var random = SplitMix(state: seed)
      let target = Int.random(in: 0..<stack.layers.count, using: &random)
      let whole = stack.layers[target]
      let edges = [0, 0.001, 0.002, 0.003, 0.3, 0.9999, 1].map { $0 * whole.thickness }
      var cut = stack.layers
      let pieces = zip(edges, edges.dropFirst()).map { low, high in
        OpticalLayer(
          thickness: high - low, refractiveIndex: whole.refractiveIndex, isIncoherent: whole.isIncoherent)
      }
      cut.replaceSubrange(target...target, with: pieces)
      let cutStack = try OpticalStack(layers: cut, wavelength: stack.wavelength, ambientIndex: stack.ambientIndex)
      let cells = try stack.illuminate(from: side, angle: 0.4, cellEdges: [target: edges]).absorbedByCell[target]
      let layers = try cutStack.illuminate(from: side, angle: 0.4).absorbedByLayer[target..<(target + pieces.count)]
      // Light absorbed in front of a face reaches it with its rounding: 1e-14 of the incident light, or 1e-9 of the
      // cell where κd of a piece nears the limit of the thin-layer parabola (1e-3, cubed).
      for (cell, layer) in zip(cells, layers) { #expect(abs(cell - layer) <= 1e-14 + 1e-9 * layer) }
    }
  }

  @Test("cells add up to their layer, on graded and on equal meshes")
  func cellsAddUp() throws {
    let graded = (0...100).map { 150e-9 * pow(Double($0) / 100, 3) }
    let equal = (0...320).map { 150e-9 * Double($0) / 320 }
    let stack = try OpticalStack(layers: [layer(150, 2.2, 0.45), layer(50, 1.5, 0.02)], wavelength: 355e-9)
    for edges in [graded, equal] {
      let result = try stack.illuminate(from: .holeSide, angle: 0.6, cellEdges: [0: edges])
      #expect(abs(result.absorbedByCell[0].reduce(0, +) - result.absorbedByLayer[0]) < 1e-14)
    }
  }

  @Test("nonsense is refused with a remedy")
  func refusals() throws {
    let stack = try OpticalStack(layers: [layer(100, 2)], wavelength: 500e-9)
    #expect(throws: OpticsError.self) { try stack.illuminate(from: .holeSide, angle: 1.6) }
    #expect(throws: OpticsError.noSuchLayer(index: 3, count: 1)) {
      try stack.illuminate(from: .holeSide, cellEdges: [3: [0, 1e-9]])
    }
    #expect(throws: OpticsError.self) { try stack.illuminate(from: .holeSide, cellEdges: [0: [0, 2e-7]]) }
    #expect(throws: OpticsError.self) { try stack.illuminate(from: .holeSide, cellEdges: [0: [5e-8, 1e-8]]) }
    #expect(throws: OpticsError.self) { try OpticalStack(layers: [layer(-1, 2)], wavelength: 500e-9) }
    #expect(throws: OpticsError.self) { try OpticalStack(layers: [layer(1, 2)], wavelength: 0) }
    #expect(throws: OpticsError.self) { try OpticalStack(layers: [layer(1, 2, .nan)], wavelength: 500e-9) }
    let absorbing = #expect(throws: OpticsError.absorbingAmbient(refractiveIndex: ComplexNumber(1.5, 0.1))) {
      try OpticalStack(layers: [layer(1, 2)], wavelength: 500e-9, ambient: ComplexNumber(1.5, 0.1))
    }
    #expect(absorbing?.description.contains("as a layer") == true)
  }
}
