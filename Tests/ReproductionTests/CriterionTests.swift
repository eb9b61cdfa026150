import Records
import Reproduction
import Testing

@Suite("Conditions and verdicts")
struct CriterionTests {
  typealias Requirement = Criterion.Requirement

  static func verdict(_ value: Double, _ requirement: Requirement, absent: Double? = nil) -> Verdict {
    Criterion("q", paper: "p", computed: value, requirement, absent: absent).verdict
  }

  @Test("a number agrees on its tolerance, deviates within three of them, contradicts beyond")
  func number() {
    let rule = Requirement.within(target: 8, tolerance: 1)
    for value in [7.0, 8, 9] { #expect(Self.verdict(value, rule) == .agrees) }
    for value in [5.0, 6.99, 9.01, 11] { #expect(Self.verdict(value, rule) == .deviates) }
    for value in [4.99, 11.01, -8] { #expect(Self.verdict(value, rule) == .contradicts) }
  }

  @Test("an effect of the wrong size deviates; none, or the opposite, contradicts")
  func effect() {
    let rise = Requirement.above(1.5)
    #expect(Self.verdict(1.51, rise, absent: 1) == .agrees)
    #expect(Self.verdict(1.5, rise, absent: 1) == .deviates, "the bound itself is not above the bound")
    #expect(Self.verdict(1.01, rise, absent: 1) == .deviates)
    #expect(Self.verdict(1, rise, absent: 1) == .contradicts)
    #expect(Self.verdict(0.5, rise, absent: 1) == .contradicts)
    let fall = Requirement.below(0.8)
    #expect(Self.verdict(0.79, fall, absent: 1) == .agrees)
    #expect(Self.verdict(0.9, fall, absent: 1) == .deviates)
    #expect(Self.verdict(1, fall, absent: 1) == .contradicts)
    // A ratio of 3 ± 0.4 against 1 for "nothing happens": too much of the effect is still the effect.
    let ratio = Requirement.within(target: 3, tolerance: 0.4)
    #expect(Self.verdict(9, ratio, absent: 1) == .deviates)
    #expect(Self.verdict(1.2, ratio, absent: 1) == .deviates)
    #expect(Self.verdict(0.97, ratio, absent: 1) == .contradicts)
  }

  @Test("without a value for its absence, a bound is missed by up to half of it or altogether")
  func bounds() {
    #expect(Self.verdict(15, .between(5, 15)) == .agrees)
    #expect(Self.verdict(22.5, .between(5, 15)) == .deviates)
    #expect(Self.verdict(22.6, .between(5, 15)) == .contradicts)
    #expect(Self.verdict(2.5, .between(5, 15)) == .deviates)
    #expect(Self.verdict(2.4, .between(5, 15)) == .contradicts)
    #expect(Self.verdict(1.4e19, .below(1e19)) == .deviates)
    #expect(Self.verdict(1.6e19, .below(1e19)) == .contradicts)
    // "Opposite sign" has no half way.
    #expect(Self.verdict(1e-9, .below(0), absent: 0) == .contradicts)
    #expect(Self.verdict(-1e-9, .below(0), absent: 0) == .agrees)
  }

  @Test("what could not be computed never agrees", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(value: Double) {
    #expect(Self.verdict(value, .within(target: 1, tolerance: 1)) == .contradicts)
    #expect(Self.verdict(value, .between(0, 2), absent: -1) == .contradicts)
    #expect(Self.verdict(value, .above(0), absent: 0) == .contradicts)
    #expect(Self.verdict(value, .below(0), absent: 0) == .contradicts)
    #expect(Criterion("q", paper: "p", computed: value, halfWidth: 1, .above(0)).interval == nil)
  }

  @Test("verdicts are ordered from the best to the worst")
  func severity() {
    #expect(Verdict.allCases.sorted { $0.severity < $1.severity } == [.agrees, .deviates, .contradicts])
    #expect(Set(Verdict.allCases.map(\.severity)).count == Verdict.allCases.count)
  }

  @Test("the interval is the larger of the analysis' own and 4/3 of the difference to the halved mesh")
  func interval() {
    let condition = Criterion("q", paper: "p", computed: 10, halfWidth: 0.1, .above(1))
    #expect(condition.interval == 9.9...10.1)
    #expect(condition.withDiscretisationError(halvedMesh: 10).interval == 9.9...10.1)
    #expect(condition.withDiscretisationError(halvedMesh: 10.06).interval == 9.9...10.1)
    let wide = condition.withDiscretisationError(halvedMesh: 9.7)
    #expect(abs(wide.halfWidth - 0.4) < 1e-12)
    #expect(wide.verdict == condition.verdict, "an interval does not move a verdict")
    #expect(condition.withDiscretisationError(halvedMesh: .nan).interval == nil, "one mesh alone gives no interval")
  }

  @Test("Richardson: for an error of second order the interval is that error")
  func richardson() {
    // q(h) = q₀ + c h², shipped mesh h = 1, halved mesh h = 1/2: q(1) − q₀ = c, q(1) − q(1/2) = 3c/4.
    let (exact, c) = (2.0, 0.03)
    let condition = Criterion("q", paper: "p", computed: exact + c, .above(1))
    let stated = condition.withDiscretisationError(halvedMesh: exact + c / 4)
    #expect(abs(stated.halfWidth - c) < 1e-12)
  }

  @Test("conditions are written as people read them")
  func text() {
    #expect(Requirement.within(target: 0.09, tolerance: 0.02).text == "0.09 ± 0.02")
    #expect(Requirement.between(5, 15).text == "5 … 15")
    #expect(Requirement.above(-1.5).text == "> −1.5")
    #expect(Requirement.below(1e19).text == "< 1e+19")
  }
}
