// Optical constants written as a number where a table is named: `opticalMaterial: 1.9+0.01i`,
// `--set materials.ITO=1.9+0.01i`. The same at every wavelength; for what-if questions and sweeps.

import Foundation

extension OpticalConstants {
  /// Constants that are the same at every wavelength, from a text such as `1.9`, `1.9+0.01i` or `1.9 + 1e-3i`.
  ///
  /// - Returns: `nil` where the text is no such number.
  /// - Throws: `OpticalConstantsError.unusableTable` for n ≤ 0 or k < 0.
  public init?(value text: String) throws(OpticalConstantsError) {
    guard let (n, k) = Self.complex(text) else { return nil }
    guard k >= 0 else {
      throw .unusableTable(
        name: text, reason: "k = \(k) is below 0: \(OpticalTableReader.gainReason); \(OpticalTableReader.gainRemedy)")
    }
    guard n > 0 else { throw .unusableTable(name: text, reason: "n must be above 0") }
    self = try .constant(name: text, refractiveIndex: n, extinction: k)
  }

  /// Real and imaginary part of `a`, `a+bi` or `a−bi`; `nil` for any other text.
  static func complex(_ text: String) -> (real: Double, imaginary: Double)? {
    let plain = text.filter { !$0.isWhitespace }.replacingOccurrences(of: "−", with: "-")
    if let real = Double(plain), real.isFinite, plain.first.map({ $0.isNumber || "+-.".contains($0) }) == true {
      return (real, 0)
    }
    guard plain.hasSuffix("i") else { return nil }
    let body = Array(plain.dropLast())
    // The last sign that is not the sign of an exponent begins the imaginary part.
    guard
      let split = body.indices.dropFirst().last(where: { "+-".contains(body[$0]) && !"eE".contains(body[$0 - 1]) }),
      let real = Double(String(body[..<split])), let imaginary = Double(String(body[split...])), real.isFinite,
      imaginary.isFinite
    else { return nil }
    return (real, imaginary)
  }

  /// The same table with n or k replaced by one number at every wavelength, for sweeps.
  ///
  /// - Throws: `OpticalConstantsError.unusableTable` for n ≤ 0 or k < 0.
  public func with(
    name: String, refractiveIndex: Double? = nil, extinction: Double? = nil
  ) throws(OpticalConstantsError) -> OpticalConstants {
    if let extinction, extinction < 0 {
      throw .unusableTable(
        name: name,
        reason: "k = \(extinction) is below 0: \(OpticalTableReader.gainReason); "
          + OpticalTableReader.gainRemedy)
    }
    return try OpticalConstants(
      name: name, wavelengths: wavelengths,
      refractiveIndex: refractiveIndex.map { value in wavelengths.map { _ in value } } ?? self.refractiveIndex,
      extinction: extinction.map { value in wavelengths.map { _ in value } } ?? self.extinction, evidence: .model,
      header: header)
  }
}
