import Analysis
import Foundation
import NumericalMethods

/// Spectra with known truth.
enum Synthetic {
  /// 490 … 570 nm every 0.2 nm, m.
  static let wavelengths = (0...400).map { (490 + 0.2 * Double($0)) * 1e-9 }

  static func gaussian(_ wavelength: Double, centre: Double, width: Double) -> Double {
    exp(-4 * log(2) * pow((wavelength - centre) / width, 2))
  }

  /// Lines given as (height, centre nm, full width at half maximum nm), with white noise.
  static func spectrum(
    _ lines: [(height: Double, centre: Double, width: Double)], noise: Double = 0, seed: UInt64 = 0,
    background: Double = 0
  ) throws -> Spectrum {
    var generator = SeededGenerator(seed: 77, stream: seed)
    let intensities = wavelengths.map { wavelength in
      lines.reduce(background) {
        $0 + $1.height * gaussian(wavelength * 1e9, centre: $1.centre, width: $1.width)
      } + (noise > 0 ? noise * generator.normal() : 0)
    }
    return try Spectrum(wavelengths: wavelengths, intensities: intensities)
  }

  /// Fluences from 60 to 1400 µJ/cm² in J/m², even in logarithm; `shift` moves all rungs by that share of a rung.
  static func ladder(_ count: Int = 20, from low: Double = 0.6, to high: Double = 14, shift: Double = 0) -> [Double] {
    let step = log(high / low) / Double(count - 1)
    return (0..<count).map { low * exp(step * (Double($0) + shift)) }
  }

  /// Broken line in ln–ln, 1 at threshold: slope `below`, then `above`, then 1 from `saturation` on.
  static func broken(
    _ fluence: Double, threshold: Double, below: Double = 1, above: Double = 8, saturation: Double = .infinity
  ) -> Double {
    let u = log(fluence / threshold)
    let top = log(saturation / threshold)
    return exp(below * min(u, 0) + above * min(max(u, 0), top) + (u > top ? u - top : 0))
  }

  /// Photons of an amplifier at pump p = F/threshold with a share β of spontaneous emission in it:
  /// s = [(p − 1) + √((p − 1)² + 4βp)]/2. Its slope in ln–ln at p = 1 is (1 + √β)/(2√β).
  static func amplifier(_ fluence: Double, threshold: Double, beta: Double) -> Double {
    let p = fluence / threshold
    let root = ((p - 1) * (p - 1) + 4 * beta * p).squareRoot()
    return p >= 1 ? 0.5 * (p - 1 + root) : 2 * beta * p / (1 - p + root)
  }
}

/// Three binomial standard deviations, plus what the method itself is known to miss.
func coverageTolerance(_ confidence: Double, repeats: Int, systematic: Double = 0) -> Double {
  3 * (confidence * (1 - confidence) / Double(repeats)).squareRoot() + systematic
}
