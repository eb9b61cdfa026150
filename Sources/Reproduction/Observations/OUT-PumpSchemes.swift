import Bench
import Figures
import Materials
import Records
import Transport

/// OUT: the paper's outlook: electrical pulses on a DC pre-bias, and a higher duty cycle, should lower the lasing threshold.
struct PumpSchemes: PaperObservation {
  let id = "OUT"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    var scheme = try PumpScheme(shipped: "pump-scheme", overrides: bench.schemeOverrides)
    scheme.device = bench.device.device.name
    // The intervals are those of the shipped mesh.
    if bench.isBrief || bench.transportSettings.meshRefinement > 1 { scheme.posterior = nil }
    if bench.isBrief { scheme = scheme.cornersOnly }
    let study = try PumpSchemeStudy(scheme, on: bench.device, transportSettings: bench.transportSettings)
    let found = try await study.carryOut()
    let short = scheme.pulseLengths[0]
    let (rare, often) = (scheme.dutyCycles[0], scheme.dutyCycles[scheme.dutyCycles.count - 1])
    let (rest, high) = (scheme.preBiases[0], scheme.preBiases[scheme.preBiases.count - 1])
    func current(_ bias: Double, _ length: Double, _ duty: Double) -> Double {
      found.point(preBias: bias, pulseLength: length, dutyCycle: duty)?.threshold.currentDensity ?? .nan
    }
    func cool(_ duty: Double) -> Double {
      found.point(preBias: rest, pulseLength: short, dutyCycle: duty)?.coolCurrent ?? .nan
    }
    let stated = found.points.filter {
      $0.threshold.reason != nil || ($0.threshold.currentDensity.isFinite && (scheme.posterior == nil || $0.interval != nil))
    }
    let carried = try await bench.carriers().point(10).currentDensity * 1e-4
    let best = found.best.first?.point
    return ObservationFindings(
      criteria: [
        Criterion(
          "threshold current with \(high.brief) V pre-bias over that without, \(short.nanosecondText) pulses",
          paper: "pre-bias should help", computed: current(high, short, rare) / current(rest, short, rare), .below(0.9),
          absent: 1),
        Criterion(
          "the same at a duty cycle of \(often.brief) over that at \(rare.brief), no pre-bias, film kept cool",
          paper: "a higher duty cycle should help", computed: cool(often) / cool(rare), .below(0.9), absent: 1,
          note: found.coolDuty ?? ""),
        Criterion(
          "points of the map with a current and its interval, or a reason against", paper: "map with uncertainty",
          computed: 100 * Double(stated.count) / Double(found.points.count), unit: "%", .between(100, 100)),
        Criterion(
          "lowest threshold current", paper: "current density needed",
          computed: (best?.threshold.currentDensity ?? .nan) * 1e-4,
          halfWidth: (best?.interval.map { 0.5 * ($0.upperBound - $0.lowerBound) } ?? 0) * 1e-4, unit: "A/cm2", .above(0)),
      ],
      figure: found.figure, audit: found.audit,
      notes: found.findings + [
        "The same as driftlight run Experiments/pump-scheme.yaml. Ions stand where the mean bias holds them; every injected pair "
          + "lands evenly in the film; heat and Auger recombination are in; the intervals are what Fits/li2023.yaml leaves open. "
          + "A current at which the device as built would break is no scheme: at 10 V it carries \(carried.brief) A/cm² in the "
          + "model, since its Al₂O₃ insulates. The paper cites 10 kA/cm² in nanosecond pulses for other diodes (its reference 19).",
      ])
  }
}
