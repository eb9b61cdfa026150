/// The pulsed pump laser.
public struct Pump: Sendable, Equatable {
  /// Wavelength of the pump photons, m.
  public var wavelength: Double
  /// Full width at half maximum of a pulse in time, s.
  public var width: Double
  /// Repetition rate, s⁻¹.
  public var rate: Double
  /// Incident fluence F of a pulse, J m⁻².
  public var fluence: Double
  /// The side of the device that the light enters.
  public var side: PumpSide
  /// Diameter of the pumped spot, m; `nil` where it is not stated.
  public var spot: Double?

  /// - Parameters: as the properties of the same names.
  public init(
    wavelength: Double, width: Double, rate: Double, fluence: Double, side: PumpSide, spot: Double? = nil
  ) {
    self.wavelength = wavelength
    self.width = width
    self.rate = rate
    self.fluence = fluence
    self.side = side
    self.spot = spot
  }
}

/// The side of the device that the pump light enters, by the transport layer there.
public enum PumpSide: String, Sendable, Equatable, CaseIterable {
  /// Through the hole transport layer (the top of the standard device).
  case holeSide = "HTL"
  /// Through the electron transport layer (the substrate side).
  case electronSide = "ETL"
}

/// The wavelengths that a spectrum is recorded at.
public struct DetectorGrid: Sendable, Equatable {
  /// Shortest wavelength, m.
  public var shortest: Double
  /// Longest wavelength, m.
  public var longest: Double
  /// Number of wavelengths, both ends included.
  public var count: Int
  /// Wavelength for which the guided mode is computed, m.
  public var modeWavelength: Double

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
