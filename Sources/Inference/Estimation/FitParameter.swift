// Parameters of a fit, and the coordinates it is done in.
//
// Every method works in the coordinate u of a parameter p: u = ln p where the scale is logarithmic, u = p where it is
// linear. Rate constants are positive and known to factors, so their errors are nearly symmetric in ln p; a prior that
// is flat, is flat in u. Intervals are formed in u and then carried back, so that a rate's interval never holds zero.

import Foundation

/// One number that a fit may change.
public struct FitParameter: Sendable, Equatable {
  /// Coordinate in which the parameter is varied.
  public enum Scale: String, Sendable, Equatable, CaseIterable {
    /// u = p.
    case linear
    /// u = ln p.
    case logarithmic
  }

  /// What is known of a parameter before the data.
  public enum Prior: Sendable, Equatable {
    /// Nothing but the bounds: flat in u.
    case flat
    /// Normal in p about `mean`, standard deviation `deviation`, both in the unit of the parameter.
    case normal(mean: Double, deviation: Double)
    /// Normal in ln p about the logarithm of `median`; `width` is the standard deviation of ln p, dimensionless.
    case logNormal(median: Double, width: Double)
  }

  /// Name used in files, tables and figures, e.g. `k2r` or `emission.rates.k3`.
  public let name: String
  /// Symbol of the unit of the values, empty for a pure number.
  public let unit: String
  /// First guess, in the unit.
  public let start: Double
  /// Allowed values, in the unit.
  public let bounds: ClosedRange<Double>
  /// Coordinate in which the parameter is varied.
  public let scale: Scale
  /// What is known before the data.
  public let prior: Prior

  /// - Parameters: as the properties of the same names.
  /// - Throws: `InferenceError.invalidParameter` where the start lies outside the bounds, a logarithmic parameter may be
  ///   zero or negative, or the width of a prior is not positive.
  public init(
    name: String, unit: String = "", start: Double, bounds: ClosedRange<Double>, scale: Scale = .logarithmic,
    prior: Prior = .flat
  ) throws(InferenceError) {
    guard start.isFinite, bounds.contains(start) else {
      throw .invalidParameter(
        name, reason: "the start \(start) lies outside \(bounds.lowerBound) … \(bounds.upperBound)",
        remedy: "start inside the bounds")
    }
    if scale == .logarithmic, bounds.lowerBound <= 0 {
      throw .invalidParameter(
        name, reason: "the lower bound \(bounds.lowerBound) has no logarithm",
        remedy: "give a positive lower bound, or write `scale: linear`")
    }
    let width: Double
    switch prior {
    case .flat: width = 1
    case .normal(let mean, let deviation): width = mean.isFinite ? deviation : .nan
    case .logNormal(let median, let spread): width = median > 0 ? spread : .nan
    }
    guard width > 0, width.isFinite else {
      throw .invalidParameter(
        name, reason: "its prior has no positive width about a finite centre",
        remedy: "give centre and width of the prior")
    }
    (self.name, self.unit, self.start, self.bounds, self.scale, self.prior) = (name, unit, start, bounds, scale, prior)
  }

  /// The coordinate u of a value p.
  public func coordinate(of value: Double) -> Double { scale == .logarithmic ? log(value) : value }

  /// The value p at a coordinate u, in the unit.
  public func value(at coordinate: Double) -> Double { scale == .logarithmic ? exp(coordinate) : coordinate }

  /// The bounds in the coordinate.
  public var coordinateBounds: ClosedRange<Double> {
    coordinate(of: bounds.lowerBound)...coordinate(of: bounds.upperBound)
  }

  /// Width of what is known beforehand, in the coordinate u: that of the prior, or the reach of the bounds, at most 1, for a
  /// flat one.
  public var priorSpread: Double {
    switch prior {
    case .flat:
      let reach = coordinateBounds.upperBound - coordinateBounds.lowerBound
      return reach.isFinite ? min(1, reach) : 1
    case .normal(_, let deviation):
      return scale == .logarithmic ? deviation / max(start, .leastNormalMagnitude) : deviation
    case .logNormal(_, let width): return scale == .logarithmic ? width : width * abs(start)
    }
  }

  /// (centre − x)/σ of the prior and its derivative with respect to u; zero for a flat prior.
  func priorResidual(at coordinate: Double) -> (residual: Double, slope: Double) {
    switch prior {
    case .flat: return (0, 0)
    case .normal(let mean, let deviation):
      let value = value(at: coordinate)
      return ((mean - value) / deviation, (scale == .logarithmic ? value : 1) / deviation)
    case .logNormal(let median, let width):
      let value = value(at: coordinate)
      guard value > 0 else { return (-.infinity, 0) }
      return ((log(median) - log(value)) / width, (scale == .logarithmic ? 1 : 1 / value) / width)
    }
  }

  /// Logarithm of the normalised prior density in u; nil where bounds are infinite and the prior is flat.
  ///
  /// A normal prior is normalised as if the bounds did not cut it.
  func logPriorDensity(at coordinate: Double) -> Double? {
    let limits = coordinateBounds
    switch prior {
    case .flat:
      let width = limits.upperBound - limits.lowerBound
      return width.isFinite && width > 0 ? -log(width) : nil
    case .normal, .logNormal:
      let (residual, slope) = priorResidual(at: coordinate)
      return slope > 0 ? log(slope) - 0.5 * log(2 * Double.pi) - 0.5 * residual * residual : nil
    }
  }
}
