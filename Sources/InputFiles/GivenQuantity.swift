import Quantities

/// How well a number is known.
public enum EvidenceClass: String, Sendable, Hashable, CaseIterable {
  /// Taken from a measurement of this or the same kind of sample.
  case measured
  /// Adjusted so that computed results agree with measured ones.
  case fitted
  /// Neither: a plausible choice.
  case assumed
}

/// A quantity as the user gave it, with everything that is known about it.
public struct GivenQuantity: Sendable, Hashable {
  /// Path, e.g. `layers.TFB.thickness`.
  public var path: String
  /// The value with the unit it was written in.
  public var quantity: Quantity
  /// The value as written.
  public var text: String
  /// DOI or another source, or `assumed`; `nil` where none is given.
  public var source: String?
  /// How well it is known; `nil` where nothing is said.
  public var evidence: EvidenceClass?
  /// Plausible range, SI.
  public var plausibleRange: ClosedRange<Double>?
  /// Where it came from.
  public var origin: ValueOrigin

  /// The value in SI.
  public var siValue: Double { quantity.siValue }

  /// - Parameters: as the properties of the same names.
  public init(
    path: String, quantity: Quantity, text: String, source: String? = nil, evidence: EvidenceClass? = nil,
    plausibleRange: ClosedRange<Double>? = nil, origin: ValueOrigin
  ) {
    self.path = path
    self.quantity = quantity
    self.text = text
    self.source = source
    self.evidence = evidence
    self.plausibleRange = plausibleRange
    self.origin = origin
  }
}
