import Foundation

extension LevenbergMarquardt {
  /// Everything that changes from step to step of one fit.
  struct FitState {
    var parameters: [Double]
    var residuals: [Double]
    var squares: Double
    var ranges: [ClosedRange<Double>]
    var jacobian: [Double]
    var scales: [Double]
    var free: [Int] = []
    var factorisation = HouseholderQR(rows: 0, columns: 0, columnMajor: [])
    var projected: [Double] = []
    var evaluations = 0

    var residualCount: Int { residuals.count }

    init(
      start: [Double], ranges: [ClosedRange<Double>], residualCount: Int,
      _ function: ([Double], inout [Double]) throws -> Void
    ) throws(LeastSquaresError) {
      var first = [Double](repeating: 0, count: residualCount)
      do { try function(start, &first) } catch { throw .modelFailedAtStart(reason: "\(error)") }
      if let bad = first.firstIndex(where: { !$0.isFinite }) { throw .notFiniteAtStart(residual: bad) }
      (parameters, residuals, self.ranges) = (start, first, ranges)
      squares = first.reduce(0) { $0 + $1 * $1 }
      jacobian = [Double](repeating: 0, count: residualCount * start.count)
      scales = [Double](repeating: 0, count: start.count)
      evaluations = 1
    }

    func column(_ j: Int) -> ArraySlice<Double> { jacobian[(j * residualCount)..<((j + 1) * residualCount)] }

    func scale(_ j: Int) -> Double { scales[j] > 0 ? scales[j] : 1 }

    /// Column of J D⁻¹: of length one or less, so that the rank of J does not depend on the units of the parameters.
    func scaledColumn(_ j: Int) -> [Double] { column(j).map { $0 / scale(j) } }

    /// Derivatives at the present parameters, the free set, and the factorisation of the free columns.
    mutating func updateJacobian(
      settings: LevenbergMarquardt, _ given: (([Double]) throws -> [Double])?,
      _ function: ([Double], inout [Double]) throws -> Void
    ) throws(LeastSquaresError) {
      if let given, let values = try? given(parameters), values.count == jacobian.count,
        values.allSatisfy(\.isFinite)
      {
        jacobian = values
      } else {
        for j in parameters.indices { try differentiate(j, settings: settings, function) }
      }
      for j in parameters.indices {
        let norm = column(j).reduce(0) { $0 + $1 * $1 }.squareRoot()
        scales[j] = max(scales[j], norm)
      }
      free = parameters.indices.filter { j in
        let gradient = zip(column(j), residuals).reduce(0) { $0 + $1.0 * $1.1 }
        let atLower = parameters[j] <= ranges[j].lowerBound
        let atUpper = parameters[j] >= ranges[j].upperBound
        return !(atLower && gradient > 0) && !(atUpper && gradient < 0) && !(atLower && atUpper)
      }
      factorise()
    }

    private mutating func factorise() {
      factorisation = HouseholderQR(
        rows: residualCount, columns: free.count, columnMajor: free.flatMap(scaledColumn))
      projected = factorisation.applyingTransposedQ(to: residuals.map { -$0 })
    }

    private mutating func differentiate(
      _ j: Int, settings: LevenbergMarquardt, _ function: ([Double], inout [Double]) throws -> Void
    ) throws(LeastSquaresError) {
      let smallest = settings.smallestDifferences.flatMap { j < $0.count ? $0[j] : nil } ?? 0
      let value = parameters[j]
      var h = max(settings.differenceStep * abs(value), smallest)
      if h == 0 { h = settings.differenceStep * settings.differenceStep }
      var sides: [(x: Double, r: [Double])] = []
      for side in [h, -h] {
        var shifted = parameters
        shifted[j] = value + side
        guard ranges[j].contains(shifted[j]) else { continue }
        var values = [Double](repeating: 0, count: residualCount)
        evaluations += 1
        guard (try? function(shifted, &values)) != nil, values.allSatisfy(\.isFinite) else { continue }
        sides.append((shifted[j], values))
      }
      if sides.count == 1 { sides.append((value, residuals)) }
      guard sides.count == 2, sides[0].x != sides[1].x else {
        // The model stands alone at this point: nothing is known of this direction, so it is left still.
        for i in 0..<residualCount { jacobian[j * residualCount + i] = 0 }
        return
      }
      let factor = 1 / (sides[0].x - sides[1].x)
      for i in 0..<residualCount { jacobian[j * residualCount + i] = (sides[0].r[i] - sides[1].r[i]) * factor }
    }

    /// Largest |cos| between the residual and a free column: zero at the minimum, whatever the units.
    func largestCosine() -> Double {
      let length = squares.squareRoot()
      guard length > 0 else { return 0 }
      return free.map { j in
        let norm = column(j).reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard norm > 0 else { return 0 }
        return abs(zip(column(j), residuals).reduce(0) { $0 + $1.0 * $1.1 }) / (norm * length)
      }.max() ?? 0
    }

    /// min ‖J s + r‖² + µ‖D s‖² from the factorised J D⁻¹: a (2n × n) problem whatever the number of residuals.
    func step(damping: Double) -> [Double] {
      let n = free.count
      guard n > 0 else { return [Double](repeating: 0, count: parameters.count) }
      var stacked = [Double](repeating: 0, count: 2 * n * n)
      var right = [Double](repeating: 0, count: 2 * n)
      for k in 0..<n {
        for i in 0...k { stacked[k * 2 * n + i] = factorisation.upper(i, k) }
        stacked[k * 2 * n + n + k] = damping.squareRoot()
        right[k] = projected[k]
      }
      let solved = HouseholderQR(rows: 2 * n, columns: n, columnMajor: stacked).solve(right)
      var step = [Double](repeating: 0, count: parameters.count)
      for k in 0..<n {
        let j = free[factorisation.pivots[k]]
        step[j] = solved[k] / scale(j)
      }
      return step
    }

