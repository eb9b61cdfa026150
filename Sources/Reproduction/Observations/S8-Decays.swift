import Figures
import Foundation
import Inference
import NumericalMethods
import Records

/// S8: fits of the decays find a lower k1 and a higher k2r + k2nonr under bias.
struct DecayRates: PaperObservation {
  let id = "S8"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let study = try await DecayStudy(bench)
    let problem = try RateFit(
      model: .uniform, knowledge: try DecayStudy.constants(dividing: false), decays: study.decays
    ).problem()
    let best = try problem.maximise()
    let names = problem.parameters.map(\.name)
    func ratio(_ constant: String) -> (value: Double, lower: Double, upper: Double) {
      guard let high = names.firstIndex(of: "\(constant) at \(DecayStudy.biases.biased)"),
        let low = names.firstIndex(of: "\(constant) at \(DecayStudy.biases.rest)")
      else { return (.nan, .nan, .nan) }
      let (value, deviation) = best.logRatio(of: high, to: low)
      let half = normalQuantile(0.975) * deviation
      return (exp(value), exp(value - half), exp(value + half))
    }
    let (first, second) = (ratio("k1"), ratio("k2r"))
    let reduced = best.deviance / Double(problem.dataCount - problem.parameters.count)
    return ObservationFindings(
      criteria: [
        Criterion(
          "k1 at 6 V over k1 at 0 V, upper end of the 95 % interval", paper: "k1 decreases", computed: first.upper,
          .below(1), absent: 1),
        Criterion(
          "(k2r + k2nonr) at 6 V over that at 0 V, lower end of the 95 % interval", paper: "k2r + k2nonr increases",
          computed: second.lower, .above(1), absent: 1),
      ],
      figure: Figure(
        name: "S8-decays", title: "Decays of the photoluminescence at 0 V and at 6 V", panels: [study.panel(best)]),
      notes: [
        "Fitted: k1 × \(first.value.brief) (\(first.lower.brief) … \(first.upper.brief)), k2r + k2nonr × "
          + "\(second.value.brief) (\(second.lower.brief) … \(second.upper.brief)); deviance a datum \(reduced.brief).",
        "Three decays a bias, \(Int(DecayStudy.photons)) photons each with \(DecayStudy.darkCounts.brief) dark counts a bin, "
          + "simulated cell by cell with the rates of the local ions; the fit knows one density and two constants a bias.",
      ])
  }
}
