import Emission
import Foundation
import Testing

@Suite("Fermi–Dirac integral of order ½")
struct FermiIntegralTests {
  @Test("is (1 − 2^{−1/2}) ζ(3/2) at zero, e^η far below and Sommerfeld's series far above")
  func limits() {
    let zeta = 2.612_375_348_685_488
    #expect(abs(FermiIntegral.half(0).value / ((1 - 0.5.squareRoot()) * zeta) - 1) < 1e-13)
    #expect(abs(FermiIntegral.half(-40).value / exp(-40) - 1) < 1e-13)
    let eta = 36.0
    let series =
      4 / (3 * Double.pi.squareRoot()) * pow(eta, 1.5)
      * (1 + Double.pi * Double.pi / (8 * eta * eta) + 7 * pow(Double.pi, 4) / (640 * pow(eta, 4)))
    // Next term 31π⁶/(3072·η⁶)·… ≈ 5e-9.
    #expect(abs(FermiIntegral.half(eta).value / series - 1) < 2e-8)
  }

  @Test("its inverse undoes it", arguments: [-30, -10, -2, 0, 0.5, 3, 12, 35])
  func inverse(eta: Double) {
    #expect(abs(FermiIntegral.inverseHalf(FermiIntegral.half(eta).value) - eta) < 1e-10 * max(1, abs(eta)))
  }
}
