// A second way to the modes that shares nothing with Optics but the type of a complex number: the weak form of Maxwell's
// equations on Gauss-Lobatto-Legendre elements, all eigenvalues at once.
//
//   −(ψ′/w)′/k0² − (ε/w) ψ = −z ψ/w,   w = 1 (TE) or ε (TM),   ψ = 0 at walls far out in the claddings.
// Elements end at the faces of the layers, so ψ is smooth in each, and the error falls faster than any power of the number of
// nodes (A. T. Patera, J. Comput. Phys. 54, 468 (1984)). With quadrature at the nodes the mass matrix is diagonal, and
// M⁻¹K has the eigenvalues z = N². They are found by reduction to Hessenberg form and shifted QR (Golub and Van Loan,
// Matrix Computations, chapter 7); a few steps of inverse iteration with the quotient ψᵀKψ/ψᵀMψ, which is stationary since the
// matrices are complex symmetric, then bring each of them to rounding.

import Foundation
import Optics

/// Bound modes of a planar guide by spectral elements.
struct SpectralElements {
  private var stiffness: [[ComplexNumber]]
  private var mass: [ComplexNumber]
  private let floor: Double

  /// - Parameters:
  ///   - low, high: permittivities of the claddings.
  ///   - layers: permittivity and thickness, m.
  ///   - tails: lengths of the elements into which each cladding is cut, m, from the guide outwards.
  init(
    low: ComplexNumber, layers: [(ComplexNumber, Double)], high: ComplexNumber, isTM: Bool, wavelength: Double,
    tails: [Double]
  ) {
    let k0 = 2 * Double.pi / wavelength
    let outside = tails.enumerated().map { ($1, 16 + 4 * $0) }
    // Enough nodes for 1e-13: half a wavelength in the layer needs about twelve, a thin layer few.
    let inside = layers.map { permittivity, thickness -> (ComplexNumber, Double, Int) in
      let phase = k0 * thickness * max(permittivity.magnitude.squareRoot(), 1)
      return (permittivity, thickness, 5 + Int((4 * phase).rounded(.up)))
    }
    let elements =
      outside.reversed().map { (low, $0.0, $0.1) } + inside + outside.map { (high, $0.0, $0.1) }
    let size = elements.reduce(1) { $0 + $1.2 }
    stiffness = Array(repeating: Array(repeating: ComplexNumber(0), count: size), count: size)
    mass = Array(repeating: ComplexNumber(0), count: size)
    floor = max(low.real, high.real)
    var first = 0
    for (permittivity, length, order) in elements {
      let (nodes, weights) = Self.lobatto(order)
      let slopes = Self.derivatives(nodes)
      let inverse = isTM ? ComplexNumber(1) / permittivity : ComplexNumber(1)
      for i in 0...order {
        mass[first + i] = mass[first + i] + (0.5 * length * weights[i]) * inverse
        stiffness[first + i][first + i] =
          stiffness[first + i][first + i] + (0.5 * length * weights[i]) * (permittivity * inverse)
        for j in 0...order {
          var sum = 0.0
          for node in 0...order { sum += weights[node] * slopes[node][i] * slopes[node][j] }
          stiffness[first + i][first + j] =
            stiffness[first + i][first + j] - (sum * 2 / length / (k0 * k0)) * inverse
        }
      }
      first += order
    }
    // Walls: ψ = 0 at both ends.
    stiffness = stiffness.dropFirst().dropLast().map { Array($0.dropFirst().dropLast()) }
    mass = Array(mass.dropFirst().dropLast())
  }

  /// z = N² of all bound modes, highest real part first.
  func modes() -> [ComplexNumber] {
    let matrix = stiffness.indices.map { row in stiffness[row].map { $0 / mass[row] } }
    return Self.eigenvalues(matrix).filter { $0.real > floor * (1 + 1e-4) }.sorted { $0.real > $1.real }
      .map { polished($0) }
  }

  /// Inverse iteration with the stationary quotient.
  private func polished(_ start: ComplexNumber) -> ComplexNumber {
    var z = start
    var vector = mass.indices.map { ComplexNumber(1 + 0.1 * sin(Double($0)), 0.05 * cos(Double(3 * $0))) }
    for _ in 0..<3 {
      var matrix = stiffness
      for row in mass.indices { matrix[row][row] = matrix[row][row] - (z + ComplexNumber(1e-11)) * mass[row] }
      vector = Self.solve(matrix, mass.indices.map { mass[$0] * vector[$0] })
      let largest = vector.map(\.magnitude).max() ?? 1
      vector = vector.map { (1 / largest) * $0 }
      var (upper, lower) = (ComplexNumber(0), ComplexNumber(0))
      for row in mass.indices {
        var product = ComplexNumber(0)
        for column in mass.indices { product = product + stiffness[row][column] * vector[column] }
        upper = upper + vector[row] * product
        lower = lower + vector[row] * mass[row] * vector[row]
      }
      z = upper / lower
    }
    return z
  }

  // MARK: - Nodes

  /// Nodes and weights of Gauss-Lobatto-Legendre quadrature on [−1, 1], `order` + 1 of them.
  static func lobatto(_ order: Int) -> (nodes: [Double], weights: [Double]) {
    func legendre(_ x: Double) -> (value: Double, before: Double) {
      var (before, value) = (1.0, x)
      for n in 1..<max(1, order) {
        (before, value) = (value, (Double(2 * n + 1) * x * value - Double(n) * before) / Double(n + 1))
      }
      return (value, before)
    }
    let nodes = (0...order).map { index -> Double in
      guard index > 0, index < order else { return index == 0 ? -1 : 1 }
      var x = -cos(.pi * Double(index) / Double(order))
      for _ in 0..<50 {
        let (value, before) = legendre(x)
        // P′ from P and P before; (1 − x²)P″ = 2xP′ − n(n + 1)P.
        let slope = Double(order) * (before - x * value) / (1 - x * x)
        let curvature = (2 * x * slope - Double(order * (order + 1)) * value) / (1 - x * x)
        let step = slope / curvature
        x -= step
        if abs(step) < 1e-16 { break }
      }
      return x
    }
    return (nodes, nodes.map { 2 / (Double(order * (order + 1)) * pow(legendre($0).value, 2)) })
  }

