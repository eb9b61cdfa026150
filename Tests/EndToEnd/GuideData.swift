import Foundation

/// The made-up data that Documentation/guide/my-ase-threshold.md and my-trpl.md walk through.
enum GuideData {
  /// Normal deviates of a small generator of its own, so that the guides' numbers come out again.
  struct Noise {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func uniform() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) * 0x1p-53
    }

    /// Sum of twelve uniform numbers less six: normal enough within three standard deviations.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
  }

  /// 24 spectra of an Ocean Optics spectrometer with decimal commas, a kink at `threshold` µJ/cm², a dark spectrum of 400
  /// counts under it all, and a cosmic ray in the seventh.
  static func spectra(in folder: URL, threshold: Double, seed: UInt64) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var noise = Noise(seed)
    for step in 0..<24 {
      let fluence = 50 * pow(40, Double(step) / 23)
      let counts = (0..<400).map { sample -> Double in
        let wave = 495 + 0.2 * Double(sample)
        let weak = 16 * fluence * exp(-pow((wave - 523) / 9, 2))
        let strong = 360 * max(0, fluence - threshold) * exp(-pow((wave - 538) / 2, 2))
        let mean = weak + strong + 400
        return (mean + mean.squareRoot() * noise.normal()).rounded() + (step == 6 && sample == 50 ? 9000 : 0)
      }
      let name = String(format: "film_%.1fuJ_%02d.txt", fluence, step)
        .replacing(".", with: "p", maxReplacements: 1)
      try write(counts, to: folder.appending(path: name))
    }
  }

  private static func write(_ counts: [Double], to file: URL) throws {
    var text = "SpectraSuite Data File\nIntegration Time (usec): 100000\n>>>>>Begin Processed Spectral Data<<<<<\n"
    for (sample, value) in counts.enumerated() {
      text += String(format: "%.1f\t%.0f\n", 495 + 0.2 * Double(sample), value).replacing(".", with: ",")
    }
    try Data((text + ">>>>>End Processed Spectral Data<<<<<\n").utf8).write(to: file)
  }

  /// Everything that the commands of "My ASE threshold" name.
  static func threshold(in folder: URL) throws {
    try spectra(in: folder.appending(path: "spectra"), threshold: 300, seed: 3)
    try spectra(in: folder.appending(path: "biased"), threshold: 150, seed: 4)
    var noise = Noise(5)
    try write((0..<400).map { _ in (400 + 20 * noise.normal()).rounded() }, to: folder.appending(path: "dark.txt"))
    try Data("shown [nm],true [nm]\n507.1,507.3\n546.0,546.1\n577.1,577.0\n".utf8)
      .write(to: folder.appending(path: "lamp.csv"))
    let response = (0...40).map { "\(480 + 3 * $0),\(1 + 0.001 * Double($0))" }.joined(separator: "\n")
    try Data("wavelength [nm],factor\n\(response)\n".utf8).write(to: folder.appending(path: "sphere.csv"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "spectra").path)
      .sorted { $0.suffix(6) < $1.suffix(6) }
    let rows = names.enumerated().map { step, name in
      let power = 50 * pow(40, Double(step) / 23) * 1e-6 * Double.pi * pow(0.006, 2) / 2 * 1e3 * 1e6 * 10
      return "\(name),\(String(format: "%.4f", power)),1.0,100"
    }
    try Data("file,power [uW],od,exposure [ms]\n\(rows.joined(separator: "\n"))\n".utf8)
      .write(to: folder.appending(path: "log.csv"))
  }

  /// Everything that the commands of "My TRPL" name: 60 % of 2·10⁵ photons with 3 ns, the others with 14 ns.
  static func decay(in folder: URL, fixtures: URL) throws {
    let (width, sigma, centre, count) = (0.032, 0.12, 1.6, 2000)
    let gauss = { (t: Double) in 0.5 * erfc(-(t - centre) / (sigma * 2.0.squareRoot())) }
    let cumulative = { (t: Double, tau: Double) -> Double in
      let x = t - centre
      return gauss(t) - 0.5 * exp(sigma * sigma / (2 * tau * tau) - x / tau)
        * erfc(-(x - sigma * sigma / tau) / (sigma * 2.0.squareRoot()))
    }
    var noise = Noise(8)
    var text = "TRPL of film 3\nTime[ns]\tDecay[Cnts]\tTime[ns]\tIRF[Cnts]\n"
    for bin in 0..<count {
      let (a, b) = (Double(bin) * width, Double(bin + 1) * width)
      let mean =
        1.2e5 * (cumulative(b, 3) - cumulative(a, 3)) + 0.8e5 * (cumulative(b, 14) - cumulative(a, 14)) + 1.5
      let prompt = 1e5 * (gauss(b) - gauss(a))
      let draw = { (mean: Double) in max(0, (mean + mean.squareRoot() * noise.normal()).rounded()) }
      text += String(format: "%.3f\t%.0f\t%.3f\t%.0f\n", a, draw(mean), a, draw(prompt))
    }
    try Data(text.utf8).write(to: folder.appending(path: "decay.txt"))
    for name in ["film.ptu", "film.sdt"] {
      try FileManager.default.copyItem(at: fixtures.appending(path: name), to: folder.appending(path: name))
    }
  }
}
