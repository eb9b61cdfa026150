import Foundation
import Quantities

/// Currents at a row of biases, in the order in which they were measured.
public struct CurrentVoltageCurve: Sendable, Equatable {
  /// One point.
  public struct Point: Sendable, Equatable {
    /// Bias V, V.
    public let bias: Double
    /// Terminal current density J, A m⁻², positive into the HTL contact (forward).
    public let currentDensity: Double
    /// Light emitted within the device: rate of radiative pairs per area, m⁻² s⁻¹, reabsorbed ones included.
    public let emission: Double

    /// - Parameters: as the properties of the same names.
    public init(bias: Double, currentDensity: Double, emission: Double = 0) {
      self.bias = bias
      self.currentDensity = currentDensity
      self.emission = emission
    }
  }

  /// The points.
  public let points: [Point]

  /// - Parameter points: in the order in which they were measured.
  public init(points: [Point]) { self.points = points }

  /// Biases, V.
  public var biases: [Double] { points.map(\.bias) }
  /// Current densities, A m⁻².
  public var currentDensities: [Double] { points.map(\.currentDensity) }

  /// Short-circuit current J_sc = −J(0), A m⁻²; `nil` where the curve does not reach 0 V.
  public var shortCircuitCurrent: Double? {
    crossing(of: { $0.bias }).map { -$0.currentDensity }
  }

  /// Open-circuit voltage V_oc, V; `nil` where the current does not change its sign above 0 V.
  public var openCircuitVoltage: Double? {
    let found = crossing(of: { $0.currentDensity })
    return found.flatMap { $0.bias > 0 ? $0.bias : nil }
  }

  /// Largest power −JV delivered, W m⁻², with its bias, V, by a parabola through the three best points.
  public var maximumPower: (power: Double, bias: Double)? {
    let sorted = points.sorted { $0.bias < $1.bias }
    let powers = sorted.map { -$0.bias * $0.currentDensity }
    guard let best = powers.indices.max(by: { powers[$0] < powers[$1] }), powers[best] > 0 else { return nil }
    guard best > 0, best + 1 < powers.count else { return (powers[best], sorted[best].bias) }
    let (a, b) = (sorted[best].bias - sorted[best - 1].bias, sorted[best + 1].bias - sorted[best].bias)
    guard a > 0, b > 0 else { return (powers[best], sorted[best].bias) }
    let (left, right) = ((powers[best] - powers[best - 1]) / a, (powers[best + 1] - powers[best]) / b)
    let curvature = (right - left) / (a + b)
    let slope = (left * b + right * a) / (a + b)
    guard curvature < 0 else { return (powers[best], sorted[best].bias) }
    let shift = -slope / (2 * curvature)
    return (powers[best] + 0.5 * slope * shift, sorted[best].bias + shift)
  }

  /// Fill factor P_max/(J_sc V_oc), dimensionless; `nil` where fewer than five points lie between J_sc and V_oc, or none within
  /// V_oc/10 of the best one on either side: a parabola or a straight line through so few says nothing of a knee.
  public var fillFactor: Double? {
    guard isResolved, let power = maximumPower?.power, let current = shortCircuitCurrent, let voltage = openCircuitVoltage else {
      return nil
    }
    return power / (current * voltage)
  }

  /// Whether the knee between short and open circuit is resolved.
  private var isResolved: Bool {
    guard let voltage = openCircuitVoltage else { return false }
    let within = biases.filter { $0 >= 0 && $0 <= voltage }.sorted()
    guard within.count >= 5, let best = maximumPower?.bias else { return false }
    let below = biases.contains { $0 < best && best - $0 <= 0.1 * voltage }
    let above = biases.contains { $0 > best && $0 - best <= 0.1 * voltage }
    return below && above
  }

  /// Ideality factor n(V) = (dV/d ln J)/V_t between neighbouring points with a forward current, at their middle.
  /// - Parameter temperature: T, K.
  public func ideality(temperature: Double) -> [(bias: Double, value: Double)] {
    let thermal = PhysicalConstants.thermalVoltage(temperature: temperature)
    return zip(points, points.dropFirst()).compactMap { a, b in
      guard a.currentDensity > 0, b.currentDensity > 0, a.currentDensity != b.currentDensity else { return nil }
      let slope = (b.bias - a.bias) / log(b.currentDensity / a.currentDensity)
      return ((a.bias + b.bias) / 2, slope / thermal)
    }
  }

  /// The point at which a quantity passes zero for the first time, by linear interpolation.
  private func crossing(of quantity: (Point) -> Double) -> Point? {
    if let exact = points.first(where: { quantity($0) == 0 }) { return exact }
    for (a, b) in zip(points, points.dropFirst()) where quantity(a) * quantity(b) < 0 {
      let share = quantity(a) / (quantity(a) - quantity(b))
      return Point(
        bias: a.bias + share * (b.bias - a.bias),
        currentDensity: a.currentDensity + share * (b.currentDensity - a.currentDensity),
        emission: a.emission + share * (b.emission - a.emission))
    }
    return nil
  }
}

/// A scan to one end and back.
public struct HysteresisScan: Sendable, Equatable {
  /// The way out, in the order in which it was measured.
  public let outward: CurrentVoltageCurve
  /// The way back.
  public let back: CurrentVoltageCurve
  /// The books at the end: ions and charge.
  public let audit: AuditReport

  /// - Parameters: as the properties of the same names.
  public init(outward: CurrentVoltageCurve, back: CurrentVoltageCurve, audit: AuditReport) {
    self.outward = outward
    self.back = back
    self.audit = audit
  }
}
