// A spectrum as scaled photoluminescence plus what exceeds it.
//
//   I(λ) = a · PL(λ) + excess(λ),   excess ≈ h · exp(−4 ln 2 (λ − λ₀)²/w²)
//
// PL(λ) is the shape of a reference spectrum taken where no ASE exists (low fluence). The factor a is the least-squares
// one over the samples short of the ASE band, where only PL lives; the excess is then what remains, with no model of
// its own: asymmetric lines keep their shape, and its peak and width are read as from any spectrum. The Gaussian
// serves one question only: is there a line, and how high above the PL tail? Its height is fitted with the position
// held inside the ASE band and the width inside given limits. Where the height is not three standard errors above zero
// the position and width mean nothing, so the height is fitted again at the middle of the band with the geometric mean
// width: an unbiased height with an interval that includes zero.

import Foundation
import NumericalMethods

/// How a spectrum is split into photoluminescence (PL) and amplified spontaneous emission (ASE).
public struct DecompositionSettings: Sendable, Equatable {
  /// Bands of PL and ASE.
  public var bands: EmissionBands = .caesiumLeadBromide
  /// Samples used to scale the PL shape, m; nil takes everything up to 3 nm short of the ASE band.
  public var scalingBand: ClosedRange<Double>?
  /// Limits of the line's full width at half maximum w, m.
  public var lineWidths: ClosedRange<Double> = 1e-9...10e-9
  /// Confidence of the intervals, dimensionless.
  public var confidence = 0.95

  /// The standard settings.
  public init() {}
}

/// PL and ASE components of one spectrum.
public struct SpectrumDecomposition: Sendable, Equatable {
  /// Scaled PL shape a·PL(λ), unit of the intensities.
  public let photoluminescence: Spectrum
  /// Excess over it, unit of the intensities; may be negative where noise or a changed PL shape makes it so.
  public let excess: Spectrum
  /// Factor a on the reference, dimensionless.
  public let scale: Finding
  /// Height h of a narrow line above the PL tail, unit of the intensities.
  public let lineHeight: Finding
  /// h over the PL tail at the same wavelength, dimensionless: below a few per cent there is no line to be seen.
  public let lineOverTail: Finding
  /// Wavelength of the line, m; nil where there is none.
  public let linePosition: Finding?
  /// Full width at half maximum of the line, m; nil where there is none.
  public let lineWidth: Finding?
  /// Height of the excess over the height of the scaled PL, both at their maxima, dimensionless.
  public let ratio: Finding
  /// Whether the line stands above the PL tail: the interval of its height lies above zero.
  public var hasLine: Bool { linePosition != nil && (lineHeight.interval?.lower ?? 0) > 0 }
}

extension Spectrum {
  /// Splits the spectrum into scaled PL and excess.
  ///
  /// `reference`: a spectrum of PL alone; it must cover this spectrum.
  /// - Throws: `AnalysisError` where the reference does not cover the spectrum or nothing can be scaled.
  public func decomposed(
    reference: Spectrum, settings: DecompositionSettings = .init()
  ) throws(AnalysisError) -> SpectrumDecomposition {
    guard reference.range.lowerBound <= range.lowerBound * (1 + 1e-9),
      reference.range.upperBound >= range.upperBound * (1 - 1e-9),
      let cubic = MonotoneCubic(positions: reference.wavelengths, values: reference.intensities)
    else {
      throw .outOfRange(
        what: "reference spectrum, m", value: range.lowerBound, lower: reference.range.lowerBound,
        upper: reference.range.upperBound)
    }
    let shape = wavelengths.map { cubic.value(at: $0) }
    let ase = settings.bands.amplified
    let scaling = settings.scalingBand ?? (range.lowerBound...max(range.lowerBound, ase.lowerBound - 3e-9))
    guard let used = indices(in: scaling), used.count >= 5 else {
      throw .bandOutsideSpectrum(lower: scaling.lowerBound, upper: scaling.upperBound)
    }
    let squares = used.reduce(0) { $0 + shape[$1] * shape[$1] }
    guard squares > 0 else { throw .noPeak(reason: "the reference is zero in the scaling band") }
    let factor = used.reduce(0) { $0 + shape[$1] * intensities[$1] } / squares
    guard factor > 0 else { throw .noPeak(reason: "the spectrum holds none of the reference's photoluminescence") }
    let residual = used.reduce(0) {
      let r = intensities[$1] - factor * shape[$1]
      return $0 + r * r
    }
    let factorError = (residual / Double(used.count - 1) / squares).squareRoot()
    let z = StudentDistribution(degreesOfFreedom: Double(used.count - 1)).criticalValue(confidence: settings.confidence)
    let pl = replacing(intensities: shape.map { factor * $0 })
    let excess = replacing(intensities: zip(intensities, shape).map { $0 - factor * $1 })
    let line = try GaussianLine(
      excess, shape: shape, shapeError: factorError, settings: settings,
      scatter: (residual / Double(used.count - 1)).squareRoot())
    // A noisy reference is read by the parabola about the place, a single sample of it may lie below zero.
    let smooth =
      reference.noise > 1e-3 * (reference.intensities.max() ?? 0)
      ? reference.local(centre: line.position.value, halfWidth: 0.6 * line.width.value, degree: 2)?.value : nil
    let tail = factor * (smooth ?? cubic.value(at: line.position.value))
    guard tail > 0 else { throw .noPeak(reason: "the reference is not above zero in the ASE band") }
    // The tail is known to the error of its factor, and to its slope times that of the place.
    let half = { (interval: Interval?) in interval.map { 0.5 * ($0.upper - $0.lower) } ?? 0 }
    let reach = line.isPresent ? half(line.position.interval) : 0
    let tailHalf = hypot(factor * cubic.derivative(at: line.position.value) * reach, tail * z * factorError / factor)
    let overTail = line.height.value / tail
    let over = Finding(
      definition: "height of a narrow line over the PL tail beneath it", value: overTail,
      interval: line.height.interval.map {
        Interval(
          around: overTail, halfWidth: hypot(half($0), overTail * tailHalf) / tail, confidence: settings.confidence)
      }, unit: "1", remarks: line.height.remarks)
    let plHeight = try pl.peak(in: settings.bands.photoluminescence).height.value
    let highest = try? excess.peak(in: ase, confidence: settings.confidence).height
    let top = line.isPresent ? highest ?? line.height : line.height
    return SpectrumDecomposition(
      photoluminescence: pl, excess: excess,
      scale: Finding(
        definition: "factor on the reference spectrum, least squares over \(bandText(scaling))", value: factor,
        interval: Interval(around: factor, halfWidth: z * factorError, confidence: settings.confidence), unit: "1"),
      lineHeight: line.height, lineOverTail: over, linePosition: line.isPresent ? line.position : nil,
      lineWidth: line.isPresent ? line.width : nil,
      ratio: Finding(
        definition: "height of the excess over scaled PL divided by the height of the scaled PL",
        value: top.value / plHeight, interval: top.interval?.map { $0 / plHeight }, unit: "1"))
  }
}

