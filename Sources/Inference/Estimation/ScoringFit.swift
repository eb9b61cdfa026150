import Foundation
import NumericalMethods

/// One run of Fisher scoring: everything that changes from step to step.
struct ScoringFit {
  let problem: InferenceProblem
  let settings: MaximumPosteriorSettings
  let limits: [ClosedRange<Double>]
  let isHeld: [Bool]
  private(set) var u: [Double]
  private(set) var expectations: [Double]
  private(set) var deviance: Double
  private(set) var priors: Double
  private(set) var evaluations = 1
  private(set) var iterations = 0
  private var scales: [Double]
  /// ∂m/∂u, column after column.
  private var jacobian: [Double]
  private var free: [Int] = []

  var total: Double { deviance + priors }
  private var count: Int { problem.dataCount }

  init(
    _ problem: InferenceProblem, start: [Double], held: Set<Int>, settings: MaximumPosteriorSettings
  ) throws(InferenceError) {
    self.problem = problem
    self.settings = settings
    limits = problem.parameters.map(\.coordinateBounds)
    isHeld = problem.parameters.indices.map { held.contains($0) }
    u = start
    do {
      expectations = try problem.model(problem.values(at: start))
    } catch { throw .modelFailed(reason: "\(error)") }
    guard expectations.count == problem.dataCount else {
      throw .wrongPredictionCount(expected: problem.dataCount, found: expectations.count)
    }
    guard expectations.allSatisfy(\.isFinite) else { throw .modelFailed(reason: "an expectation is not finite") }
    deviance = problem.deviance(of: expectations)
    priors = problem.priorDeviance(at: start)
    guard deviance.isFinite, priors.isFinite else {
      throw .modelFailed(reason: "the data are impossible there (counts where none are expected)")
    }
    scales = [Double](repeating: 0, count: start.count)
    jacobian = [Double](repeating: 0, count: start.count * problem.dataCount)
  }

  mutating func converge() throws(InferenceError) {
    var central = false
    var quiet = 0
    var system = linearise(central: false)
    var (damping, growth) = (1e-3, 2.0)
    while iterations < settings.maximumIterations {
      iterations += 1
      let step = system.step(damping: damping, scales: scales, at: u, limits: limits)
      let trial = u.indices.map { min(max(u[$0] + step[$0], limits[$0].lowerBound), limits[$0].upperBound) }
      evaluations += 1
      let promised = system.promise(zip(trial, u).map { $0 - $1 })
      if let found = problem.expectations(at: trial) {
        let data = problem.deviance(of: found)
        let prior = problem.priorDeviance(at: trial)
        if data + prior < total {
          let gain = total - data - prior
          (u, expectations, deviance, priors) = (trial, found, data, prior)
          let ratio = promised > 0 ? gain / promised : 0
          damping *= max(1.0 / 3, 1 - pow(2 * ratio - 1, 3))
          growth = 2
          quiet = gain < settings.devianceTolerance ? quiet + 1 : 0
          if quiet > 0, central { return }
          // Close to the end the derivatives become central: their error would else stand in the answer.
          if gain < 1e-2 { central = true }
          system = linearise(central: central)
          continue
        }
      }
      if promised < settings.devianceTolerance {
        if central { return }
        central = true
        system = linearise(central: true)
        damping = min(damping, 1e-3)
        growth = 2
        continue
      }
      damping = max(damping, 1e-12) * growth
      growth *= 2
      // No direction helps although the model promises it: the limit of a noisy model.
      if damping > 1e18 {
        guard promised < 1e-2 else { break }
        if !central { _ = linearise(central: true) }
        return
      }
    }
    throw .noConvergence(iterations: iterations, deviance: total)
  }

