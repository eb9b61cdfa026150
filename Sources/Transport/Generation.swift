import Foundation

/// Light that makes pairs: a depth profile times a course in time.
///
/// The profile is an average over each cell of the transport mesh (`TransportModel.mesh`), so that the number of pairs
/// is that of the absorbed photons.
public struct Generation: Sendable {
  /// Pairs made per volume and time in each cell, m⁻³ s⁻¹, at a course of 1.
  public var rates: [Double]
  /// Constant light added to it, m⁻³ s⁻¹ per cell; empty for none.
  public var background: [Double]
  /// Dimensionless factor as a function of the time since the start of the call, s; `nil` for constant light.
  public var course: (@Sendable (Double) -> Double)?
  /// Shortest time over which the course changes, s: sets the difference quotient of its slope.
  public var resolution: Double
  /// Power per area that the light leaves in the device as heat, W m⁻²; counts for a device with a thermal node.
  public var absorbedPower = 0.0
  /// Times, s, at which the course has a kink, a jump or the start of a pulse: the integration stops and starts there.
  public var breakpoints: [Double]

  /// Constant light.
  public init(rates: [Double]) {
    self.rates = rates
    background = []
    course = nil
    resolution = .infinity
    breakpoints = []
  }

  /// Light with a course in time.
  /// - Parameters: as the properties of the same names.
  public init(
    rates: [Double], background: [Double] = [], resolution: Double, breakpoints: [Double] = [],
    course: @escaping @Sendable (Double) -> Double
  ) {
    self.rates = rates
    self.background = background
    self.course = course
    self.resolution = resolution
    self.breakpoints = breakpoints
  }

  /// A Gaussian pulse on top of constant light.
  /// - Parameters:
  ///   - pairs: pairs per volume that the pulse makes in each cell, m⁻³.
  ///   - centre: time of the peak after the start of the call, s.
  ///   - width: full width at half maximum, s.
  ///   - background: constant light, m⁻³ s⁻¹ per cell; empty for none.
  public static func pulse(
    pairs: [Double], centre: Double, width: Double, background: [Double] = []
  ) -> Generation {
    let sigma = width / (8 * log(2.0)).squareRoot()
    let peak = 1 / (sigma * (2 * Double.pi).squareRoot())
    let start = max(0, centre - 6 * sigma)
    return Generation(
      rates: pairs.map { $0 * peak }, background: background, resolution: sigma,
      breakpoints: [start, centre + 6 * sigma]
    ) { time in
      let distance = (time - centre) / sigma
      return abs(distance) < 9 ? exp(-0.5 * distance * distance) : 0
    }
  }

  /// The same light for a call that starts later by `delay`, s.
  func shifted(by delay: Double) -> Generation {
    guard let course, delay != 0 else { return self }
    var copy = self
    copy.course = { course($0 + delay) }
    copy.breakpoints = breakpoints.map { $0 - delay }
    return copy
  }

  /// Pairs per volume and time in each cell at a time, m⁻³ s⁻¹.
  public func rates(at time: Double) -> [Double] {
    let factor = factor(at: time)
    return rates.indices.map { rates[$0] * factor + (background.isEmpty ? 0 : background[$0]) }
  }

  /// Factor at a time, dimensionless.
  func factor(at time: Double) -> Double { course?(time) ?? 1 }

  /// Slope of the factor, s⁻¹.
  func slope(at time: Double) -> Double {
    guard let course, resolution.isFinite, resolution > 0 else { return 0 }
    let step = 1e-3 * resolution
    // Fourth-order central difference: error 1e-13 of the change over `resolution`.
    return (8 * (course(time + step) - course(time - step)) - (course(time + 2 * step) - course(time - 2 * step)))
      / (12 * step)
  }
}
