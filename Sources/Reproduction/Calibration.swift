// Adjusting parameters of a device to observations of the paper.
//
// The unknowns are logarithms of the parameters over their starting values, so that a step is a factor and no parameter
// changes sign. The sum of squares has two parts: (computed − target)/σ for each target, and ln(p/p₀)/s for each
// parameter, s its prior width. The second part keeps what the observations do not determine at its starting value, and
// its share of the sum is reported. The step is that of Gauss and Newton with Levenberg's damping, from Householder QR;
// derivatives are differences of whole reproductions, which are smooth to five digits.

import Foundation
import InputFiles
import Materials
import NumericalMethods
import Quantities

/// A fit of device parameters to computed conditions of observations.
public struct Calibration: Sendable {
  /// One parameter that may move.
  public struct Parameter: Sendable, Equatable {
    /// Path as for `--set`.
    public let path: String
    /// Starting value with its unit, about which the prior lies; `nil` for the value of the device file.
    public let start: String?
    /// Width of the prior in ln p, dimensionless: 0.1 lets it move by about a tenth.
    public let priorWidth: Double
  }

  /// One number to be met.
  public struct Target: Sendable, Equatable {
    /// Id of the observation.
    public let id: String
    /// Quantity of one of its conditions.
    public let quantity: String
    /// Value to be met, in the unit of the condition.
    public let value: Double
    /// Tolerance as a standard deviation, in the unit of the condition.
    public let deviation: Double
  }

  /// Parameters in the order of the file.
  public let parameters: [Parameter]
  /// Numbers that the starting values were adjusted to before, by id and quantity: fitted, though no targets here.
  public var inherited: [Inherited] = []

  /// One number that the starting values met already.
  public struct Inherited: Sendable, Equatable {
    /// Id of the observation.
    public let id: String
    /// Quantity of one of its conditions.
    public let quantity: String
    /// Where it was adjusted to, or what it follows from.
    public let source: String
  }

  /// Targets in the order of the file.
  public let targets: [Target]
  /// The device, a shipped name or a path.
  public let device: String
  /// Most iterations.
  public let iterations: Int

  /// Where a calibration has come to.
  public struct State: Sendable {
    /// Factors on the starting values, in the order of the parameters.
    public let factors: [Double]
    /// Values as written for `--set`.
    public let assignments: [String]
    /// Computed values of the targets.
    public let computed: [Double]
    /// Σ of the squared residuals of targets and priors.
    public let squares: (targets: Double, priors: Double)
    /// Standard deviations of ln p from the last Jacobian; empty before the first iteration.
    public let deviations: [Double]
  }

  /// Carries the fit out.
  /// - Parameter report: called after every iteration.
  /// - Throws: what the reproduction throws at the starting values.
  public func carryOut(report: @Sendable (_ iteration: Int, State) -> Void = { _, _ in }) async throws -> State {
    let start = try startingValues()
    var logarithms = [Double](repeating: 0, count: parameters.count)
    var residuals = try await evaluate(logarithms, start)
    var damping = 1e-2
    var state = self.state(logarithms, start, residuals, deviations: [])
    report(0, state)
    for iteration in 1...max(1, iterations) {
      let jacobian = try await differences(at: logarithms, start, residuals)
      var improved = false
      for _ in 0..<6 {
        let step = Self.step(jacobian, residuals, damping)
        let trial = zip(logarithms, step).map { $0 + $1 }
        if let found = try? await evaluate(trial, start), Self.squares(found) < Self.squares(residuals) {
          let gain = Self.squares(residuals) - Self.squares(found)
          (logarithms, residuals, damping) = (trial, found, max(1e-6, damping / 5))
          improved = gain > 1e-3 * Self.squares(residuals)
          break
        }
        damping *= 5
      }
      state = self.state(logarithms, start, residuals, deviations: Self.deviations(jacobian))
      report(iteration, state)
      if !improved { break }
    }
    return state
  }