/// A Gaussian line fitted to an excess, with the free or the held position.
private struct GaussianLine {
  let height: Finding, position: Finding, width: Finding
  let isPresent: Bool

  init(
    _ excess: Spectrum, shape: [Double], shapeError: Double, settings: DecompositionSettings, scatter: Double
  ) throws(AnalysisError) {
    let band = settings.bands.amplified
    let margin = settings.lineWidths.upperBound
    guard let used = excess.indices(in: (band.lowerBound - margin)...(band.upperBound + margin)), used.count >= 6 else {
      throw .bandOutsideSpectrum(lower: band.lowerBound, upper: band.upperBound)
    }
    // Nanometres and a height of order one keep the fit well scaled.
    let x = used.map { excess.wavelengths[$0] * 1e9 }
    let y = used.map { excess.intensities[$0] }
    let inside = used.filter { band.contains(excess.wavelengths[$0]) }
    let top = inside.max { excess.intensities[$0] < excess.intensities[$1] } ?? used.lowerBound
    let scale = max(abs(excess.intensities[top]), scatter, .leastNormalMagnitude)
    let (narrow, wide) = (settings.lineWidths.lowerBound * 1e9, settings.lineWidths.upperBound * 1e9)
    let middle = (narrow * wide).squareRoot()
    let z = { (freedom: Int) in
      StudentDistribution(degreesOfFreedom: Double(freedom)).criticalValue(confidence: settings.confidence)
    }
    let gaussian = { (x: Double, centre: Double, width: Double) in
      exp(-4 * 0.693_147_180_559_945_3 * (x - centre) * (x - centre) / (width * width))
    }
    let ends = (band.lowerBound * 1e9)...(band.upperBound * 1e9)
    let bounds = [-1e6...1e6, ends, narrow...wide]
    let start = [
      excess.intensities[top] / scale, min(max(excess.wavelengths[top] * 1e9, ends.lowerBound), ends.upperBound),
      middle,
    ]
    let free = try? LevenbergMarquardt().fit(from: start, bounds: bounds, residualCount: x.count) { p, r in
      for k in x.indices { r[k] = y[k] / scale - p[0] * gaussian(x[k], p[1], p[2]) }
    }
    if let free {
      let errors = free.standardErrors()
      let error = errors[0].isFinite ? errors[0] : free.residualVariance.squareRoot()
      if free.parameters[0] > 3 * error, !free.isAtBound[1] {
        let half = z(free.degreesOfFreedom)
        let finding = { (text: String, value: Double, error: Double, unit: String) in
          Finding(
            definition: text, value: value,
            interval: error.isFinite
              ? Interval(around: value, halfWidth: half * error, confidence: settings.confidence) : nil, unit: unit,
            remarks: error.isFinite ? [] : ["at a limit of the fit"])
        }
        height = finding("height of a Gaussian line above scaled PL", free.parameters[0] * scale, error * scale, "a.u.")
        position = finding("centre of that Gaussian line", free.parameters[1] * 1e-9, errors[1] * 1e-9, "m")
        width = finding(
          "full width at half maximum of that Gaussian line", free.parameters[2] * 1e-9, errors[2] * 1e-9, "m")
        isPresent = true
        return
      }
    }
    // No line stands out: height of a line of middling width held at the middle of the band.
    let centre = 0.5 * (ends.lowerBound + ends.upperBound)
    let template = x.map { gaussian($0, centre, middle) }
    let squares = template.reduce(0) { $0 + $1 * $1 }
    let value = zip(template, y).reduce(0) { $0 + $1.0 * $1.1 } / squares
    let overlap = zip(template, used).reduce(0) { $0 + $1.0 * shape[$1.1] } / squares
    let error = hypot(max(scatter, excess.noise) / squares.squareRoot(), overlap * shapeError)
    let remark = "no line stands out: height at the middle of the ASE band with the position and width held"
    height = Finding(
      definition: "height of a Gaussian line above scaled PL", value: value,
      interval: Interval(around: value, halfWidth: z(x.count - 1) * error, confidence: settings.confidence),
      unit: "a.u.", remarks: [remark])
    position = Finding(definition: "middle of the ASE band", value: centre * 1e-9, unit: "m")
    width = Finding(definition: "geometric mean of the limits of the width", value: middle * 1e-9, unit: "m")
    isPresent = false
  }
}
