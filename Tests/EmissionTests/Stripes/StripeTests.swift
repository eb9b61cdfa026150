import Emission
import Foundation
import Materials
import Testing

@Suite("Light resolved along the stripe")
struct StripeTests {
  static func model(length: Double, _ change: (inout EmissionParameters) -> Void = { _ in }) throws -> PulseModel {
    var parameters = Sample.parameters
    parameters.guide.pathLength = length
    change(&parameters)
    return try PulseModel(parameters: parameters, coupling: Sample.coupling)
  }

  /// One cell of depth, so that only the light differs.
  static func film(_ fraction: Double) -> FilmCells {
    FilmCells(widths: [150e-9], ionFraction: [fraction], absorbedShare: [0.341])
  }

  static func pulse(_ fluence: Double, _ duration: Double) -> LaserPulse {
    LaserPulse(incidentFluence: fluence * 1e-2, photonWavelength: 355e-9, duration: duration)
  }

  @Test("photons are counted exactly, at once and in time, with unpumped ends and a Gaussian spot")
  func balance() throws {
    let model = try Self.model(length: 0.5e-3)
    for geometry in [
      StripeGeometry(length: 0.5e-3, cells: 12), StripeGeometry(length: 0.4e-3, cells: 8, unpumped: 0.1e-3),
      StripeGeometry(gaussianSpot: 0.3e-3, cells: 15),
    ] {
      let stripe = try StripeModel(model: model, geometry: geometry)
      let film = Sample.film(ionFraction: 0.05)
      let slow = try stripe.fire(Excitation(Self.pulse(400, 1e-9)), film: film)
      #expect(abs(slow.photons.residual) < 1e-12)
      #expect(abs(slow.photons.guideResidual) < 1e-12)
      let fast = try stripe.fire(Excitation(Self.pulse(30, 5e-12)), film: film, dynamics: .timeDependent)
      #expect(abs(fast.photons.residual) < 1e-12)
    }
  }

  @Test("a stripe of one cell is the fast model")
  func oneCell() throws {
    let model = try Self.model(length: 1e-3)
    for fluence in [50.0, 400] {
      let fast = try model.fire(Self.pulse(fluence, 1e-9), film: Self.film(0.02))
      let stripe = try StripeModel(model: model, geometry: StripeGeometry(length: 1e-3, cells: 1))
        .fire(Excitation(Self.pulse(fluence, 1e-9)), film: Self.film(0.02))
      let (a, b) = (fast.spectrum.reduce(0, +), stripe.spectrum.reduce(0, +))
      // Two integrations of 4e-3 and 3e-3 a step.
      #expect(abs(a / b - 1) < 0.01, "\(fluence)")
    }
  }

  @Test("light saturates the gain where it is strongest: the ends are emptier than the middle")
  func saturation() throws {
    let model = try Self.model(length: 1e-3)
    let stripe = try StripeModel(model: model, geometry: StripeGeometry(length: 1e-3, cells: 20))
    let found = try stripe.fire(Excitation(Self.pulse(900, 1e-9)), film: Self.film(0.02))
    #expect(found.peakProfile[0] < 0.98 * found.peakProfile[10])
    #expect(abs(found.endPhotons.low / found.endPhotons.high - 1) < 1e-9)
  }

  @Test("in the small-signal limit the end light of longer stripes follows (e^{γL} − 1)/γ")
  func variableStripe() throws {
    // Below 2 % of the pairs go into amplified light; one energy of the spectrum stands for one γ.
    let model = try Self.model(length: 1e-3) {
      $0.guide.unpumpedShare = 0
      $0.guide.spectralResolution = 2e-10
    }
    var outputs: [Double] = []
    for length in [4e-6, 8e-6, 12e-6] {
      let stripe = try StripeModel(model: model, geometry: StripeGeometry(length: length, cells: 6))
      let found = try stripe.fire(
        Excitation(Self.pulse(65, 1e-12)), film: Self.film(0.02), tolerance: 1e-4)
      let k = found.wavelengths.firstIndex { $0 > 538e-9 } ?? 0
      outputs.append(found.highEndSpectrum[k])
      #expect(found.photons.stimulated < 0.02 * found.photons.absorbed)
    }
    let first = outputs[1] / outputs[0] - 1
    let second = outputs[2] / outputs[0] - 1 - first
    // The decay averages over γ(t): its spread changes the ratio by less than (γL)².
    let gain = log(first) / 4e-6
    #expect(abs(second / (first * first) - 1) < pow(max(abs(gain), 2e4) * 4e-6, 2))
  }

