import InputFiles
import Quantities

/// Where every value of a device came from, under the path that the file and `--set` use.
public struct ParameterLedger: Sendable, Equatable {
  /// One value.
  public struct Entry: Sendable, Equatable {
    /// Path, e.g. `layers.TFB.thickness`.
    public var path: String
    /// The value in SI; `nil` for words and switches.
    public var value: Double?
    /// The value as written, with its unit.
    public var text: String
    /// Symbol of the unit it was written in; empty for pure numbers and words.
    public var unit: String
    /// DOI or another source, or `assumed`; `nil` where none is given.
    public var source: String?
    /// How well it is known; `nil` where nothing is said.
    public var evidence: EvidenceClass?
    /// Plausible range, SI.
    public var plausibleRange: ClosedRange<Double>?
    /// Where the value came from.
    public var origin: ValueOrigin

    /// - Parameters: as the properties of the same names.
    public init(
      path: String, value: Double?, text: String, unit: String = "", source: String? = nil,
      evidence: EvidenceClass? = nil, plausibleRange: ClosedRange<Double>? = nil, origin: ValueOrigin
    ) {
      self.path = path
      self.value = value
      self.text = text
      self.unit = unit
      self.source = source
      self.evidence = evidence
      self.plausibleRange = plausibleRange
      self.origin = origin
    }

    /// The entry of a quantity as given.
    public init(_ given: GivenQuantity) {
      self.init(
        path: given.path, value: given.siValue, text: given.text, unit: given.quantity.unit.symbol,
        source: given.source, evidence: given.evidence, plausibleRange: given.plausibleRange, origin: given.origin)
    }
  }

  /// The values in the order of the device description.
  public private(set) var entries: [Entry] = []
  private var index: [String: Int] = [:]

  /// An empty ledger.
  public init() {}

  /// Adds a value, or replaces the one under the same path.
  public mutating func record(_ entry: Entry) {
    if let known = index[entry.path] {
      entries[known] = entry
    } else {
      index[entry.path] = entries.count
      entries.append(entry)
    }
  }

  /// The value under a path.
  public subscript(path: String) -> Entry? { index[path].map { entries[$0] } }

  /// Number of values of each evidence class; `nil` counts those that say nothing.
  public func count(of evidence: EvidenceClass?) -> Int {
    entries.filter { $0.value != nil && $0.evidence == evidence }.count
  }
}
