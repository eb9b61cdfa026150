// Steady states by Newton's method on the discrete equations, for one temperature.
//
// Goals, in this order:
//   1. never a wrong answer: a state is returned only when the last correction is below the tolerance, relative to each
//      density, minorities included; else `nil`, and the caller goes through time;
//   2. ions keep their number, and carriers behind an insulator their balance (SteadyClosure.swift);
//   3. two or three factorisations a point in a sweep, from a prediction in the logarithm of the densities.
//
// Densities are kept positive cell by cell: a correction may not take more than 90 % of one. What that costs of the number
// of ions the next correction gives back.

import Foundation
import Materials
import NumericalMethods
import Quantities

/// Newton's method and its work area.
final class SteadySolver {
  let system: TransportSystem
  private let model: TransportModel
  private let rates: UnsafeMutablePointer<Double>
  private let ignored: UnsafeMutablePointer<Double>
  private let isIon: [Bool]
  private let thermalVoltage: Double
  private let closures: [SteadyClosure]
  private var contents: [Double] = []
  private let ionLinks: [[Int: Int]]
  /// For each closure the solution for a unit change of the density whose row it replaces, and the slopes of its sum.
  private let loads: [UnsafeMutablePointer<Double>]
  private let slopes: [UnsafeMutablePointer<Double>]

  init(model: TransportModel, temperature: Double) {
    self.model = model
    let system = TransportSystem(model: model, temperature: temperature)
    self.system = system
    thermalVoltage = PhysicalConstants.thermalVoltage(temperature: temperature)
    isIon = model.species.map(\.isIon)
    rates = .allocate(capacity: system.unknownCount)
    ignored = .allocate(capacity: system.unknownCount)
    rates.initialize(repeating: 0, count: system.unknownCount)
    ignored.initialize(repeating: 0, count: system.unknownCount)
    let count = system.unknownCount
    func vector() -> UnsafeMutablePointer<Double> {
      let vector = UnsafeMutablePointer<Double>.allocate(capacity: count)
      vector.initialize(repeating: 0, count: count)
      return vector
    }
    closures = SteadyClosure.all(of: system, carriers: model.carriers)
    ionLinks = closures.map { system.links(ofRow: $0.row) }
    loads = closures.map { _ in vector() }
    slopes = closures.map { _ in vector() }
  }

  deinit {
    rates.deallocate()
    ignored.deallocate()
    for vector in loads + slopes { vector.deallocate() }
  }

  /// Densities, scaled, beside which a correction counts as small whatever share it is: 1000 ions or 1e-7 carriers in a
  /// cubic centimetre. Minorities decide what recombines; ions as few as that decide nothing, and round-off moves them.
  private static let (fewIons, fewCarriers) = (1e-15, 1e-25)

  /// What Newton's method came to.
  struct Outcome {
    /// Whether the last correction was within the tolerance.
    var isConverged: Bool
    /// Linear systems solved.
    var iterations: Int
    /// Largest relative change of the last correction.
    var change: Double
  }

  /// Moves `y` to the steady state at an outer potential.
  func solve(
    _ y: UnsafeMutablePointer<Double>, outerPotential: Double, tolerance: Double, iterationLimit: Int = 25
  ) -> Outcome {
    system.outerPotential = outerPotential
    system.biasRate = 0
    var outcome = Outcome(isConverged: false, iterations: 0, change: .infinity)
    contents = closures.map { content(of: $0, y) }
    var best = Double.infinity
    var worsened = 0
    while outcome.iterations < iterationLimit {
      outcome.iterations += 1
      system.linearise(time: 0, state: y, rates: rates, timeDerivative: ignored)
      guard correct(y) else { return outcome }
      let change = apply(y)
      guard change.isFinite else { return outcome }
      outcome.change = change
      // Newton converges quadratically: what is left after a correction of 1e-5 is about 1e-10.
      if change < tolerance {
        outcome.isConverged = true
        return outcome
      }
      if change < best {
        best = change
        worsened = 0
      } else {
        worsened += 1
        if worsened > 6 { return outcome }
      }
    }
    return outcome
  }

  /// Replaces the rates by the correction that they ask for; `false` if the matrix is singular.
  private func correct(_ y: UnsafePointer<Double>) -> Bool {
    let pins = pins(y)
    rest(y, pins: pins, rates: rates)
    guard system.factorSteady(pins: pins) else { return false }
    let sums = closures.indices.map {
      system.sum(of: closures[$0], y, slope: slopes[$0]).value + content(of: closures[$0], y) - contents[$0]
    }
    return solveClosed(rates, pins: pins, sums: sums)
  }

