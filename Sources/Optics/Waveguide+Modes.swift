// From the transparent guide to the absorbing one: bisection on the node count, then Im ε is raised from 0 to its full
// value in steps, each solved by Newton's method from the secant through the two before.

import Foundation

extension Waveguide {
  /// N² of every bound mode, highest first.
  ///
  /// A mode so close to cut-off that absorption takes it below the cladding's index is not bound, and left out.
  /// - Parameter highestOrder: orders above it are left out.
  func modes(highestOrder: Int) throws(OpticsError) -> [ComplexNumber] {
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
  private func newton(from start: ComplexNumber) -> ComplexNumber? {
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
