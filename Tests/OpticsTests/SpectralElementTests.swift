import Foundation
import Optics
import Testing

@Suite("Guided modes against spectral elements")
struct SpectralElementTests {
  /// Modes of a stack on an infinite cladding of index `substrate`, compared where they decay by e¹⁴ before the walls of
  /// the second solver: e⁻²⁸ = 7e-13 is what those may disturb N².
  static func compare(_ layers: [OpticalLayer], substrate: ComplexNumber, _ polarisation: ModePolarisation) throws
    -> Int
  {
    let wavelength = 538e-9
    let bottom = OpticalLayer(thickness: 1, refractiveIndex: substrate, isIncoherent: true)
    let found = try OpticalStack(layers: [bottom] + layers, wavelength: wavelength)
      .guidedModes(polarisations: [polarisation], transparentEmitter: false)
    let tails = [250e-9, 700e-9, 2500e-9]
    let reach = 2 * Double.pi / wavelength * tails.reduce(0, +)
    let elements = SpectralElements(
      low: substrate * substrate, layers: layers.map { ($0.permittivity, $0.thickness) }, high: ComplexNumber(1),
      isTM: polarisation == .transverseMagnetic, wavelength: wavelength, tails: tails)
    let other = elements.modes()
    func isFar(_ z: ComplexNumber) -> Bool { ComplexNumber.squareRoot(z - substrate * substrate).real * reach > 14 }
    let ours = found.map { $0.effectiveIndex * $0.effectiveIndex }.filter(isFar)
    let theirs = other.filter(isFar)
    #expect(ours.count == theirs.count, "\(polarisation): \(ours.count) modes, spectral elements \(theirs.count)")
    for (a, b) in zip(ours, theirs) {
      let miss = (ComplexNumber.squareRoot(a) - ComplexNumber.squareRoot(b)).magnitude
      #expect(miss < 1e-9, "\(polarisation) at N = \(ComplexNumber.squareRoot(a)): \(miss)")
    }
    return ours.count
  }

  @Test("nodes integrate polynomials exactly", arguments: [4, 11, 24])
  func quadrature(order: Int) {
    let (nodes, weights) = SpectralElements.lobatto(order)
    for power in 0..<(2 * order) {
      let sum = zip(nodes, weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(power)) }
      #expect(abs(sum - (power % 2 == 0 ? 2 / Double(power + 1) : 0)) < 1e-13)
    }
  }

  @Test("the device: TE and TM, complex effective index, to 1e-9", arguments: ModePolarisation.allCases)
  func device(polarisation: ModePolarisation) throws {
    let layers = Array(AbsorbingGuideTests.layers(perovskite: ComplexNumber(2.239, 0.003)).dropFirst())
    #expect(try Self.compare(layers, substrate: ComplexNumber(1.526, 1e-6), polarisation) >= 1)
  }

  @Test("absorbing stacks drawn at random, to 1e-9", arguments: ModePolarisation.allCases, [4101, 4102, 4103, 4104])
  func random(polarisation: ModePolarisation, seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let layers = (0..<Int.random(in: 2...5, using: &generator)).map { position in
      layer(
        .random(in: 5...160, using: &generator),
        position == 1 ? .random(in: 2.0...2.6, using: &generator) : .random(in: 1.3...2.4, using: &generator),
        .random(in: 0...0.1, using: &generator))
    }
    _ = try Self.compare(layers, substrate: ComplexNumber(1.5), polarisation)
  }

  @Test("a layer with gain, too")
  func gain() throws {
    for polarisation in ModePolarisation.allCases {
      let count = try Self.compare(
        [layer(40, 1.86, 0.01), layer(180, 2.24, -0.004), layer(60, 1.7)], substrate: ComplexNumber(1.52), polarisation)
      #expect(count >= 1)
    }
  }
}
