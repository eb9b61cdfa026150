// States at rest: the device as made, in equilibrium, and held until nothing moves any more.

import Foundation
import Materials
import NumericalMethods
import Quantities

extension TransportModel {
  /// Holds a bias until nothing moves any more (at most 1e12 s).
  /// - Parameters:
  ///   - state: advanced in place; its clock runs on by the time it took.
  ///   - bias: V.
  ///   - generation: constant light; `nil` for darkness.
  /// - Returns: whether the state came to rest before that.
  @discardableResult
  public func settle(
    _ state: inout TransportState, bias: Double, generation: Generation? = nil
  ) throws(TransportError) -> Bool {
    try run(
      &state, duration: Self.steadyDuration, biasFrom: bias, biasTo: bias, temperature: state.temperature,
      generation: generation, sampleTimes: [], stop: .atRoundOff, observe: { _ in }
    ).becameStationary
  }

  /// Goes through time towards a steady state, as far as it gets: a start for Newton's method, which decides.
  ///
  /// Far beyond every relaxation round-off can stop the step control; before one second that is an error.
  /// - Returns: whether the state came to rest.
  func approach(
    _ state: inout TransportState, layerBias: Double, generation: Generation?
  ) throws(TransportError) -> Bool {
    let start = state.time
    do {
      return try settle(&state, layerBias: layerBias, generation: generation)
    } catch {
      guard case .notIntegrable = error, state.time - start > 1 else { throw error }
      return false
    }
  }

  /// Holds a voltage across the layers, past any series resistance.
  func settle(
    _ state: inout TransportState, layerBias: Double, generation: Generation?
  ) throws(TransportError) -> Bool {
    guard device.contacts.seriesResistance > 0 else {
      return try settle(&state, bias: layerBias, generation: generation)
    }
    var bare = device
    bare.contacts.seriesResistance = 0
    state.layerVoltage = nil
    return try TransportModel(device: bare, settings: settings).settle(
      &state, bias: layerBias, generation: generation)
  }

  /// The device at rest at a bias until steady, from the densities it was made with; its clock and books start here.
  /// - Parameters:
  ///   - bias: V.
  ///   - temperature: K; `nil` takes the device's.
  ///   - generation: constant light; `nil` for darkness.
  public func equilibrium(
    bias: Double, temperature: Double? = nil, generation: Generation? = nil
  ) throws(TransportError) -> TransportState {
    let temperature = temperature ?? device.temperature
    guard carriers == nil else {
      // Time stops at the tolerance of the densities; Newton's method goes on to round-off, minorities included.
      return try steadyState(bias: bias, generation: generation, temperature: temperature).state
    }
    var state = asMade(bias: bias, temperature: temperature)
    try settle(&state, bias: bias, generation: generation)
    state.time = 0
    state.chargePassed = 0
    state.chargeTurnover = 0
    state.initialContactCharge = inducedContactCharge(of: state)
    return state
  }

  /// The device as made, every species at its rest density, the potential consistent with it; nothing has moved yet.
  /// - Parameters:
  ///   - bias: V.
  ///   - temperature: K; `nil` takes the device's.
  public func asMade(bias: Double, temperature: Double? = nil) -> TransportState {
    let temperature = temperature ?? device.temperature
    let m = unknownsPerCell
    var unknowns = Array(repeating: 0.0, count: mesh.cellCount * m)
    for (k, one) in species.enumerated() {
      for i in 0..<mesh.cellCount { unknowns[i * m + k + 1] = one.restDensity[i] }
    }
    fillNeutral(&unknowns, temperature: temperature)
    var state = TransportState(
      time: 0, bias: bias, temperature: temperature, unknowns: unknowns, ionInventory: [])
    let system = TransportSystem(model: self, temperature: temperature)
    system.outerPotential = bias - builtInVoltage(temperature: temperature)
    let scaled = ScaledUnknowns(state.unknowns, blockSize: m)
    system.makeConsistent(scaled.values)
    scaled.copy(to: &state.unknowns)
    state.ionInventory = inventory(of: state)
    state.ionRoundOff = state.ionInventory.map { _ in 0 }
    state.initialContactCharge = inducedContactCharge(of: state)
    return state
  }
}
