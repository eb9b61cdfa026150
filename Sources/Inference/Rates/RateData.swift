import Emission

/// A decay, counted after pulses of known density.
public struct DecayData: Sendable, Equatable {
  /// How the counts of this decay are tied to those of others.
  public enum Scale: String, Sendable, Equatable, CaseIterable {
    /// Only the shape counts; the number of photons is free.
    case free
    /// Counts per emitted photon are the same in all decays that are tied: amplitudes against density count too.
    case tied
  }

  /// Name, unique in the fit.
  public let name: String
  /// Condition it was measured under, e.g. `4 V`: parameters may have one value for each.
  public let group: String
  /// Counts of each bin.
  public let counts: [Double]
  /// Width of a bin, s.
  public let binWidth: Double
  /// How the sample was excited.
  public let excitation: DecayExcitation
  /// Response of the instrument.
  public let response: InstrumentResponse
  /// How its amplitude is tied.
  public let scale: Scale
  /// Counts a bin without light; nil leaves them free.
  public let background: Double?
  /// Time of the pulse after the beginning of the first bin, s: fixed, or free within a range about a start.
  public let timeZero: (start: Double, range: ClosedRange<Double>?)

  /// - Parameters: as the properties of the same names.
  public init(
    name: String, group: String = "", counts: [Double], binWidth: Double, excitation: DecayExcitation,
    response: InstrumentResponse = .instantaneous, scale: Scale = .free, background: Double? = nil,
    timeZero: (start: Double, range: ClosedRange<Double>?) = (0, nil)
  ) {
    (self.name, self.group, self.counts, self.binWidth) = (name, group, counts, binWidth)
    (self.excitation, self.response, self.scale, self.background) = (excitation, response, scale, background)
    self.timeZero = timeZero
  }

  /// Whether all properties agree.
  public static func == (a: DecayData, b: DecayData) -> Bool {
    a.name == b.name && a.group == b.group && a.counts == b.counts && a.binWidth == b.binWidth
      && a.excitation == b.excitation && a.response == b.response && a.scale == b.scale && a.background == b.background
      && a.timeZero.start == b.timeZero.start && a.timeZero.range == b.timeZero.range
  }
}

/// Yields against excitation density.
public struct YieldData: Sendable, Equatable {
  /// Name, unique in the fit.
  public let name: String
  /// Condition it was measured under.
  public let group: String
  /// Pairs per volume and pulse, m⁻³.
  public let densities: [Double]
  /// Yields, dimensionless or in arbitrary units.
  public let yields: [Double]
  /// Their standard deviations, in the unit of the yields.
  public let deviations: [Double]
  /// Whether the yields are absolute (photons per pair inside the film); else a common factor of all relative yields is
  /// free.
  public let isAbsolute: Bool
  /// Period and shape of the pulses; its density is not used.
  public let excitation: DecayExcitation

  /// - Parameters: as the properties of the same names.
  public init(
    name: String, group: String = "", densities: [Double], yields: [Double], deviations: [Double],
    isAbsolute: Bool = false, excitation: DecayExcitation = DecayExcitation(density: 0)
  ) {
    (self.name, self.group, self.densities, self.yields) = (name, group, densities, yields)
    (self.deviations, self.isAbsolute, self.excitation) = (deviations, isAbsolute, excitation)
  }
}
