// What the data fix, and what they leave open, in words.
//
// The information of the data alone, F = Σ W ∂m/∂u ∂m/∂uᵀ, has orthogonal directions, each known to 1/√λ. With u = ln p a
// direction is a product of powers of the parameters, and 0.1 is ten per cent. A linear parameter is measured in its own
// scale (the width of its prior or bounds), so that directions of different kinds can be compared.
// A direction counts as fixed below 0.2 (about 20 %), as weak up to 1 (a factor e), as open beyond.

import Foundation
import NumericalMethods

/// One direction among the parameters.
public struct InformationDirection: Sendable, Equatable {
  /// How firmly it is known.
  public enum Firmness: String, Sendable, Equatable {
    /// Better than 20 %.
    case fixed
    /// Between 20 % and a factor e.
    case weak
    /// Beyond a factor e.
    case open
  }

  /// Components along the parameters, unit length.
  public let components: [Double]
  /// Standard deviation along the direction, dimensionless (of ln p, or in scales of a linear parameter).
  public let deviation: Double
  /// How firmly it is known.
  public var firmness: Firmness { deviation < 0.2 ? .fixed : deviation < 1 ? .weak : .open }
  /// The direction in words, e.g. `k2r / k2nonr`.
  public let words: String
}

/// What a set of data says about a set of parameters.
public struct Identifiability: Sendable, Equatable {
  /// Directions, the best known first.
  public let directions: [InformationDirection]
  /// Sentences for people: what is fixed, what is not, one line each.
  public let sentences: [String]
  /// Condition of the information: largest over smallest deviation, dimensionless.
  public let condition: Double

  /// - Parameters:
  ///   - best: the maximum at which the information is taken.
  ///   - problem: the problem it is the maximum of.
  ///   - chosen: parameters that are asked about; what the data must spend on the others is taken off. All, if nil.
  public init(_ best: MaximumPosterior, of problem: InferenceProblem, for chosen: [Int]? = nil) {
    let asked = chosen ?? Array(problem.parameters.indices)
    let parameters = asked.map { problem.parameters[$0] }
    let n = asked.count
    let scales = asked.map { j -> Double in
      let parameter = problem.parameters[j]
      guard parameter.scale == .linear else { return 1 }
      if case .normal(_, let deviation) = parameter.prior { return deviation }
      let room = parameter.bounds.upperBound - parameter.bounds.lowerBound
      return room.isFinite ? room : max(1, abs(best.values[j]))
    }
    var scaled = Self.marginal(best.information, size: problem.parameters.count, for: asked)
    for j in 0..<n { for k in 0..<n { scaled[j * n + k] *= scales[j] * scales[k] } }
    let eigen = SymmetricEigen(scaled, size: n)
    let found = (0..<n).map { k -> InformationDirection in
      let vector = eigen.vectors[k]
      let largest = vector.max { abs($0) < abs($1) } ?? 1
      let signed = largest < 0 ? vector.map { -$0 } : vector
      return InformationDirection(
        components: signed,
        deviation: eigen.values[k] > 1e-14 * eigen.values[0] ? 1 / eigen.values[k].squareRoot() : .infinity,
        words: Self.words(signed, parameters))
    }
    directions = found
    let deviations = found.map(\.deviation)
    condition = (deviations.max() ?? 1) / max(deviations.min() ?? 1, .leastNormalMagnitude)
    let fixed = found.filter { $0.firmness == .fixed }
    let weak = found.filter { $0.firmness == .weak }
    let open = found.filter { $0.firmness == .open }
    var lines: [String] = []
    if open.isEmpty, weak.isEmpty {
      lines.append("All \(n) parameters are fixed by these data.")
    } else {
      let named =
        fixed.isEmpty
        ? "nothing" : fixed.map { "\($0.words) (to \(Self.spread($0.deviation)))" }.joined(separator: ", ")
      lines.append("These data fix \(fixed.isEmpty ? "" : "only ")\(named).")
      for one in weak { lines.append("Weakly known: \(one.words), to \(Self.spread(one.deviation)).") }
      for one in open {
        lines.append(
          "Not known from these data: \(one.words)\(one.deviation.isFinite ? ", \(Self.spread(one.deviation))" : "").")
      }
    }
    sentences = lines
  }

  /// F_aa − F_ab F_bb⁺ F_ba: information about some parameters when the others must be found from the same data.
  static func marginal(_ information: [Double], size: Int, for asked: [Int]) -> [Double] {
    let others = (0..<size).filter { !asked.contains($0) }
    let n = asked.count
    var result = [Double](repeating: 0, count: n * n)
    for (a, j) in asked.enumerated() {
      for (b, k) in asked.enumerated() { result[a * n + b] = information[j * size + k] }
    }
    guard !others.isEmpty else { return result }
    // Brought to a unit diagonal first, so that the rank does not depend on units.
    let roots = others.map { max(information[$0 * size + $0], .leastNormalMagnitude).squareRoot() }
    let m = others.count
    var block = [Double](repeating: 0, count: m * m)
    for (a, j) in others.enumerated() {
      for (b, k) in others.enumerated() { block[a * m + b] = information[j * size + k] / (roots[a] * roots[b]) }
    }
    let eigen = SymmetricEigen(block, size: m)
    for (value, vector) in zip(eigen.values, eigen.vectors) where value > 1e-12 * eigen.values[0] {
      let along = asked.map { j in
        others.indices.reduce(0) { $0 + information[j * size + others[$1]] * vector[$1] / roots[$1] }
      }
      for a in 0..<n { for b in 0..<n { result[a * n + b] -= along[a] * along[b] / value } }
    }
    return result
  }

  /// "3 %" or "a factor 4".
  static func spread(_ deviation: Double) -> String {
    if deviation < 0.3 { return "\(Self.brief(100 * deviation)) %" }
    return deviation < 20 ? "a factor \(Self.brief(exp(deviation)))" : "many decades"
  }

  static func brief(_ value: Double) -> String { String(format: value < 10 || value >= 1e5 ? "%.2g" : "%.0f", value) }

  /// A product of powers: the parameters that make up the direction, each with its power relative to the largest.
  static func words(_ direction: [Double], _ parameters: [FitParameter]) -> String {
    let largest = direction.map { abs($0) }.max() ?? 1
    let parts = direction.indices.filter { abs(direction[$0]) > 0.2 * largest }
      .sorted { abs(direction[$0]) > abs(direction[$1]) }
    let isProduct = parts.allSatisfy { parameters[$0].scale == .logarithmic }
    guard isProduct else {
      return parts.enumerated().map { place, j in
        let weight = direction[j] / largest
        let sign = place == 0 ? "" : weight < 0 ? " − " : " + "
        let size = abs(weight) > 0.85 ? "" : "\(brief(abs(weight))) "
        return sign + size + (parameters[j].scale == .logarithmic ? "ln \(parameters[j].name)" : parameters[j].name)
      }.joined()
    }
    func power(_ j: Int) -> String {
      let weight = abs(direction[j]) / largest
      return parameters[j].name + (weight > 0.85 ? "" : "^\(brief(weight))")
    }
    let above = parts.filter { direction[$0] > 0 }.map(power).joined(separator: " · ")
    let below = parts.filter { direction[$0] < 0 }.map(power).joined(separator: " · ")
    return below.isEmpty ? above : "\(above) / \(below.contains(" · ") ? "(\(below))" : below)"
  }
}
