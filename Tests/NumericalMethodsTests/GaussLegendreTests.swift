import Foundation
import NumericalMethods
import Testing

@Suite("Gauss–Legendre quadrature")
struct GaussLegendreTests {
  @Test("is exact up to degree 2m − 1 and not beyond", arguments: [1, 2, 3, 6, 12, 40])
  func degrees(count: Int) {
    let rule = GaussLegendre(count: count)
    for degree in 0..<(2 * count) {
      let exact = degree % 2 == 0 ? 2 / Double(degree + 1) : 0
      // The recursion and the sum round some tens of times.
      let found = zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(degree)) }
      #expect(abs(found - exact) < 2e-14, "degree \(degree)")
    }
    if count < 12 {
      let beyond = zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(2 * count)) }
      #expect(abs(beyond - 2 / Double(2 * count + 1)) > 1e-9)
    }
  }
}
