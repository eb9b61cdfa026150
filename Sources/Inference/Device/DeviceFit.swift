// Fitting a device: any of its numbers, against anything measured on it.
//
// A trial is the device with some of its values replaced, as if by --set; what was measured on it is computed by carrying
// the experiments out on the bench. A trial takes seconds, so the search is that of ExpensiveFit.

import Bench
import Foundation
import InputFiles
import Materials
import Quantities

/// A fit of numbers of a device to what was measured on it.
public struct DeviceFit: Sendable {
  /// One number of the device that may move.
  public struct Parameter: Sendable, Equatable {
    /// The number, named by its path as for `--set`; values in SI.
    public let fit: FitParameter
    /// Unit in which it is written.
    public let unit: PhysicalUnit

    /// Path as for `--set`.
    public var path: String { fit.name }

    /// The value as an argument of `--set`.
    public func assignment(_ value: Double) -> String {
      "\(path)=\(Quantity(siValue: value, unit: unit).formatted(significantDigits: 7))"
    }
  }

  /// A number that the starting values had been adjusted to before, though it is no target here.
  public struct Inherited: Sendable, Equatable {
    /// Id of the observation.
    public let id: String
    /// Quantity of one of its conditions.
    public let quantity: String
    /// Where it was adjusted to, or what it follows from.
    public let source: String
  }

  /// Another explanation of the same data: the same device with other values, other parameters free.
  public struct Rival: Sendable {
    /// Name.
    public let name: String
    /// Its fit.
    public let fit: DeviceFit
  }

  /// One line for people.
  public var title: String
  /// A shipped device or the path of a file.
  public var device: String
  /// Values that hold throughout, as for `--set`.
  public var fixed: [String]
  /// What may move.
  public var parameters: [Parameter]
  /// What was measured.
  public var observables: [any DeviceObservable]
  /// Numbers that were adjusted to before.
  public var inherited: [Inherited]
  /// Rival explanations.
  public var rivals: [Rival]
  /// How the search goes on.
  public var settings: ExpensiveFitSettings

  /// Numbers of the paper among the data.
  public var targets: [ObservationTargets.Target] {
    observables.compactMap { $0 as? ObservationTargets }.flatMap(\.targets)
  }

  /// The arguments of `--set` for values of the parameters, SI.
  public func overrides(_ values: [Double]) -> [String] {
    fixed + zip(parameters, values).map { $0.assignment($1) }
  }

  /// The fit as a problem of inference.
  /// - Parameter name: name under which its evaluations are kept.
  /// - Throws: `InferenceError`.
  public func problem(named name: String = mainName) throws(InferenceError) -> ExpensiveProblem {
    let (fit, observables) = (self, observables)
    return try ExpensiveProblem(name: name, parameters: parameters.map(\.fit), data: observables.map(\.data)) {
      values in
      let trial = DeviceTrial(device: fit.device, overrides: fit.overrides(values))
      var all: [Double] = []
      for observable in observables { all += try await observable.expectations(on: trial) }
      return all
    }
  }

  /// Where a fit with its rivals has come to.
  public struct Progress: Sendable {
    /// Fit at work: 0 for the main one, then the rivals.
    public let index: Int
    /// Name of the fit at work.
    public let name: String
    /// Fits in all.
    public let count: Int
    /// State of its search.
    public let state: ExpensiveFitState
  }

  /// Carries the fit and its rivals out.
  /// - Parameters:
  ///   - journal: what was computed before.
  ///   - report: called after every trial.
  /// - Throws: `InferenceError` of the main fit, `CancellationError`, `OutputError`. A rival that fails is reported in
  ///   the outcome.
  public func carryOut(
    journal: EvaluationJournal = EvaluationJournal(),
    report: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws -> DeviceFitOutcome {
    let count = 1 + rivals.count
    func one(_ fit: DeviceFit, _ index: Int, _ name: String) async throws -> DeviceFitOutcome.Part {
      let before = (await journal.computed, await journal.recalled)
      let found = try await fit.problem(named: name).maximise(journal: journal, settings: fit.settings) { state in
        report(Progress(index: index, name: name, count: count, state: state))
      }
      return DeviceFitOutcome.Part(
        name: name, fit: fit, result: found, trials: await journal.computed - before.0,
        recalled: await journal.recalled - before.1)
    }
    let main = try await one(self, 0, Self.mainName)
    var others: [DeviceFitOutcome.Part] = []
    var failures: [String] = []
    for (index, rival) in rivals.enumerated() {
      do { others.append(try await one(rival.fit, index + 1, rival.name)) } catch {
        if Task.isCancelled || error is CancellationError { throw CancellationError() }
        failures.append("'\(rival.name)': \(error)")
      }
    }
    return DeviceFitOutcome(main: main, rivals: others, failures: failures)
  }

  /// Name of the main fit in journals and tables.
  public static let mainName = "this fit"
}
