import Bench
import Emission
import Foundation
import Materials

extension Benchmark {
  /// One laser pulse on the bare film at twice its threshold and at ten times: carriers, gain, amplified light, 401
  /// wavelengths.
  static let pulses = [(300, "one laser pulse with its spectrum"), (1500, "the same at ten times the threshold")].map {
    fluence, name in
    Benchmark(name, room: "emission", goal: 1e-3) {
      let film = try shippedFilm()
      let cells = FilmCells(
        widths: film.widths, ionFraction: film.widths.map { _ in 1 }, absorbedShare: film.absorbedShare)
      let pulse = LaserPulse(
        incidentFluence: Double(fluence) * 1e-2, photonWavelength: film.pump.wavelength, duration: film.pump.width)
      return try Work { [try film.pulses.fire(pulse, film: cells).spectrum.reduce(0, +)] }
    }
  }

  /// A pulse resolved along the stripe in 24 cells and in depth in 4 groups: the reference of the fast model.
  static let resolvedPulse = Benchmark("one pulse resolved along stripe and depth", room: "emission", goal: 0.1) {
    let film = try shippedFilm()
    let cells = FilmCells(
      widths: film.widths, ionFraction: film.widths.map { _ in 1 }, absorbedShare: film.absorbedShare)
    let length = film.pulses.parameters.guide.pathLength
    let stripe = try StripeModel(
      model: film.pulses, geometry: StripeGeometry(length: length, cells: 24), depthGroups: 4)
    let pulse = LaserPulse(incidentFluence: 3, photonWavelength: film.pump.wavelength, duration: film.pump.width)
    return try Work { [try stripe.fire(Excitation(pulse), film: cells).spectrum.reduce(0, +)] }
  }

  /// The shipped diode on 20 biases from 0 to 5.7 V, 1 s each, with 30 fluences on each frozen state: 600 spectra.
  /// Processor time; the spectra are independent of one another and shared by all cores in a run.
  static let fluenceBiasMap = Benchmark(
    "map of 30 fluences × 20 biases on the diode, on one core", room: "emission", goal: 2
  ) {
    let device = try DeviceLibrary.load("cspbbr3-led").device
    let pump = try Experiment(shipped: "F2c").pump
    let rest = try SimulatedDevice(device: device, pump: pump)
    let fluences = (0..<30).map { 0.6 * pow(1400.0 / 60, Double($0) / 29) }
    return try Work {
      var apparatus = rest
      var sum = 0.0
      for step in 0..<20 {
        try apparatus.move(.hold(0.3 * Double(step)), for: 1, fluence: nil, observing: []) { _ in }
        for fluence in fluences { sum += try apparatus.develop(apparatus.exposure(fluence: fluence)).spectrum[240] }
      }
      return [sum]
    }
  }

  private static func shippedFilm() throws -> PumpedFilm {
    try SimulatedFilm(device: DeviceLibrary.load("cspbbr3-film").device, pump: Experiment(shipped: "S1").pump).film
  }
}
