import Foundation
import NumericalMethods
import Testing

/// Prothero and Robinson's problem with an algebraic partner:
/// x′ = −λ(x − cos t) − sin t,  0 = y − x²;  exactly x = cos t, y = cos² t, whatever λ.
///
/// Errors are weighted so that the step never changes: 0.9 · 0.6561^(−1/4) = 1.
final class ProtheroRobinson: StiffSystem {
  let unknownCount = 2
  let mass: UnsafePointer<Double>
  private let storage: UnsafeMutablePointer<Double>
  private let lambda: Double
  private let fixedNorm: Double?
  private var jacobian = (0.0, 0.0, 0.0, 0.0)
  private let lu = BlockTridiagonalLU(blockCount: 1, blockSize: 2)
  private(set) var worstError = 0.0

  init(lambda: Double, isFixedStep: Bool) {
    self.lambda = lambda
    fixedNorm = isFixedStep ? 0.6561 : nil
    storage = .allocate(capacity: 2)
    storage.initialize(to: 1)
    (storage + 1).initialize(to: 0)
    mass = UnsafePointer(storage)
  }

  deinit { storage.deallocate() }

  func evaluate(time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    let (x, y) = (state[0], state[1])
    rates[0] = -lambda * (x - cos(time)) - sin(time)
    rates[1] = y - x * x
  }

  func linearise(
    time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    evaluate(time: time, state: state, rates: rates)
    jacobian = (-lambda, 0, -2 * state[0], 1)
    timeDerivative[0] = -lambda * sin(time) - cos(time)
    timeDerivative[1] = 0
  }

  func factor(shift: Double) -> Bool {
    lu.diagonal[0] = shift - jacobian.0
    lu.diagonal[1] = -jacobian.1
    lu.diagonal[2] = -jacobian.2
    lu.diagonal[3] = -jacobian.3
    return lu.factor()
  }

  func solve(_ x: UnsafeMutablePointer<Double>) { lu.solve(x) }

  func errorNorm(
    previous: UnsafePointer<Double>, next: UnsafePointer<Double>, error: UnsafePointer<Double>
  ) -> Double {
    fixedNorm ?? max(abs(error[0]), abs(error[1])) / 1e-6
  }
}

/// u′ = u_xx on 60 cells with u(0) = sin 3t and u(1) = cos t: stiff (rates up to 1.4e4) and driven at the boundary.
final class MovingBoundaryDiffusion: StiffSystem {
  static let cells = 60
  let unknownCount = cells
  let mass: UnsafePointer<Double>
  private let storage: UnsafeMutablePointer<Double>
  private let lu = BlockTridiagonalLU(blockCount: cells, blockSize: 1)
  private let stiffness = Double(cells * cells)

  init() {
    storage = .allocate(capacity: Self.cells)
    storage.initialize(repeating: 1, count: Self.cells)
    mass = UnsafePointer(storage)
  }

  deinit { storage.deallocate() }

  static func run(steps: Int) throws -> [Double] {
    var values = (0..<cells).map { (Double($0) + 0.5) / Double(cells) }
    var step = 1 / Double(steps)
    let integrator = Rodas4P(unknownCount: cells)
    let outcome = values.withUnsafeMutableBufferPointer { buffer in
      Result { () throws(IntegrationError) in
        guard let base = buffer.baseAddress else { return }
        _ = try integrator.integrate(MovingBoundaryDiffusion(), end: 1, state: base, step: &step) { _ in true }
      }
    }
    try outcome.get()
    return values
  }

  func evaluate(time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    for i in 0..<unknownCount {
      let left = i > 0 ? state[i] - state[i - 1] : 2 * (state[i] - sin(3 * time))
      let right = i + 1 < unknownCount ? state[i + 1] - state[i] : 2 * (cos(time) - state[i])
      rates[i] = stiffness * (right - left)
    }
  }

  func linearise(
    time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    evaluate(time: time, state: state, rates: rates)
    for i in 0..<unknownCount { timeDerivative[i] = 0 }
    timeDerivative[0] = 6 * stiffness * cos(3 * time)
    timeDerivative[unknownCount - 1] = -2 * stiffness * sin(time)
  }