  /// Fluence at which the amplified line is as high as the spontaneous peak.
  static func crossing(
    within range: ClosedRange<Double>, halvings: Int,
    _ spectrum: (Double) throws -> (wavelengths: [Double], values: [Double])
  ) throws -> Double {
    var (low, high) = (range.lowerBound, range.upperBound)
    for _ in 0..<halvings {
      let middle = (low * high).squareRoot()
      let (wavelengths, values) = try spectrum(middle)
      func top(_ a: Double, _ b: Double) -> Double {
        zip(wavelengths, values).filter { $0.0 > a * 1e-9 && $0.0 < b * 1e-9 }.map(\.1).max() ?? 0
      }
      if top(534.5, 545.1) < top(518, 530) { low = middle } else { high = middle }
    }
    return (low * high).squareRoot()
  }

  @Test("the fast model's thresholds at 1 ns are those of the resolved stripe within a tenth")
  func errorTable() throws {
    for (length, fraction, duration) in [
      (2.6e-3, 0.02, 1e-9), (0.5e-3, 0.02, 1e-9),
    ] {
      let model = try Self.model(length: length)
      let film = Self.film(fraction)
      let stripe = try StripeModel(model: model, geometry: StripeGeometry(length: length, cells: 12))
      let fast = try Self.crossing(within: 30...3000, halvings: 10) { fluence in
        let found = try model.fire(Self.pulse(fluence, duration), film: film)
        return (found.wavelengths, found.spectrum)
      }
      // A quarter about it, to a hundredth: it would end at a side if the two differed by more.
      let resolved = try Self.crossing(within: (0.8 * fast)...(1.25 * fast), halvings: 5) { fluence in
        let found = try stripe.fire(Excitation(Self.pulse(fluence, duration)), film: film, longest: 50e-9)
        return (found.wavelengths, found.spectrum)
      }
      #expect(abs(fast / resolved - 1) < 0.1, "\(fast) \(resolved)")
    }
  }

  @Test("at 1 ns the light needs no time of its own: the two ways agree")
  func transit() throws {
    let model = try Self.model(length: 0.4e-3)
    let stripe = try StripeModel(model: model, geometry: StripeGeometry(length: 0.4e-3, cells: 6))
    let pulse = Excitation(Self.pulse(120, 0.2e-9))
    let slow = try stripe.fire(pulse, film: Self.film(0.02))
    let fast = try stripe.fire(pulse, film: Self.film(0.02), dynamics: .timeDependent)
    // Transit 4 ps of 200 ps.
    let (a, b) = (slow.spectrum.reduce(0, +), fast.spectrum.reduce(0, +))
    #expect(abs(a / b - 1) < 0.02)
  }

  @Test("a resolved pulse costs less than a tenth of a second")
  func cost() throws {
    for (length, fluence, duration, dynamics) in [
      (2.6e-3, 480.0, 1e-9, StripeDynamics.quasiStationary), (0.5e-3, 60, 2e-12, .timeDependent),
    ] {
      let model = try Self.model(length: length)
      let stripe = try StripeModel(model: model, geometry: StripeGeometry(length: length, cells: 24), depthGroups: 4)
      var best = Double.infinity
      for _ in 0..<1 {
        let start = clock()
        _ = try stripe.fire(
          Excitation(Self.pulse(fluence, duration)), film: Sample.film(ionFraction: 0.02), dynamics: dynamics)
        best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
      }
      #expect(best < 0.3)
    }
  }

  @Test("beyond small signal a longer stripe adds light in proportion to its length, not exponentially")
  func saturatedStripe() throws {
    // A guide with hardly a loss, so that nothing but the pairs limits the light.
    var (parameters, coupling) = (Sample.parameters, Sample.coupling)
    parameters.guide.unpumpedShare = 0
    parameters.guide.scatteringLoss = 100
    parameters.guide.scatteringCollection = 0
    coupling.absorptionLoss = 0
    let model = try PulseModel(parameters: parameters, coupling: coupling)
    var (outputs, pairs, gain) = ([Double](), [Double](), 0.0)
    for length in [0.4e-3, 0.6e-3, 0.8e-3] {
      let stripe = try StripeModel(model: model, geometry: StripeGeometry(length: length, cells: 10))
      let found = try stripe.fire(Excitation(Self.pulse(1500, 1e-9)), film: Self.film(0.02), longest: 2e-9)
      #expect(abs(found.photons.residual) < 1e-12)
      outputs.append(found.photons.outCoupled)
      pairs.append(found.photons.absorbed)
      gain = max(gain, found.peakNetGain)
    }
    let (first, second) = (outputs[1] - outputs[0], outputs[2] - outputs[1])
    // Small signal would multiply the increment by e^{γ·0.2 mm}. Saturated, each length adds the same share of its pairs,
    // up to what the ends do differently from the middle and what little is lost (e^{−100·2e-4} = 0.98).
    #expect(exp(gain * 0.2e-3) > 20, "\(gain)")
    #expect(abs(second / first - 1) < 0.15, "\(second / first)")
    #expect(second < 0.5 * (pairs[2] - pairs[0]) && second > 0.1 * (pairs[2] - pairs[1]))
  }

