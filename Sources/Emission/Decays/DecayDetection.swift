// From emitted light to a counted histogram, as time-correlated single-photon counting gives it:
//
//   m_k = b + s Σ_j R_j ∫ over bin k − j of light(t − t₀) dt
// b counts per bin without light (dark counts, stray light), R the instrument's response (probability per bin), t₀ the
// place of the pulse's centre, s the scale. The light of a bin is a difference of the cumulative light, so m_k
// changes smoothly with t₀ and is exact for any bin width without a response; a Gaussian one is divided so that bins are at
// most half as wide as it. With a period the light before t₀ is the end of the previous decay, and the response reaches
// around the end of the period as well: nothing is cut off.

import Foundation
import NumericalMethods

/// The response of the instrument to light that comes all at once.
public enum InstrumentResponse: Sendable, Equatable {
  /// None: light is counted in the bin it falls into.
  case instantaneous
  /// A Gaussian of this full width at half maximum, s, centred on the light.
  case gaussian(width: Double)
  /// A measured response in the bins of the histogram, background off; its maximum marks the time of the light.
  case measured([Double])
}

/// How the light of a decay is scaled to counts.
public enum CountScale: Sendable, Equatable {
  /// Counts of all the light of one decay together (or of one period): only the shape of the decay is used.
  case counts(Double)
  /// Counts per emitted photon and volume, m³: histograms under different excitation are then tied to each other.
  case perPhotonDensity(Double)
}

/// A photon-counting histogram.
public struct DecayDetection: Sendable, Equatable {
  /// Width of a bin, s.
  public var binWidth: Double
  /// Number of bins.
  public var binCount: Int
  /// Time of the pulse's centre after the beginning of the first bin t₀, s.
  public var timeZero: Double
  /// Response of the instrument.
  public var response: InstrumentResponse
  /// Counts per bin without light b.
  public var background: Double
  /// Scale s.
  public var scale: CountScale

  /// - Parameters: as the properties of the same names.
  public init(
    binWidth: Double, binCount: Int, timeZero: Double = 0, response: InstrumentResponse = .instantaneous,
    background: Double = 0, scale: CountScale = .counts(1e6)
  ) {
    self.binWidth = binWidth
    self.binCount = binCount
    self.timeZero = timeZero
    self.response = response
    self.background = background
    self.scale = scale
  }

  /// Beginning of each bin, s.
  public var binTimes: [Double] { (0..<binCount).map { Double($0) * binWidth } }

  /// Counts expected in each bin.
  /// - Parameters:
  ///   - model: the sample.
  ///   - excitation: the pulse or train of pulses; with a period, the histogram must not be longer than it.
  public func expectedCounts(
    of model: some DecayModel, after excitation: DecayExcitation
  ) throws(EmissionError) -> [Double] {
    try validate(excitation)
    if case .gaussian(let width) = response, binWidth > 0.5 * width * (1 + 1e-9), width > binWidth / 32 {
      // Bins that do not resolve the response are counted in parts that do.
      let parts = Int((binWidth / (0.5 * width)).rounded(.up))
      var fine = self
      (fine.binWidth, fine.binCount, fine.background) = (
        binWidth / Double(parts), binCount * parts, background / Double(parts)
      )
      let counts = try fine.expectedCounts(of: model, after: excitation)
      return (0..<binCount).map { k in counts[(k * parts)..<((k + 1) * parts)].reduce(0, +) }
    }
    let (weights, first) = responseWeights()
    // Bins of light needed: from −last weight to binCount − first weight.
    let lowest = -(first + weights.count - 1)
    let edgeCount = binCount + weights.count
    let start = excitation.start
    var places = (0..<edgeCount).map { Double(lowest + $0) * binWidth - timeZero }
    var turns = [Double](repeating: 0, count: edgeCount)
    if let period = excitation.period {
      for k in places.indices {
        let turn = ((places[k] - start) / period).rounded(.down)
        (places[k], turns[k]) = (min(max(places[k] - turn * period, start), start + period), turn)
      }
    } else {
      places = places.map { max($0, start) }
    }
    // Each model wants rising times; folding has turned the list around at most a few times.
    let order = places.indices.sorted { places[$0] < places[$1] }
    let light = try model.emission(after: excitation, at: order.map { places[$0] })
    var cumulative = [Double](repeating: 0, count: edgeCount)
    for (rank, index) in order.enumerated() { cumulative[index] = light.cumulative[rank] + turns[index] * light.total }
    let factor =
      switch scale {
      case .counts(let counts): light.total > 0 ? counts / light.total : 0
      case .perPhotonDensity(let value): value
      }
    var counts = [Double](repeating: background, count: binCount)
    let binned = (0..<(edgeCount - 1)).map { factor * (cumulative[$0 + 1] - cumulative[$0]) }
    binned.withUnsafeBufferPointer { binned in
      counts.withUnsafeMutableBufferPointer { counts in
        let last = weights.count - 1
        for (j, weight) in weights.enumerated() where weight != 0 {
          let offset = last - j
          for k in 0..<counts.count { counts[k] += weight * binned[k + offset] }
        }
      }
    }
    return counts
  }

