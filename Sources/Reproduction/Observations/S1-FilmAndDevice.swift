import Analysis
import Bench
import Figures
import Materials
import Optics
import Records

/// S1: the bare film has a far lower threshold than the device, for lack of contacts that absorb and dilute the mode.
struct FilmAndDevice: PaperObservation {
  let id = "S1"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let device = bench.device.device
    guard let readings = try await bench.runOnFilm("S1").ladders.first else {
      throw ReproductionError.runFailed(experiment: "S1", reason: "the film was not recorded on a fluence ladder")
    }
    let ladder = try EmissionLadder(readings)
    let found = ladder.thresholdOrReason()
    let film = found.value?.fluence.value.microjoulesPerSquareCentimetre ?? .nan
    let led = try await bench.zeroBiasThreshold()?.microjoulesPerSquareCentimetre ?? .nan
    let passed = try transmissions(device)
    let sweep = try Self.sweep(of: device)
    func gain(_ nanometres: Double) -> Double {
      sweep.min { abs($0.value - nanometres * 1e-9) < abs($1.value - nanometres * 1e-9) }?.thresholdGain ?? .nan
    }
    return ObservationFindings(
      criteria: [
        Criterion(
          "ASE threshold of the film on glass", paper: "160 µJ/cm²", computed: film, unit: "uJ/cm2",
          .within(target: 160, tolerance: 25), note: found.reason ?? ""),
        Criterion(
          "device threshold × pump transmission over film threshold", paper: "360/160",
          computed: led * passed.air / film,
          .within(target: 2.25, tolerance: 0.4), absent: 1),
        Criterion(
          "pump transmission of the layers above the emitter", paper: "0.60", computed: passed.air,
          .within(target: 0.6, tolerance: 0.05)),
        Criterion(
          "threshold gain with 30 nm ITO over that with 100 nm", paper: "thin ITO is better",
          computed: gain(30) / gain(100), .below(1), absent: 1),
      ],
      figure: Figure(
        name: "S1-film-and-device", title: "Film on glass, and the device with thicker or thinner ITO",
        panels: [
          Panel(
            title: "emission of the film",
            x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
            y: PlotAxis("emission, 535–545 nm", unit: "nJ/cm² nm", scale: .logarithmic),
            curves: [ladder.curve(label: "film, 0 V")], paper: [PaperMark(.vertical(160), label: "160 µJ/cm²")]),
          Panel(
            title: "device", x: PlotAxis("thickness of both ITO layers", unit: "nm"),
            y: PlotAxis("material gain at threshold", unit: "cm⁻¹"),
            curves: [
              Curve(
                "TE0 over 2.6 mm", x: sweep.map { $0.value * 1e9 }, y: sweep.map { $0.thresholdGain / 100 })
            ]),
        ]),
      notes: [
        "The layers above the emitter pass \(passed.air.brief) of the pump into air and \(passed.glass.brief) into glass; "
          + "the criterion takes air. The film has the device's emission parameters and its emitter's optical constants.",
        "Published tables for ITO differ: `--set materials.ITO=ITO-konig` shows by how much the result moves.",
      ])
  }

  /// Pump transmittance of the layers between the hole side and the emitter, alone in air and on glass.
  private func transmissions(_ device: Device) throws -> (air: Double, glass: Double) {
    guard let emitter = device.emitterIndex, emitter + 1 < device.layers.count else { return (.nan, .nan) }
    var top = device
    top.layers = Array(device.layers[(emitter + 1)...])
    let stack = try OpticalStack(device: top, wavelength: 355e-9)
    let index = try OpticalConstantsLibrary.shipped().load(named: "soda-lime-rubin").index(wavelength: 355e-9)
    // A substrate from whose black back nothing returns: what starts into it is all that is missing.
    let black = OpticalLayer(
      name: "glass", thickness: 0.01, refractiveIndex: ComplexNumber(index.n, 1e-3), isIncoherent: true)
    let onGlass = try OpticalStack(layers: [black] + stack.layers, wavelength: 355e-9)
    return (
      try stack.illuminate(from: .holeSide).transmittance,
      try onGlass.illuminate(from: .holeSide).absorbedByLayer[0]
    )
  }

  private static func sweep(of device: Device) throws -> [OpticalSurvey.SweptPoint] {
    var question = OpticalQuestion()
    question.includesModes = false
    question.sweep = OpticalSweep("ITO", .thickness(stride(from: 10e-9, through: 150e-9, by: 5e-9).map { $0 }))
    return try OpticalSurvey(device, question).sweep
  }
}