  @Test("cells too long for the gain of a strong short pulse are refused, with the remedy")
  func tooLong() throws {
    let model = try Self.model(length: 2.6e-3)
    let stripe = try StripeModel(model: model, geometry: StripeGeometry(length: 2.6e-3, cells: 10))
    #expect(throws: EmissionError.self) {
      try stripe.fire(Excitation(Self.pulse(600, 2e-12)), film: Self.film(0.02), dynamics: .timeDependent)
    }
  }

  @Test("reflecting ends need time, and cells must be alike in it")
  func refused() throws {
    let model = try Self.model(length: 1e-3)
    var geometry = StripeGeometry(length: 1e-3, cells: 4)
    geometry.lowReflectivity = 0.3
    let stripe = try StripeModel(model: model, geometry: geometry)
    #expect(throws: EmissionError.feedbackNeedsTime) {
      try stripe.fire(Excitation(Self.pulse(100, 1e-9)), film: Self.film(1))
    }
    #expect(throws: EmissionError.self) {
      try StripeModel(model: model, geometry: StripeGeometry(cellLengths: [1e-4], pumpProfile: [0]))
    }
  }
}

@Suite("Laser with feedback")
struct FeedbackResonatorTests {
  static func resonator(_ feedback: Feedback) throws -> FeedbackResonator {
    var coupling = Sample.coupling
    coupling.absorptionLoss = 2000
    var parameters = Sample.parameters
    parameters.guide.unpumpedShare = 0
    let model = try PulseModel(parameters: parameters, coupling: coupling)
    return try FeedbackResonator(
      model: model, rates: Sample.rates.rates(atIonFraction: 0.02), thickness: 150e-9, feedback: feedback)
  }

  @Test("the steady line has the textbook's threshold and slope")
  func textbook() throws {
    for feedback in [
      Feedback.mirrors(low: 0.3, high: 0.3, length: 0.5e-3),
      .grating(loss: 3000, wavelength: 538e-9, width: 4e-9, outside: 2e5),
    ] {
      let laser = try Self.resonator(feedback)
      let threshold = try laser.threshold()
      let (d, g) = (150e-9, threshold.generation)
      // Far above threshold two points give slope and intercept; the spontaneous share fades as 1/(G − G_th).
      let (a, b) = (try laser.steady(generation: 60 * g), try laser.steady(generation: 120 * g))
      let slope = (b.output - a.output) / (60 * g * d)
      #expect(abs(slope / threshold.slope - 1) < 0.02, "\(slope) \(threshold)")
      let intercept = 60 * g * d - a.output / slope
      #expect(abs(intercept / (g * d) - 1) < 0.3, "\(intercept / (g * d))")
      #expect(b.density < threshold.density && b.density > 0.99 * threshold.density)
      // Below threshold there is hardly any light, and the density is that of the decay alone.
      let below = try laser.steady(generation: 0.3 * g)
      #expect(below.output < 0.05 * 0.3 * g * d)
      #expect(below.density < 0.8 * threshold.density)
    }
  }

  @Test("less feedback loss, lower threshold; without enough gain the reason is given")
  func losses() throws {
    let good = try Self.resonator(.mirrors(low: 0.9, high: 0.9, length: 0.5e-3)).threshold()
    let poor = try Self.resonator(.mirrors(low: 0.05, high: 0.05, length: 0.1e-3)).threshold()
    #expect(good.generation < poor.generation && good.slope < poor.slope)
    #expect(throws: EmissionError.self) {
      try Self.resonator(.mirrors(low: 1e-9, high: 1e-9, length: 1e-9)).threshold()
    }
  }
}
