// The position and height of a maximum.
//
// Goals: (1) 0.01 nm at a signal-to-noise ratio of 100 for a 4 nm line sampled every 0.2 nm, near the Cramér–Rao bound;
// (2) no smearing of clean, simulated spectra; (3) an honest interval.
// A parabola through three samples meets (2) and fails (1) by a factor of twenty; one through the whole top half meets
// (1) and shifts on a skewed line. So parabolas are fitted over growing windows, and the widest one is taken whose
// vertex still agrees with those of all narrower windows within their errors (intersection of confidence intervals):
// the noise itself sets the window. The height comes from quartics in the
// same way. A maximum at the edge of the band is reported as that, with the value at the edge.
//
// Source: Goldenshluger and Nemirovski, Math. Methods Stat. 6, 135 (1997); Katkovnik, IEEE Trans. Signal Process. 47,
// 2567 (1999), doi:10.1109/78.782208.

import Foundation
import NumericalMethods

/// A maximum of a spectrum.
public struct SpectrumPeak: Sendable, Equatable {
  /// Wavelength of the maximum, m.
  public let wavelength: Finding
  /// Intensity at the maximum, unit of the intensities.
  public let height: Finding
  /// False where the spectrum is highest at the edge of the band: the flank of something outside, not a line.
  public let isInterior: Bool
}

extension Spectrum {
  /// The highest maximum in a band, by local parabola.
  ///
  /// `band`: range of wavelengths, m; the whole spectrum when left out.
  /// - Throws: `AnalysisError.bandOutsideSpectrum`, `.noPeak` where nothing rises above zero.
  public func peak(in band: ClosedRange<Double>? = nil, confidence: Double = 0.95) throws(AnalysisError) -> SpectrumPeak
  {
    let chosen = band ?? range
    guard let inside = indices(in: chosen) else {
      throw .bandOutsideSpectrum(lower: chosen.lowerBound, upper: chosen.upperBound)
    }
    let sigma = noise
    let z = criticalValue(confidence: confidence)
    if let vertex = vertex(near: inside, band: chosen, noise: sigma) {
      return SpectrumPeak(
        wavelength: Finding(
          definition: "maximum of the spectrum by local parabola, \(bandText(chosen))", value: vertex.wavelength,
          interval: Interval(around: vertex.wavelength, halfWidth: z * vertex.wavelengthError, confidence: confidence),
          unit: "m"),
        height: Finding(
          definition: "height of the spectrum at its maximum, \(bandText(chosen))", value: vertex.height,
          interval: Interval(around: vertex.height, halfWidth: z * vertex.heightError, confidence: confidence),
          unit: "a.u."), isInterior: true)
    }
    return try highestEdge(of: chosen, inside: inside, noise: sigma, z: z, confidence: confidence)
  }

  private struct Vertex {
    var wavelength: Double, height: Double
    /// Standard errors from noise and scatter, and from the noise alone.
    var wavelengthError: Double, heightError: Double, noiseError: Double
    /// Half-width of the window, m.
    var halfWidth: Double
  }

  private func vertex(near inside: ClosedRange<Int>, band: ClosedRange<Double>, noise: Double) -> Vertex? {
    // Highest sample of a three-point mean, so that a noise spike does not choose the place.
    let smooth = { (k: Int) in
      let (a, b) = (max(0, k - 1), min(intensities.count - 1, k + 1))
      return noise > 0 ? (intensities[a] + intensities[k] + intensities[b]) / 3 : intensities[k]
    }
    guard let highest = inside.max(by: { smooth($0) < smooth($1) }), smooth(highest) > 0 else { return nil }
    // Samples above 60 % of it that keep falling outwards: their middle is the common centre of the windows. A valley
    // ends them, so that a line on the flank of another is not centred between the two.
    let top = smooth(highest)
    let reach = { (step: Int, level: Double) -> (end: Int, isValley: Bool) in
      var (k, lowest) = (highest, highest)
      while intensities.indices.contains(k + step), smooth(k + step) > level {
        k += step
        if smooth(k) < smooth(lowest) { lowest = k }
        if smooth(lowest) < top - 3 * noise, smooth(k) > smooth(lowest) + 3 * noise { return (lowest, true) }
      }
      return (k, false)
    }
    let ends = [reach(-1, 0.6 * top), reach(1, 0.6 * top)]
    // With a valley the height counts from there.
    let base = ends.filter(\.isValley).map { smooth($0.end) }.max() ?? 0
    let (left, right) =
      base > 0
      ? (reach(-1, base + 0.6 * (top - base)).end, reach(1, base + 0.6 * (top - base)).end)
      : (ends[0].end, ends[1].end)
    let spacing =
      (wavelengths[min(right + 1, wavelengths.count - 1)] - wavelengths[max(left - 1, 0)])
      / Double(max(1, min(right + 1, wavelengths.count - 1) - max(left - 1, 0)))
    let widest = max(3.5 * spacing, 0.5 * (wavelengths[right] - wavelengths[left]))
    // A wide, noisy top: its highest sample says little of the place, the middle of the top more.
    let guess = noise > 0.003 * smooth(highest) ? 0.5 * (wavelengths[left] + wavelengths[right]) : wavelengths[highest]
    var accepted: Vertex?
    var places = Agreement()
    // Beyond the top only where the curvature of a weak line does not show over less of it, until it does.
    let windows = sequence(first: 2.5 * spacing) { $0 * 1.25 <= 2.5 * widest ? $0 * 1.25 : nil }
    for half in windows where !places.isBroken && (accepted == nil || half <= widest * 1.0001) {
      guard let found = parabola(centre: guess, halfWidth: half, noise: noise) else { continue }
      if places.admits(found.wavelength, within: 2 * found.noiseError) { accepted = found }
    }
    guard var accepted, band.contains(accepted.wavelength) else { return nil }
    // The height by quartics about that place: a wide parabola keeps the place but loses half a per cent of the
    // height. The widest window that agrees is off by half its error as a rule; one step narrower, the bias (∝
    // half-width⁶) is a quarter of that and the error an eighth larger, and the interval holds the height as often as
    // it says.
    var heights = Agreement()
    var widestFit: (height: Double, error: Double)?
    let limit = max(widest * 1.0001, accepted.halfWidth)
    for half in windows where !heights.isBroken && half <= limit {
      guard
        let fit = local(centre: accepted.wavelength, halfWidth: half, degree: 4),
        fit.sampleCount >= 7
      else { continue }
      // The wide parabola leans towards the steeper flank of a line on a slope; the quartic's own vertex does not.
      let (slope, curvature) = (fit.coefficients[1], fit.coefficients[2])
      let isNear = curvature < 0 && abs(slope) < -curvature
      let height = isNear ? fit.value - slope * slope / (4 * curvature) : fit.value
      guard heights.admits(height, within: 2 * noise * fit.unitValueError) else { continue }
      if let narrower = widestFit { (accepted.height, accepted.heightError) = narrower }
      if widestFit == nil { (accepted.height, accepted.heightError) = (height, noise * fit.unitValueError) }
      widestFit = (height, noise * fit.unitValueError)
    }
    return accepted
  }

