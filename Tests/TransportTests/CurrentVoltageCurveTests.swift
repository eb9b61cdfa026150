// What is read off a current–voltage curve, against a diode whose curve is known.

import Foundation
import Testing
import Transport

@Suite("Current–voltage curves")
struct CurrentVoltageCurveTests {
  /// J = −J_sc + J₀(e^{V/V_t} − 1), with V_oc = 1 V.
  static func diode(points: Int) -> CurrentVoltageCurve {
    let thermal = 0.025
    let dark = 200 / (exp(1 / thermal) - 1)
    return CurrentVoltageCurve(
      points: (0..<points).map {
        let bias = 1.1 * Double($0) / Double(points - 1)
        return .init(bias: bias, currentDensity: -200 + dark * (exp(bias / thermal) - 1))
      })
  }

  @Test("the fill factor of an ideal diode, to second order in the spacing of the points")
  func fillFactor() throws {
    // Largest V (1 − e^{(V−1)/V_t}) with V_t = 25 mV: at e^{(1−V)/V_t} = 1 + V/V_t.
    var bias = 0.9
    for _ in 0..<100 { bias = 1 - 0.025 * log(1 + bias / 0.025) }
    let expected = bias * (1 - exp((bias - 1) / 0.025))
    let found = try #require(Self.diode(points: 221).fillFactor)
    // V_oc by a straight line over 5 mV lies below 1 V by V_t (ΔV/V_t)²/8 = 1.3e-4 at most.
    #expect(abs(found / expected - 1) < 3e-4)
  }

  @Test("a knee between few points has no fill factor", arguments: [2, 3, 5])
  func fewPoints(count: Int) {
    #expect(Self.diode(points: count).fillFactor == nil)
    #expect(Self.diode(points: count).openCircuitVoltage != nil)
  }

  @Test("extrapolation over nested meshes takes off an error of second order exactly, and leaves coarse meshes alone")
  func extrapolation() {
    let exact = Self.diode(points: 23)
    func spoiled(_ share: Double) -> CurrentVoltageCurve {
      CurrentVoltageCurve(
        points: exact.points.map { .init(bias: $0.bias, currentDensity: $0.currentDensity * (1 + share)) })
    }
    let best = spoiled(0.01).extrapolated(from: spoiled(0.04))
    for (one, other) in zip(best.currentDensities, exact.currentDensities) {
      // Three operations and the rounding of two spoiled values.
      #expect(abs(one - other) <= 8 * other.ulp)
    }
    let coarse = spoiled(0.1)
    #expect(coarse.extrapolated(from: spoiled(0.4)) == coarse)
  }
}