  /// Residuals of all targets, then of all priors.
  private func evaluate(_ logarithms: [Double], _ start: [StartingValue]) async throws -> [Double] {
    let overrides = zip(start, logarithms).map { $0.assignment(factor: exp($1)) }
    let reproduction = try Reproduction(ids: Array(Set(targets.map(\.id))), device: device, overrides: overrides)
    let rows = try await reproduction.conditions()
    let ofTargets = try targets.map { target -> Double in
      guard let computed = rows[target.id]?.first(where: { $0.quantity == target.quantity })?.computed,
        computed.isFinite
      else {
        throw ReproductionError.runFailed(experiment: target.id, reason: "no value of '\(target.quantity)'")
      }
      return (computed - target.value) / target.deviation
    }
    return ofTargets + zip(logarithms, parameters).map { $0 / $1.priorWidth }
  }

  /// Forward differences, column after column.
  private func differences(
    at logarithms: [Double], _ start: [StartingValue], _ residuals: [Double]
  ) async throws -> [[Double]] {
    var columns: [[Double]] = []
    for index in parameters.indices {
      let width = min(0.02, 0.2 * parameters[index].priorWidth)
      var moved = logarithms
      moved[index] += width
      columns.append(zip(try await evaluate(moved, start), residuals).map { ($0 - $1) / width })
    }
    return columns
  }

  /// The step −(JᵀJ + λI)⁻¹Jᵀr, from the QR factorisation of J over √λ·I.
  private static func step(_ columns: [[Double]], _ residuals: [Double], _ damping: Double) -> [Double] {
    let count = columns.count
    let matrix = columns.enumerated().flatMap { index, column in
      column + (0..<count).map { $0 == index ? damping.squareRoot() : 0 }
    }
    let right = residuals.map { -$0 } + [Double](repeating: 0, count: count)
    return HouseholderQR(rows: right.count, columns: count, columnMajor: matrix).solve(right)
  }

  private static func squares(_ residuals: [Double]) -> Double { residuals.reduce(0) { $0 + $1 * $1 } }

  /// Standard deviations from (JᵀJ)⁻¹, the priors among the rows.
  private static func deviations(_ columns: [[Double]]) -> [Double] {
    let rows = columns[0].count
    let factors = HouseholderQR(rows: rows, columns: columns.count, columnMajor: columns.flatMap { $0 })
    let count = columns.count
    guard let covariance = factors.inverseNormalMatrix() else { return [] }
    return (0..<count).map { covariance[$0 * count + $0].squareRoot() }
  }

  private func state(
    _ logarithms: [Double], _ start: [StartingValue], _ residuals: [Double], deviations: [Double]
  ) -> State {
    State(
      factors: logarithms.map { exp($0) }, assignments: zip(start, logarithms).map { $0.assignment(factor: exp($1)) },
      computed: zip(targets, residuals).map { $0.value + $0.deviation * $1 },
      squares: (
        Self.squares(Array(residuals.prefix(targets.count))), Self.squares(Array(residuals.dropFirst(targets.count)))
      ),
      deviations: deviations)
  }
}

extension Calibration {
  /// A parameter's starting value in the unit it is written in.
  struct StartingValue: Sendable {
    let path: String
    let quantity: Quantity

    func assignment(factor: Double) -> String {
      "\(path)=\(Quantity(siValue: quantity.siValue * factor, unit: quantity.unit).formatted())"
    }
  }

  /// The starting values as the device file states them.
  func startingValues() throws -> [StartingValue] {
    let loaded = try DeviceLibrary.load(device)
    return try parameters.map { parameter in
      guard let entry = loaded.ledger[parameter.path], entry.value != nil else {
        throw ReproductionError.unknownParameter(
          parameter.path,
          suggestion: Spelling.closest(to: parameter.path, among: loaded.ledger.entries.map(\.path)))
      }
      return StartingValue(path: parameter.path, quantity: try Quantity(parsing: parameter.start ?? entry.text))
    }
  }
}