  /// Intersection of confidence intervals: broken by the first one that misses the intersection of those before.
  private struct Agreement {
    var low = -Double.infinity, high = Double.infinity
    var isBroken = false

    mutating func admits(_ value: Double, within reach: Double) -> Bool {
      low = max(low, value - reach)
      high = min(high, value + reach)
      if low > high { isBroken = true }
      return !isBroken
    }
  }

  /// Vertex of the parabola over one window; nil where the curvature is not clearly downwards or the vertex is outside.
  private func parabola(centre: Double, halfWidth: Double, noise: Double) -> Vertex? {
    guard let fit = local(centre: centre, halfWidth: halfWidth, degree: 2) else { return nil }
    let (b, c) = (fit.coefficients[1], fit.coefficients[2])
    let v = fit.unitCovariance
    // The scatter about the parabola counts where it is larger than the noise of neighbours beyond chance (three
    // standard deviations of a variance); taking the larger of the two always would make all intervals too wide.
    let spare = Double(max(1, fit.sampleCount - 3))
    let scatter = fit.sampleCount > 5 ? fit.meanSquare * Double(fit.sampleCount) / spare : 0
    let isMisfit = scatter > noise * noise * (1 + 3 * (2 / spare).squareRoot())
    let sigma = isMisfit ? scatter.squareRoot() : noise
    guard c < 0, -c > 2 * sigma * v[8].squareRoot() else { return nil }
    let t = -b / (2 * c)
    guard abs(t) < 1 else { return nil }
    let (db, dc) = (-1 / (2 * c), b / (2 * c * c))
    let positionVariance = db * db * v[4] + 2 * db * dc * v[5] + dc * dc * v[8]
    var heightVariance = 0.0
    let powers = [1, t, t * t]
    for i in 0..<3 { for j in 0..<3 { heightVariance += powers[i] * powers[j] * v[3 * i + j] } }
    let (unit, heightUnit) = (halfWidth * positionVariance.squareRoot(), heightVariance.squareRoot())
    return Vertex(
      wavelength: centre + halfWidth * t, height: fit.coefficients[0] + b * t + c * t * t,
      wavelengthError: sigma * unit, heightError: sigma * heightUnit, noiseError: noise * unit, halfWidth: halfWidth)
  }

  private func highestEdge(
    of band: ClosedRange<Double>, inside: ClosedRange<Int>, noise: Double, z: Double, confidence: Double
  ) throws(AnalysisError) -> SpectrumPeak {
    let edges = [max(band.lowerBound, range.lowerBound), min(band.upperBound, range.upperBound)]
    var errors = [noise, noise]
    let values = edges.indices.map { index -> Double in
      let edge = edges[index]
      let spacing = (wavelengths[inside.upperBound] - wavelengths[inside.lowerBound]) / Double(max(1, inside.count - 1))
      let half = noise > 0 ? max(5 * spacing, 0.1 * (band.upperBound - band.lowerBound)) : 0
      let local = local(centre: edge, halfWidth: half, degree: 2, window: .tricube)
      // Only noise makes smoothing worth its bias: clean spectra are interpolated.
      let clean = intensity(at: edge) ?? 0
      guard let local, abs(local.value - clean) > 0, noise > 1e-4 * abs(clean) else { return clean }
      errors[index] = noise * local.unitValueError
      return local.value
    }
    let k = values[0] >= values[1] ? 0 : 1
    guard values[k] > 0 else { throw .noPeak(reason: "nothing rises above zero, \(bandText(band))") }
    let remark = "the spectrum is highest at the edge of the band: no separate maximum there"
    return SpectrumPeak(
      wavelength: Finding(
        definition: "edge of the band where the spectrum is highest, \(bandText(band))", value: edges[k], unit: "m",
        remarks: [remark]),
      height: Finding(
        definition: "height of the spectrum at the edge of the band, \(bandText(band))", value: values[k],
        interval: Interval(around: values[k], halfWidth: z * errors[k], confidence: confidence), unit: "a.u.",
        remarks: [remark]), isInterior: false)
  }
}
