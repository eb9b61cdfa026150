// Simulated decays and yields as a laboratory would have them, for the fits of S8 and S9.
//
// The bench gives the light of each pulse against time and wavelength, from carriers that recombine in every cell with the
// rates of its ions. A counting set-up then takes as many photons of each decay as is usual, with dark counts; yields are
// known to a few per cent. What is fitted knows nothing of cells and ions: one density, three constants a bias.

import Bench
import Emission
import Figures
import Inference
import Materials
import NumericalMethods

/// Decays and yields under two biases, counted with known noise.
struct DecayStudy {
  /// Biases, V.
  static let biases = (rest: "0 V", biased: "6 V")
  /// Photons counted of each decay.
  static let photons = 1e5
  /// Dark counts a bin.
  static let darkCounts = 2.0
  /// Relative standard deviation of each yield.
  static let yieldDeviation = 0.03

  /// Counted decays, three densities a bias.
  let decays: [DecayData]
  /// Relative yields, one set a bias.
  let yields: [YieldData]
  private let binWidth: Double

  init(_ bench: ReproductionBench) async throws {
    let run = try await bench.run("S8")
    let thickness = bench.device.device.emitterIndex.map { bench.device.device.layers[$0].thickness } ?? .nan
    let ladders = run.steps(beginning: "fluence ladder").map { run.readings(ofStep: $0) }
    guard ladders.count == 4 else {
      throw ReproductionError.runFailed(experiment: "S8", reason: "\(ladders.count) fluence ladders of four")
    }
    let pumpWidth = 100e-12
    var decays: [DecayData] = []
    var yields: [YieldData] = []
    var width = 0.0
    for (place, bias) in [Self.biases.rest, Self.biases.biased].enumerated() {
      for (index, reading) in ladders[2 * place].enumerated() {
        guard let emission = reading.emission, let decay = emission.decay,
          let pairs = emission.figures?.absorbedPhotons,
          decay.times.count > 1
        else { continue }
        width = decay.times[1] - decay.times[0]
        let total = decay.values.reduce(0, +)
        let expected = decay.values.map { Self.photons * $0 / total + Self.darkCounts }
        decays.append(
          DecayData(
            name: "\(bias), \((reading.fluence ?? 0).microjoulesPerSquareCentimetre.brief) µJ/cm²", group: bias,
            counts: DecayDetection.counted(expected, seed: 8, stream: UInt64(10 * place + index)), binWidth: width,
            excitation: DecayExcitation(density: pairs / thickness, shape: .gaussian, width: pumpWidth),
            response: .gaussian(width: 500e-12), timeZero: (-decay.times[0], nil)))
      }
      var generator = SeededGenerator(seed: 9, stream: UInt64(place))
      let lit = ladders[2 * place + 1].compactMap(\.emission)
      let clean = lit.compactMap { $0.figures?.externalYield }
      let values = clean.map { $0 * (1 + Self.yieldDeviation * generator.normal()) }
      yields.append(
        YieldData(
          name: "yield at \(bias)", group: bias,
          densities: lit.compactMap { $0.figures?.absorbedPhotons }.map { $0 / thickness },
          yields: values, deviations: clean.map { Self.yieldDeviation * $0 },
          excitation: DecayExcitation(density: 0, shape: .gaussian, width: pumpWidth)))
    }
    (self.decays, self.yields, binWidth) = (decays, yields, width)
  }

  /// Constants for each bias.
  /// - Parameter dividing: whether k2 is divided into its radiative and its nonradiative part, which needs yields.
  static func constants(dividing: Bool) throws(InferenceError) -> [String: RateFit.Knowledge] {
    var found: [String: RateFit.Knowledge] = [
      "k1": .perGroup(try FitParameter(name: "k1", unit: "s⁻¹", start: 1e7, bounds: 1e5...1e9)),
      "k2r": .perGroup(try FitParameter(name: "k2r", unit: "m³/s", start: 1e-15, bounds: 1e-18...1e-13)),
      "k3": .fixed(0),
    ]
    found["k2nonr"] =
      dividing
      ? .perGroup(try FitParameter(name: "k2nonr", unit: "m³/s", start: 1e-15, bounds: 1e-18...1e-13)) : .fixed(0)
    return found
  }

  /// The decays with their expectations, for a figure.
  func panel(_ best: MaximumPosterior) -> Panel {
    var panel = Panel(
      title: "decays", x: PlotAxis("time", unit: "ns"), y: PlotAxis("counts a bin", scale: .logarithmic), curves: [],
      legend: .below)
    var offset = 0
    for (index, decay) in decays.enumerated() {
      let expected = Array(best.expectations[offset..<(offset + decay.counts.count)])
      offset += decay.counts.count
      let times = decay.counts.indices.map { 1e9 * ((Double($0) + 0.5) * binWidth - decay.timeZero.start) }
      let shown = decay.counts.indices.filter { decay.counts[$0] > 0 && $0 % 4 == 0 }
      panel.curves.append(
        Curve(
          decay.name, x: shown.map { times[$0] }, y: shown.map { decay.counts[$0] }, style: .points,
          colour: .palette(index)))
      panel.curves.append(Curve("", x: times, y: expected, style: .line, colour: .black))
    }
    return panel
  }
}

extension MaximumPosterior {
  /// Logarithm of a ratio of two parameters on logarithmic scales, with its standard deviation.
  func logRatio(of numerator: Int, to denominator: Int) -> (value: Double, deviation: Double) {
    let n = coordinates.count
    let value = coordinates[numerator] - coordinates[denominator]
    guard let covariance else { return (value, .nan) }
    let square =
      covariance[numerator * n + numerator] + covariance[denominator * n + denominator]
      - 2 * covariance[numerator * n + denominator]
    return (value, square.squareRoot())
  }
}
