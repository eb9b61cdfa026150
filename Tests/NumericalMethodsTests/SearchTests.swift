import Foundation
import NumericalMethods
import Testing

@Suite("Roots and minima")
struct SearchTests {
  @Test("Brent's root is right to a few ulp, on plateaus and at poles' feet alike")
  func roots() throws {
    #expect(abs(try findRoot(in: 0...2) { cos($0) - $0 } - 0.739_085_133_215_160_6) < 1e-15)
    // A ninth-order root: bisection must take over. |f| underflows within 1e-35 of it.
    #expect(abs(try findRoot(in: -1...3) { pow($0 - 1, 9) } - 1) < 1e-15)
    #expect(abs(try findRoot(in: 0...1e6, tolerance: 1e-12) { tanh($0 - 7) } - 7) < 1e-11)
    #expect(try findRoot(in: 3...4) { $0 - 3 } == 3)
  }

  @Test("a bracket without a sign change is refused with the values at its ends")
  func noSignChange() {
    #expect(throws: SearchError.noSignChange(lower: 1, valueAtLower: 1, upper: 2, valueAtUpper: 4)) {
      try findRoot(in: 1...2) { $0 * $0 }
    }
    #expect(throws: SearchError.notFinite(at: 0)) { try findRoot(in: 0...1) { 1 / $0 } }
  }

  @Test("Brent's minimum is right to the square root of the precision")
  func minimum() throws {
    let found = try findMinimum(in: 0...10) { -sin($0) }
    #expect(abs(found.argument - .pi / 2) < 3e-8 || abs(found.argument - 2.5 * .pi) < 3e-7)
    let edge = try findMinimum(in: 2...5) { $0 }
    #expect(abs(edge.argument - 2) < 1e-6)
  }

  @Test("the simplex finds Rosenbrock's minimum and Powell's singular one")
  func simplex() throws {
    let rosenbrock = try NelderMead().minimise(from: [-1.2, 1], steps: [0.5, 0.5]) { x in
      100 * pow(x[1] - x[0] * x[0], 2) + pow(1 - x[0], 2)
    }
    #expect(rosenbrock.converged)
    #expect(abs(rosenbrock.variables[0] - 1) < 1e-4 && abs(rosenbrock.variables[1] - 1) < 1e-4)
    let powell = try NelderMead().minimise(from: [3, -1, 0, 1], steps: [1, 1, 1, 1]) { x in
      pow(x[0] + 10 * x[1], 2) + 5 * pow(x[2] - x[3], 2) + pow(x[1] - 2 * x[2], 4) + 10 * pow(x[0] - x[3], 4)
    }
    #expect(powell.value < 1e-8)
    #expect(throws: SearchError.emptySearch) { try NelderMead().minimise(from: [1], steps: [0]) { $0[0] } }
  }
}