  func factor(shift: Double) -> Bool {
    for i in 0..<unknownCount {
      lu.lower[i] = -stiffness
      lu.upper[i] = -stiffness
      lu.diagonal[i] = shift + stiffness * (i == 0 || i == unknownCount - 1 ? 3 : 2)
    }
    return lu.factor()
  }

  func solve(_ x: UnsafeMutablePointer<Double>) { lu.solve(x) }

  func errorNorm(
    previous: UnsafePointer<Double>, next: UnsafePointer<Double>, error: UnsafePointer<Double>
  ) -> Double { 0.6561 }
}

@Suite("Rodas4P")
struct Rodas4PTests {
  /// Runs to t = 2 with steps of `2/steps`; largest error of x and y at the end and, in the middle of steps, of the
  /// interpolant.
  static func errors(lambda: Double, steps: Int) throws -> (end: Double, dense: Double) {
    let system = ProtheroRobinson(lambda: lambda, isFixedStep: true)
    let state = UnsafeMutablePointer<Double>.allocate(capacity: 2)
    defer { state.deallocate() }
    state.initialize(to: 1)
    (state + 1).initialize(to: 1)
    var step = 2 / Double(steps)
    var dense = 0.0
    _ = try Rodas4P(unknownCount: 2).integrate(system, end: 2, state: state, step: &step) { one in
      let middle = one.start + 0.5 * one.length
      dense = max(dense, abs(one.value(0, at: 0.5) - cos(middle)))
      return true
    }
    let exact = cos(2.0)
    return (max(abs(state[0] - exact), abs(state[1] - exact * exact)), dense)
  }

  @Test("has order 4 on a differential–algebraic problem")
  func order() throws {
    let errors = try [20, 40, 80].map { try Self.errors(lambda: 1, steps: $0).end }
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(log2(coarse / fine) > 3.8, "errors \(errors)") }
  }

  @Test("in the stiff limit the error falls as h³/λ: order 3, and far below the non-stiff one")
  func stiffOrder() throws {
    let loose = try Self.errors(lambda: 1, steps: 8).end
    let errors = try [1e3, 1e4, 1e5].map { lambda in try [8, 16].map { try Self.errors(lambda: lambda, steps: $0).end }
    }
    for pair in errors {
      #expect(pair[0] < loose / 10)
      #expect(log2(pair[0] / pair[1]) > 2.9, "errors \(errors)")
    }
    #expect(errors[0][0] / errors[2][0] > 30)
  }

  @Test("keeps order 4 on a diffusion problem with moving boundary values, where others fall to 3")
  func parabolicOrder() throws {
    let reference = try MovingBoundaryDiffusion.run(steps: 640)
    let errors = try [10, 20, 40].map { steps in
      zip(try MovingBoundaryDiffusion.run(steps: steps), reference).map { abs($0 - $1) }.max() ?? .nan
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(log2(coarse / fine) > 3.7, "errors \(errors)") }
  }

  @Test("interpolates with order 3 or better", arguments: [1.0])
  func denseOrder(lambda: Double) throws {
    let errors = try [20, 40, 80].map { try Self.errors(lambda: lambda, steps: $0).dense }
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(log2(coarse / fine) > 2.9, "errors \(errors)") }
  }

  @Test("keeps the error within a few tolerances with its own steps, from a first step far too small")
  func adaptive() throws {
    let system = ProtheroRobinson(lambda: 1e4, isFixedStep: false)
    let state = UnsafeMutablePointer<Double>.allocate(capacity: 2)
    defer { state.deallocate() }
    state.initialize(to: 1)
    (state + 1).initialize(to: 1)
    var step = 1e-12
    let work = try Rodas4P(unknownCount: 2).integrate(system, end: 2, state: state, step: &step) { _ in true }
    #expect(abs(state[0] - cos(2.0)) < 1e-5)
    #expect(work.accepted < 100)
    #expect(work.longest > 1e-2)
  }

  @Test("gives up in words when the steps run out")
  func stepLimit() {
    let system = ProtheroRobinson(lambda: 1, isFixedStep: true)
    let state = UnsafeMutablePointer<Double>.allocate(capacity: 2)
    defer { state.deallocate() }
    state.initialize(repeating: 1, count: 2)
    var step = 1e-3
    let error = #expect(throws: IntegrationError.self) {
      _ = try Rodas4P(unknownCount: 2).integrate(system, end: 2, state: state, step: &step, stepLimit: 5) { _ in true }
    }
    #expect(error?.description.contains("5 steps") == true)
  }
}

