// From the transparent guide to the absorbing one: bisection on the node count, then Im ε is raised from 0 to its full
// value in steps, each solved by Newton's method from the secant through the two before.

import Foundation

extension Waveguide {
  /// N² of every bound mode, highest first.
  ///
  /// A mode so close to cut-off that absorption takes it below the cladding's index is not bound, and left out.
  /// - Parameters:
  ///   - highestOrder: orders above it are left out.
  ///   - limit: evaluations of the mode equation that the search in the plane may make.
  ///   - highest: largest Re N² at which plasmons are sought.
  func modes(
    highestOrder: Int, limit: Int = SearchBudget.standard, upTo highest: Double = .infinity
  ) throws(OpticsError) -> [ComplexNumber] {
    var budget = SearchBudget(limit, polarisation: polarisation)
    guard followsNodes else { return try boundZeros(highestOrder: highestOrder, upTo: highest, &budget) }
    let transparent = withAbsorption(0)
    guard let range = transparent.boundRange else { return [] }
    let floor = range.lowerBound * (1 + 1e-12)
    let count = min(transparent.modesAbove(floor), highestOrder + 1)
    var result: [ComplexNumber] = []
    for order in 0..<max(0, count) {
      var (below, above) = (floor, range.upperBound)
      while true {
        let middle = 0.5 * (below + above)
        guard middle > below, middle < above, above - below > 1e-14 * above else { break }
        if transparent.modesAbove(middle) > order { below = middle } else { above = middle }
      }
      guard let mode = try follow(from: ComplexNumber(0.5 * (below + above)), order: order) else { break }
      result.append(mode)
    }
    // Absorption may also bind a mode that the transparent guide does not hold: the count tells.
    if highestOrder > result.count, !isTransparent, let count = try countBound(&budget), count != result.count {
      return try boundZeros(highestOrder: highestOrder, &budget)
    }
    return result
  }

  /// Whether modes are ordered by their nodes: TE, or TM without metals.
  private var followsNodes: Bool {
    !isTransverseMagnetic || ([low, high] + layers.map(\.permittivity)).allSatisfy { $0.real > 0 }
  }

  /// The part of the plane of N² in which bound modes of this guide lie, and surface plasmons up to twice its largest
  /// refractive index.
  ///
  /// - Parameter limit: largest Re N² to look at, where that is known to be enough.
  func boundRectangle(upTo limit: Double = .infinity) -> IndexRectangle? {
    let claddings = max(low.real, high.real)
    let all = layers.map(\.permittivity) + [low, high]
    let largest = all.map(\.magnitude).max() ?? 1
    let ceiling = min(limit, followsNodes ? (all.map(\.real).max() ?? 1) * 1.01 : 4 * largest)
    let floor = max(0, claddings) * (1 + 1e-9) + 1e-9
    guard ceiling > floor else { return nil }
    let (lowest, highest) = (all.map(\.imaginary).min() ?? 0, all.map(\.imaginary).max() ?? 0)
    let reach = (followsNodes ? 2.0 : 20) * max(abs(lowest), abs(highest)) + 0.02 * largest
    let height = limit.isFinite ? min(reach, limit) : reach
    return IndexRectangle(real: floor...ceiling, imaginary: -height...height)
  }

  /// Number of bound modes by the argument principle, independent of how they were found; `nil` where one lies on the
  /// border of what counts as bound.
  ///
  /// - Throws: `OpticsError.searchEnded` where the budget runs out.
  func countBound(_ budget: inout SearchBudget) throws(OpticsError) -> Int? {
    guard let rectangle = boundRectangle() else { return 0 }
    return try countZeros(in: rectangle, &budget)
  }

  /// Bound modes of any guide, highest Re N² first.
  private func boundZeros(
    highestOrder: Int, upTo limit: Double = .infinity, _ budget: inout SearchBudget
  ) throws(OpticsError) -> [ComplexNumber] {
    guard let rectangle = boundRectangle(upTo: limit) else { return [] }
    guard let found = try zeros(in: rectangle, &budget) else { throw .modeLost(polarisation: polarisation, order: 0) }
    return Array(found.sorted { $0.real > $1.real }.prefix(highestOrder + 1))
  }

  /// Leaky modes with Re N between the two claddings (`betweenCladdings`) or below both, Im N up to a bound.
  func leaky(
    largestImaginaryIndex: Double, limit: Int = SearchBudget.standard
  ) throws(OpticsError) -> [(guide: Waveguide, squaredIndex: ComplexNumber)] {
    var budget = SearchBudget(limit, polarisation: polarisation)
    var result: [(Waveguide, ComplexNumber)] = []
    let (lower, upper) = (min(low.real, high.real), max(low.real, high.real))
    for (floor, ceiling, leaksUpper, leaksLower) in [(lower, upper, true, false), (0.0, lower, true, true)] {
      let range = (floor * (1 + 1e-6) + 1e-6)...max(ceiling * (1 - 1e-6), floor * (1 + 1e-6) + 2e-6)
      guard ceiling * (1 - 1e-6) > range.lowerBound else { continue }
      var guide = self
      let lowIsUpper = low.real >= high.real
      guide.leaksLow = lowIsUpper ? leaksUpper : leaksLower
      guide.leaksHigh = lowIsUpper ? leaksLower : leaksUpper
      let height = 2 * ceiling.squareRoot() * largestImaginaryIndex
      let rectangle = IndexRectangle(real: range, imaginary: -1e-4...height)
      guard let found = try guide.zeros(in: rectangle, &budget) else {
        throw .modeLost(polarisation: polarisation, order: 0)
      }
      result += found.filter { ComplexNumber.squareRoot($0).imaginary <= largestImaginaryIndex }
        .sorted { $0.real > $1.real }.map { (guide, $0) }
    }
    return result
  }

  /// Follows one mode from the transparent guide to this one; `nil` if it ceases to be bound on the way.
  private func follow(from start: ComplexNumber, order: Int) throws(OpticsError) -> ComplexNumber? {
    guard !isTransparent else { return newton(from: start) ?? start }
    var (share, step) = (0.0, 0.25)
    var (current, previous) = (start, start)
    var lastStep = step
    while share < 1 {
      let target = min(1, share + step)
      let guess = current + ((target - share) / lastStep) * (current - previous)
      let solution = withAbsorption(target).newton(from: guess)
      // A jump to another root is far longer than what the steps before announced.
      if let solution, (solution - guess).magnitude < 0.02 * current.magnitude, isBound(solution) {
        lastStep = target - share
        (previous, current, share) = (current, solution, target)
        step = min(0.25, 2 * step)
      } else {
        step *= 0.5
        guard step > 1e-4 else {
          guard let solution, !isBound(solution) else { throw .modeLost(polarisation: polarisation, order: order) }
          return nil
        }
      }
    }
    return current
  }

  private var isTransparent: Bool {
    low.imaginary == 0 && high.imaginary == 0 && layers.allSatisfy { $0.permittivity.imaginary == 0 }
  }

  private func isBound(_ z: ComplexNumber) -> Bool { z.real > max(low.real, high.real) }

  /// Newton's method on F(z), to the last digits; `nil` where it does not settle.
  func newton(from start: ComplexNumber) -> ComplexNumber? {
    var z = start
    var last = Double.infinity
    for _ in 0..<20 {
      let (value, slope) = mismatch(z)
      let step = value / slope
      let size = step.magnitude
      guard size.isFinite else { return nil }
      z = z - step
      if size <= 1e-15 * z.magnitude || (size < 1e-12 * z.magnitude && size >= 0.5 * last) { return z }
      last = size
    }
    return nil
  }
}
