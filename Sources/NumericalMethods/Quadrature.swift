// Integrals of sampled curves on grids that need not be regular.
//
// Goals: (1) exact for straight lines (trapezoid) and parabolas (Simpson) whatever the spacing; (2) no resampling.
// Resampling onto a regular grid first, the usual shortcut, adds an interpolation error that depends on the grid.
//
// Simpson on two unequal panels h₀, h₁ integrates the parabola through three points exactly:
//   ∫ = (h₀+h₁)/6 · [(2 − h₁/h₀) y₀ + (h₀+h₁)²/(h₀h₁) y₁ + (2 − h₀/h₁) y₂];
// with an odd number of panels the last one takes the parabola through the last three points:
//   ∫ = y₂ (2h₁² + 3h₀h₁)/(6(h₀+h₁)) + y₁ (h₁² + 3h₀h₁)/(6h₀) − y₀ h₁³/(6h₀(h₀+h₁)).
//
// Source: Lagrange interpolation; see Davis and Rabinowitz, Methods of Numerical Integration, 2nd ed. (1984), §2.2.

/// Integral ∫y dx by the trapezoid rule, unit of y times unit of x; `x` and `y` of equal length, `x` in any order.
public func trapezoidIntegral(_ x: [Double], _ y: [Double]) -> Double {
  var sum = 0.0
  for k in 0..<max(0, min(x.count, y.count) - 1) {
    sum += 0.5 * (y[k] + y[k + 1]) * (x[k + 1] - x[k])
  }
  return sum
}

/// Running integral ∫y dx by the trapezoid rule, starting at zero, one value per sample.
public func cumulativeTrapezoidIntegral(_ x: [Double], _ y: [Double]) -> [Double] {
  let count = min(x.count, y.count)
  guard count > 0 else { return [] }
  var running = [0.0]
  running.reserveCapacity(count)
  for k in 1..<max(1, count) {
    running.append(running[k - 1] + 0.5 * (y[k] + y[k - 1]) * (x[k] - x[k - 1]))
  }
  return running
}

/// Integral ∫y dx by Simpson's rule on an irregular grid, `x` strictly ascending; the trapezoid for two samples.
public func simpsonIntegral(_ x: [Double], _ y: [Double]) -> Double {
  let count = min(x.count, y.count)
  guard count > 2 else { return trapezoidIntegral(x, y) }
  var sum = 0.0
  var k = 0
  while k + 2 < count {
    let (h0, h1) = (x[k + 1] - x[k], x[k + 2] - x[k + 1])
    let both = h0 + h1
    sum += both / 6 * ((2 - h1 / h0) * y[k] + both * both / (h0 * h1) * y[k + 1] + (2 - h0 / h1) * y[k + 2])
    k += 2
  }
  if k + 1 < count {
    let (h0, h1) = (x[k] - x[k - 1], x[k + 1] - x[k])
    sum += y[k + 1] * (2 * h1 * h1 + 3 * h0 * h1) / (6 * (h0 + h1))
    sum += y[k] * (h1 * h1 + 3 * h0 * h1) / (6 * h0)
    sum -= y[k - 1] * h1 * h1 * h1 / (6 * h0 * (h0 + h1))
  }
  return sum
}
