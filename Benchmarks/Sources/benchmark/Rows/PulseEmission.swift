import Bench
import Emission
import Materials

extension Benchmark {
  /// One laser pulse on the bare film above threshold: carriers, gain, amplified light, 401 wavelengths.
  static let pulse = Benchmark("one laser pulse with its spectrum", room: "emission", goal: 1e-3) {
    let device = try DeviceLibrary.load("cspbbr3-film").device
    let pump = try Experiment(shipped: "S1").pump
    let film = try SimulatedFilm(device: device, pump: pump).film
    let cells = FilmCells(
      widths: film.widths, ionFraction: film.widths.map { _ in 1 }, absorbedShare: film.absorbedShare,
      temperature: device.temperature)
    let pulse = LaserPulse(incidentFluence: 3, photonWavelength: pump.wavelength, duration: pump.width)
    return try Work { [try film.pulses.fire(pulse, film: cells).spectrum.reduce(0, +)] }
  }
}
