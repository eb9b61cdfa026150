// Forward against reverse branch of a scan.
//
// Both branches are made functions of the scanned quantity by the monotone cubic and compared where they overlap, so
// they need not share sample points.
//   area    ∫ (reverse − forward) dx over the overlap
//   index   ∫ (reverse − forward) dx / ∫ (reverse + forward) dx, −1 … 1 for positive quantities
//   branch ratio    reverse/forward at one x, or at the x of a range where it is largest

import Foundation
import NumericalMethods

/// Two branches of a scan, as functions of the scanned quantity.
public struct Hysteresis: Sendable, Equatable {
  private let forward: MonotoneCubic
  private let reverse: MonotoneCubic
  /// Range of the scanned quantity covered by both branches, in its unit.
  public let overlap: ClosedRange<Double>
  /// Units of the scanned quantity and of the values.
  public let units: (scanned: String, values: String)

  /// - Parameters:
  ///   - forward: scanned quantity and values of the forward branch, in the order of recording.
  ///   - reverse: the same for the reverse branch.
  ///   - units: units of both quantities.
  /// - Throws: `AnalysisError` where a branch is not monotone in the scanned quantity or the branches do not overlap.
  public init(
    forward: (scanned: [Double], values: [Double]), reverse: (scanned: [Double], values: [Double]),
    units: (scanned: String, values: String) = ("V", "a.u.")
  ) throws(AnalysisError) {
    self.forward = try Self.branch(forward, "forward branch")
    self.reverse = try Self.branch(reverse, "reverse branch")
    let (a, b) = (self.forward.positions, self.reverse.positions)
    let (low, high) = (max(a[0], b[0]), min(a[a.count - 1], b[b.count - 1]))
    guard low < high else { throw .outOfRange(what: "overlap of the branches", value: low, lower: b[0], upper: high) }
    overlap = low...high
    self.units = units
  }

  /// Whether both hold the same branches.
  public static func == (a: Hysteresis, b: Hysteresis) -> Bool {
    a.forward == b.forward && a.reverse == b.reverse && a.units == b.units
  }

  private static func branch(
    _ data: (scanned: [Double], values: [Double]), _ what: String
  ) throws(AnalysisError) -> MonotoneCubic {
    guard data.scanned.count == data.values.count else {
      throw .unequalLengths(what: what, first: data.scanned.count, second: data.values.count)
    }
    guard let first = data.scanned.first, let last = data.scanned.last, data.scanned.count >= 2 else {
      throw .tooFewPoints(what: what, have: data.scanned.count, need: 2)
    }
    try AnalysisError.requireFinite(data.scanned, what)
    try AnalysisError.requireFinite(data.values, what)
    let ascending = last > first
    let x = ascending ? data.scanned : data.scanned.reversed()
    let y = ascending ? data.values : data.values.reversed()
    try AnalysisError.requireAscending(x, what)
    guard let cubic = MonotoneCubic(positions: x, values: y) else { throw .notAscending(what: what, index: 0) }
    return cubic
  }

  /// Values of the two branches at one place of the overlap.
  public func values(at scanned: Double) -> (forward: Double, reverse: Double) {
    (forward.value(at: scanned), reverse.value(at: scanned))
  }

  private func grid(_ range: ClosedRange<Double>?) throws(AnalysisError) -> [Double] {
    let low = max(range?.lowerBound ?? overlap.lowerBound, overlap.lowerBound)
    let high = min(range?.upperBound ?? overlap.upperBound, overlap.upperBound)
    guard low < high else {
      throw .outOfRange(what: "range of the scan", value: low, lower: overlap.lowerBound, upper: overlap.upperBound)
    }
    let even = (0...400).map { low + (high - low) * Double($0) / 400 }
    let inside = (forward.positions + reverse.positions).filter { $0 > low && $0 < high }
    return Array(Set(even + inside)).sorted()
  }

  /// Area between the branches ∫(reverse − forward) dx, unit of the values times that of the scanned quantity.
  public func area(over range: ClosedRange<Double>? = nil) throws(AnalysisError) -> Finding {
    let x = try grid(range)
    return Finding(
      definition: "integral of reverse less forward branch over the scanned quantity",
      value: trapezoidIntegral(x, x.map { reverse.value(at: $0) - forward.value(at: $0) }),
      unit: "\(units.values) \(units.scanned)")
  }

  /// Hysteresis index ∫(reverse − forward) dx / ∫(reverse + forward) dx, dimensionless.
  public func index(over range: ClosedRange<Double>? = nil) throws(AnalysisError) -> Finding {
    let x = try grid(range)
    let sum = trapezoidIntegral(x, x.map { reverse.value(at: $0) + forward.value(at: $0) })
    guard sum != 0 else { throw .noChange(what: "the sum of the branches, being zero,") }
    let difference = trapezoidIntegral(x, x.map { reverse.value(at: $0) - forward.value(at: $0) })
    return Finding(
      definition: "area between the branches over the area under both", value: difference / sum, unit: "1")
  }

  /// Largest ratio reverse/forward in a range, dimensionless, with the place in the remark.
  public func largestBranchRatio(over range: ClosedRange<Double>? = nil) throws(AnalysisError) -> Finding {
    let x = try grid(range)
    let ratios = x.map { (x: $0, ratio: reverse.value(at: $0) / forward.value(at: $0)) }.filter(\.ratio.isFinite)
    guard let best = ratios.max(by: { $0.ratio < $1.ratio }) else {
      throw .noChange(what: "the forward branch, being zero,")
    }
    return Finding(
      definition: "largest ratio of reverse to forward branch", value: best.ratio, unit: "1",
      remarks: ["at \(best.x) \(units.scanned)"])
  }
}