  /// Derivatives at u, the free set, and the weighted system.
  private mutating func linearise(central: Bool) -> ScoringSystem {
    let n = u.count
    for j in 0..<n where !isHeld[j] { differentiate(j, central: central) }
    var roots = [Double](repeating: 0, count: count)
    var residuals = roots
    expectations.withUnsafeBufferPointer { model in
      roots.withUnsafeMutableBufferPointer { roots in
        residuals.withUnsafeMutableBufferPointer { residuals in
          guard let m = model.baseAddress, let w = roots.baseAddress, let r = residuals.baseAddress else { return }
          for (set, offset) in zip(problem.data, problem.offsets) {
            set.writeScores(m + offset, rootWeights: w + offset, residuals: r + offset)
          }
        }
      }
    }
    let prior = problem.parameters.indices.map { problem.parameters[$0].priorResidual(at: u[$0]) }
    let rows = count + n
    var matrix = [Double](repeating: 0, count: rows * n)
    for j in 0..<n where !isHeld[j] {
      for i in 0..<count { matrix[j * rows + i] = roots[i] * jacobian[j * count + i] }
      matrix[j * rows + count + j] = prior[j].slope
    }
    residuals += prior.map(\.residual)
    free = (0..<n).filter { j in
      guard !isHeld[j], limits[j].upperBound > limits[j].lowerBound else { return false }
      var ascent = 0.0
      for i in 0..<rows { ascent += matrix[j * rows + i] * residuals[i] }
      return !(u[j] <= limits[j].lowerBound && ascent <= 0) && !(u[j] >= limits[j].upperBound && ascent >= 0)
    }
    for j in 0..<n {
      var sum = 0.0
      for i in 0..<rows { sum += matrix[j * rows + i] * matrix[j * rows + i] }
      scales[j] = max(scales[j], sum.squareRoot())
    }
    return ScoringSystem(rows: rows, free: free, columns: matrix, residuals: residuals, parameterCount: n)
  }

  private mutating func differentiate(_ j: Int, central: Bool) {
    let parameter = problem.parameters[j]
    let values = problem.values(at: u)
    if let known = problem.derivative(values, expectations, j), known.count == count {
      let slope = parameter.scale == .logarithmic ? values[j] : 1
      for i in 0..<count { jacobian[j * count + i] = slope * known[i] }
      return
    }
    let size = parameter.scale == .logarithmic ? 1 : max(abs(u[j]), 1e-3 * min(abs(limits[j].upperBound), 1))
    let h = (central ? 1 : 0.02) * problem.differenceStep * size
    let upward = u[j] + h <= limits[j].upperBound
    let downward = u[j] - h >= limits[j].lowerBound
    func shifted(_ by: Double) -> [Double]? {
      var trial = u
      trial[j] += by
      evaluations += 1
      return problem.expectations(at: trial)
    }
    var sides: [(place: Double, values: [Double])] = []
    if upward, let values = shifted(h) { sides.append((h, values)) }
    if central || sides.isEmpty, downward, let values = shifted(-h) { sides.append((-h, values)) }
    if sides.count == 1 { sides.append((0, expectations)) }
    guard sides.count == 2 else {
      for i in 0..<count { jacobian[j * count + i] = 0 }
      return
    }
    let factor = 1 / (sides[0].place - sides[1].place)
    let (high, low) = (sides[0].values, sides[1].values)
    for i in 0..<count { jacobian[j * count + i] = (high[i] - low[i]) * factor }
  }

  func result(evaluations: Int, minima: [Double]) -> MaximumPosterior {
    var last = self
    let system = last.linearise(central: true)
    let n = u.count
    let atBound = (0..<n).map { u[$0] <= limits[$0].lowerBound || u[$0] >= limits[$0].upperBound }
    let open = (0..<n).filter { !atBound[$0] && !isHeld[$0] }
    let covariance = system.covariance(of: open)
    return MaximumPosterior(
      coordinates: u, values: problem.values(at: u), deviance: deviance, priorDeviance: priors, covariance: covariance,
      information: system.information(rows: count), isAtBound: atBound, expectations: expectations,
      iterations: iterations, evaluations: evaluations, minima: minima)
  }
}