@Suite("Rodas4P tableau")
struct Rodas4PTableauTests {
  /// The classical coefficients behind the printed ones: Γ⁻¹ = diag(1/γ) − C, α = A Γ, b = m Γ.
  struct Classical {
    var alpha = Array(repeating: Array(repeating: 0.0, count: 6), count: 6)
    var gamma = Array(repeating: Array(repeating: 0.0, count: 6), count: 6)
    var weights = Array(repeating: 0.0, count: 6)
    var beta: [[Double]] { (0..<6).map { i in (0..<6).map { alpha[i][$0] + gamma[i][$0] } } }

    init() {
      let g = Rodas4PTableau.gamma
      // Γ Γ⁻¹ = 1 row by row: lower triangular with γ on the diagonal.
      for i in 0..<6 {
        gamma[i][i] = g
        for j in stride(from: i - 1, through: 0, by: -1) {
          var sum = 0.0
          for k in (j + 1)...i { sum += gamma[i][k] * (k > j ? Rodas4PTableau.couplings[k][j] : 0) }
          gamma[i][j] = g * sum
        }
      }
      let m = Rodas4PTableau.arguments[5] + [1]
      for i in 0..<6 {
        for j in 0..<6 {
          for (k, a) in Rodas4PTableau.arguments[i].enumerated() { alpha[i][j] += a * gamma[k][j] }
          weights[i] += m[j] * gamma[j][i]
        }
      }
    }
  }

  @Test("has rows that sum to the printed nodes and time weights")
  func rowSums() {
    let method = Classical()
    for i in 0..<6 {
      #expect(abs(method.alpha[i].reduce(0, +) - Rodas4PTableau.nodes[i]) < 2e-13, "α row \(i)")
      #expect(abs(method.gamma[i].reduce(0, +) - Rodas4PTableau.timeWeights[i]) < 2e-13, "γ row \(i)")
    }
  }

  @Test("meets the eight order conditions up to order 4 and the algebraic one")
  func orderConditions() {
    let method = Classical()
    let (b, alpha, beta, g) = (method.weights, method.alpha, method.beta, Rodas4PTableau.gamma)
    let a = alpha.map { $0.reduce(0, +) }
    // β′: row sums without the diagonal γ, as in Hairer and Wanner, table IV.7.2.
    let r = beta.map { $0.reduce(0, +) - g }
    let strict = (0..<6).map { i in (0..<6).map { j in i == j ? 0 : beta[i][j] } }
    func sum(_ f: (Int) -> Double) -> Double { (0..<6).reduce(0) { $0 + f($1) } }
    let p32 = 1 / 6.0 - g + g * g
    let p44 = 1 / 24.0 - g / 2 + 1.5 * g * g - g * g * g
    let conditions: [(String, Double, Double)] = [
      ("1", sum { b[$0] }, 1),
      ("2", sum { b[$0] * r[$0] }, 0.5 - g),
      ("3a", sum { b[$0] * a[$0] * a[$0] }, 1 / 3.0),
      ("3b", sum { i in b[i] * sum { strict[i][$0] * r[$0] } }, p32),
      ("4a", sum { b[$0] * a[$0] * a[$0] * a[$0] }, 0.25),
      ("4b", sum { i in b[i] * a[i] * sum { alpha[i][$0] * r[$0] } }, 1 / 8.0 - g / 3),
      ("4c", sum { i in b[i] * sum { strict[i][$0] * a[$0] * a[$0] } }, 1 / 12.0 - g / 3),
      ("4d", sum { i in b[i] * sum { j in strict[i][j] * sum { strict[j][$0] * r[$0] } } }, p44),
    ]
    // Coefficients carry 16 digits of numbers up to 57, so sums of products hold to about 1e-12.
    for (name, value, expected) in conditions { #expect(abs(value - expected) < 1e-12, "condition \(name)") }
    // Stiffly accurate: b equals the last row of β.
    for i in 0..<6 { #expect(abs(b[i] - beta[5][i]) < 1e-13) }
  }
}
