import Emission
import Inference

extension Benchmark {
  /// Global fit of k1, k2 and k3 and three amplitudes to three decays of 1000 bins, with covariance and intervals.
  static let globalFit = Benchmark(
    "fit of k1, k2, k3 to three decays of 1000 bins, with intervals", room: "inference", goal: 10e-3,
    peers: [Peer(name: "scipy least_squares + LSODA", file: "fit_scipy", packages: ["scipy"])]
  ) {
    let task = ThreeDecays()
    let fit = try task.fit()
    let problem = try fit.problem()
    return try Work(input: task) {
      let best = try problem.maximise()
      var found: [Double] = []
      for index in 0..<3 {
        guard let interval = best.interval(of: index, in: problem, confidence: 0.95) else { continue }
        // The interval counts in the work; its ends are as good as the value, which is compared.
        found.append(best.values[index] + 0 * interval.upperBound)
      }
      return found
    }
  }

  /// The same problem's likelihood, as a sampler calls it.
  static let likelihoods = Benchmark(
    "1000 likelihoods of the same fit", room: "inference", goal: 0.12
  ) {
    let problem = try ThreeDecays().fit().problem()
    let start = problem.start
    return try Work {
      var sum = 0.0
      for step in 0..<1000 {
        var point = start
        point[0] += 1e-4 * Double(step % 10)
        point[1] += 1e-4 * Double(step / 10)
        sum += problem.totalDeviance(at: point)
      }
      return [sum]
    }
  }
}

/// Decays after pulses of three strengths, counted with the noise of counting.
private struct ThreeDecays: Encodable {
  var binWidth = 0.5e-9
  var densities = [1e22, 1e23, 1e24]
  var start = [1e7, 1e-15, 1e-40]
  var counts: [[Double]] = []

  init() {
    let truth = RecombinationConstants(k1: 1.3e7, k2r: 2e-15, k2nonr: 0, k3: 2e-40)
    counts = densities.enumerated().map { index, density in
      let detection = DecayDetection(binWidth: binWidth, binCount: 1000, scale: .counts(1e6))
      let expected = (try? detection.expectedCounts(of: truth, after: DecayExcitation(density: density))) ?? []
      return DecayDetection.counted(expected, seed: 1, stream: UInt64(index))
    }
  }

  func fit() throws -> RateFit {
    func free(_ name: String, _ value: Double) throws -> RateFit.Knowledge {
      .shared(try FitParameter(name: name, start: value, bounds: (1e-4 * value)...(1e4 * value)))
    }
    return RateFit(
      model: .uniform,
      knowledge: [
        "k1": try free("k1", start[0]), "k2r": try free("k2r", start[1]), "k3": try free("k3", start[2]),
        "k2nonr": .fixed(0),
      ],
      decays: densities.indices.map { index in
        DecayData(
          name: "decay \(index)", counts: counts[index], binWidth: binWidth,
          excitation: DecayExcitation(density: densities[index]), background: 0, timeZero: (0, nil))
      })
  }
}
