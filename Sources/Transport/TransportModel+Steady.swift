// Steady states and steady current–voltage curves.

import Foundation
import Materials
import NumericalMethods
import Quantities

/// A steady state and its current.
public struct SteadyPoint: Sendable, Equatable {
  /// Bias V, V.
  public let bias: Double
  /// Terminal current density J, A m⁻², positive into the HTL contact (forward).
  public let currentDensity: Double
  /// The state; its clock and books start here.
  public let state: TransportState
  /// Linear systems that Newton's method solved; 0 where the state was found by holding it in time.
  public let iterations: Int
  /// Whether nothing moves any more; `false` where 1e12 s were not enough, as beside an insulator.
  public let isStationary: Bool
}

extension TransportModel {
  /// Largest relative correction at which Newton's method stops, dimensionless: what is left is about its square.
  static let steadyTolerance = 1e-6

  /// The steady state at a bias, every ion included.
  /// - Parameters:
  ///   - bias: V.
  ///   - generation: constant light; `nil` for darkness.
  ///   - start: a state from which to go, best a steady one at a near bias; `nil` starts from the device as made.
  ///   - temperature: K; `nil` takes that of `start`, or the device's.
  public func steadyState(
    bias: Double, generation: Generation? = nil, from start: TransportState? = nil, temperature: Double? = nil
  ) throws(TransportError) -> SteadyPoint {
    let points = try steadyCurrentVoltage(
      biases: [bias], generation: generation, from: start, temperature: temperature)
    guard let point = points.first else { throw .notSteady(bias: bias, residual: .nan) }
    return point
  }

  /// Steady states along a list of biases, each from a prediction by those before it.
  /// - Parameters:
  ///   - biases: V, in the order in which they are visited.
  ///   - generation: constant light; `nil` for darkness.
  ///   - start: a state from which to go; `nil` starts from the device as made.
  ///   - temperature: K; `nil` takes that of `start`, or the device's.
  public func steadyCurrentVoltage(
    biases: [Double], generation: Generation? = nil, from start: TransportState? = nil, temperature: Double? = nil
  ) throws(TransportError) -> [SteadyPoint] {
    guard let first = biases.first else { return [] }
    for bias in biases where !bias.isFinite {
      throw .invalidValue(path: "bias", value: bias, remedy: "give a finite voltage")
    }
    if let generation { try check(generation) }
    let temperature = temperature ?? start?.temperature ?? device.temperature
    var origin: TransportState
    if let start {
      origin = start
    } else {
      // With full carriers, from rest: what a bias injects or cuts off can take ages to arrive, and needs no time from there.
      let rest = carriers == nil ? first : 0
      origin = asMade(bias: rest, temperature: temperature)
      _ = try approach(&origin, layerBias: rest, generation: generation)
    }
    let sweep = SteadySweep(model: self, origin: origin, generation: generation, temperature: temperature)
    if start == nil, first != origin.bias { _ = try? sweep.point(terminals: .voltage(origin.bias, rate: 0)) }
    var points: [SteadyPoint] = []
    for bias in biases {
      points.append(try sweep.point(terminals: .voltage(bias, rate: 0)))
    }
    return points
  }

  /// The steady state that takes a current at the terminals; by default none: open circuit.
  /// - Parameters:
  ///   - currentDensity: current density into the HTL contact (forward), A m⁻².
  ///   - generation: constant light; `nil` for darkness.
  ///   - start: a state from which to go; `nil` starts from the device as made at 0 V.
  ///   - temperature: K; `nil` takes that of `start`, or the device's.
  public func steadyState(
    currentDensity: Double = 0, generation: Generation? = nil, from start: TransportState? = nil,
    temperature: Double? = nil
  ) throws(TransportError) -> SteadyPoint {
    guard currentDensity.isFinite else {
      throw .invalidValue(path: "current", value: currentDensity, remedy: "give a finite current density")
    }
    if let generation { try check(generation) }
    let temperature = temperature ?? start?.temperature ?? device.temperature
    var origin: TransportState
    if let start {
      origin = start
    } else {
      origin = try steadyState(bias: 0, generation: generation, temperature: temperature).state
    }
    origin.layerVoltage = nil
    let sweep = SteadySweep(model: self, origin: origin, generation: generation, temperature: temperature)
    return try sweep.point(terminals: .current(currentDensity, rate: 0))
  }

  /// A steady state whose clock and books start now.
  func restarted(_ state: TransportState, generation: Generation?) -> TransportState {
    var copy = state
    // Nothing moves: what begins decides over the first step.
    (copy.time, copy.biasRate, copy.nextStep) = (0, 0, 1)
    (copy.chargePassed, copy.chargeTurnover, copy.chargeConducted) = (0, 0, 0)
    copy.rates = []
    copy.generation = carriers == nil ? [] : generation?.rates(at: 0) ?? []
    copy.initialContactCharge = inducedContactCharge(of: copy)
    return copy
  }
}

/// The last steady states of a sweep, extrapolated to the next bias: potentials as they are, densities in the logarithm.
struct SteadyPath {
  private let blockSize: Int
  private let reservoirs: [IonReservoir]
  private let widths: [Double]
  private var biases: [Double] = []
  private var states: [[Double]] = []

  init(model: TransportModel) {
    blockSize = model.unknownsPerCell
    widths = model.mesh.widths
    reservoirs = model.species.enumerated().filter { $0.element.isIon }.flatMap { k, one in
      IonReservoir.all(of: one, row: k + 1)
    }
  }

  /// The last bias and its state, scaled.
  var last: (bias: Double, state: [Double])? {
    guard let bias = biases.last, let state = states.last else { return nil }
    return (bias, state)
  }

  mutating func append(_ bias: Double, _ y: UnsafePointer<Double>, count: Int) {
    if states.count == 3 {
      states.removeFirst()
      biases.removeFirst()
    }
    states.append(Array(UnsafeBufferPointer(start: y, count: count)))
    biases.append(bias)
  }

  /// Replaces `y`, the state at the last bias, by its extrapolation; leaves it where there is nothing to go by.
  func predict(_ bias: Double, into y: UnsafeMutablePointer<Double>) {
    let n = biases.count
    guard n >= 2, Set(biases).count == n else { return }
    // Lagrange weights of the last two or three states.
    let weights = biases.indices.map { i in
      biases.indices.reduce(1.0) { $1 == i ? $0 : $0 * (bias - biases[$1]) / (biases[i] - biases[$1]) }
    }
    // Far beyond the known states a polynomial says nothing.
    guard weights.allSatisfy({ abs($0) < 20 }) else { return }
    let (a, b, c) = (states[0], states[1], states[n - 1])
    let (wa, wb, wc) = (weights[0], weights[1], n > 2 ? weights[2] : 0)
    for k in 0..<a.count {
      if k % blockSize == 0 {
        y[k] = wa * a[k] + wb * b[k] + wc * c[k]
      } else if a[k] > 0, b[k] > 0, c[k] > 0 {
        let exponent = wa * log(a[k] / c[k]) + wb * log(b[k] / c[k])
        y[k] = c[k] * exp(min(max(exponent, -20), 20))
      }
    }
    for reservoir in reservoirs {
      var (before, after) = (0.0, 0.0)
      for i in reservoir.cells {
        before += c[i * blockSize + reservoir.row] * widths[i]
        after += y[i * blockSize + reservoir.row] * widths[i]
      }
      guard after > 0 else { continue }
      for i in reservoir.cells { y[i * blockSize + reservoir.row] *= before / after }
    }
  }
}
