import Bench
import Figures
import Foundation
import Materials
import Records

extension PumpSchemeOutcome {
  /// All arrays on the axes duty cycle, pulse length, pre-bias.
  /// - Throws: `DatasetError`.
  public func dataset() throws(DatasetError) -> Dataset {
    let axes = [
      Axis("duty_cycle", longName: "share of the time in which the pulse is on", unit: "1", values: scheme.dutyCycles),
      Axis("pulse_length", longName: "length of the electrical pulse", unit: "ns", values: scheme.pulseLengths.map { $0 * 1e9 }),
      Axis("pre_bias", longName: "DC bias between pulses", unit: "V", values: scheme.preBiases),
    ]
    let mean = Axis("mean_bias", longName: "mean bias", unit: "V", values: films.map(\.meanBias))
    func array(
      _ name: String, _ longName: String, _ unit: String, _ value: (SurveyedScheme) -> Double
    ) throws(DatasetError) -> LabelledArray {
      try LabelledArray(name, longName: longName, unit: unit, axes: axes, values: points.map(value))
    }
    return try Dataset(
      [
        array("threshold_current", "current density at which ASE is as high as PL", "A cm-2") {
          $0.threshold.currentDensity * 1e-4
        },
        array("threshold_current_lower", "lower end of the 95 % interval", "A cm-2") {
          ($0.interval?.lowerBound ?? .nan) * 1e-4
        },
        array("threshold_current_upper", "upper end of the 95 % interval", "A cm-2") {
          ($0.interval?.upperBound ?? .nan) * 1e-4
        },
        array("threshold_current_cool", "the same if the film stayed at the temperature of its surroundings", "A cm-2") {
          $0.coolCurrent * 1e-4
        },
        array("film_temperature", "temperature of the film, mean over the pulse", "K") { $0.threshold.temperature },
        array("auger_share", "share of the pairs lost to Auger recombination", "1") { $0.threshold.augerShare },
        array("peak_density", "highest pair density", "cm-3") { $0.threshold.peakDensity * 1e-6 },
        array("scheme_mean_bias", "mean bias of the scheme", "V") { $0.meanBias },
        LabelledArray(
          "optical_threshold", longName: "pump fluence at which ASE is as high as PL", unit: "uJ cm-2", axes: [mean],
          values: films.map { $0.opticalThreshold.microjoulesPerSquareCentimetre }),
        LabelledArray(
          "ion_fraction", longName: "mean ion fraction of the film", unit: "1", axes: [mean],
          values: films.map(\.meanIonFraction)),
      ],
      attributes: [
        "title": .text(scheme.title), "device": .text(scheme.device),
        "assumption": "ions in the steady state of the mean bias; every injected pair lands evenly in the film",
        "Conventions": "CF-1.11",
      ])
  }

  /// Writes record, table and figure into a folder that is there.
  ///
  /// `target`: where the folder will lie in the end, for messages.
  /// - Returns: figures that could not be drawn.
  public func write(into folder: URL, target: URL) async throws -> [FigureError] {
    let provenance = Provenance.current(parameterSet: device.parameterSet ?? "none")
    let record = RunRecord(
      dataset: try dataset(), input: scheme.resolvedInput, device: device.resolvedInput, provenance: provenance,
      audit: audit, citations: Citation.sources(of: device))
    try await record.writeContents(into: folder)
    let place = folder.appending(path: "figures")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: folder.appending(path: "schemes.txt"))
    return await GnuplotRenderer().render([figure.withoutEmptyCurves().figure], into: place).compactMap { result in
      if case .failure(let error) = result { error.moved(from: folder, to: target) } else { nil }
    }
  }
}