/// The weighted linear problem of one step: rows of data, then one row for each prior.
struct ScoringSystem {
  let rows: Int
  let free: [Int]
  /// √W ∂m/∂u and the slopes of the priors, column after column, all parameters.
  let columns: [Double]
  let residuals: [Double]
  let parameterCount: Int
  private let factorisation: HouseholderQR
  private let projected: [Double]
  private let norms: [Double]

  init(rows: Int, free: [Int], columns: [Double], residuals: [Double], parameterCount: Int) {
    (self.rows, self.free, self.columns, self.residuals) = (rows, free, columns, residuals)
    self.parameterCount = parameterCount
    norms = (0..<parameterCount).map { j in
      var sum = 0.0
      for i in 0..<rows { sum += columns[j * rows + i] * columns[j * rows + i] }
      return sum > 0 ? sum.squareRoot() : 1
    }
    let unit = norms
    factorisation = HouseholderQR(
      rows: rows, columns: free.count,
      columnMajor: free.flatMap { j in columns[(j * rows)..<((j + 1) * rows)].map { $0 / unit[j] } })
    projected = factorisation.applyingTransposedQ(to: residuals)
  }

  /// min ‖A s − ρ‖² + µ‖D s‖²; parameters that would leave their bounds are cut there, and the others keep their step.
  func step(damping: Double, scales: [Double], at u: [Double], limits: [ClosedRange<Double>]) -> [Double] {
    let n = free.count
    var step = [Double](repeating: 0, count: parameterCount)
    guard n > 0 else { return step }
    var stacked = [Double](repeating: 0, count: 2 * n * n)
    var right = [Double](repeating: 0, count: 2 * n)
    for k in 0..<n {
      for i in 0...k { stacked[k * 2 * n + i] = factorisation.upper(i, k) }
      let j = free[factorisation.pivots[k]]
      stacked[k * 2 * n + n + k] = damping.squareRoot() * scales[j] / norms[j]
      right[k] = projected[k]
    }
    let solved = HouseholderQR(rows: 2 * n, columns: n, columnMajor: stacked).solve(right)
    for k in 0..<n {
      let j = free[factorisation.pivots[k]]
      step[j] = solved[k] / norms[j]
    }
    return step
  }

  /// Fall of the deviance that the linear model promises for a step.
  func promise(_ step: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<rows {
      var moved = 0.0
      for j in free { moved += columns[j * rows + i] * step[j] }
      sum += moved * (2 * residuals[i] - moved)
    }
    return sum
  }

  /// (AᵀA)⁻¹ over some parameters, zero elsewhere; nil where they are not fixed.
  func covariance(of open: [Int]) -> [Double]? {
    let unit = open.flatMap { j in columns[(j * rows)..<((j + 1) * rows)].map { $0 / norms[j] } }
    guard
      let inverse = HouseholderQR(rows: rows, columns: open.count, columnMajor: unit)
        .inverseNormalMatrix(relativeTolerance: 1e-9)
    else { return nil }
    var full = [Double](repeating: 0, count: parameterCount * parameterCount)
    for (a, j) in open.enumerated() {
      for (b, k) in open.enumerated() {
        full[j * parameterCount + k] = inverse[a * open.count + b] / (norms[j] * norms[k])
      }
    }
    return full
  }

  /// AᵀA of the first rows.
  func information(rows count: Int) -> [Double] {
    var matrix = [Double](repeating: 0, count: parameterCount * parameterCount)
    for j in 0..<parameterCount {
      for k in 0...j {
        var sum = 0.0
        for i in 0..<count { sum += columns[j * rows + i] * columns[k * rows + i] }
        matrix[j * parameterCount + k] = sum
        matrix[k * parameterCount + j] = sum
      }
    }
    return matrix
  }
}
