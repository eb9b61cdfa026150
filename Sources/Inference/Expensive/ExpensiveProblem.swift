import Foundation

/// Parameters and data of a model that takes seconds: a whole device, carried through protocols.
///
/// The model is asynchronous, so that it may use all cores, and pure: what it gave once is not computed again.
public struct ExpensiveProblem: Sendable {
  /// Name under which its evaluations are kept, one for each model.
  public let name: String
  /// Parameters, in the order the model takes them.
  public let parameters: [FitParameter]
  /// Data sets, in the order the model gives their expectations.
  public let data: [FitData]
  /// Expectations of all data, one set after the other, at parameter values p in their units.
  public let model: @Sendable (_ values: [Double]) async throws -> [Double]
  /// Width of the differences in each coordinate u, dimensionless for logarithmic parameters.
  public let differenceWidths: [Double]

  /// - Parameters:
  ///   - name: name under which evaluations are kept.
  ///   - parameters: what may move.
  ///   - data: what is to be met.
  ///   - differenceWidths: widths of the differences; nil takes 0.02, or a fifth of a narrower prior.
  ///   - model: the model.
  /// - Throws: `InferenceError.nothingToFit` without parameters or data, or where two parameters share a name.
  public init(
    name: String = "", parameters: [FitParameter], data: [FitData], differenceWidths: [Double]? = nil,
    model: @escaping @Sendable (_ values: [Double]) async throws -> [Double]
  ) throws(InferenceError) {
    // The checks are those of a fast problem.
    _ = try InferenceProblem(parameters: parameters, data: data) { _ in [] }
    (self.name, self.parameters, self.data, self.model) = (name, parameters, data, model)
    self.differenceWidths = differenceWidths ?? parameters.map { min(0.02, 0.2 * $0.priorSpread) }
  }

  /// Number of data in all sets.
  public var dataCount: Int { data.reduce(0) { $0 + $1.values.count } }

  /// The fast problem in which the model is replaced by expectations m + J (u − u₀), within limits of the coordinates.
  func linearised(
    at centre: [Double], expectations: [Double], jacobian: [[Double]], limits: [ClosedRange<Double>]? = nil
  ) throws(InferenceError) -> InferenceProblem {
    var narrowed = parameters
    if let limits {
      for (index, limit) in limits.enumerated() {
        let parameter = parameters[index]
        let own = parameter.bounds
        let low = max(own.lowerBound, parameter.value(at: limit.lowerBound))
        let high = min(own.upperBound, parameter.value(at: limit.upperBound))
        let start = min(max(parameter.value(at: centre[index]), low), high)
        narrowed[index] = try FitParameter(
          name: parameter.name, unit: parameter.unit, start: start, bounds: low...high, scale: parameter.scale,
          prior: parameter.prior)
      }
    }
    let coordinates = { @Sendable [parameters] (values: [Double]) in
      zip(parameters, values).map { $0.coordinate(of: $1) }
    }
    return try InferenceProblem(parameters: narrowed, data: data) { values in
      var sum = expectations
      for (column, step) in zip(jacobian, zip(coordinates(values), centre).map { $0 - $1 }) where step != 0 {
        for row in sum.indices { sum[row] += column[row] * step }
      }
      return sum
    }
  }
}
