// One condition of an accept rule, evaluated in code.
//
// A verdict needs three regions, but an accept rule gives only two (holds, fails). The third comes from the value that
// would mean "nothing happens" (`absent`): a ratio of 1, a change of 0. Between it and the accepted region the effect
// is there but has the wrong size: `deviates`. At it or beyond it the effect is not there: `contradicts`. A number with
// no such value (a peak position) contradicts when it misses by more than three tolerances.

import Foundation
import Records

/// A computed quantity, what the paper reports for it, and the condition it has to meet.
public struct Criterion: Sendable, Equatable {
  /// The condition on the computed value.
  public enum Requirement: Sendable, Equatable {
    /// |value − target| ≤ tolerance.
    case within(target: Double, tolerance: Double)
    /// lower ≤ value ≤ upper.
    case between(Double, Double)
    /// value > bound.
    case above(Double)
    /// value < bound.
    case below(Double)

    /// The smallest and the largest accepted value.
    public var bounds: ClosedRange<Double> {
      switch self {
      case .within(let target, let tolerance): (target - tolerance)...(target + tolerance)
      case .between(let lower, let upper): lower...upper
      case .above(let bound): bound...Double.infinity
      case .below(let bound): -Double.infinity...bound
      }
    }

    /// Whether `value` meets the condition; what is not a finite number never does.
    public func accepts(_ value: Double) -> Bool {
      guard value.isFinite else { return false }
      return switch self {
      case .above(let bound): value > bound
      case .below(let bound): value < bound
      case .within, .between: bounds.contains(value)
      }
    }

    /// The condition in a few characters, for tables.
    public var text: String {
      switch self {
      case .within(let target, let tolerance): "\(target.brief) ± \(tolerance.brief)"
      case .between(let lower, let upper): "\(lower.brief) … \(upper.brief)"
      case .above(let bound): "> \(bound.brief)"
      case .below(let bound): "< \(bound.brief)"
      }
    }
  }

  /// What is compared, in words, e.g. `ASE threshold at 0 V`.
  public var quantity: String
  /// What the paper reports, in words.
  public var paper: String
  /// The computed value, in `unit`; NaN where the quantity could not be determined (the note says why).
  public var computed: Double
  /// Half-width of the stated interval, in `unit`: discretisation error and the analysis' own uncertainty.
  public var halfWidth: Double
  /// Unit of `computed`; `1` for a pure number.
  public var unit: String
  /// The condition.
  public var requirement: Requirement
  /// The value that would mean the effect is absent, where there is one.
  public var absent: Double?
  /// Whether parameters were adjusted to this very number.
  public var evidence: Evidence
  /// Why the quantity could not be determined, or what to know when reading it.
  public var note: String

  /// - Parameters: as the properties of the same names.
  public init(
    _ quantity: String, paper: String, computed: Double, halfWidth: Double = 0, unit: String = "1",
    _ requirement: Requirement, absent: Double? = nil, evidence: Evidence = .predicted, note: String = ""
  ) {
    self.quantity = quantity
    self.paper = paper
    self.computed = computed
    self.halfWidth = halfWidth
    self.unit = unit
    self.requirement = requirement
    self.absent = absent
    self.evidence = evidence
    self.note = note
  }

  /// The verdict on this condition.
  public var verdict: Verdict {
    if requirement.accepts(computed) { return .agrees }
    guard computed.isFinite else { return .contradicts }
    let bounds = requirement.bounds
    if let absent {
      let wantsMore = bounds.lowerBound > absent
      return (wantsMore ? computed > absent : computed < absent) ? .deviates : .contradicts
    }
    if case .within(let target, let tolerance) = requirement {
      return abs(computed - target) <= 3 * tolerance ? .deviates : .contradicts
    }
    let nearest = computed < bounds.lowerBound ? bounds.lowerBound : bounds.upperBound
    return abs(computed - nearest) <= 0.5 * abs(nearest) ? .deviates : .contradicts
  }

  /// Error of the shipped mesh over the difference to the halved one, for a scheme of second order (Richardson): 4/3.
  public static let richardsonFactor = 4.0 / 3

  /// The condition with the error of the mesh in its interval: the larger of what the analysis states and 4/3 of the
  /// difference to the value on the halved mesh.
  ///
  /// Where only one of the meshes gives a number, there is no interval. Infinite values agree with each other.
  /// - Parameter halvedMesh: the same quantity with every cell halved, in `unit`.
  public func withDiscretisationError(halvedMesh: Double) -> Criterion {
    guard computed != halvedMesh else { return self }
    var copy = self
    let error = Self.richardsonFactor * abs(computed - halvedMesh)
    copy.halfWidth = error.isFinite ? max(abs(halfWidth), error) : .nan
    return copy
  }

  /// The stated interval of the computed value.
  public var interval: ClosedRange<Double>? {
    guard computed.isFinite, halfWidth.isFinite else { return nil }
    return (computed - abs(halfWidth))...(computed + abs(halfWidth))
  }
}

extension Double {
  /// Four significant digits without trailing zeros, for tables.
  package var brief: String {
    guard isFinite else { return isNaN ? "–" : (self > 0 ? "∞" : "−∞") }
    return String(format: "%.4g", self).replacingOccurrences(of: "-", with: "−")
  }
}
