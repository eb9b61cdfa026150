// Spectra in a journal: the bytes of their Doubles, little-endian, so that they come back bit for bit and in no time.

import Foundation

extension DetectedEmission: Codable {
  private enum Key: String, CodingKey { case wavelengths, spectrum, pl, ase, figures, decay, streakTimes, streak }

  /// Reads what `encode` wrote.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    self.init(
      wavelengths: Self.doubles(try values.decode(Data.self, forKey: .wavelengths)),
      spectrum: Self.doubles(try values.decode(Data.self, forKey: .spectrum)),
      plSpectrum: try values.decodeIfPresent(Data.self, forKey: .pl).map(Self.doubles),
      aseSpectrum: try values.decodeIfPresent(Data.self, forKey: .ase).map(Self.doubles),
      figures: try values.decodeIfPresent(EmissionFigures.self, forKey: .figures))
    decay = try values.decodeIfPresent(DetectedDecay.self, forKey: .decay)
    if let times = try values.decodeIfPresent(Data.self, forKey: .streakTimes) {
      streak = DetectedStreak(
        times: Self.doubles(times), values: Self.doubles(try values.decode(Data.self, forKey: .streak)))
    }
  }

  /// Writes spectra as bytes.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(Self.data(wavelengths), forKey: .wavelengths)
    try values.encode(Self.data(spectrum), forKey: .spectrum)
    try values.encodeIfPresent(plSpectrum.map(Self.data), forKey: .pl)
    try values.encodeIfPresent(aseSpectrum.map(Self.data), forKey: .ase)
    try values.encodeIfPresent(figures, forKey: .figures)
    try values.encodeIfPresent(decay, forKey: .decay)
    try values.encodeIfPresent(streak.map { Self.data($0.times) }, forKey: .streakTimes)
    try values.encodeIfPresent(streak.map { Self.data($0.values) }, forKey: .streak)
  }

  private static func data(_ values: [Double]) -> Data {
    values.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
  }

  private static func doubles(_ data: Data) -> [Double] {
    let bytes = [UInt8](data)
    return bytes.withUnsafeBytes { raw in
      (0..<(bytes.count / 8)).map {
        Double(bitPattern: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
      }
    }
  }
}
