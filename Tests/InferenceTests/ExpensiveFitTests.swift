import Foundation
import Inference
import NumericalMethods
import Synchronization
import Testing

/// Two decays of different weight with noise of known size: as a fast and as an expensive problem.
private struct TwoDecays {
  let parameters: [FitParameter]
  let data: FitData
  static let times = (0..<40).map { 0.1 * Double($0) }
  @Sendable static func model(_ p: [Double]) -> [Double] {
    times.map { p[0] * exp(-p[1] * $0) + p[2] * exp(-p[3] * $0) }
  }

  init() throws {
    var generator = SeededGenerator(seed: 5)
    let values = Self.model([2, 4, 1, 0.5]).map { $0 + 0.01 * generator.normal() }
    data = try FitData(name: "decays", values: values, noise: .normal(deviations: values.map { _ in 0.01 }))
    let prior = { FitParameter.Prior.logNormal(median: $0, width: 0.5) }
    parameters = [
      try FitParameter(name: "a", start: 1.5, bounds: 0.01...100, prior: prior(1.5)),
      try FitParameter(name: "fast", start: 3, bounds: 0.01...100, prior: prior(3)),
      try FitParameter(name: "b", start: 1.3, bounds: 0.01...100, prior: prior(1.3)),
      try FitParameter(name: "slow", start: 0.7, bounds: 0.01...100, prior: prior(0.7)),
    ]
  }

  func fast() throws -> InferenceProblem {
    try InferenceProblem(parameters: parameters, data: [data], model: Self.model)
  }

  func expensive(_ model: @escaping @Sendable ([Double]) async throws -> [Double]) throws -> ExpensiveProblem {
    try ExpensiveProblem(parameters: parameters, data: [data], model: model)
  }
}

private struct Unreachable: Error {}

@Suite("Fits of expensive models")
struct ExpensiveFitTests {
  @Test("few calls find the maximum, covariance and profile intervals of the fast search")
  func agreesWithFastSearch() async throws {
    let case_ = try TwoDecays()
    let journal = EvaluationJournal()
    let found = try await case_.expensive { TwoDecays.model($0) }.maximise(journal: journal)
    let problem = try case_.fast()
    let best = try problem.maximise()
    #expect(found.converged)
    // The search stops when less than 0.02 of the deviance is to be won: √0.02 = 0.14 standard deviations.
    #expect(found.best.totalDeviance < best.totalDeviance + 0.02)
    for index in case_.parameters.indices {
      let deviation = best.deviations[index]
      #expect(abs(found.best.coordinates[index] - best.coordinates[index]) < 0.15 * deviation)
      #expect(abs(found.best.deviations[index] / deviation - 1) < 0.05)
      let profile = try problem.profile(of: index, about: best)
      let name = case_.parameters[index].name
      let (lower, upper) = (try #require(found.intervals[index].lower), try #require(found.intervals[index].upper))
      let reach = 2 * deviation
      #expect(abs(log(lower / (try #require(profile.lower)))) < 0.2 * reach, "lower end of \(name)")
      #expect(abs(log(upper / (try #require(profile.upper)))) < 0.2 * reach, "upper end of \(name)")
    }
    // 4 parameters: start, three Jacobians of which one is central, some steps, 8 ends of intervals.
    let calls = await journal.computed
    #expect(calls < 45)
  }

  @Test("stopped and begun again, nothing is computed twice and the result has the same bits")
  func resumes() async throws {
    let case_ = try TwoDecays()
    let whole = EvaluationJournal()
    let reference = try await case_.expensive { TwoDecays.model($0) }.maximise(journal: whole)
    let folder = FileManager.default.temporaryDirectory.appending(path: "expensive-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "fit.journal")
    let calls = Mutex(0)
    do {
      let journal = try EvaluationJournal(url, identity: "two decays", resuming: false)
      let problem = try case_.expensive { values in
        // As Ctrl-C would end it in the middle.
        if calls.withLock({
          $0 += 1
          return $0
        }) > 12 {
          throw CancellationError()
        }
        return TwoDecays.model(values)
      }
      await #expect(throws: CancellationError.self) { try await problem.maximise(journal: journal) }
      let kept = await journal.count
      #expect(kept >= 12)
    }
    let journal = try EvaluationJournal(url, identity: "two decays", resuming: true)
    let found = try await case_.expensive { TwoDecays.model($0) }.maximise(journal: journal)
    #expect(found.best == reference.best)
    let (recalled, computed, all) = (await journal.recalled, await journal.computed, await whole.computed)
    #expect(recalled >= 12 && computed + 12 <= all + 1)
    #expect(throws: (any Error).self) {
      _ = try EvaluationJournal(url, identity: "another fit", resuming: true)
    }
  }

  @Test("a model that fails beyond a wall costs calls, not the fit; one that fails at the start is an error")
  func failures() async throws {
    let case_ = try TwoDecays()
    let walled = try case_.expensive { values in
      // Between the first full step (beyond 4.2) and the maximum (near 4).
      guard values[1] < 4.2 else { throw Unreachable() }
      return TwoDecays.model(values)
    }
    let best = try case_.fast().maximise()
    let found = try await walled.maximise()
    #expect(found.best.totalDeviance < best.totalDeviance + 0.1)
    let dead = try case_.expensive { _ in throw Unreachable() }
    await #expect(throws: InferenceError.self) { try await dead.maximise() }
    let short = try case_.expensive { _ in [1] }
    await #expect(throws: InferenceError.wrongPredictionCount(expected: 40, found: 1)) { try await short.maximise() }
  }
}
