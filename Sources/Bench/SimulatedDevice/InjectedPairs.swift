// Bias pulses on a DC pre-bias as the fast model takes them: pairs injected against time, from the transport of electrons and
// holes with the fast model's rates (ReferencePulse.swift).
//
// The film holds N(t) = min(electrons, holes) per area as pairs and loses R(t) of them, so R + dN/dt have come in. Fed with
// that, the fast model has the carriers of the transport. What the contacts draw out again after the pulse is no injection:
// a rate is not below zero.

import Emission
import Foundation
import Materials
import Transport

/// Pairs injected by bias pulses, and the current it took.
public struct InjectedPairs: Sendable, Equatable {
  /// Pairs per area and time over one period, for `Excitation.injection`; 0 is the start of the pulse.
  public var injection: PairInjection
  /// Terminal current density at the times of the injection, A m⁻².
  public var currentDensity: [Double]
  /// Time between pulses, s, for `Excitation.period`.
  public var period: Double
}

extension SimulatedDevice {
  /// Pairs that a train of bias pulses injects into the light-emitting layer, in its last period.
  /// - Parameters:
  ///   - base: DC bias between the pulses, V.
  ///   - top: bias during a pulse, V.
  ///   - width: length of a pulse, s.
  ///   - period: time between pulses, s; `width` over it is the duty cycle.
  ///   - pulses: number of pulses before the one that is looked at.
  /// - Throws: `ApparatusFailure` for a device without full carriers, or in the words of the slow model.
  public func injectedPairs(
    base: Double, top: Double, width: Double, period: Double, after pulses: Int = 2
  ) throws(ApparatusFailure) -> InjectedPairs {
    guard device.carriers == .full, let emitter = device.emitterIndex, let emission = device.emission,
      let electronRow = transport.speciesNames.firstIndex(of: "electrons"),
      let holeRow = transport.speciesNames.firstIndex(of: "holes")
    else {
      throw ApparatusFailure(
        "'\(device.name)' follows ions and majority carriers alone", remedy: "set carriers=full for injection")
    }
    guard width > 0, period > width, period.isFinite, pulses >= 0 else {
      throw ApparatusFailure(
        "pulses of \(shortest(width)) s do not fit into \(shortest(period)) s", remedy: "give a longer period")
    }
    let model = try withRates(of: emission, in: emitter)
    let constants = meanRates(emission)
    let mesh = model.mesh
    let cells = Array(mesh.cells(ofLayer: emitter))
    let rows = model.unknownsPerCell
    let k3 = emission.rates.k3
    var found: (pairs: [Double], losses: [Double], currents: [Double]) = ([], [], [])
    func note(_ sample: TransportSample) {
      let y = sample.state.unknowns
      var (electrons, holes, lost) = (0.0, 0.0, 0.0)
      for cell in cells {
        let (n, p) = (max(y[cell * rows + electronRow + 1], 0), max(y[cell * rows + holeRow + 1], 0))
        electrons += mesh.widths[cell] * n
        holes += mesh.widths[cell] * p
        // The trap's 2 k1 np/(n + p) and the rest of ReferencePulse.swift, where n_i² does not matter.
        let pair = n + p > 0 ? 2 * constants.k1 * n * p / (n + p) : 0
        lost += mesh.widths[cell] * (pair + n * p * (constants.k2r + constants.k2nonr + 0.5 * k3 * (n + p)))
      }
      found.pairs.append(min(electrons, holes))
      found.losses.append(lost)
      found.currents.append(sample.currentDensity)
    }
    // Dense at both edges: what charges the layers is over in a hundredth of a pulse.
    func moments(_ length: Double) -> [Double] { (0...40).map { length * pow(1e-4, 1 - Double($0) / 40) } }
    var now = state
    do throws(TransportError) {
      for pulse in 0...pulses {
        let isLast = pulse == pulses
        try model.advance(
          &now, duration: width, biasFrom: top, biasTo: top, sampleTimes: isLast ? moments(width) : []
        ) { note($0) }
        try model.advance(
          &now, duration: period - width, biasFrom: base, biasTo: base,
          sampleTimes: isLast ? moments(period - width) : []
        ) { note($0) }
      }
    } catch {
      throw ApparatusFailure(transport: error)
    }
    let edges = moments(width) + moments(period - width).map { width + $0 }
    let rates = edges.indices.map { k -> Double in
      let (a, b) = (max(k - 1, 0), min(k + 1, edges.count - 1))
      return max(found.losses[k] + (found.pairs[b] - found.pairs[a]) / (edges[b] - edges[a]), 0)
    }
    return InjectedPairs(
      injection: PairInjection(times: edges, rates: rates), currentDensity: found.currents, period: period)
  }
}
