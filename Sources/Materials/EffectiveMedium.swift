// Mixtures of two materials, grains much smaller than the wavelength:
//   Bruggeman        f (ε_a − ε)/(ε_a + 2ε) + (1 − f)(ε_b − ε)/(ε_b + 2ε) = 0:  both on an equal footing,
//   Maxwell Garnett  ε = ε_b [ε_a(1 + 2f) + 2ε_b(1 − f)]/[ε_a(1 − f) + ε_b(2 + f)]:  a as spheres in the host b.
// D. A. G. Bruggeman, Ann. Phys. 416, 636 (1935), doi:10.1002/andp.19354160705; J. C. Maxwell Garnett, Phil. Trans. R. Soc. A 203, 385 (1904).

import Foundation

/// A rule for the permittivity of a mixture.
public enum EffectiveMedium: String, Sendable, CaseIterable {
  /// Both materials as grains of an aggregate.
  case bruggeman
  /// The first material as spheres in the second.
  case maxwellGarnett

  /// Optical constants of a mixture over the wavelengths both tables cover.
  ///
  /// - Parameters:
  ///   - name: name of the mixture.
  ///   - first: material a.
  ///   - share: volume share f of a, 0 … 1, dimensionless.
  ///   - second: material b.
  /// - Throws: `OpticalConstantsError.unusableTable` for a share outside 0 … 1 or tables without a common range.
  public func mixture(
    named name: String, of first: OpticalConstants, share: Double, in second: OpticalConstants
  ) throws(OpticalConstantsError) -> OpticalConstants {
    guard (0...1).contains(share) else {
      throw .unusableTable(name: name, reason: "the volume share is \(share); give a number from 0 to 1")
    }
    let low = max(first.range.lowerBound, second.range.lowerBound)
    let high = min(first.range.upperBound, second.range.upperBound)
    let common = Set(first.wavelengths + second.wavelengths + [low, high]).filter { $0 >= low && $0 <= high }.sorted()
    guard common.count > 1 else {
      throw .unusableTable(name: name, reason: "'\(first.name)' and '\(second.name)' cover no common wavelengths")
    }
    var (n, k) = ([Double](), [Double]())
    for wavelength in common {
      let (a, b) = (try first.index(wavelength: wavelength), try second.index(wavelength: wavelength))
      let mixed = permittivity(Permittivity(index: a), share, Permittivity(index: b)).root
      n.append(mixed.real)
      k.append(max(0, mixed.imaginary))
    }
    return try OpticalConstants(
      name: name, wavelengths: common, refractiveIndex: n, extinction: k, evidence: .model,
      header: ["source": "\(rawValue) mixture, volume share \(share) of \(first.name) in \(second.name)"])
  }

  private func permittivity(_ a: Permittivity, _ f: Double, _ b: Permittivity) -> Permittivity {
    switch self {
    case .bruggeman:
      // 2ε² − pε − ε_a ε_b = 0 with p = (3f − 1) ε_a + (2 − 3f) ε_b; the root in the upper right is the physical one.
      let p = (3 * f - 1) * a + (2 - 3 * f) * b
      let root = (p * p + 8 * (a * b)).root
      let (plus, minus) = (0.25 * (p + root), 0.25 * (p + -1 * root))
      let isPhysical = { (e: Permittivity) in e.imaginary >= -1e-12 * abs(e.real) }
      if isPhysical(plus) && isPhysical(minus) {
        return plus.imaginary + plus.real >= minus.imaginary + minus.real ? plus : minus
      }
      return isPhysical(plus) ? plus : minus
    case .maxwellGarnett:
      return b * ((1 + 2 * f) * a + (2 * (1 - f)) * b) / ((1 - f) * a + (2 + f) * b)
    }
  }
}

/// ε₁ + iε₂.
private struct Permittivity {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }
  init(index: (n: Double, k: Double)) {
    self.init(index.n * index.n - index.k * index.k, 2 * index.n * index.k)
  }

  static func + (a: Self, b: Self) -> Self { Self(a.real + b.real, a.imaginary + b.imaginary) }
  static func * (a: Self, b: Self) -> Self {
    Self(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  static func * (a: Double, b: Self) -> Self { Self(a * b.real, a * b.imaginary) }
  static func / (a: Self, b: Self) -> Self {
    let norm = b.real * b.real + b.imaginary * b.imaginary
    return (1 / norm) * (a * Self(b.real, -b.imaginary))
  }

  /// The square root in the upper half plane.
  var root: Self {
    let size = hypot(real, imaginary)
    let (x, y) = ((0.5 * (size + abs(real))).squareRoot(), abs(imaginary))
    guard x > 0 else { return Self(0, 0) }
    let other = 0.5 * y / x
    let result = real >= 0 ? Self(x, other) : Self(other, x)
    return imaginary < 0 ? Self(-result.real, result.imaginary) : result
  }
}
