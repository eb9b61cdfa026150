import Figures
import Foundation
import Inference
import NumericalMethods
import Records

/// S9: one set of rate constants a bias explains yields and decays together.
struct RatesTogether: PaperObservation {
  let id = "S9"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let study = try await DecayStudy(bench)
    let problem = try RateFit(
      model: .uniform, knowledge: try DecayStudy.constants(dividing: true), decays: study.decays, yields: study.yields
    ).problem()
    var settings = MaximumPosteriorSettings()
    settings.extraStarts = 2
    let best = try problem.maximise(settings: settings)
    let square = Self.pearson(problem, best)
    let fixed = Double(problem.dataCount - problem.parameters.count)
    let yields = Self.pearson(problem, best, from: study.decays.count)
    let identifiability = Identifiability(best, of: problem)
    return ObservationFindings(
      criteria: [
        Criterion(
          "reduced χ² of decays and yields together", paper: "one set explains both", computed: square / fixed,
          .between(0.8, 1.3))
      ],
      figure: Figure(
        name: "S9-rates-together", title: "Decays and yields with one set of rate constants a bias",
        panels: [study.panel(best), yieldPanel(study, best)]),
      notes: [
        "Of the yields alone: \((yields / Double(study.yields.flatMap(\.yields).count)).brief) a datum. Yields are relative, with \(Int(100 * DecayStudy.yieldDeviation)) % noise. "
          + identifiability.sentences.joined(separator: " ")
      ])
  }

  /// Pearson's sum, whose expectation is one a datum also for few counts, over all sets from one on.
  private static func pearson(_ problem: InferenceProblem, _ best: MaximumPosterior, from first: Int = 0) -> Double {
    var (sum, offset) = (0.0, 0)
    for (index, set) in problem.data.enumerated() {
      for (row, value) in set.values.enumerated() where index >= first {
        let expected = best.expectations[offset + row]
        let miss = value - expected
        switch set.noise {
        case .poisson: sum += miss * miss / max(expected, 1e-9)
        case .normal(let deviations), .robust(let deviations): sum += miss * miss / (deviations[row] * deviations[row])
        }
      }
      offset += set.values.count
    }
    return sum
  }

  private func yieldPanel(_ study: DecayStudy, _ best: MaximumPosterior) -> Panel {
    var panel = Panel(
      title: "yields", x: PlotAxis("pairs per volume", unit: "cm⁻³", scale: .logarithmic),
      y: PlotAxis("relative yield", scale: .logarithmic), curves: [], legend: .below)
    var offset = study.decays.reduce(0) { $0 + $1.counts.count }
    for (index, set) in study.yields.enumerated() {
      let expected = Array(best.expectations[offset..<(offset + set.yields.count)])
      offset += set.yields.count
      let x = set.densities.map { $0 * 1e-6 }
      panel.curves.append(
        Curve(
          set.group, x: x, y: set.yields,
          interval: .init(
            lower: zip(set.yields, set.deviations).map { $0 - $1 },
            upper: zip(set.yields, set.deviations).map { $0 + $1 }),
          style: .errorBars, colour: .palette(index)))
      panel.curves.append(Curve("", x: x, y: expected, style: .line, colour: .black))
    }
    return panel
  }
}
