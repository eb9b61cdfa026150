// A smooth description of a whole input–output curve: the shapes of LadderShape fitted to the rungs.
//
// Why not the local smoothing alone: it holds the noise of its five rungs. Its steepest place is steeper than that of the
// truth and sharper, so resamples drawn about it repeat the estimate too faithfully, and intervals for the steepest place
// held 43 % where 68 % was meant. Five or seven parameters cannot follow the noise of twenty rungs.
// The nonlinear parameters are searched on a grid, with the linear ones solved for, and the best of each width refined by
// Levenberg and Marquardt's method. Shapes are compared by Akaike's criterion, from the whole
// likelihood: where the pump scatters, the noise of a rung depends on the slope of the shape, and so does its logarithm.

import Foundation
import NumericalMethods

/// A shape fitted to a ladder in logarithms.
struct LadderModel: Sendable {
  /// ln I of the model at each rung.
  let values: [Double]
  /// Standard deviations of the residuals that the fit was weighted with (relative ones where only these are known).
  let noise: [Double]
  /// Sum of squared residuals over their variances.
  let squares: Double
  private let u: [Double]
  private let fit: Fit

  var shape: LadderShape { fit.shape }

  /// Degrees of freedom that are left.
  var degreesOfFreedom: Double { Double(values.count - fit.shape.parameterCount) }

  /// ln I at any ln F.
  func value(at u: Double) -> Double { fit.value(at: u) }

  /// d ln I/d ln F at each rung, dimensionless.
  var slopes: [Double] { u.map { (fit.value(at: $0 + 1e-4) - fit.value(at: $0 - 1e-4)) / 2e-4 } }

  /// - Parameter noise: standard deviations of the rungs, or numbers in proportion to them.
  init?(_ shape: LadderShape, u: [Double], v: [Double], noise: [Double]) {
    guard u.count >= 8, u.count >= shape.parameterCount + 3, let fit = Rungs(u, v, noise).best(shape) else {
      return nil
    }
    self.init(fit, u: u, v: v, noise: noise)
  }

  private init(_ fit: Fit, u: [Double], v: [Double], noise: [Double]) {
    (self.u, self.noise, self.fit) = (u, noise, fit)
    let values = u.map { fit.value(at: $0) }
    self.values = values
    squares = u.indices.reduce(0) { sum, k in
      let residual = (v[k] - values[k]) / noise[k]
      return sum + residual * residual
    }
  }

  /// The same shape fitted to other values on the same rungs, starting from this one; nil where it does not fit them.
  func refitted(to v: [Double], noise: [Double]? = nil) -> LadderModel? {
    let noise = noise ?? self.noise
    return Rungs(u, v, noise).refined(fit).map { LadderModel($0, u: u, v: v, noise: noise) }
  }

  /// Akaike's criterion, with its small-sample term where the noise is estimated, dimensionless.
  func criterion(isScaleKnown: Bool) -> Double {
    let n = Double(values.count)
    let k = Double(fit.shape.parameterCount + (isScaleKnown ? 0 : 1))
    let logarithms = 2 * noise.reduce(0) { $0 + log($1) }
    let misfit = isScaleKnown ? squares + logarithms : n * log(max(squares, 1e-300)) + logarithms
    // The small-sample term is that of a variance which is estimated.
    return misfit + 2 * k + (isScaleKnown ? 0 : 2 * k * (k + 1) / max(1, n - k - 1))
  }

  /// Parameters of a shape with what is left of the data.
  fileprivate struct Fit: Sendable {
    let shape: LadderShape
    let nonlinear: [Double], linear: SIMD4<Double>
    let squares: Double

    func value(at u: Double) -> Double { (linear * shape.columns(u, nonlinear)).sum() }
  }
}

/// Rungs to be fitted: neighbours averaged into at most 64, since places and widths of curves so smooth are the same.
private struct Rungs {
  private(set) var u: [Double] = [], v: [Double] = [], weights: [Double] = []
  /// Bounds of ln w: bends sharper than a quarter of a rung are all alike.
  private let widths: ClosedRange<Double>

  init(_ u: [Double], _ v: [Double], _ noise: [Double]) {
    let weights = noise.map { 1 / $0 }
    let span = u[u.count - 1] - u[0]
    widths = log(0.25 * span / Double(min(u.count, LadderSmoother.finest) - 1))...log(0.5 * span)
    let size = (u.count + 63) / 64
    guard size > 1 else {
      (self.u, self.v, self.weights) = (u, v, weights)
      return
    }
    for start in stride(from: 0, to: u.count, by: size) {
      var (w, wu, wv) = (0.0, 0.0, 0.0)
      for k in start..<min(start + size, u.count) {
        let weight = weights[k] * weights[k]
        w += weight
        wu += weight * u[k]
        wv += weight * v[k]
      }
      guard w > 0 else { continue }
      self.u.append(wu / w)
      self.v.append(wv / w)
      self.weights.append(w.squareRoot())
    }
  }

