import Bench
import Emission
import Materials

extension Benchmark {
  /// One laser pulse on the bare film above threshold: carriers, gain, amplified light, 401 wavelengths.
  static let pulse = Benchmark("one laser pulse with its spectrum", room: "emission", goal: 1e-3) {
    let device = try DeviceLibrary.load("cspbbr3-film").device
    let pump = try Experiment(shipped: "S1").pump
    let film = try SimulatedFilm(device: device, pump: pump)
    let cells = FilmCells(
      widths: film.film.widths, ionFraction: film.film.widths.map { _ in 1 }, absorbedShare: film.film.absorbedShare,
      temperature: device.temperature)
    let exposure = PumpedFilm.Exposure(film: cells, fluence: 3)
    return try Work { [try film.develop(exposure).spectrum.reduce(0, +)] }
  }
}
