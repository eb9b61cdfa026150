import Emission
import Foundation
import Materials
import Testing

@Suite("Any excitation")
struct ExcitationTests {
  static let film = Sample.film(ionFraction: 0.05, field: 4e6)

  @Test("two halves of a pulse at once are the pulse; far apart they are not; photons are balanced")
  func twoPumps() throws {
    let model = try Sample.model()
    let whole = try model.fire(Sample.pulse(300), film: Self.film)
    let half = Sample.pulse(150)
    let together = try model.fire(Excitation(pulses: [PumpPulse(half), PumpPulse(half)]), film: Self.film)
    // The error control weighs the rise of a pulse by the larger source: a few steps differ.
    #expect(abs(together.externalYield / whole.externalYield - 1) < 1e-4)
    let apart = try model.fire(Excitation(pulses: [PumpPulse(half), PumpPulse(half, delay: 20e-9)]), film: Self.film)
    #expect(apart.photons.stimulated < 0.5 * whole.photons.stimulated)
    // A second pump from the other side brings its own profile.
    let mirrored = try model.fire(
      Excitation(pulses: [PumpPulse(half), PumpPulse(half, absorbedShare: Self.film.absorbedShare.reversed())]),
      film: Self.film)
    for result in [together, apart, mirrored] { #expect(abs(result.photonBalance) < 1e-12) }
  }

  @Test("sech² and measured pulses bring all their pairs and a like threshold", arguments: [100.0, 480])
  func shapes(fluence: Double) throws {
    let model = try Sample.model()
    let gaussian = try model.fire(Sample.pulse(fluence), film: Self.film)
    let sigma = 1e-9 / (8 * log(2.0)).squareRoot()
    let times = (-300...300).map { Double($0) * 0.0235 * sigma }
    let measured = try MeasuredPulse(times: times, powers: times.map { exp(-0.5 * pow($0 / sigma, 2)) })
    for shape in [PulseShape.hyperbolicSecantSquared, .measured(measured)] {
      var pulse = Sample.pulse(fluence)
      pulse.shape = shape
      let found = try model.fire(pulse, film: Self.film)
      #expect(abs(found.photonBalance) < 1e-12)
      #expect(abs(found.photons.absorbed / gaussian.photons.absorbed - 1) < 1e-9)
      // The measured one is the Gaussian; sech² has the same width and longer tails.
      let allowed = shape == .hyperbolicSecantSquared ? 0.1 : 5e-3
      #expect(abs(found.externalYield / gaussian.externalYield - 1) < allowed)
    }
  }

  @Test("steady light alone stays steady and is balanced; under a pulse it changes nothing that 100 mW/cm² could")
  func steadyLight() throws {
    let model = try Sample.model()
    let light = SteadyPump(irradiance: 1000, photonWavelength: 405e-9)
    let alone = try model.fire(Sample.pulse(480), film: Self.film)
    let both = try model.fire(
      Excitation(pulses: [PumpPulse(Sample.pulse(480))], steadyLight: [light]), film: Self.film)
    #expect(abs(both.photonBalance) < 1e-12)
    // 100 mW/cm² makes 1e27 m⁻³ s⁻¹ pairs: 1e20 m⁻³ at k1 = 7e6 s⁻¹, against 3e24 of the pulse.
    #expect(both.photons.initial > 0)
    #expect(both.photons.initial < 1e-3 * both.photons.absorbed)
    #expect(abs(both.peak(both.spectrum, 535, 545).value / alone.peak(alone.spectrum, 535, 545).value - 1) < 0.02)
  }

  @Test("injected pairs are counted, and a current pulse acts as a pump of as many pairs")
  func injection() throws {
    let model = try Sample.model()
    // 100 kA/cm² for 1 ns: 6e18 pairs per m² and ns.
    let injection = PairInjection.pulse(pulseCurrent: 1e9, duration: 1e-9)
    let found = try model.fire(Excitation(pulses: [], injection: injection), film: Self.film)
    let pairs = 1e9 / 1.602_176_634e-19 * 0.9e-9
    #expect(abs(found.photons.injected / pairs - 1) < 1e-6)
    #expect(abs(found.photonBalance) < 1e-12)
    let bias = PairInjection.pulse(steadyCurrent: 1e4, pulseCurrent: 1e9, duration: 1e-9)
    let onBias = try model.fire(Excitation(pulses: [], injection: bias), film: Self.film)
    #expect(onBias.photons.initial > 0 && abs(onBias.photonBalance) < 1e-12)
    #expect(throws: EmissionError.dark) { try model.fire(Excitation(pulses: []), film: Self.film) }
  }

  @Test("a train of pulses a millisecond apart is a single pulse; a nanosecond's train leaves carriers to the next")
  func train() throws {
    let model = try Sample.model()
    let single = try model.fire(Sample.pulse(20), film: Self.film)
    var slow = Excitation(Sample.pulse(20))
    slow.period = 1e-3
    #expect(try model.fire(slow, film: Self.film).externalYield == single.externalYield)
    var fast = slow
    fast.period = 20e-9
    let found = try model.fire(fast, film: Self.film)
    #expect(found.photons.initial > 1e-2 * found.photons.absorbed)
    #expect(abs(found.photons.remaining / found.photons.initial - 1) < 0.02)
    #expect(abs(found.photonBalance) < 1e-12)
  }

  @Test("with hardly any guided light, diffusion and surfaces act as in the depth-resolved decay")
  func diffusion() throws {
    var coupling = Sample.coupling
    coupling.confinement = 1e-6
    let model = try PulseModel(
      parameters: Sample.parameters, coupling: coupling, numerics: PulseNumerics(relativeTolerance: 3e-4))
    var film = Sample.film(ionFraction: 0.3, cells: 40)
    film.diffusivity = 2e-5
    film.lowSurfaceVelocity = 5
    film.highSurfaceVelocity = 50
    let pulse = Sample.pulse(20)
    let found = try model.fire(pulse, film: film)
    #expect(abs(found.photonBalance) < 1e-12)
    #expect(found.photons.surface > 0.02 * found.photons.absorbed)
    let pairs = pulse.incidentFluence * 355e-9 / (6.626_070_15e-34 * 299_792_458) * 0.341 / film.thickness
    let rates = Sample.rates.rates(atIonFraction: 0.3)
    let reference = DepthResolvedFilm(
      widths: film.widths, constants: film.widths.map { _ in RecombinationConstants(rates, k3: 1e-41) },
      generationShare: film.absorbedShare.map { $0 / 0.341 }, diffusivity: 2e-5, lowSurfaceVelocity: 5,
      highSurfaceVelocity: 50)
    let late = found.times.indices.filter { found.times[$0] > 1e-9 && found.times[$0] < 60e-9 }
    let light = try reference.emission(
      after: DecayExcitation(density: pairs, shape: .gaussian, width: 1e-9), at: late.map { found.times[$0] })
    for (k, index) in late.enumerated() {
      // Splitting and steps of 3e-4 each.
      #expect(abs(found.meanDensity[index] / light.density[k] - 1) < 0.01, "\(found.times[index])")
    }
  }

  @Test("a second mode of no confinement changes nothing; two modes share the light, and photons stay balanced")
  func modes() throws {
    let one = try Sample.model()
    var other = Sample.coupling
    other.confinement = 1e-7
    let idle = try PulseModel(parameters: Sample.parameters, coupling: Sample.coupling, furtherModes: [other])
    other.confinement = 0.6
    let both = try PulseModel(parameters: Sample.parameters, coupling: Sample.coupling, furtherModes: [other])
    let (a, b) = (try one.fire(Sample.pulse(300), film: Self.film), try idle.fire(Sample.pulse(300), film: Self.film))
    #expect(abs(a.externalYield / b.externalYield - 1) < 1e-4)
    let c = try both.fire(Sample.pulse(300), film: Self.film)
    #expect(abs(c.photonBalance) < 1e-12 && abs(c.photons.guideResidual) < 1e-12)
    #expect(c.photons.guidedSpontaneous > 1.5 * a.photons.guidedSpontaneous)
  }

  @Test("a streak image adds up to the spectrum, and the histogram of the pulse to its photons")
  func streak() throws {
    let model = try Sample.model()
    let image = try model.streak(
      Excitation(Sample.pulse(480)), film: Self.film, window: -4e-9...60e-9, pixels: 640, response: 0.2e-9)
    for k in stride(from: 50, to: 400, by: 25) {
      let sum = image.rows.reduce(0) { $0 + $1[k] } * 0.1e-9
      // Straight lines between steps of the pulse against the steps' own quadrature, and the tail after 60 ns.
      #expect(abs(sum / image.emission.spectrum[k] - 1) < 0.03, "\(image.wavelengths[k])")
    }
    let detection = DecayDetection(
      binWidth: 0.1e-9, binCount: 400, timeZero: 5e-9, response: .gaussian(width: 0.3e-9), scale: .counts(1e5))
    let counts = try detection.expectedCounts(
      of: image.emission, after: DecayExcitation(density: 1, shape: .gaussian, width: 1e-9))
    let total = counts.reduce(0, +)
    #expect(abs(total / 1e5 - 1) < 0.03)
  }
}
