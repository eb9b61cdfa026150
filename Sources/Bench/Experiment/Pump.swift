import Emission

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
  /// Shape of a pulse in time; a measured one brings its own width.
  public var shape = PulseShape.gaussian
  /// A second pump at the same rate; `nil` for none.
  public var second: SecondPump?

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

/// A second pulsed pump beside the first, at the same repetition rate.
public struct SecondPump: Sendable, Equatable {
  /// Wavelength of its photons, m.
  public var wavelength: Double
  /// Full width at half maximum of a pulse in time, s.
  public var width: Double
  /// Incident fluence of a pulse, J m⁻²; stays while a protocol changes that of the first.
  public var fluence: Double
  /// The side of the device that its light enters.
  public var side: PumpSide
  /// Time of its centre after that of the first pump, s; negative where it comes before.
  public var delay: Double
  /// Shape of its pulse in time.
  public var shape = PulseShape.gaussian

  /// - Parameters: as the properties of the same names.
  public init(wavelength: Double, width: Double, fluence: Double, side: PumpSide, delay: Double) {
    self.wavelength = wavelength
    self.width = width
    self.fluence = fluence
    self.side = side
    self.delay = delay
  }
}
