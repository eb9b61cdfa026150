import Foundation

/// A complex number, real and imaginary part in the unit of what it stands for.
public struct ComplexValue: Sendable, Equatable, Codable {
  /// Real part.
  public var real: Double
  /// Imaginary part.
  public var imaginary: Double

  /// - Parameters: real and imaginary part.
  public init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  /// Modulus.
  public var modulus: Double { (real * real + imaginary * imaginary).squareRoot() }
  /// Argument, rad.
  public var phase: Double { atan2(imaginary, real) }
  /// 1/z, scaled by the larger part.
  public var reciprocal: ComplexValue {
    let scale = 1 / max(abs(real), abs(imaginary))
    let (a, b) = (real * scale, imaginary * scale)
    let inverse = scale / (a * a + b * b)
    return ComplexValue(a * inverse, -b * inverse)
  }

  /// Sum.
  public static func + (a: ComplexValue, b: ComplexValue) -> ComplexValue {
    ComplexValue(a.real + b.real, a.imaginary + b.imaginary)
  }

  /// Product.
  public static func * (a: ComplexValue, b: ComplexValue) -> ComplexValue {
    ComplexValue(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
}

/// Response of a device to small oscillations of bias and light about one state, at a row of frequencies.
///
/// Convention e^{+iωt}: a capacitor has the admittance iωC.
public struct ImpedanceSpectrum: Sendable, Equatable {
  /// Frequencies f = ω/2π, Hz.
  public let frequencies: [Double]
  /// Admittance per area Y = δJ/δV at the terminals, S m⁻².
  public let admittance: [ComplexValue]
  /// Photocurrent per absorbed photon −δJ/(q δΦ) at constant bias (IMPS), dimensionless; empty in darkness.
  public let photocurrent: [ComplexValue]

  /// - Parameters: as the properties of the same names.
  public init(frequencies: [Double], admittance: [ComplexValue], photocurrent: [ComplexValue] = []) {
    self.frequencies = frequencies
    self.admittance = admittance
    self.photocurrent = photocurrent
  }

  /// Impedance times area Z = 1/Y, Ω m².
  public var impedance: [ComplexValue] { admittance.map(\.reciprocal) }

  /// Capacitance per area Im Y/ω, F m⁻².
  public var capacitance: [Double] {
    zip(frequencies, admittance).map { $1.imaginary / (2 * .pi * $0) }
  }

  /// Conductance per area Re Y, S m⁻².
  public var conductance: [Double] { admittance.map(\.real) }

  /// Photovoltage per photon flux δV/δΦ at constant current (IMVS), V m² s; empty in darkness.
  ///
  /// With J = 0 held, Y δV − q Q δΦ = 0.
  public func photovoltage(elementaryCharge: Double) -> [ComplexValue] {
    zip(photocurrent, impedance).map { response, impedance in
      let scaled = ComplexValue(response.real * elementaryCharge, response.imaginary * elementaryCharge)
      return scaled * impedance
    }
  }

  /// 61 frequencies from 1 mHz to 10 MHz, six a decade and both ends: the range of an impedance analyser.
  public static let standardFrequencies: [Double] = logarithmic(from: 1e-3, to: 1e7, count: 61)

  /// Frequencies in even ratios, Hz.
  public static func logarithmic(from first: Double, to last: Double, count: Int) -> [Double] {
    guard count > 1 else { return [first] }
    return (0..<count).map { first * pow(last / first, Double($0) / Double(count - 1)) }
  }
}
