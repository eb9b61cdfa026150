// Steady states one after another, each from a prediction by those before it, at a voltage or a current of the terminals.
//
// With a series resistance, or at a given current, the voltage u across the layers is found by Newton's method outside
// that of the device, with dJ/du from the linear response of the steady state, inside a bracket that shrinks:
//   u + R_s (J(u) + u/R_sh) = V     or     J(u) + u/R_sh = J_app.

import Foundation
import Materials
import NumericalMethods
import Quantities

/// A sweep and its work area.
final class SteadySweep {
  /// Shortest step in bias, V, on the way to a steady state; a thousandth of what any curve resolves.
  private static let shortestStep = 1e-4

  private let model: TransportModel
  private let solver: SteadySolver
  private let balance: CarrierBalance?
  private let generation: Generation?
  private let temperature: Double
  private let builtIn: Double
  private let scaled: ScaledUnknowns
  private var path: SteadyPath
  private var current: TransportState
  private var iterations = 0
  private var change = Double.infinity
  private var isStationary = true

  init(model: TransportModel, origin: TransportState, generation: Generation?, temperature: Double) {
    self.model = model
    self.generation = generation
    self.temperature = temperature
    solver = SteadySolver(model: model, temperature: temperature)
    solver.system.setGeneration(generation)
    builtIn = model.builtInVoltage(temperature: temperature)
    let system = solver.system
    balance = model.carriers.map { CarrierBalance(model: model, carriers: $0, system: system) }
    scaled = ScaledUnknowns(origin.unknowns, blockSize: model.unknownsPerCell)
    path = SteadyPath(model: model)
    current = origin
  }

  /// The steady state that meets what the terminals ask for.
  func point(terminals: CircuitDrive) throws(TransportError) -> SteadyPoint {
    iterations = 0
    isStationary = true
    let contacts = model.device.contacts
    if case .voltage(let bias, _) = terminals, contacts.seriesResistance == 0 {
      let taken = try solve(layerBias: bias)
      return point(layerBias: nil, bias: bias, current: taken + bias / contacts.shuntResistance)
    }
    var bias = current.layerBias
    var (lower, upper) = (-Double.infinity, Double.infinity)
    var residual = Double.infinity
    for _ in 0..<200 {
      let total = try solve(layerBias: bias) + bias / contacts.shuntResistance
      let slope = conductance() + 1 / contacts.shuntResistance
      let (miss, missSlope): (Double, Double)
      let scale: Double
      switch terminals {
      case .voltage(let wanted, _):
        (miss, missSlope) = (bias + contacts.seriesResistance * total - wanted, 1 + contacts.seriesResistance * slope)
        scale = 1e-12 * max(1, abs(wanted))
      case .current(let wanted, _):
        (miss, missSlope) = (total - wanted, slope)
        scale = 1e-11 * max(abs(wanted), abs(slope) * PhysicalConstants.thermalVoltage(temperature: temperature))
      }
      residual = miss
      if abs(miss) <= scale {
        let terminal: Double
        switch terminals {
        case .voltage(let wanted, _): terminal = wanted
        case .current(let wanted, _): terminal = bias + contacts.seriesResistance * wanted
        }
        return point(layerBias: bias, bias: terminal, current: total)
      }
      if miss > 0 { upper = min(upper, bias) } else { lower = max(lower, bias) }
      var step = missSlope > 0 ? -miss / missSlope : (miss > 0 ? -0.1 : 0.1)
      step = min(max(step, -0.15), 0.15)
      var next = bias + step
      if next <= lower || next >= upper {
        next = lower.isFinite && upper.isFinite ? 0.5 * (lower + upper) : bias + step
        if next == bias { return point(layerBias: bias, bias: bias, current: total) }
      }
      if abs(next - bias) <= 4 * bias.ulp { return point(layerBias: bias, bias: bias, current: total) }
      bias = next
    }
    throw .notSteady(bias: bias, residual: residual)
  }

