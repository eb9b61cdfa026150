import Foundation
import NumericalMethods
import Testing

@Suite("Quadrature and interpolation on irregular grids")
struct CurveTests {
  /// 0 … 2 with spacings that vary by a factor of three.
  static func grid(_ panels: Int) -> [Double] {
    (0...panels).map { k in
      let t = Double(k) / Double(panels)
      return 2 * (t + 0.08 * sin(2 * .pi * 3 * t) / 3)
    }
  }

  @Test(
    "Simpson integrates parabolas exactly, the trapezoid lines, for even and odd numbers of panels", arguments: 3...8)
  func exactness(panels: Int) {
    let x = Self.grid(panels)
    #expect(abs(simpsonIntegral(x, x.map { 1 - 4 * $0 + 9 * $0 * $0 }) - 18) < 1e-13)
    #expect(abs(trapezoidIntegral(x, x.map { 3 - 2 * $0 }) - 2) < 1e-14)
    #expect(abs((cumulativeTrapezoidIntegral(x, x.map { 3 - 2 * $0 }).last ?? 0) - 2) < 1e-14)
  }

  @Test("errors fall with the square (trapezoid) and at least the cube (Simpson) of the spacing")
  func orders() {
    let error = { (n: Int, rule: ([Double], [Double]) -> Double) in
      let x = Self.grid(n)
      return abs(rule(x, x.map { exp($0) }) - (exp(2) - 1))
    }
    #expect(abs(log2(error(64, trapezoidIntegral) / error(128, trapezoidIntegral)) - 2) < 0.1)
    #expect(log2(error(64, simpsonIntegral) / error(128, simpsonIntegral)) > 2.9)
  }

  @Test("the monotone cubic keeps monotone data monotone where a spline would ring")
  func monotone() throws {
    let x = [0.0, 1, 2, 3, 4, 5, 6]
    let y = [0.0, 0, 0.01, 0.02, 9, 10, 10]
    let cubic = try #require(MonotoneCubic(positions: x, values: y))
    var last = -1e-15
    for k in 0...6000 {
      let value = cubic.value(at: Double(k) / 1000)
      #expect(value >= last - 1e-14)
      last = value
    }
    #expect(cubic.crossings(of: 5).count == 1)
    #expect(zip(x, y).allSatisfy { cubic.value(at: $0) == $1 })
  }

  @Test("the monotone cubic converges with the third order or better on smooth monotone data")
  func order() throws {
    func error(_ n: Int) throws -> Double {
      let x = Self.grid(n)
      let cubic = try #require(MonotoneCubic(positions: x, values: x.map { exp($0) }))
      return (0...999).map { 0.2 + 1.6 * Double($0) / 999 }.map { abs(cubic.value(at: $0) - exp($0)) }.max() ?? 0
    }
    let (coarse, fine) = (try error(40), try error(80))
    #expect(log2(coarse / fine) > 2.7)
  }

  @Test("derivative agrees with the difference quotient of the value")
  func derivative() throws {
    let cubic = try #require(MonotoneCubic(positions: [0, 1, 1.5, 4], values: [0, 2, 2.2, 7]))
    for x in [0.3, 1.2, 2.0, 3.9] {
      let h = 1e-5
      let quotient = (cubic.value(at: x + h) - cubic.value(at: x - h)) / (2 * h)
      #expect(abs(cubic.derivative(at: x) - quotient) < 1e-8)
    }
  }

  @Test("bad samples are refused")
  func refused() {
    #expect(MonotoneCubic(positions: [0, 1, 1], values: [0, 1, 2]) == nil)
    #expect(MonotoneCubic(positions: [0], values: [0]) == nil)
    #expect(MonotoneCubic(positions: [0, 1], values: [0, .nan]) == nil)
  }

  @Test("a local parabola returns value and slope of a parabola exactly, and its stated error is that of repeats")
  func local() throws {
    let x = Self.grid(30)
    let exact = try #require(LocalPolynomial(x, x.map { 1 + $0 - 2 * $0 * $0 }, centre: 0.9, halfWidth: 0.4, degree: 2))
    #expect(abs(exact.value - (1 + 0.9 - 1.62)) < 1e-12 && abs(exact.derivative - (1 - 3.6)) < 1e-11)
    var slopes = [Double]()
    for k in 0..<2000 {
      var noise = SeededGenerator(seed: 5, stream: UInt64(k))
      let fit = try #require(LocalPolynomial(x, x.map { _ in noise.normal() }, centre: 0.9, halfWidth: 0.4, degree: 2))
      slopes.append(fit.derivative)
    }
    let spread = (slopes.reduce(0) { $0 + $1 * $1 } / 2000).squareRoot()
    // A standard deviation from 2000 values is known to 1/√4000 = 1.6 %; three of these.
    #expect(abs(spread / exact.unitDerivativeError - 1) < 0.048)
  }
}
