import Emission

/// What the detectors record: the spectrometer's grid, what stands before it, and the windows of counting and streak
/// camera.
public struct DetectorGrid: Sendable, Equatable {
  /// Shortest wavelength, m.
  public var shortest: Double
  /// Longest wavelength, m.
  public var longest: Double
  /// Number of wavelengths, both ends included.
  public var count: Int
  /// Wavelength for which the guided mode is computed, m.
  public var modeWavelength: Double
  /// Resolution (full width at half maximum), m; `nil` for that of the device file.
  public var resolution: Double?
  /// Transmission of what stands before the detectors; `nil` for none.
  public var filter: DetectionFilter?
  /// Which guided modes carry amplified light.
  public var modes = GuidedPolarisations.transverseElectric
  /// Noise of counting; `nil` for spectra and decays without noise.
  public var noise: CountingNoise?
  /// Window of recorded decays.
  public var decay = DecayWindow()
  /// Window of recorded streak images.
  public var streak = StreakWindow()

  /// 401 wavelengths from 490 to 570 nm, the mode at 538 nm (the amplified line of CsPbBr₃).
  public static let standard = DetectorGrid(shortest: 490e-9, longest: 570e-9, count: 401, modeWavelength: 538e-9)

  /// - Parameters: as the properties of the same names.
  public init(shortest: Double, longest: Double, count: Int, modeWavelength: Double) {
    self.shortest = shortest
    self.longest = longest
    self.count = count
    self.modeWavelength = modeWavelength
  }

  /// The wavelengths, m, ascending.
  public var wavelengths: [Double] {
    guard count > 1 else { return [shortest] }
    let last = Double(count - 1)
    return (0..<count).map { (shortest * (last - Double($0)) + longest * Double($0)) / last }
  }
}

/// The guided modes that carry amplified light.
public enum GuidedPolarisations: String, Sendable, Equatable, CaseIterable {
  /// The fundamental TE mode alone.
  case transverseElectric = "TE"
  /// The fundamental TE and TM modes together, on the same carriers.
  case both = "TE+TM"
}

/// The histogram of time-correlated photon counting.
public struct DecayWindow: Sendable, Equatable {
  /// Width of a bin, s.
  public var binWidth = 100e-12
  /// Length of the histogram after the centre of the pulse, s.
  public var length = 100e-9
  /// Response of the instrument, full width at half maximum, s; zero for none.
  public var response = 0.0

  /// 100 ps bins over 100 ns, no response.
  public init() {}

  /// Most bins of a histogram.
  public static let mostBins = 100_000

  /// Time of the pulse's centre after the beginning of the histogram, s: whole bins.
  public func lead(pulse width: Double) -> Double {
    (max(2 * width, 3 * response, binWidth) / binWidth - 1e-6).rounded(.up) * binWidth
  }

  /// Number of bins.
  public func binCount(pulse width: Double) -> Int {
    max(1, Int(((lead(pulse: width) + length) / binWidth).rounded()))
  }
}

/// The picture of a streak camera.
public struct StreakWindow: Sendable, Equatable {
  /// First time, s; 0 is the centre of the pulse.
  public var start = -2e-9
  /// Last time, s.
  public var end = 20e-9
  /// Pixels in time.
  public var pixels = 220
  /// Response of the camera in time, full width at half maximum, s; zero for none.
  public var response = 0.0

  /// From −2 ns to 20 ns in 220 pixels, no response.
  public init() {}
}

/// What makes light counts: how much of it is collected, what is counted without it, and the seed of the noise.
public struct CountingNoise: Sendable, Equatable {
  /// Counts per detected photon and film area, m²: area × pulses × quantum efficiency.
  public var collectingArea: Double
  /// Counts without light per wavelength, bin or pixel.
  public var darkCounts: Double
  /// Seed of the Poisson deviates; the same seed gives the same counts.
  public var seed: UInt64

  /// - Parameters: as the properties of the same names.
  public init(collectingArea: Double, darkCounts: Double = 0, seed: UInt64 = 1) {
    self.collectingArea = collectingArea
    self.darkCounts = darkCounts
    self.seed = seed
  }
}
