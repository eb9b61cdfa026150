import Foundation
import NumericalMethods
import Testing

@Suite("Bernoulli function")
struct BernoulliFunctionTests {
  static let drifts =
    stride(from: -700.0, through: 700.0, by: 0.37).map { $0 }
    + (-300...2).map { pow(10, Double($0)) } + (-300...2).map { -pow(10, Double($0)) } + [0]

  #if arch(x86_64) && os(Linux)
    @Test("is within 2 ulp of the definition, in both tails and at zero")
    func accuracy() {
      // Oracle: the defining formula in 80-bit arithmetic, whose own error is 2⁻¹¹ ulp of a Double.
      func reference(_ x: Double) -> Double { x == 0 ? 1 : Double(Float80(x) / expm1l(Float80(x))) }
      for x in Self.drifts {
        let pair = BernoulliPair(x)
        let (b, c) = (reference(x), reference(-x))
        #expect(abs(pair.forward - b) <= 2 * b.ulp, "B(\(x))")
        #expect(abs(pair.backward - c) <= 2 * c.ulp, "B(−\(x))")
      }
    }
  #endif

  @Test("keeps equilibrium flux-free: B(−x) = eˣ B(x)", arguments: [0.01, 1, 20, 36, 43, 100, 600])
  func equilibrium(x: Double) {
    let pair = BernoulliPair(x)
    // exp carries the rounding of its argument: x/2 ulp.
    #expect(abs(exp(x) * pair.forward - pair.backward) <= 4 * x.rounded(.up) * pair.backward.ulp)
  }

  @Test("gives its slope: series, closed form and difference quotient agree")
  func slope() {
    for x in stride(from: -40.0, through: 40.0, by: 0.173) {
      // Central difference with step s: error s²|B‴|/6 ≤ 2e-9 and round-off 2 ulp(B)/s.
      let s = 1e-4
      let quotient = (BernoulliPair(x + s).forward - BernoulliPair(x - s).forward) / (2 * s)
      let allowed = 2e-9 + 4 * BernoulliPair(x).forward.ulp / s
      #expect(abs(BernoulliPair(x).slope(x) - quotient) < allowed, "B′(\(x))")
    }
    // Where the series hands over to the closed form both are good to 1e-15, and the slope itself changes by 1e-13.
    for x in [0.5, -0.5] {
      let inside = BernoulliPair(x * (1 - 1e-12))
      #expect(abs(BernoulliPair(x).slope(x) - inside.slope(x * (1 - 1e-12))) < 2e-13)
    }
  }

  @Test("has slopes that sum to −1 over ±x", arguments: [1e-9, 0.03, 0.06, 2, 50])
  func slopeSum(x: Double) {
    #expect(abs(BernoulliPair(x).slope(x) + BernoulliPair(-x).slope(-x) + 1) < 1e-13)
  }
}
