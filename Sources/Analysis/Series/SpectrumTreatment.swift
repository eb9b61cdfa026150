// From counts as recorded to spectra that can be compared.
//
// In this order: cosmic rays out (they are in the raw counts), background off, divided by the integration time, wavelength
// calibrated, multiplied by the response of the set-up, the straight line through its ends off if wanted. What was done is kept with the result.

import Foundation
import NumericalMethods
import Records

/// What is done to every spectrum of a series before it is analysed.
public struct SpectrumTreatment: Sendable {
  /// Spectrum without pump, counts; subtracted sample by sample after scaling to the same integration time.
  public var background: Spectrum?
  /// Integration time of the background, s; the spectrum's own if nil.
  public var backgroundExposure: Double?
  /// Whether cosmic rays are taken out.
  public var removesCosmicRays = true
  /// Height of a cosmic ray over the noise, dimensionless.
  public var cosmicRayLimit = 12.0
  /// Wavelength calibration λ → λ + c₀ + c₁ λ, m and dimensionless.
  public var wavelengthCorrection: (offset: Double, stretch: Double) = (0, 0)
  /// Wavelength calibration by lines; before `wavelengthCorrection`.
  public var calibration: WavelengthCalibration?
  /// Whether intensities are divided by the integration time where it is known.
  public var normalisesExposure = true
  /// Whether the straight line through both ends of the spectrum is taken off at last.
  public var removesBaseline = false
  /// Factor on the intensity against wavelength, any one unit.
  public var response: Spectrum?

  /// No treatment at all.
  public init() {}

  /// A treated spectrum.
  public struct Outcome: Sendable, Equatable {
    /// The spectrum, in counts a second where the integration time is known.
    public let spectrum: Spectrum
    /// Samples replaced because a cosmic ray had struck them.
    public let cosmicRays: [Int]
  }

  /// Treats one spectrum.
  ///
  /// `exposure`: integration time, s; intensities are divided by it if given.
  /// - Throws: `AnalysisError` where background or response do not cover the spectrum.
  public func apply(to raw: Spectrum, exposure: Double? = nil) throws(AnalysisError) -> Outcome {
    var (values, struck) = (raw.intensities, [Int]())
    if removesCosmicRays {
      struck = raw.cosmicRays(limit: cosmicRayLimit)
      values = Self.repaired(values, struck)
    }
    if let background {
      let scale = (exposure ?? 1) / (backgroundExposure ?? exposure ?? 1)
      let level = try Self.sampled(background, at: raw.wavelengths, "background")
      for k in values.indices { values[k] -= scale * level[k] }
    }
    if let exposure {
      try AnalysisError.requirePositive([exposure], "integration time")
    }
    if let exposure, normalisesExposure {
      for k in values.indices { values[k] /= exposure }
    }
    let (offset, stretch) = wavelengthCorrection
    let shown = try calibration?.corrected(raw.wavelengths) ?? raw.wavelengths
    let wavelengths = shown.map { $0 + offset + stretch * $0 }
    if let response {
      let factor = try Self.sampled(response, at: wavelengths, "response")
      for k in values.indices { values[k] *= factor[k] }
    }
    let treated = try Spectrum(wavelengths: wavelengths, intensities: values)
    return Outcome(
      spectrum: removesBaseline ? treated.subtracting(treated.baseline()) : treated, cosmicRays: struck)
  }

  private static func sampled(_ curve: Spectrum, at places: [Double], _ what: String) throws(AnalysisError) -> [Double]
  {
    if curve.wavelengths == places { return curve.intensities }
    let slack = 1e-9 * (curve.range.upperBound - curve.range.lowerBound)
    for place in [places[0], places[places.count - 1]]
    where place < curve.range.lowerBound - slack || place > curve.range.upperBound + slack {
      throw .outOfRange(
        what: "\(what), m", value: place, lower: curve.range.lowerBound, upper: curve.range.upperBound)
    }
    guard let cubic = MonotoneCubic(positions: curve.wavelengths, values: curve.intensities) else {
      throw .notAscending(what: what, index: 0)
    }
    return places.map { cubic.value(at: $0) }
  }

  private static func repaired(_ values: [Double], _ struck: [Int]) -> [Double] {
    var result = values
    let bad = Set(struck)
    for k in struck {
      let left = (0..<k).reversed().first { !bad.contains($0) }
      let right = ((k + 1)..<max(values.count, k + 1)).first { !bad.contains($0) }
      switch (left, right) {
      case (let a?, let b?): result[k] = values[a] + (values[b] - values[a]) * Double(k - a) / Double(b - a)
      case (let a?, nil): result[k] = values[a]
      case (nil, let b?): result[k] = values[b]
      case (nil, nil): break
      }
    }
    return result
  }
}

extension Spectrum {
  /// Samples struck by cosmic rays: up to three neighbours that stand above both flanks by `limit` times the noise.
  ///
  /// A spike rises from noise to its height within one sample on both sides; a line, however narrow, has flanks. So a
  /// sample counts if it exceeds the higher of the two samples beside its group by `limit` times σ of the local noise
  /// (shot noise of the flanks included, taking one count a photon) and by half of their height.
  public func cosmicRays(limit: Double = 12) -> [Int] {
    let (y, sigma) = (intensities, noise)
    guard sigma > 0, y.count >= 9 else { return [] }
    var struck: Set<Int> = []
    for width in 1...3 {
      for k in 1..<(y.count - width) {
        let (a, b) = (y[k - 1], y[k + width])
        let flank = max(a, b)
        let local = sigma + max(0, flank).squareRoot()
        // A line's flank falls over several samples: the samples further out must be level with the flanks.
        let (further, other) = (y[max(0, k - 3)], y[min(y.count - 1, k + width + 2)])
        let level = abs(a - further) < 6 * local && abs(b - other) < 6 * local
        let needed = max(limit * local, 0.5 * abs(flank))
        guard level, (k..<(k + width)).allSatisfy({ y[$0] > flank + needed }) else { continue }
        struck.formUnion(k..<(k + width))
      }
    }
    return struck.sorted()
  }
}
