import Emission
import Foundation
import Materials
import Testing

@Suite("Light along the path")
struct TravellingWaveTests {
  static let exponents: [Double] = {
    let wide = stride(from: -60.0, through: 60, by: 0.173).map { $0 }
    let small = (-14...0).map { pow(10, Double($0)) }
    return wide + small + small.map { -$0 } + [0, -35.999, -36.001, 0.4999, 0.5001, -0.4999, -0.5001]
  }()

  /// φ₂ by its integral ∫₀¹ (1 − t) e^{xt} dt by Simpson's rule: an oracle without cancellation.
  static func meanByQuadrature(_ x: Double) -> Double {
    let panels = 4000
    var sum = 0.0
    for index in 0...panels {
      let t = Double(index) / Double(panels)
      let weight = index == 0 || index == panels ? 1.0 : (index % 2 == 1 ? 4 : 2)
      sum += weight * (1 - t) * exp(x * t)
    }
    return sum / Double(3 * panels)
  }

  @Test("output and mean agree with their definitions")
  func definitions() {
    for x in Self.exponents {
      let wave = WaveFunctions(x)
      let output = x == 0 ? 1 : expm1(x) / x
      #expect(abs(wave.output / output - 1) < 4e-15, "φ₁(\(x))")
      // Simpson's error at |x| = 60: (x/4000)⁴/180 < 1e-9.
      #expect(abs(wave.mean / Self.meanByQuadrature(x) - 1) < 1e-8, "φ₂(\(x))")
    }
  }

  @Test("source plus gain equals output to round-off, gain or absorption")
  func balance() {
    for x in Self.exponents {
      let wave = WaveFunctions(x)
      #expect(abs(wave.output - 1 - x * wave.mean) <= 4e-16 * (1 + wave.output + abs(x * wave.mean)), "x = \(x)")
    }
  }

  @Test("the slope of the mean is its derivative")
  func slope() {
    for x in [-50.0, -5, -0.6, -0.3, 0, 0.2, 0.45, 0.8, 3, 20, 50] {
      let h = 1e-4
      let (above, below) = (Self.meanByQuadrature(x + h), Self.meanByQuadrature(x - h))
      let difference = (above - below) / (2 * h)
      // Five terms of the series below |x| = 0.5 (the next is x⁵/6720 · 1/6); it serves Newton's iteration only.
      #expect(abs(WaveFunctions(x).meanSlope / difference - 1) < 2e-5, "x = \(x)")
    }
  }

  @Test("a stripe of variable length follows (e^{γL} − 1)/γ while the carriers are not depleted")
  func variableStripe() throws {
    var parameters = Sample.parameters
    parameters.guide.edgeCollection = 1
    parameters.guide.scatteringCollection = 0
    parameters.guide.unpumpedShare = 0
    // Short paths: amplified light takes less than a percent of the carriers, so γ(E, t) is the same for all lengths.
    var highest = 0.0
    var outputs: [Double] = []
    for length in [4e-6, 8e-6, 12e-6] {
      parameters.guide.pathLength = length
      let model = try PulseModel(parameters: parameters, coupling: Sample.coupling)
      let result = try model.fire(
        LaserPulse(incidentFluence: 0.65, photonWavelength: 355e-9, duration: 1e-12),
        film: Sample.film(ionFraction: 0.02))
      highest = result.peakNetGain
      // Per area times L: light per width of stripe.
      outputs.append(result.peak(result.aseSpectrum, 538, 538.4).value * length / result.photons.radiative)
    }
    // I(2L)/I(L) − 1 = e^{γL}, I(3L)/I(L) − 1 − e^{γL} = e^{2γL}: for one γ the second is the square of the first.
    let first = outputs[1] / outputs[0] - 1
    let second = outputs[2] / outputs[0] - 1 - first
    // The gain averages over the decay and the resolution: its spread changes the ratio by less than (γ_max L)².
    let gain = log(first) / 4e-6
    #expect(gain > 0 && gain < highest)
    #expect(abs(second / (first * first) - 1) < pow(highest * 4e-6, 2))
  }
}
