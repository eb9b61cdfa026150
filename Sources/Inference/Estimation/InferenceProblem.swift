import Foundation

/// Parameters, data and the model between them.
///
/// The model is a pure function, called from several tasks at once.
public struct InferenceProblem: Sendable {
  /// Parameters, in the order the model takes them.
  public let parameters: [FitParameter]
  /// Data sets, in the order the model gives their expectations.
  public let data: [FitData]
  /// Expectations of all data, one set after the other, at parameter values p in their units.
  public let model: @Sendable (_ values: [Double]) throws -> [Double]

  /// Relative step of differences of the model in the coordinates, dimensionless: a model with a tolerance of its own
  /// needs about the cube root of that tolerance.
  public let differenceStep: Double
  /// Derivatives that need no differences: ∂m/∂p of all data, in the unit of the parameter, from the values and the
  /// expectations there; nil for parameters that need some. Amplitudes and backgrounds are such.
  public let derivative: @Sendable (_ values: [Double], _ expectations: [Double], _ parameter: Int) -> [Double]?
  /// Number of data in all sets.
  public let dataCount: Int
  let offsets: [Int]

  /// - Parameters: as the properties of the same names.
  /// - Throws: `InferenceError.nothingToFit` without parameters or data, or where two parameters share a name.
  public init(
    parameters: [FitParameter], data: [FitData], differenceStep: Double = 1e-5,
    derivative: @escaping @Sendable (_ values: [Double], _ expectations: [Double], _ parameter: Int) -> [Double]? = {
      _, _, _ in nil
    },
    model: @escaping @Sendable (_ values: [Double]) throws -> [Double]
  ) throws(InferenceError) {
    guard !parameters.isEmpty else { throw .nothingToFit(reason: "no parameter may move") }
    guard !data.isEmpty else { throw .nothingToFit(reason: "there are no data") }
    var seen: Set<String> = []
    for parameter in parameters where !seen.insert(parameter.name).inserted {
      throw .invalidParameter(parameter.name, reason: "it stands twice", remedy: "remove one of the two")
    }
    (self.parameters, self.data, self.model) = (parameters, data, model)
    self.differenceStep = differenceStep
    self.derivative = derivative
    var sum = 0
    offsets = data.map { set in
      defer { sum += set.values.count }
      return sum
    }
    dataCount = sum
  }

  /// Coordinates of the starting values.
  public var start: [Double] { parameters.map { $0.coordinate(of: $0.start) } }

  /// Parameter values at coordinates u, in their units.
  public func values(at coordinates: [Double]) -> [Double] {
    zip(parameters, coordinates).map { $0.value(at: $1) }
  }

  /// Expectations at coordinates u; nil where the model fails or gives what is not finite.
  func expectations(at coordinates: [Double]) -> [Double]? {
    guard let predicted = try? model(values(at: coordinates)), predicted.count == dataCount,
      predicted.allSatisfy(\.isFinite)
    else { return nil }
    return predicted
  }

  /// Deviance of the data, −2 ln L + const.
  func deviance(of expectations: [Double]) -> Double {
    expectations.withUnsafeBufferPointer { model in
      guard let base = model.baseAddress else { return 0 }
      return zip(data, offsets).reduce(0) { $0 + $1.0.deviance(base + $1.1) }
    }
  }

  /// Sum of the squared prior residuals, −2 ln(prior) + const.
  func priorDeviance(at coordinates: [Double]) -> Double {
    zip(parameters, coordinates).reduce(0) {
      let residual = $1.0.priorResidual(at: $1.1).residual
      return $0 + residual * residual
    }
  }

  /// Deviance of data and priors at coordinates u; infinite outside the bounds or where the model fails.
  public func totalDeviance(at coordinates: [Double]) -> Double {
    for (parameter, u) in zip(parameters, coordinates) where !parameter.coordinateBounds.contains(u) {
      return .infinity
    }
    guard let expectations = expectations(at: coordinates) else { return .infinity }
    let sum = deviance(of: expectations) + priorDeviance(at: coordinates)
    return sum.isNaN ? .infinity : sum
  }

  /// The problem with another model and parameters for the same data.
  public func with(
    parameters: [FitParameter], model: @escaping @Sendable (_ values: [Double]) throws -> [Double]
  ) throws(InferenceError) -> InferenceProblem {
    try InferenceProblem(parameters: parameters, data: data, differenceStep: differenceStep, model: model)
  }
}
