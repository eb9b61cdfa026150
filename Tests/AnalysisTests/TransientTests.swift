import Analysis
import Foundation
import NumericalMethods
import Testing

@Suite("Transients, cycles, hysteresis")
struct TransientTests {
  static let times = (0...200).map { 0.25 * Double($0) }

  @Test("t(1/e) of an exponential decay and rise is its time constant", arguments: [1.0, -1.0])
  func timeConstant(sign: Double) throws {
    let transient = try Transient(times: Self.times, values: Self.times.map { 5 + sign * exp(-$0 / 3.3) })
    let found = try transient.timeConstant()
    // Cubic interpolation over 0.25 s of a 3.3 s decay: below 1e-4 relative; the final level is reached to e⁻¹⁴.
    #expect(abs(found.value / 3.3 - 1) < 1e-3)
    #expect(found.interval?.contains(3.3) == true)
  }

  @Test("fast share, crossing time and charge of known curves")
  func shares() throws {
    let values = Self.times.map { 0.3 * exp(-$0 / 0.1) + 0.7 * exp(-$0 / 8) }
    let transient = try Transient(times: Self.times, values: values, unit: "A/m²")
    let expected = 1 - values[2]
    #expect(abs(try transient.fastShare(within: 0.5, final: 0).value - expected) < 1e-12)
    let rise = try Transient(times: Self.times, values: Self.times.map { 2 * (1 - exp(-$0 / 10)) })
    #expect(abs(try rise.crossingTime(of: 1).value - 10 * log(2)) < 1e-4)
    #expect(throws: AnalysisError.self) { try rise.crossingTime(of: 2.5) }
    let decay = try Transient(times: Self.times, values: Self.times.map { exp(-$0 / 5) }, unit: "A/m²")
    // Trapezoid error h²/12 · [y′]: 0.25²/12 · 0.2 = 1.04e-3 of charge 5.
    #expect(abs(decay.integral.value - 5 * (1 - exp(-10)) - 1.04e-3) < 2e-5)
    #expect(decay.integral.interval?.contains(5 * (1 - exp(-10))) == true)
    #expect(decay.integral.unit == "A/m² s")
    #expect(abs((decay.runningIntegral.last ?? 0) - decay.integral.value) < 1e-14)
  }

  @Test("relaxations are recovered: single, double, stretched", arguments: RelaxationShape.allCases)
  func fits(shape: RelaxationShape) throws {
    let model = { (t: Double) -> Double in
      switch shape {
      case .single: 1 + 2 * exp(-t / 6)
      case .double: 1 + 2 * exp(-t / 0.9) - 0.5 * exp(-t / 9)
      case .stretched: 1 + 2 * exp(-pow(t / 6, 0.7))
      }
    }
    let fit = try Transient(times: Self.times, values: Self.times.map(model)).relaxation(shape)
    #expect(abs(fit.finalLevel.value - 1) < 1e-6)
    #expect(abs((fit.slowTimeConstant?.value ?? 0) / (shape == .double ? 9 : 6) - 1) < 1e-6)
    #expect(fit.timeConstants.count == (shape == .double ? 2 : 1))
    if shape == .double {
      #expect(abs(fit.timeConstants[0].value / 0.9 - 1) < 1e-6 && abs(fit.amplitudes[0].value - 2) < 1e-6)
    }
    if shape == .stretched { #expect(abs((fit.exponent?.value ?? 0) - 0.7) < 1e-6) }
    #expect(fit.residual < 1e-7)
  }

  @Test("intervals of the slow time constant hold the truth as often as they say")
  func fitCoverage() throws {
    let repeats = 500
    var (narrow, wide) = (0, 0)
    for k in 0..<repeats {
      var noise = SeededGenerator(seed: 21, stream: UInt64(k))
      let transient = try Transient(
        times: Self.times, values: Self.times.map { 1 + 2 * exp(-$0 / 6) + 0.05 * noise.normal() })
      if try transient.relaxation(confidence: 0.68).slowTimeConstant?.interval?.contains(6) == true { narrow += 1 }
      if try transient.relaxation(confidence: 0.95).slowTimeConstant?.interval?.contains(6) == true { wide += 1 }
    }
    #expect(abs(Double(narrow) / 500 - 0.68) < coverageTolerance(0.68, repeats: repeats))
    #expect(abs(Double(wide) / 500 - 0.95) < coverageTolerance(0.95, repeats: repeats))
  }

  @Test("cycles: the settling one is left out, the scatter of the others is their coefficient of variation")
  func cycles() throws {
    let statistics = try CycleStatistics(onValues: [0.5, 2, 2.2, 1.8, 2])
    #expect(abs(statistics.mean.value - 2) < 1e-14)
    #expect(abs(statistics.coefficientOfVariation.value - (0.08 / 3).squareRoot() / 2) < 1e-14)
    #expect(throws: AnalysisError.tooFewPoints(what: "settled cycles", have: 1, need: 2)) {
      try CycleStatistics(onValues: [1, 2])
    }
  }

  @Test("a relapse counts from the furthest point reached")
  func monotone() throws {
    #expect(try Monotonicity([0, 1, 2, 3]).isMonotone())
    let relapse = try Monotonicity([0, 1, 2, 1.9, 1.8, 4])
    #expect(abs(relapse.largestBackstep.value - 0.05) < 1e-14 && relapse.isMonotone(within: 0.06))
    #expect(try Monotonicity([3, 2, 1]).rises == false)
    #expect(throws: AnalysisError.self) { try Monotonicity([1, 2, 1]) }
  }

  @Test("hysteresis of two known branches, recorded on different points")
  func hysteresis() throws {
    let up = (0...28).map { -4 + 0.5 * Double($0) }
    let down = (0...35).map { 10 - 0.4 * Double($0) }
    let loop = try Hysteresis(
      forward: (up, up.map { 10 + $0 }), reverse: (down, down.map { 10 + $0 + 3 }))
    #expect(abs(try loop.area().value - 3 * 14) < 1e-9)
    // ∫(2(10 + x) + 3) dx over −4 … 10 is 14 · 29.
    #expect(abs(try loop.index().value - 42 / (14.0 * 29)) < 1e-12)
    #expect(abs(try loop.largestBranchRatio(over: 0...4).value - 1.3) < 1e-12)
    #expect(throws: AnalysisError.self) {
      try Hysteresis(forward: ([0, 1], [1, 1]), reverse: ([3, 2], [1, 1]))
    }
  }

  @Test("nonsense is refused")
  func refusals() throws {
    #expect(throws: AnalysisError.notFinite(what: "values", index: 0)) {
      try Transient(times: [0, 1, 2, 3], values: [.nan, 1, 2, 3])
    }
    #expect(throws: AnalysisError.noChange(what: "the transient")) {
      try Transient(times: [0, 1, 2, 3], values: [1, 1, 1, 1]).timeConstant()
    }
    #expect(throws: AnalysisError.self) { try Transient(times: [0, 1, 2, 3], values: [1, 1, 1, 1]).relaxation() }
  }
}
