import Foundation
import NumericalMethods
import Quantities
import Records

/// A time-resolved decay: photons counted in equal bins of time after the pulse.
public struct DecayHistogram: Sendable, Equatable {
  /// Counts nₖ of each bin, not negative.
  public let counts: [Double]
  /// Width of a bin Δ, s.
  public let binWidth: Double
  /// Beginning of the first bin, s.
  public let start: Double

  /// - Throws: `AnalysisError` for fewer than eight bins, counts below zero, a width that is not positive.
  public init(counts: [Double], binWidth: Double, start: Double = 0) throws(AnalysisError) {
    guard counts.count >= 8 else { throw .tooFewPoints(what: "decay", have: counts.count, need: 8) }
    try AnalysisError.requireFinite(counts, "counts")
    if let index = counts.firstIndex(where: { $0 < 0 }) {
      throw .notPositive(what: "counts (a Poisson fit needs them as counted)", index: index, value: counts[index])
    }
    try AnalysisError.requirePositive([binWidth], "bin width")
    (self.counts, self.binWidth, self.start) = (counts, binWidth, start)
  }

  /// The histogram of a measured curve.
  /// - Throws: `AnalysisError` where the times are no times or unevenly spaced by more than 1 %.
  public init(_ curve: MeasuredCurve) throws(AnalysisError) {
    let times = try curve.x.values(as: .time, "times of '\(curve.name)'")
    try AnalysisError.requireAscending(times, "times of '\(curve.name)'")
    guard let first = times.first, let last = times.last, times.count >= 8 else {
      throw .tooFewPoints(what: "decay '\(curve.name)'", have: times.count, need: 8)
    }
    let width = (last - first) / Double(times.count - 1)
    for k in times.indices where abs(times[k] - first - Double(k) * width) > 0.3 * width {
      throw .fitFailed(
        reason: "the bins of '\(curve.name)' are not of equal width (at bin \(k + 1)); export them unbinned")
    }
    try self.init(counts: curve.y.values, binWidth: width, start: first)
  }

  /// Sum of all counts.
  public var total: Double { counts.reduce(0, +) }

  /// Bin with the most counts.
  public var peakBin: Int { counts.indices.max { counts[$0] < counts[$1] } ?? 0 }

  /// Times of the beginnings of the bins, s.
  public var times: [Double] { counts.indices.map { start + Double($0) * binWidth } }

  /// The response of the set-up to a pulse: background taken off, cut where it can no longer be told from that, sum 1.
  ///
  /// The background is the mean of the bins outside the response. The ends are where three standard deviations of the
  /// background (its median, for a start) or 1/5000 of the peak are reached: cut at a hundredth, what is missing moves the
  /// background of short decays by several per cent.
  func normalisedResponse() throws(AnalysisError) -> [Double] {
    let peak = counts[peakBin]
    guard peak > 0 else { throw .noPeak(reason: "the response function is empty") }
    var (first, last) = (peakBin, peakBin)
    let floor = median(of: counts)
    let level = min(0.5 * peak, max(2e-4 * peak, floor + 3 * max(1, floor).squareRoot()))
    while first > 0, counts[first - 1] > level { first -= 1 }
    while last < counts.count - 1, counts[last + 1] > level { last += 1 }
    let outside = counts.count - (last - first + 1)
    let inside = counts[first...last].reduce(0, +)
    let background = outside > 0 ? (total - inside) / Double(outside) : 0
    let clean = counts.indices.map { (first...last).contains($0) ? max(0, counts[$0] - background) : 0 }
    let sum = clean.reduce(0, +)
    return Self.sharpened(clean.map { $0 / sum })
  }

  /// A response that a lag kernel on triangles may be laid over.
  ///
  /// Counts of a bin are a box average of the response, and the triangle joins them by straight lines, R + δ²R/12 in the
  /// mean between two bins: a variance of a sixth of a bin squared too many, which takes 1 % off a lifetime of three bins.
  /// R − δ²R/12 takes it back. A response narrower than a bin tells nothing of its curvature and is left as it is.
  private static func sharpened(_ response: [Double]) -> [Double] {
    let centre = response.indices.reduce(0) { $0 + Double($1) * response[$1] }
    let variance = response.indices.reduce(0) { $0 + (Double($1) - centre) * (Double($1) - centre) * response[$1] }
    guard variance > 1 else { return response }
    let sharp = response.indices.map { k -> Double in
      let (before, after) = (k > 0 ? response[k - 1] : 0, k + 1 < response.count ? response[k + 1] : 0)
      return max(0, response[k] - (after - 2 * response[k] + before) / 12)
    }
    let sum = sharp.reduce(0, +)
    return sharp.map { $0 / sum }
  }
}

extension CSVTable.Column {
  /// The values in SI, after checking that their unit measures the right thing.
  func values(as dimension: PhysicalDimension, _ what: String) throws(AnalysisError) -> [Double] {
    let parsed: PhysicalUnit
    do throws(QuantityError) { parsed = try PhysicalUnit(parsing: unit) } catch {
      throw .unknownUnit(what: what, unit: unit)
    }
    guard parsed.dimension == dimension else { throw .unknownUnit(what: what, unit: unit) }
    return values.map { parsed.siValue($0) }
  }
}
