import Analysis
import Bench
import Figures
import Materials
import Records

/// S18b: with insulators between contacts and transport layers no direct current flows, and the modulation persists.
struct InsulatorsBesideContacts: PaperObservation {
  let id = "S18b"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let sample = try await BlockedSample(bench, device: "cspbbr3-led-blocked-outer")
    return ObservationFindings(
      criteria: [
        Criterion(
          "threshold ratio 0 V / 6 V", paper: "modulation persists",
          computed: sample.thresholds.rest / sample.thresholds.biased, .above(1.5), absent: 1, note: sample.reasons),
        Criterion(
          "direct current at 6 V in the steady state", paper: "no current",
          computed: sample.steadyCurrent.nanoamperesPerSquareCentimetre, unit: "nA/cm2", .below(1)),
      ],
      figure: sample.figure(
        name: "S18b-insulators-beside-contacts", title: "Al₂O₃ between contacts and transport layers"),
      notes: [
        "The device is cspbbr3-led-blocked-outer; every value that it shares with the diode is the diode's.",
        "Its Al₂O₃ lets no carrier through, so that the direct current is zero by construction but for what the "
          + "transients leave; that the modulation does not need it is what the row tests.",
      ])
  }
}
