import Emission
import Foundation
import Inference
import NumericalMethods
import Testing

/// The derivatives that fits use, held against Richardson's extrapolation of central differences to sixth order.
@Suite("Derivatives of the models")
struct DerivativeTests {
  private static let rates: [String: RateFit.Knowledge] = {
    func free(_ name: String, _ start: Double) -> RateFit.Knowledge? {
      (try? FitParameter(name: name, start: start, bounds: (1e-3 * start)...(1e3 * start))).map { .shared($0) }
    }
    return ["k1": free("k1", 2e7), "k2r": free("k2r", 3e-16), "k2nonr": free("k2nonr", 2.8e-15)].compactMapValues { $0 }
  }()

  private static func fit(_ model: RateModel, _ more: [(String, Double)]) throws -> InferenceProblem {
    var knowledge = rates
    for (name, start) in more {
      knowledge[name] = .shared(try FitParameter(name: name, start: start, bounds: (1e-3 * start)...(1e3 * start)))
    }
    let film = SyntheticFilm(densities: [3e22])
    let decays = try film.decays(seed: 3).map { one in
      // Times given, so that every parameter acts smoothly.
      DecayData(
        name: one.name, counts: Array(one.counts.prefix(400)), binWidth: one.binWidth, excitation: one.excitation,
        response: one.response, background: 3, timeZero: (5e-9, nil))
    }
    return try RateFit(model: model, knowledge: knowledge, decays: decays, yields: [try film.yields(seed: 3)]).problem()
  }

  /// Fisher information Σ W (∂m/∂u)² of each parameter from sixth-order differences of the model.
  /// and Σ W m², the information about a common factor.
  private static func information(
    _ problem: InferenceProblem, step: Double
  ) throws -> (parameters: [Double], factor: Double) {
    let u = problem.start
    let centre = try problem.model(problem.values(at: u))
    var (factor, start) = (0.0, 0)
    for set in problem.data {
      for k in set.values.indices {
        let m = centre[start + k]
        switch set.noise {
        case .poisson: factor += m
        case .normal(let deviations), .robust(let deviations): factor += m * m / (deviations[k] * deviations[k])
        }
      }
      start += set.values.count
    }
    let parameters = try u.indices.map { index in
      func central(_ h: Double) throws -> [Double] {
        var (high, low) = (u, u)
        high[index] += h
        low[index] -= h
        let above = try problem.model(problem.values(at: high))
        return zip(above, try problem.model(problem.values(at: low))).map { ($0 - $1) / (2 * h) }
      }
      let (a, b, c) = (try central(4 * step), try central(2 * step), try central(step))
      var (sum, place) = (0.0, 0)
      for set in problem.data {
        for k in set.values.indices {
          let row = place + k
          let (coarse, fine) = ((4 * b[row] - a[row]) / 3, (4 * c[row] - b[row]) / 3)
          let derivative = (16 * fine - coarse) / 15
          switch set.noise {
          case .poisson: sum += derivative * derivative / centre[row]
          case .normal(let deviations), .robust(let deviations):
            sum += derivative * derivative / (deviations[k] * deviations[k])
          }
        }
        place += set.values.count
      }
      return sum
    }
    return (parameters, factor)
  }

  @Test("uniform model: the information is that of sixth-order differences to 1e-6")
  func uniform() throws {
    let problem = try Self.fit(.uniform, [("k3", 1e-41)])
    let found = try problem.curvature(at: problem.start).information
    let n = problem.parameters.count
    for (index, expected) in try Self.information(problem, step: 2e-3).parameters.enumerated() {
      #expect(abs(found[index * n + index] / expected - 1) < 1e-6, "\(problem.parameters[index].name)")
    }
  }

  @Test(
    "models that step in time: to the error of their tolerance over the width of the difference",
    arguments: [0, 1])
  func stepped(kind: Int) throws {
    let problem =
      kind == 0
      ? try Self.fit(
        .depthResolved(thickness: 1.2e-7, cells: 24, absorptionLength: 8e-8),
        [("diffusivity", 5e-6), ("lowSurfaceVelocity", 2)])
      : try Self.fit(
        .trapFilling, [("trapDensity", 2e21), ("captureConstant", 2e-14), ("holeCaptureConstant", 1e-15)])
    let found = try problem.curvature(at: problem.start).information
    let n = problem.parameters.count
    let known = try Self.information(problem, step: 2e-2)
    for (index, expected) in known.parameters.enumerated() {
      // A tolerance of 1e-5 of the expectations over a width of 5e-3 leaves 2e-3 of them in each derivative.
      let miss = abs(found[index * n + index].squareRoot() - expected.squareRoot())
      #expect(miss < 2e-3 * known.factor.squareRoot(), "\(problem.parameters[index].name)")
    }
  }
}