  /// A histogram as it would be counted: Poisson deviates of the expected counts.
  /// - Parameters:
  ///   - expected: counts expected in each bin.
  ///   - seed: any number; the same seed gives the same histogram.
  ///   - stream: a further histogram under the same seed.
  public static func counted(_ expected: [Double], seed: UInt64, stream: UInt64 = 0) -> [Double] {
    var random = SeededGenerator(seed: seed, stream: stream)
    return expected.map { random.poisson(mean: $0) }
  }

  /// Probability per bin and the bin of the first weight, relative to the bin of the light.
  func responseWeights() -> (weights: [Double], first: Int) {
    switch response {
    case .instantaneous: return ([1], 0)
    case .gaussian(let width):
      // The light of a bin and the bins it reaches are both one bin wide: that adds 1/12 to the variance (Sheppard), which
      // is taken off beforehand.
      let sigma = max(0.05, pow(width / (8 * log(2.0)).squareRoot() / binWidth, 2) - 1.0 / 12).squareRoot()
      let reach = max(1, Int((7 * sigma).rounded(.up)))
      let root = 2.0.squareRoot() * sigma
      let weights = (-reach...reach).map { (k: Int) -> Double in
        let (high, low) = ((Double(k) + 0.5) / root, (Double(k) - 0.5) / root)
        return 0.5 * (erf(high) - erf(low))
      }
      let sum = weights.reduce(0, +)
      return (weights.map { $0 / sum }, -reach)
    case .measured(let values):
      let sum = values.reduce(0, +)
      let peak = values.indices.max { values[$0] < values[$1] } ?? 0
      return (values.map { $0 / sum }, -peak)
    }
  }

  private func validate(_ excitation: DecayExcitation) throws(EmissionError) {
    try require(binWidth, "width of a bin", "s", above: 0, upTo: 1)
    try require(Double(binCount), "number of bins", "1", from: 1, upTo: 1e7)
    try require(timeZero, "time zero", "s", from: -1, upTo: 1)
    try require(background, "background", "counts per bin", from: 0, upTo: 1e12)
    switch scale {
    case .counts(let value): try require(value, "counts of the decay", "1", from: 0, upTo: 1e15)
    case .perPhotonDensity(let value): try require(value, "counts per photon density", "m3", from: 0, upTo: 1e30)
    }
    switch response {
    case .instantaneous: break
    case .gaussian(let width):
      try require(width, "width of the response", "s", above: 0, upTo: 1e3 * binWidth)
    case .measured(let values):
      for value in values { try require(value, "response of the instrument", "1", from: 0, upTo: 1e15) }
      try require(values.reduce(0, +), "sum of the response", "1", above: 0, upTo: 1e18)
    }
    if let period = excitation.period {
      try require(
        Double(binCount) * binWidth, "length of the histogram", "s", above: 0, upTo: period * (1 + 1e-9))
    }
  }
}