  /// Linear parameters and sum of squares for given nonlinear ones.
  func solved(_ shape: LadderShape, _ nonlinear: [Double]) -> LadderModel.Fit? {
    let columnCount = shape.columnCount
    var matrix = [Double](repeating: 0, count: u.count * columnCount)
    var right = [Double](repeating: 0, count: u.count)
    for i in u.indices {
      let terms = shape.columns(u[i], nonlinear)
      for j in 0..<columnCount { matrix[j * u.count + i] = weights[i] * terms[j] }
      right[i] = weights[i] * (shape == .background ? v[i] - terms[2] : v[i])
    }
    let qr = HouseholderQR(rows: u.count, columns: columnCount, columnMajor: matrix)
    guard qr.rank(relativeTolerance: 1e-9) == columnCount else { return nil }
    let projected = qr.applyingTransposedQ(to: right)
    let squares = projected[columnCount...].reduce(0) { $0 + $1 * $1 }
    let solved = qr.backSubstitute(projected)
    return LadderModel.Fit(
      shape: shape, nonlinear: nonlinear,
      linear: SIMD4(
        solved[0], solved[1], shape == .background ? 1 : solved[2], columnCount > 3 ? solved[3] : 0),
      squares: squares)
  }

  /// Best fit of a shape from a grid of starts.
  func best(_ shape: LadderShape) -> LadderModel.Fit? {
    let span = u[u.count - 1] - u[0]
    let places = (1..<12).map { u[0] + span * Double($0) / 12 }
    let firsts =
      shape == .amplifier || shape == .background
      ? [-9, -6, -3.5, -2] : [0.012, 0.04, 0.1].map { max(widths.lowerBound, log($0 * span)) }
    var found: LadderModel.Fit?
    for first in firsts {
      var start: LadderModel.Fit?
      for a in places {
        let starts: [[Double]] =
          switch shape {
          case .oneBend, .amplifier: [[first, a]]
          case .twoBends: places.filter { $0 > a }.map { [first, a, $0] }
          case .background: [1, 2.5, 4, 6, 8].map { [first, a, $0] }
          }
        for nonlinear in starts {
          if let fit = solved(shape, nonlinear), fit.squares < start?.squares ?? .infinity,
            shape.isSound(nonlinear, fit.linear, u, width: widths)
          {
            start = fit
          }
        }
      }
      if let fit = start.flatMap(refined), fit.squares < found?.squares ?? .infinity { found = fit }
    }
    return found
  }

  /// The nearest least sum of squares; nil where the shape there is not of its kind.
  func refined(_ start: LadderModel.Fit) -> LadderModel.Fit? {
    let (shape, count) = (start.shape, u.count)
    let nonlinearCount = shape.nonlinearCount
    let unpack = { (p: [Double]) -> (nonlinear: [Double], linear: SIMD4<Double>) in
      var linear = SIMD4<Double>(0, 0, shape == .background ? 1 : 0, 0)
      for j in 0..<shape.columnCount { linear[j] = p[nonlinearCount + j] }
      return (Array(p[..<nonlinearCount]), linear)
    }
    var search = LevenbergMarquardt()
    search.squaresTolerance = 1e-6
    search.stepTolerance = 1e-5
    search.gradientTolerance = 1e-5
    search.maximumIterations = 60
    var found: [Double]
    do throws(LeastSquaresError) {
      found = try search.fit(
        from: start.nonlinear + (0..<shape.columnCount).map { start.linear[$0] },
        bounds: shape.bounds(u, width: widths), residualCount: count,
        jacobian: { p in
          let (nonlinear, linear) = unpack(p)
          var matrix = [Double](repeating: 0, count: count * p.count)
          matrix.withUnsafeMutableBufferPointer { matrix in
            guard let base = matrix.baseAddress else { return }
            for i in 0..<count {
              _ = shape.derivatives(u[i], nonlinear, linear, into: base + i, stride: count)
              for j in p.indices { base[i + j * count] *= -weights[i] }
            }
          }
          return matrix
        },
        residuals: { p, residuals in
          let (nonlinear, linear) = unpack(p)
          for i in 0..<count {
            residuals[i] = weights[i] * (v[i] - (linear * shape.columns(u[i], nonlinear)).sum())
          }
        }
      ).parameters
    } catch {
      guard case .noConvergence(_, let parameters, _) = error else { return nil }
      found = parameters
    }
    found = Array(found[..<nonlinearCount])
    guard let fit = solved(shape, found), shape.isSound(found, fit.linear, u, width: widths) else { return nil }
    return fit
  }
}
