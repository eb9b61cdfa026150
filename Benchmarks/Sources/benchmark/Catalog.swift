extension Benchmark {
  /// Every row, in the order of the table. A new row is a file in Rows and a line here.
  static let all: [Benchmark] =
    [
      absorptionMap, fineAbsorptionMap, guidedModes, electrodeSweep, dipoles, carrierDecay, filmDecay, resolvedPulse,
      fluenceBiasMap, ionSwitch, cellScan,
      steadyCurve, impedance, globalFit, likelihoods, thresholds,
    ] + pulses + diodeSteps + [diodeSteadyCurve] + cellScanGrowth
}