    /// The same step where it would leave the bounds: the parameters that leave go to their bounds, and the others are
    /// solved for again with these displacements given. Cutting alone would break the coupling of the parameters.
    func boundedStep(damping: Double) -> [Double] {
      var step = step(damping: damping)
      var held = [Bool](repeating: false, count: parameters.count)
      for _ in parameters.indices {
        let leaving = free.filter { !held[$0] && !ranges[$0].contains(parameters[$0] + step[$0]) }
        guard !leaving.isEmpty else { break }
        for j in leaving { held[j] = true }
        let moved = cut(step).step
        let rest = free.filter { !held[$0] }
        guard !rest.isEmpty else { return moved }
        var right = residuals.map { -$0 }
        for j in free where held[j] {
          for i in 0..<residualCount { right[i] -= jacobian[j * residualCount + i] * moved[j] }
        }
        let rows = residualCount + rest.count
        var stacked = [Double]()
        for (k, j) in rest.enumerated() {
          stacked += scaledColumn(j)
          stacked += rest.indices.map { $0 == k ? damping.squareRoot() : 0 }
        }
        right += [Double](repeating: 0, count: rest.count)
        let solved = HouseholderQR(rows: rows, columns: rest.count, columnMajor: stacked).solve(right)
        step = moved
        for (k, j) in rest.enumerated() { step[j] = solved[k] / scale(j) }
      }
      return step
    }

    /// Share of the sum of squares that the undamped step promises to remove.
    func promise() -> Double {
      squares > 0 ? max(0, predictedReduction(cut(boundedStep(damping: 0)).step)) / squares : 0
    }

    /// Sets D to the present column norms and factorises anew.
    mutating func renewScales() {
      for j in parameters.indices { scales[j] = column(j).reduce(0) { $0 + $1 * $1 }.squareRoot() }
      factorise()
    }

    /// Damping that keeps the first step no longer than the parameters themselves, both scaled by D.
    func firstDamping(_ smallest: Double) -> Double {
      let length = { (x: [Double]) in zip(x, scales).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }.squareRoot() }
      let limit = length(parameters)
      var damping = smallest
      while limit > 0, damping < 1e12, length(step(damping: damping)) > limit { damping *= 4 }
      return damping
    }

    /// The step cut at the bounds, parameter by parameter.
    func cut(_ step: [Double]) -> (parameters: [Double], step: [Double]) {
      let moved = parameters.indices.map {
        min(max(parameters[$0] + step[$0], ranges[$0].lowerBound), ranges[$0].upperBound)
      }
      return (moved, parameters.indices.map { moved[$0] - parameters[$0] })
    }

    func relativeLength(of step: [Double]) -> Double {
      parameters.indices.map { abs(step[$0]) / max(abs(parameters[$0]), .leastNormalMagnitude) }.max() ?? 0
    }

    /// Reduction of Σr² that the linear model promises for this step.
    func predictedReduction(_ step: [Double]) -> Double {
      var sum = squares
      for i in 0..<residualCount {
        var r = residuals[i]
        for j in free { r += jacobian[j * residualCount + i] * step[j] }
        sum -= r * r
      }
      return sum
    }

    mutating func evaluate(
      _ trial: [Double], _ function: ([Double], inout [Double]) throws -> Void
    ) -> (residuals: [Double], squares: Double)? {
      var values = [Double](repeating: 0, count: residualCount)
      evaluations += 1
      guard (try? function(trial, &values)) != nil else { return nil }
      let sum = values.reduce(0) { $0 + $1 * $1 }
      return sum.isFinite ? (values, sum) : nil
    }

    mutating func accept(_ trial: [Double], _ outcome: (residuals: [Double], squares: Double)) {
      parameters = trial
      (residuals, squares) = outcome
    }

    func solution(iterations: Int, reason: LeastSquaresSolution.StopReason) -> LeastSquaresSolution {
      let n = parameters.count
      let atBound = (0..<n).map { parameters[$0] == ranges[$0].lowerBound || parameters[$0] == ranges[$0].upperBound }
      let open = (0..<n).filter { !atBound[$0] }
      // Columns are brought to unit length first, so that the rank does not depend on the units of the parameters.
      let norms = open.map { column($0).reduce(0) { $0 + $1 * $1 }.squareRoot() }
      let unit = zip(open, norms).flatMap { j, norm in column(j).map { norm > 0 ? $0 / norm : 0 } }
      let inverse = HouseholderQR(rows: residualCount, columns: open.count, columnMajor: unit)
        .inverseNormalMatrix(relativeTolerance: 1e-12)
      var covariance: [Double]?
      if let inverse {
        var full = [Double](repeating: 0, count: n * n)
        for (a, j) in open.enumerated() {
          for (b, k) in open.enumerated() {
            full[j * n + k] = inverse[a * open.count + b] / (norms[a] * norms[b])
          }
        }
        covariance = full
      }
      return LeastSquaresSolution(
        parameters: parameters, squares: squares, residuals: residuals, unitCovariance: covariance,
        isAtBound: atBound, degreesOfFreedom: residualCount - open.count, iterations: iterations,
        evaluations: evaluations, stopReason: reason)
    }
  }
}
