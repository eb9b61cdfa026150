/// Where photoluminescence and amplified spontaneous emission are read in a spectrum.
public struct EmissionBands: Sendable, Equatable {
  /// Band of photoluminescence (PL), m.
  public let photoluminescence: ClosedRange<Double>
  /// Band of amplified spontaneous emission (ASE), m.
  public let amplified: ClosedRange<Double>

  /// - Parameters: both bands, m.
  public init(photoluminescence: ClosedRange<Double>, amplified: ClosedRange<Double>) {
    (self.photoluminescence, self.amplified) = (photoluminescence, amplified)
  }

  /// CsPbBr₃ films: PL 515–530 nm, ASE 535–545 nm.
  public static let caesiumLeadBromide = EmissionBands(
    photoluminescence: 515e-9...530e-9, amplified: 535e-9...545e-9)
}

/// Heights of PL and ASE read in two bands, and their ratio.
public struct BandComponents: Sendable, Equatable {
  /// Maximum in the PL band.
  public let photoluminescence: SpectrumPeak
  /// Maximum in the ASE band: the edge of the PL tail where there is no line.
  public let amplified: SpectrumPeak
  /// Height in the ASE band over height in the PL band, dimensionless.
  public let ratio: Finding
}

extension Spectrum {
  /// PL and ASE by band: the reading that needs no model, as in most papers.
  ///
  /// - Throws: `AnalysisError` where a band holds no samples or nothing above zero.
  public func components(
    in bands: EmissionBands = .caesiumLeadBromide, confidence: Double = 0.95
  ) throws(AnalysisError) -> BandComponents {
    let weak = try peak(in: bands.photoluminescence, confidence: confidence)
    let strong = try peak(in: bands.amplified, confidence: confidence)
    let value = strong.height.value / weak.height.value
    let relative = { (f: Finding) in f.interval.map { 0.5 * ($0.upper - $0.lower) / f.value } ?? 0 }
    let (a, b) = (relative(weak.height), relative(strong.height))
    let ratio = Finding(
      definition:
        "ASE/PL: highest intensity \(bandText(bands.amplified)) over highest \(bandText(bands.photoluminescence))",
      value: value,
      interval: Interval(around: value, halfWidth: value * (a * a + b * b).squareRoot(), confidence: confidence),
      unit: "1", remarks: strong.isInterior ? [] : ["no separate maximum in the ASE band"])
    return BandComponents(photoluminescence: weak, amplified: strong, ratio: ratio)
  }
}
