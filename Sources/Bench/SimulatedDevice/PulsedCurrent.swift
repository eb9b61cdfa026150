// What a pulsed laser does to the current of the device: electrons and holes of the whole stack through one pulse after another,
// with the rates of the fast model (ReferencePulse.swift), until the charge of a period repeats.
//
// Carriers that a pulse frees and the contacts draw out flow round the circuit only if both contacts let them through. Behind
// an insulator they pile up and draw the opposite charge back before the next pulse: the mean current is what remains.

import Emission
import Foundation
import Materials
import Quantities
import Records
import Transport

/// Current under a train of pump pulses beside the current in darkness.
public struct PulsedCurrent: Sendable, Equatable {
  /// Bias, V.
  public var bias: Double
  /// Time between pulses, s.
  public var period: Double
  /// Steady current density in darkness, A m⁻².
  public var dark: Double
  /// Mean current density in each period since the first pulse, A m⁻².
  public var means: [Double]
  /// Charge of the pairs that one pulse makes in the light-emitting layer, C m⁻².
  public var pairCharge: Double

  /// What ions and charge conserved.
  public var audit: PhysicsAudit

  /// Mean current density of the last five periods beyond that in darkness, A m⁻².
  public var change: Double { Self.mean(means.suffix(5)) - dark }
  /// What all pairs drawn out would add to the current, A m⁻².
  public var largest: Double { pairCharge / period }

  static func mean(_ values: ArraySlice<Double>) -> Double { values.reduce(0, +) / Double(values.count) }
}

extension SimulatedDevice {
  /// The current at a bias under a train of pulses that begins in the steady state of darkness.
  /// - Parameters:
  ///   - bias: V.
  ///   - fluence: incident fluence of each pulse, J m⁻².
  ///   - period: time between pulses, s.
  ///   - pulses: most pulses; fewer where five periods and the five before differ by less than a tenth of `resolution`.
  ///   - resolution: current density that counts, A m⁻².
  /// - Throws: `ApparatusFailure` for a device without full carriers, or in the words of the slow model.
  public func pulsedCurrent(
    bias: Double, fluence: Double, period: Double, pulses: Int = 40, resolution: Double = 1e-2
  ) throws(ApparatusFailure) -> PulsedCurrent {
    guard device.carriers == .full, let emitter = device.emitterIndex, let emission = device.emission else {
      throw ApparatusFailure(
        "'\(device.name)' follows ions and majority carriers alone", remedy: "set carriers=full for its current")
    }
    guard period > 100 * pump.width, pulses > 0 else {
      throw ApparatusFailure(
        "pulses of \(shortest(pump.width)) s every \(shortest(period)) s", remedy: "give a longer period")
    }
    let model = try withRates(of: emission, in: emitter)
    let mesh = model.mesh
    let pairs = pairs(ofFluence: fluence, emitter: emitter)
    let light = Generation.pulse(pairs: pairs, centre: 3 * pump.width, width: pump.width)
    do throws(TransportError) {
      let steady = try model.steadyState(bias: bias, temperature: state.temperature)
      var found = PulsedCurrent(
        bias: bias, period: period, dark: steady.currentDensity, means: [],
        pairCharge: PhysicalConstants.elementaryCharge * zip(pairs, mesh.widths).reduce(0) { $0 + $1.0 * $1.1 },
        audit: PhysicsAudit([]))
      var now = steady.state
      for pulse in 0..<pulses {
        let before = now.chargePassed
        try model.advance(&now, duration: period, biasFrom: bias, biasTo: bias, generation: light) { _ in }
        found.means.append((now.chargePassed - before) / period)
        guard pulse >= 10 else { continue }
        let earlier = PulsedCurrent.mean(found.means.dropLast(5).suffix(5))
        if abs(PulsedCurrent.mean(found.means.suffix(5)) - earlier) < 0.1 * resolution { break }
      }
      found.audit = PhysicsAudit(of: now, in: model)
      return found
    } catch {
      throw ApparatusFailure(transport: error)
    }
  }

  /// Pairs per volume that a pulse makes in each cell of the device, m⁻³; none outside the light-emitting layer.
  func pairs(ofFluence fluence: Double, emitter: Int) -> [Double] {
    let mesh = transport.mesh
    let photonEnergy = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight / pump.wavelength
    var pairs = [Double](repeating: 0, count: mesh.cellCount)
    for (cell, share) in zip(mesh.cells(ofLayer: emitter), film.absorbedShare) {
      pairs[cell] = fluence / photonEnergy * share / mesh.widths[cell]
    }
    return pairs
  }
}