  /// dx/dV of the steady state `y`: how its unknowns follow the potential at x = L. Uses the factors of its own.
  func response(_ y: UnsafePointer<Double>, into x: UnsafeMutablePointer<Double>) -> Bool {
    system.biasRate = 1
    system.linearise(time: 0, state: y, rates: rates, timeDerivative: ignored)
    system.biasRate = 0
    let pins = pins(y)
    rest(y, pins: pins, rates: rates)
    guard system.factorSteady(pins: pins) else { return false }
    let sums = zip(closures, slopes).map { system.sum(of: $0, y, slope: $1).byOuter }
    x.update(from: ignored, count: system.unknownCount)
    return solveClosed(x, pins: pins, sums: sums)
  }

  private func pins(_ y: UnsafePointer<Double>) -> [Int] { closures.map { system.pin(of: $0, y) } }

  /// Lets the ions rest between their pins.
  private func rest(_ y: UnsafePointer<Double>, pins: [Int], rates: UnsafeMutablePointer<Double>) {
    for (k, closure) in closures.enumerated() where closure.kind == .number {
      system.rest(closure, pin: pins[k], links: ionLinks[k], state: y, rates: rates)
    }
  }

  /// Σ w c of closed-in ions, which stays; zero for other closures.
  private func content(of closure: SteadyClosure, _ y: UnsafePointer<Double>) -> Double {
    guard closure.kind == .number else { return 0 }
    return closure.cells.reduce(0) { $0 + y[$1 * system.blockSize + closure.row] / system.inverseWidth[$1] }
  }

  /// Solves with the factors at hand, so that each closure's sum vanishes or takes up `sums`.
  private func solveClosed(_ x: UnsafeMutablePointer<Double>, pins: [Int], sums: [Double]) -> Bool {
    for index in 0..<system.unknownCount where system.absoluteWeight[index] == 0 { x[index] = 0 }
    for index in pins { x[index] = 0 }
    system.solveSteady(x)
    let count = pins.count
    guard count > 0 else { return true }
    for (k, load) in loads.enumerated() {
      load.update(repeating: 0, count: system.unknownCount)
      load[pins[k]] = 1
      system.solveSteady(load)
    }
    // sum + slope · (x₀ + Σ t v) = 0 for every closure: a few equations, by Gauss with pivoting, each row scaled.
    var matrix = slopes.map { slope in loads.map { dot(slope, $0) } }
    var t = zip(slopes, sums).map { -dot($0, x) - $1 }
    for row in 0..<count {
      let scale = matrix[row].map { abs($0) }.max() ?? 0
      guard scale > 0, scale.isFinite else { return false }
      for k in 0..<count { matrix[row][k] /= scale }
      t[row] /= scale
    }
    for column in 0..<count {
      let best = (column..<count).max { abs(matrix[$0][column]) < abs(matrix[$1][column]) } ?? column
      matrix.swapAt(column, best)
      t.swapAt(column, best)
      let pivot = matrix[column][column]
      guard pivot != 0, pivot.isFinite else { return false }
      for row in 0..<count where row != column {
        let factor = matrix[row][column] / pivot
        for k in column..<count { matrix[row][k] -= factor * matrix[column][k] }
        t[row] -= factor * t[column]
      }
    }
    for (k, load) in loads.enumerated() {
      let weight = t[k] / matrix[k][k]
      for index in 0..<system.unknownCount { x[index] += weight * load[index] }
    }
    return true
  }

  private func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    for index in 0..<system.unknownCount { sum += a[index] * b[index] }
    return sum
  }

  /// Adds the correction held in `rates`; its largest relative size.
  private func apply(_ y: UnsafeMutablePointer<Double>) -> Double {
    let m = system.blockSize
    var largest = 0.0
    var potential = 0.0
    for i in 0..<system.cellCount { potential = max(potential, abs(rates[i * m])) }
    largest = potential / thermalVoltage
    let damping = largest > 40 ? 40 / largest : 1
    for i in 0..<system.cellCount {
      let base = i * m
      y[base] += damping * rates[base]
      for k in 1..<m {
        let (c, change) = (y[base + k], rates[base + k])
        guard system.absoluteWeight[base + k] > 0, change != 0 else { continue }
        guard change.isFinite else { return .infinity }
        let isIon = k <= isIon.count && isIon[k - 1]
        largest = max(largest, abs(change) / (abs(c) + (isIon ? Self.fewIons : Self.fewCarriers)))
        let step = isIon ? damping * change : change
        y[base + k] = c + step > 0.1 * c || c <= 0 ? c + step : 0.1 * c
      }
    }
    return damping < 1 ? max(largest, 1) : largest
  }
}
