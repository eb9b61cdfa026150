// Decays and streak images of a run as arrays of its record.

import Records

extension BenchRun {
  /// Decays with what was applied when they were taken; empty where there are none.
  func decayArrays() throws(DatasetError) -> [LabelledArray] {
    let readings = decays
    let found = readings.compactMap { $0.emission?.decay }
    guard let first = found.first else { return [] }
    let axis = Axis("decay", longName: "decays taken", unit: "1", values: readings.indices.map(Double.init))
    let delay = Axis(
      "decay_delay", longName: "beginning of the bin after the centre of the pulse", unit: "ns",
      values: first.times.map { $0 * 1e9 })
    let histogram = try LabelledArray(
      "decay_signal", longName: first.isCounted ? "counts per bin" : "detected photons per area and bin",
      unit: first.isCounted ? "1" : "cm-2", axes: [axis, delay],
      values: found.flatMap { decay in first.isCounted ? decay.values : decay.values.map { $0 * 1e-4 } })
    return try series(of: readings, axis: "decay", longName: "decays taken", prefix: "decay_") + [histogram]
  }

  /// Streak images with what was applied when they were taken; empty where there are none.
  func streakArrays() throws(DatasetError) -> [LabelledArray] {
    let readings = streaks
    let found = readings.compactMap(\.emission)
    guard let first = found.first, let times = first.streak?.times else { return [] }
    let axis = Axis("streak", longName: "streak images taken", unit: "1", values: readings.indices.map(Double.init))
    let delay = Axis(
      "streak_delay", longName: "time after the centre of the pulse", unit: "ns", values: times.map { $0 * 1e9 })
    let wavelength = Axis(
      "wavelength", longName: "wavelength of the emitted light", unit: "nm", values: first.wavelengths.map { $0 * 1e9 })
    let image = try LabelledArray(
      "streak_signal", longName: "detected power of one pulse", unit: "W cm-2 nm-1", axes: [axis, delay, wavelength],
      values: found.flatMap { ($0.streak?.values ?? []).map { $0 * 1e-13 } })
    return try series(of: readings, axis: "streak", longName: "streak images taken", prefix: "streak_") + [image]
  }
}