  private func point(layerBias: Double?, bias: Double, current density: Double) -> SteadyPoint {
    scaled.copy(to: &current.unknowns)
    (current.bias, current.layerVoltage, current.temperature) = (bias, layerBias, temperature)
    current = model.restarted(current, generation: generation)
    return SteadyPoint(
      bias: bias, currentDensity: density, state: current, iterations: iterations, isStationary: isStationary)
  }

  /// Moves to the steady state at a voltage across the layers; the current that they take, A m⁻².
  private func solve(layerBias bias: Double) throws(TransportError) -> Double {
    let isConverged = correct(from: path, to: bias) || walk(to: bias)
    if !isConverged { try hold(at: bias) }
    scaled.copy(to: &current.unknowns)
    (current.bias, current.layerVoltage) = (bias, nil)
    return balance?.steadyCurrent(time: 0, state: scaled.values) ?? 0
  }

  /// Newton's method from what earlier points predict; `path` takes the state up if it converges.
  private func correct(from known: SteadyPath, to bias: Double) -> Bool {
    known.predict(bias, into: scaled.values)
    let outcome = solver.solve(
      scaled.values, outerPotential: bias - builtIn, tolerance: TransportModel.steadyTolerance)
    iterations += outcome.iterations
    change = outcome.change
    guard outcome.isConverged else { return false }
    path = known
    path.append(bias, scaled.values, count: solver.system.unknownCount)
    return true
  }

  /// Newton's method from bias to bias, in steps as long as it bears, from the last steady state.
  private func walk(to bias: Double) -> Bool {
    if path.last == nil {
      scaled.load(current.unknowns)
      guard correct(from: path, to: current.layerBias) else { return false }
    }
    guard let start = path.last else { return false }
    // The prediction must not run through states that a far jump has left behind.
    var known = SteadyPath(model: model)
    start.state.withUnsafeBufferPointer { state in
      guard let state = state.baseAddress else { return }
      known.append(start.bias, state, count: solver.system.unknownCount)
    }
    var at = start.bias
    var step = 0.5 * (bias - at)
    for _ in 0..<200 {
      guard let last = known.last, abs(step) > Self.shortestStep else { return false }
      scaled.load(scaledState: last.state)
      let next = abs(bias - at) <= abs(step) ? bias : at + step
      if correct(from: known, to: next) {
        if next == bias { return true }
        (known, at, step) = (path, next, 1.6 * step)
      } else {
        step *= 0.4
      }
    }
    return false
  }

  /// Goes through time towards the steady state, and lets Newton's method decide what it has come to.
  private func hold(at bias: Double) throws(TransportError) {
    var held = current
    (held.temperature, held.time) = (temperature, 0)
    let isHeld = try model.approach(&held, layerBias: bias, generation: generation)
    scaled.load(held.unknowns)
    iterations = 0
    if correct(from: SteadyPath(model: model), to: bias) { return }
    // A region that an insulator cuts off from its contact relaxes by thermal generation alone, if at all; what 30 000
    // years have come to is then taken for steady, and said so.
    guard isHeld || held.time > 1e6 else { throw .notSteady(bias: bias, residual: change) }
    scaled.load(held.unknowns)
    isStationary = isHeld
    path = SteadyPath(model: model)
  }

  /// dJ/du of the steady state at hand, S m⁻².
  private func conductance() -> Double {
    guard let balance else { return 0 }
    let response = ScaledUnknowns(current.unknowns, blockSize: model.unknownsPerCell)
    guard solver.response(scaled.values, into: response.values) else { return 0 }
    balance.chooseFaces(time: 0, state: scaled.values)
    let functional = balance.linearised(state: scaled.values, pairs: [])
    return functional.output.indices.reduce(functional.biasOutput) {
      $0 + functional.output[$1] * response.values[$1]
    }
  }
}
