import Analysis
import Foundation
import Testing

@Suite("Relative quantum yield")
struct QuantumYieldTests {
  /// 2 % slope over the plateau, then a rise with the square of F beyond 4 J/m².
  static func yield(_ f: Double) -> Double { (1 + 0.01 * log(f)) * (f < 4 ? 1 : f * f / 16) }

  @Test("plateau, flatness and rise follow from the curve, not from its rungs")
  func plateau() throws {
    for shift in [0.0, 0.37, 0.71] {
      let fluences = Synthetic.ladder(40, shift: shift)
      let curve = try QuantumYieldCurve(fluences: fluences, yields: fluences.map(Self.yield))
      let plateau = try curve.plateau(below: 0.8 * 4)
      #expect(abs(plateau.flatness.value - 0.01 * log(3)) < 5e-4)
      #expect(abs(plateau.range.upperBound / plateau.range.lowerBound - 3) < 1e-9)
      #expect(plateau.range.upperBound <= 3.2 * (1 + 1e-9))
      let rise = try curve.rise(threshold: 4, plateau: plateau)
      // Interpolating a parabola in F over rungs of 8 % errs by less than 1e-3.
      #expect(abs(rise.value / (Self.yield(8) / plateau.level.value) - 1) < 2e-3)
    }
  }

  @Test("a ladder too short for a plateau or a rise is refused, not extrapolated")
  func refused() throws {
    let fluences = Synthetic.ladder(10, from: 2, to: 5)
    let curve = try QuantumYieldCurve(fluences: fluences, yields: fluences.map(Self.yield))
    #expect(throws: AnalysisError.self) { try curve.plateau() }
    let plateau = try curve.plateau(factor: 1.5)
    #expect(throws: AnalysisError.self) { try curve.rise(threshold: 4, plateau: plateau) }
    #expect(throws: AnalysisError.notPositive(what: "yields", index: 1, value: 0)) {
      try QuantumYieldCurve(fluences: [1, 2, 3], yields: [1, 0, 1])
    }
  }
}
