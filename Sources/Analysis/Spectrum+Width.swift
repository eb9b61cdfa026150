// Full width at half maximum.
//
// From the peak outwards on either side to the first sample below half the height; the crossing is interpolated there.
// On clean data the interpolant is the monotone cubic through neighbouring samples. On noisy data a sample counts as
// below where the parabola through its neighbours is; the first sample
// below is one that the noise pushed down, so a line through its neighbours alone is biased inwards; a parabola is
// fitted over sixteen times the distance that the noise spreads the crossing, centred anew on the crossing it finds,
// and never over more than 0.6 of the flank. A straight line there would widen a Gaussian by 0.4 % at a signal/noise
// of 50.

import Foundation
import NumericalMethods

extension Spectrum {
  /// Full width at half maximum of the highest line in a band, m.
  ///
  /// `band`: where the peak is sought, m; the flanks may lie outside it.
  /// - Throws: `AnalysisError.noWidth` where a flank does not fall to half the height inside the spectrum.
  public func fullWidthAtHalfMaximum(
    in band: ClosedRange<Double>? = nil, confidence: Double = 0.95
  ) throws(AnalysisError) -> Finding {
    let peak = try peak(in: band, confidence: 0.682_689_492_137_086)
    let heightError = peak.height.interval.map { 0.5 * ($0.upper - $0.lower) } ?? 0
    guard peak.height.value > 8 * heightError else {
      let times = String(format: "%.1f", peak.height.value / heightError)
      throw .noWidth(reason: "the peak is \(times) times its uncertainty, at least 8 are needed: average more")
    }
    let half = 0.5 * peak.height.value
    let left = try crossing(of: half, from: peak.wavelength.value, step: -1)
    let right = try crossing(of: half, from: peak.wavelength.value, step: 1)
    // Half the height is common to both crossings: it moves them in opposite directions.
    let common = 0.5 * heightError * (1 / abs(left.slope) + 1 / abs(right.slope))
    let error = (left.error * left.error + right.error * right.error + common * common).squareRoot()
    let z = criticalValue(confidence: confidence)
    let width = right.wavelength - left.wavelength
    return Finding(
      definition: "full width at half maximum, flanks interpolated outwards from the peak", value: width,
      interval: Interval(around: width, halfWidth: z * error, confidence: confidence), unit: "m",
      remarks: peak.isInterior ? [] : ["the maximum lies at the edge of its band"])
  }

  /// Equivalent width ∫I dλ / I_max, m: smooth through threshold where the full width at half maximum jumps.
  public func equivalentWidth(over band: ClosedRange<Double>? = nil, confidence: Double = 0.95) throws(AnalysisError)
    -> Finding
  {
    let area = try integral(over: band, confidence: confidence)
    let height = try peak(in: band, confidence: confidence).height
    let value = area.value / height.value
    let relative = { (f: Finding) in f.interval.map { 0.5 * ($0.upper - $0.lower) / f.value } ?? 0 }
    // The height is a weighted mean of samples that the integral holds, too: with weights that add up to one their
    // covariance is σ² times the spacing, whatever the weights.
    let z = criticalValue(confidence: confidence)
    let spacing = (range.upperBound - range.lowerBound) / Double(wavelengths.count - 1)
    let common = 2 * z * z * noise * noise * spacing / (area.value * height.value)
    let half =
      value * max(0, relative(area) * relative(area) + relative(height) * relative(height) - common).squareRoot()
    return Finding(
      definition: "equivalent width: integral over wavelength divided by the height", value: value,
      interval: Interval(around: value, halfWidth: half, confidence: confidence), unit: "m")
  }

  private func crossing(
    of level: Double, from wavelength: Double, step: Int
  ) throws(AnalysisError) -> (wavelength: Double, error: Double, slope: Double) {
    let start = wavelengths.lastIndex { $0 <= wavelength } ?? 0
    var k = step < 0 ? start : min(start + 1, wavelengths.count - 1)
    while wavelengths.indices.contains(k), !isBelow(level, at: k, from: wavelength) { k += step }
    let inner = k - step
    guard wavelengths.indices.contains(k), wavelengths.indices.contains(inner) else {
      throw .noWidth(
        reason:
          "the \(step < 0 ? "short" : "long")-wavelength flank does not fall to half the height inside the spectrum")
    }
    let (a, b) = (min(k, inner), max(k, inner))
    let sigma = noise
    // Slope over a few samples, to see how far noise smears the crossing.
    let reach = 3
    let (c, d) = (max(0, a - reach), min(wavelengths.count - 1, b + reach))
    let slope = (intensities[d] - intensities[c]) / (wavelengths[d] - wavelengths[c])
    let spacing = (wavelengths[d] - wavelengths[c]) / Double(d - c)
    let spread = slope != 0 ? 3 * sigma / (abs(slope) * spacing) : 0
    if spread > 1,
      let line = flank(
        at: 0.5 * (wavelengths[a] + wavelengths[b]), level: level, rising: slope > 0,
        halfWidth: min(16.0 / 3 * spread * spacing, max(0.6 * abs(wavelengths[a] - wavelength), 4 * spacing)),
        noise: sigma)
    {
      return line
    }
    let near = max(0, a - 2)...min(wavelengths.count - 1, b + 2)
    let cubic = MonotoneCubic(positions: Array(wavelengths[near]), values: Array(intensities[near]))
    let root = try? findRoot(in: wavelengths[a]...wavelengths[b]) { (cubic?.value(at: $0) ?? .nan) - level }
    let straight =
      wavelengths[a] + (level - intensities[a]) / (intensities[b] - intensities[a])
      * (wavelengths[b] - wavelengths[a])
    let local = (intensities[b] - intensities[a]) / (wavelengths[b] - wavelengths[a])
    return (root ?? straight, local != 0 ? 0.75 * sigma / abs(local) : 0, local != 0 ? local : slope)
  }

  /// Whether the spectrum is below a level at a sample, by the parabola through its neighbours where there is noise:
  /// in the valley between two lines, a sample pushed below half the height by noise would make one line out of both.
  private func isBelow(_ level: Double, at k: Int, from peak: Double) -> Bool {
    guard intensities[k] <= level else { return false }
    let spacing = (range.upperBound - range.lowerBound) / Double(wavelengths.count - 1)
    let distance = abs(wavelengths[k] - peak)
    guard noise > 1e-3 * abs(level), distance > 6 * spacing,
      let fit = local(
        centre: wavelengths[k], halfWidth: max(4.5 * spacing, min(0.35 * distance, 20.5 * spacing)), degree: 2)
    else { return true }
    return fit.value <= level
  }

  /// Crossing of a level by a parabola through a flank; nil where the samples do not make one.
  private func flank(
    at guess: Double, level: Double, rising: Bool, halfWidth: Double, noise: Double
  ) -> (wavelength: Double, error: Double, slope: Double)? {
    var centre = guess
    var found: (wavelength: Double, error: Double, slope: Double)?
    for _ in 0..<4 {
      guard
        let fit = local(centre: centre, halfWidth: halfWidth, degree: 2),
        fit.sampleCount >= 5, fit.derivative != 0, rising == (fit.derivative > 0)
      else { return found }
      let place = centre + (level - fit.value) / fit.derivative
      guard abs(place - guess) <= halfWidth else { return found }
      found = (place, noise * fit.unitValueError / abs(fit.derivative), fit.derivative)
      centre = place
    }
    return found
  }
}
