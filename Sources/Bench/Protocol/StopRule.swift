/// When a hold ends before its time: a condition, tested at regular intervals.
public struct StopRule: Sendable, Equatable, Codable {
  /// What is watched.
  public var quantity: StopQuantity
  /// Whether the quantity has to fall below the threshold or rise above it.
  public var isBelow: Bool
  /// The threshold: A m⁻² for the magnitude of the current, a pure number otherwise.
  public var threshold: Double
  /// Longest time the step may take, s.
  public var limit: Double
  /// Time between two tests, s.
  public var interval: Double

  /// Tests within the longest time where the sentence names no interval.
  public static let standardTests = 200.0

  /// - Parameters: as the properties of the same names; without an interval the longest time is divided by 200.
  public init(_ quantity: StopQuantity, isBelow: Bool, threshold: Double, limit: Double, interval: Double? = nil) {
    self.quantity = quantity
    self.isBelow = isBelow
    self.threshold = threshold
    self.limit = limit
    self.interval = interval ?? limit / Self.standardTests
  }

  /// Whether a value meets the condition; what is not a number never does.
  public func isMet(by value: Double) -> Bool { isBelow ? value < threshold : value > threshold }

  /// Number of tests within the longest time.
  public var testCount: Int {
    let count = (limit / interval - 1e-9).rounded(.up)
    return count < 1e15 ? max(1, Int(count)) : Int.max
  }
}

/// What a condition can watch.
public enum StopQuantity: String, Sendable, Equatable, Codable, CaseIterable {
  /// Magnitude of the terminal current density |J|.
  case current
  /// Peak of the amplified part of the spectrum over the peak of its spontaneous part.
  case emissionRatio = "ASE/PL"
  /// Mean ion fraction of the emitting layer.
  case ionFraction = "ion fraction"

  /// What has to be observed for it.
  var kind: RecordKind { self == .emissionRatio ? .spectrum : .current }
}
