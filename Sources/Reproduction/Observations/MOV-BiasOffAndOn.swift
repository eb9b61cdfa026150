import Analysis
import Bench
import Figures
import Foundation
import Records

/// MOV: the video of the modulation: spectrum, ions and bias over off/on cycles.
struct BiasOffAndOn: PaperObservation {
  let id = "MOV"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.belowThreshold("MOV")
    let readings = run.readings.filter { $0.profile != nil && $0.emission != nil }
    let trace = try EmissionTrace(readings)
    guard let emitter = bench.emitterName, trace.count == readings.count else {
      throw ReproductionError.runFailed(experiment: id, reason: "a spectrum and a profile are needed at each instant")
    }
    let course = Course(times: readings.map(\.time), trace: trace)
    let ends = try run.timeline.steps.indices.compactMap { step -> (bias: Double, ratio: Double)? in
      guard let last = run.readings(ofStep: step).last, last.emission != nil else { return nil }
      let end = try EmissionTrace([last])
      return (end.biases[0], end.ratio[0])
    }
    let on = ends.filter { $0.bias > 0 }.map(\.ratio).min() ?? .nan
    let off = ends.filter { $0.bias <= 0 }.map(\.ratio).max() ?? .nan
    let frames = readings.indices.map { course.frame($0, readings[$0], emitter: emitter) }
    let title = "Spectrum and ions while 6 V are switched off and on"
    return ObservationFindings(
      criteria: [
        Criterion(
          "least ASE/PL at the end of 6 V over the largest at the end of 0 V", paper: "ASE comes and goes",
          computed: on / off, .above(1), absent: 1),
        Criterion(
          "least ASE/PL at the end of 6 V", paper: "ASE clearly visible", computed: on, .above(1), absent: off),
        Criterion(
          "frames of the animation, one a computed spectrum", paper: "video", computed: Double(frames.count), .above(1)),
      ],
      animation: Animation(name: "MOV-off-and-on", title: title, frames: frames),
      notes: [
        "Every frame is one instant of the run: the spectrum of a pulse at 0.8 of the zero-bias threshold, the ions of the same "
          + "moment, and the course until then. Nothing is interpolated between instants, half a second apart."
      ])
  }

  /// The whole course, of which a frame shows a moment.
  private struct Course {
    let times: [Double]
    let trace: EmissionTrace
    /// The highest intensity of all spectra, nJ/(cm² nm).
    let top: Double

    init(times: [Double], trace: EmissionTrace) {
      self.times = times
      self.trace = trace
      top = (zip(trace.amplified, trace.photoluminescence).map { max($0, $1) }.max() ?? 1)
        .nanojoulesPerSquareCentimetreNanometre
    }

    func frame(_ index: Int, _ reading: Reading, emitter: String) -> Figure {
      let end = (times.last ?? 1)
      let now = MarkerLine(.vertical, at: times[index])
      let time = PlotAxis("time", unit: "s", range: 0...end)
      let bias = trace.biases[index] > 0 ? "6 V" : "0 V"
      return Figure(
        name: "frame", title: "\(String(format: "%.1f", times[index])) s, \(bias)",
        panels: [
          Panel(
            title: "emission", x: PlotAxis("wavelength", unit: "nm", range: 500...570),
            y: PlotAxis("detected emission", unit: "nJ/(cm² nm)", range: 0...(1.05 * top)),
            curves: [.spectrum(trace.spectra[index], label: "", style: .filled, colour: .palette(0))], legend: .none),
          ions(reading, emitter),
          Panel(
            title: "what was done", x: time, y: PlotAxis("bias", unit: "V", range: -1...7),
            curves: [Curve("", x: times, y: trace.biases, colour: .palette(2))], lines: [now], legend: .none),
          Panel(
            title: "what came of it", x: time,
            y: PlotAxis("ASE/PL peak ratio", range: 0...(1.1 * (trace.ratio.max() ?? 1))),
            curves: [
              Curve("", x: Array(times[...index]), y: Array(trace.ratio[...index]), style: .linesPoints, colour: .palette(1))
            ], lines: [now, MarkerLine(.horizontal, at: 1)], legend: .none),
        ])
    }

    private func ions(_ reading: Reading, _ emitter: String) -> Panel {
      guard let profile = reading.profile else { return .blank }
      let x = profile.positions.map(\.nanometres)
      let ends = profile.facePositions.map(\.nanometres)
      return Panel(
        title: "ions", x: PlotAxis("position from the electron side", unit: "nm", range: 0...(ends.last ?? 1)),
        y: PlotAxis("density", unit: "1/cm³", scale: .logarithmic, range: 1e14...1e21),
        curves: profile.ions.map { ion in
          Curve(ion.name, x: x, y: ion.density.map { $0 > 0 ? $0 * 1e-6 : .nan })
        }, legend: .topLeft)
    }
  }
}
