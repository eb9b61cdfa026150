// Which measurement to make next.
//
// A candidate adds its information to that of the data at hand; the covariance after it is (F + F_c)⁻¹, before anything
// has been measured, because the information depends on expectations alone. What is reported is the factor by which the
// interval of the parameter asked for shrinks, and the volume of the whole ellipsoid (D-optimality).
//
// Source: Atkinson, Donev and Tobias, Optimum Experimental Designs (2007), chapter 10.

import Foundation
import NumericalMethods

/// A measurement that could be made.
public struct CandidateMeasurement: Sendable {
  /// Name, e.g. `TRPL at 40 µJ/cm²`.
  public let name: String
  /// Expectations at parameter values p, in their units.
  public let model: @Sendable (_ values: [Double]) throws -> [Double]
  /// Noise the expectations would be measured with: standard deviations, or nil for counts.
  public let deviations: (@Sendable (_ expectations: [Double]) -> [Double])?

  /// - Parameters: as the properties of the same names.
  public init(
    name: String, deviations: (@Sendable (_ expectations: [Double]) -> [Double])? = nil,
    model: @escaping @Sendable (_ values: [Double]) throws -> [Double]
  ) {
    (self.name, self.model, self.deviations) = (name, model, deviations)
  }
}

/// What a candidate would bring.
public struct CandidateGain: Sendable, Equatable {
  /// Name of the candidate.
  public let name: String
  /// Standard deviation in u of each parameter after it, the present data included; infinite where still open.
  public let deviations: [Double]
  /// The factor by which each parameter's interval shrinks, 1 for none.
  public let gains: [Double]
  /// Gain in information ½ ln(|F + F_c|/|F|), dimensionless (nats).
  public let information: Double
}

extension InferenceProblem {
  /// Candidates, the one that tells most about `parameter` first (or about all together, if nil).
  /// - Throws: `InferenceError` where a candidate's model fails at the maximum.
  public func rank(
    _ candidates: [CandidateMeasurement], for parameter: Int? = nil, at best: MaximumPosterior
  ) throws(InferenceError) -> [CandidateGain] {
    let n = parameters.count
    // A prior stands in for what was known: without it an open direction would make every candidate infinite.
    var present = best.information
    for j in 0..<n {
      let slope = parameters[j].priorResidual(at: best.coordinates[j]).slope
      let limits = parameters[j].coordinateBounds
      let room = limits.upperBound - limits.lowerBound
      present[j * n + j] += slope > 0 ? slope * slope : room.isFinite && room > 0 ? 12 / (room * room) : 1e-6
    }
    let before = Self.deviations(of: present, size: n)
    var gains: [CandidateGain] = []
    for candidate in candidates {
      let added = try information(of: candidate, at: best.coordinates)
      let sum = zip(present, added).map { $0 + $1 }
      let after = Self.deviations(of: sum, size: n)
      let logRatio =
        SymmetricEigen(sum, size: n).values.reduce(0) { $0 + log(max($1, 1e-300)) }
        - SymmetricEigen(present, size: n).values.reduce(0) { $0 + log(max($1, 1e-300)) }
      gains.append(
        CandidateGain(
          name: candidate.name, deviations: after, gains: zip(before, after).map { $0 / $1 },
          information: 0.5 * logRatio))
    }
    return gains.sorted {
      guard let parameter else { return $0.information > $1.information }
      return $0.gains[parameter] > $1.gains[parameter]
    }
  }

  private static func deviations(of information: [Double], size n: Int) -> [Double] {
    let eigen = SymmetricEigen(information, size: n)
    return (0..<n).map { j in
      (0..<n).reduce(0.0) { sum, k in
        let part = eigen.vectors[k][j] * eigen.vectors[k][j]
        return part == 0 ? sum : sum + (eigen.values[k] > 0 ? part / eigen.values[k] : .infinity)
      }.squareRoot()
    }
  }

  private func information(
    of candidate: CandidateMeasurement, at u: [Double]
  ) throws(InferenceError) -> [Double] {
    func expectations(_ u: [Double]) throws(InferenceError) -> [Double] {
      do { return try candidate.model(values(at: u)) } catch {
        throw .modelFailed(reason: "candidate '\(candidate.name)': \(error)")
      }
    }
    let centre = try expectations(u)
    let weights =
      candidate.deviations.map { $0(centre).map { $0 > 0 ? 1 / ($0 * $0) : 0 } }
      ?? centre.map { $0 > 0 ? 1 / $0 : 0 }
    var columns: [[Double]] = []
    for j in parameters.indices {
      let limits = parameters[j].coordinateBounds
      let h = 1e-4 * (parameters[j].scale == .logarithmic ? 1 : max(abs(u[j]), 1e-3))
      var (low, high) = (u, u)
      low[j] = max(limits.lowerBound, u[j] - h)
      high[j] = min(limits.upperBound, u[j] + h)
      let width = high[j] - low[j]
      let (a, b) = (try expectations(low), try expectations(high))
      columns.append(zip(b, a).map { width > 0 ? ($0 - $1) / width : 0 })
    }
    let n = parameters.count
    var matrix = [Double](repeating: 0, count: n * n)
    for j in 0..<n {
      for k in 0..<n {
        matrix[j * n + k] = weights.indices.reduce(0) { $0 + weights[$1] * columns[j][$1] * columns[k][$1] }
      }
    }
    return matrix
  }
}