  /// Derivatives of the Lagrange polynomials: `result[node][polynomial]`.
  static func derivatives(_ nodes: [Double]) -> [[Double]] {
    let barycentric = nodes.indices.map { i in
      nodes.indices.filter { $0 != i }.reduce(1.0) { $0 / (nodes[i] - nodes[$1]) }
    }
    return nodes.indices.map { i in
      var row = nodes.indices.map { j in i == j ? 0 : barycentric[j] / barycentric[i] / (nodes[i] - nodes[j]) }
      row[i] = -row.reduce(0, +)
      return row
    }
  }

  // MARK: - Linear algebra

  /// Gaussian elimination with partial pivoting.
  static func solve(_ given: [[ComplexNumber]], _ right: [ComplexNumber]) -> [ComplexNumber] {
    var (a, b) = (given, right)
    let n = b.count
    for column in 0..<n {
      let pivot = (column..<n).max { a[$0][column].squaredMagnitude < a[$1][column].squaredMagnitude } ?? column
      a.swapAt(column, pivot)
      b.swapAt(column, pivot)
      for row in (column + 1)..<max(column + 1, n) where a[row][column] != ComplexNumber(0) {
        let share = a[row][column] / a[column][column]
        for k in column..<n { a[row][k] = a[row][k] - share * a[column][k] }
        b[row] = b[row] - share * b[column]
      }
    }
    for row in (0..<n).reversed() {
      for k in (row + 1)..<max(row + 1, n) { b[row] = b[row] - a[row][k] * b[k] }
      b[row] = b[row] / a[row][row]
    }
    return b
  }

  /// All eigenvalues of a complex matrix.
  static func eigenvalues(_ given: [[ComplexNumber]]) -> [ComplexNumber] {
    let n = given.count
    var a = given.flatMap { $0 }
    func at(_ row: Int, _ column: Int) -> Int { row * n + column }
    // To Hessenberg form by elimination with pivoting.
    for m in 1..<max(1, n - 1) {
      let pivot = (m..<n).max { a[at($0, m - 1)].squaredMagnitude < a[at($1, m - 1)].squaredMagnitude } ?? m
      if pivot != m {
        for k in 0..<n { a.swapAt(at(pivot, k), at(m, k)) }
        for k in 0..<n { a.swapAt(at(k, pivot), at(k, m)) }
      }
      let head = a[at(m, m - 1)]
      guard head != ComplexNumber(0) else { continue }
      for row in (m + 1)..<n where a[at(row, m - 1)] != ComplexNumber(0) {
        let share = a[at(row, m - 1)] / head
        for k in (m - 1)..<n { a[at(row, k)] = a[at(row, k)] - share * a[at(m, k)] }
        for k in 0..<n { a[at(k, m)] = a[at(k, m)] + share * a[at(k, row)] }
      }
    }
    var values: [ComplexNumber] = []
    var high = n - 1
    var iterations = 0
    while high >= 0 {
      var low = high
      while low > 0 {
        let around = a[at(low, low)].magnitude + a[at(low - 1, low - 1)].magnitude
        if a[at(low, low - 1)].magnitude < 1e-16 * around { break }
        low -= 1
      }
      if low == high || iterations > 200 {
        values.append(a[at(high, high)])
        high -= 1
        iterations = 0
        continue
      }
      // Wilkinson's shift: the eigenvalue of the last 2 × 2 block nearer to its corner.
      let (p, q) = (a[at(high - 1, high - 1)], a[at(high, high)])
      let product = a[at(high - 1, high)] * a[at(high, high - 1)]
      let half = 0.5 * (p - q)
      let root = ComplexNumber.squareRoot(half * half + product)
      let (one, two) = (q + half + root, q + half - root)
      var shift = (one - q).magnitude < (two - q).magnitude ? one : two
      if iterations % 15 == 14 { shift = q + ComplexNumber(a[at(high, high - 1)].magnitude) }
      iterations += 1
      for k in low...high { a[at(k, k)] = a[at(k, k)] - shift }
      var turns: [(c: ComplexNumber, s: ComplexNumber)] = []
      for k in low..<high {
        let (x, y) = (a[at(k, k)], a[at(k + 1, k)])
        let norm = (x.squaredMagnitude + y.squaredMagnitude).squareRoot()
        guard norm > 0 else {
          turns.append((ComplexNumber(1), ComplexNumber(0)))
          continue
        }
        let (c, s) = ((1 / norm) * x, (1 / norm) * y)
        turns.append((c, s))
        for column in k...high {
          let (u, v) = (a[at(k, column)], a[at(k + 1, column)])
          a[at(k, column)] = c.conjugate * u + s.conjugate * v
          a[at(k + 1, column)] = c * v - s * u
        }
      }
      for (offset, (c, s)) in turns.enumerated() {
        let k = low + offset
        for row in low...min(k + 1, high) {
          let (u, v) = (a[at(row, k)], a[at(row, k + 1)])
          a[at(row, k)] = u * c + v * s
          a[at(row, k + 1)] = v * c.conjugate - u * s.conjugate
        }
      }
      for k in low...high { a[at(k, k)] = a[at(k, k)] + shift }
    }
    return values
  }
}
