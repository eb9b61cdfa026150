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
    path.predict(bias, into: scaled.values)
    var outcome = solver.solve(
      scaled.values, outerPotential: bias - builtIn, tolerance: TransportModel.steadyTolerance)
    if !outcome.isConverged {
      var held = current
      (held.temperature, held.time) = (temperature, 0)
      let isHeld = try model.approach(&held, layerBias: bias, generation: generation)
      scaled.load(held.unknowns)
      outcome = solver.solve(
        scaled.values, outerPotential: bias - builtIn, tolerance: TransportModel.steadyTolerance)
      if !outcome.isConverged {
        // A region that an insulator cuts off from its contact relaxes by thermal generation alone, if at all; what 30 000
        // years have come to is then taken for steady, and said so.
        guard isHeld || held.time > 1e6 else { throw .notSteady(bias: bias, residual: outcome.change) }
        scaled.load(held.unknowns)
        isStationary = isHeld
      }
      outcome.iterations = 0
      path = SteadyPath(model: model)
    }
    iterations += outcome.iterations
    if outcome.isConverged { path.append(bias, scaled.values, count: solver.system.unknownCount) }
    scaled.copy(to: &current.unknowns)
    (current.bias, current.layerVoltage) = (bias, nil)
    return balance?.steadyCurrent(time: 0, state: scaled.values) ?? 0
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
