import Foundation
import Optics
import Testing

@Suite("Incoherent layers anywhere in a stack")
struct IncoherentTests {
  static let films = [layer(40, 2.1, 0.05), layer(90, 1.7), layer(25, 2.4, 0.6), layer(60, 1.9, 0.01)]

  /// A clear plate among absorbing films: fields averaged over one period of its phase are intensities added. (Of two such
  /// plates this would not hold: light that crosses them in another order keeps its phase.)
  @Test(
    "a plate at any place: R, T and the absorption of every film are those of the coherent plate, averaged over phase",
    arguments: 0...4, IncidenceSide.allCases)
  func phaseAverage(place: Int, side: IncidenceSide) throws {
    let (n, wavelength, count) = (1.52, 500e-9, 64)
    for (angle, polarisation) in [(0.0, Polarisation.s), (0.7, .s), (0.7, .p)] {
      let normal = (n * n - pow(sin(angle), 2)).squareRoot()
      func result(_ nanometres: Double, incoherent: Bool) throws -> PlaneWaveResult {
        var layers = Self.films
        layers.insert(layer(nanometres, n, incoherent: incoherent), at: place)
        return try OpticalStack(layers: layers, wavelength: wavelength)
          .illuminate(from: side, angle: angle, polarisation: polarisation)
      }
      let plate = try result(20_000, incoherent: true)
      var (reflectance, transmittance) = (0.0, 0.0)
      var absorbed = [Double](repeating: 0, count: 5)
      for step in 0..<count {
        // One period of 2nd cos θ′/λ; the trapezoidal rule of a periodic function converges geometrically.
        let one = try result(
          20_000 + wavelength / (2 * normal) * 1e9 * Double(step) / Double(count), incoherent: false)
        reflectance += one.reflectance / Double(count)
        transmittance += one.transmittance / Double(count)
        for film in 0..<5 { absorbed[film] += one.absorbedByLayer[film] / Double(count) }
      }
      // 64 terms leave r^64 of an amplitude r of a round trip, 1e-25; the phase of 20 µm is known to 1e-13.
      #expect(abs(plate.reflectance - reflectance) < 1e-12 && abs(plate.transmittance - transmittance) < 1e-12)
      for film in 0..<5 { #expect(abs(plate.absorbedByLayer[film] - absorbed[film]) < 1e-12) }
    }
  }

  /// Intensities on two plates by hand: a linear system for the light on its way up and down in each.
  @Test("two plates with films between them: intensities as a network of mirrors gives them")
  func network() throws {
    let (films, plates) = (
      Self.films, [layer(1e6, 1.5, 1e-8, incoherent: true), layer(5e5, 1.8, 2e-8, incoherent: true)]
    )
    let stack = try OpticalStack(layers: [films[0], plates[0], films[2], plates[1], films[3]], wavelength: 500e-9)
    let found = try stack.illuminate(from: .electronSide)
    // Each film between its half spaces, as a stack of its own.
    func mirror(_ film: OpticalLayer, _ low: Double, _ high: Double) throws -> (
      up: PlaneWaveResult, down: PlaneWaveResult
    ) {
      let black = layer(1e10, high, 1e-7, incoherent: true)
      let upwards = try OpticalStack(layers: [film, black], wavelength: 500e-9, ambientIndex: low)
      let dark = layer(1e10, low, 1e-7, incoherent: true)
      let downwards = try OpticalStack(layers: [dark, film], wavelength: 500e-9, ambientIndex: high)
      return (try upwards.illuminate(from: .electronSide), try downwards.illuminate(from: .holeSide))
    }
    let mirrors = try [mirror(films[0], 1, 1.5), mirror(films[2], 1.5, 1.8), mirror(films[3], 1.8, 1)]
    func passes(_ result: PlaneWaveResult, _ film: Int) -> Double {
      1 - result.reflectance - result.absorbedByLayer[film]
    }
    let t = (
      in0: passes(mirrors[0].up, 0), up1: passes(mirrors[1].up, 0), down1: passes(mirrors[1].down, 1),
      out2: passes(mirrors[2].up, 0)
    )
    let k0 = 2 * Double.pi / 500e-9
    let p = [exp(-2 * k0 * 1e-8 * 1e-3), exp(-2 * k0 * 2e-8 * 5e-4)]
    // Round and round until nothing is left: up and down in both plates.
    var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
    for _ in 0..<200 {
      a = t.in0 + mirrors[0].down.reflectance * b * p[0]
      c = t.up1 * a * p[0] + mirrors[1].down.reflectance * d * p[1]
      b = mirrors[1].up.reflectance * a * p[0] + t.down1 * d * p[1]
      d = mirrors[2].up.reflectance * c * p[1]
    }
    #expect(abs(found.transmittance - t.out2 * c * p[1]) < 1e-8)
    #expect(
      abs(
        found.absorbedByLayer[2]
          - (mirrors[1].up.absorbedByLayer[0] * a * p[0] + mirrors[1].down.absorbedByLayer[1] * d * p[1])) < 1e-8)
    #expect(abs(found.total - 1) < 1e-13)
  }
}
