// One pulse on electrons and holes that drift and diffuse in the field they make themselves: the reference for what the
// fast model leaves out. Electrons and holes of the whole device on the mesh of the slow model, with Poisson's equation,
// ions, contacts and their extraction; recombination of the light-emitting layer as in the fast model at the layer's mean
// ion fraction f:
//   k1 → a neutral trap in the middle of the gap with C N_t = 2 k1 (both lifetimes, R = n/(τ_n + τ_p) at high injection),
//   k2r + k2nonr → (np − n_i²),      k3 → k3/2 for each kind of Auger process.
// Guided light is left out: the reference holds below threshold. Both models get the pairs of the light-emitting layer alone.

import Emission
import Foundation
import Materials
import Quantities
import Transport

/// One pulse with electrons, holes and their field.
public struct ReferencePulse: Sendable, Equatable {
  /// Times, s; 0 is the centre of the pulse.
  public var times: [Double]
  /// Electron density averaged over the light-emitting layer, m⁻³.
  public var electrons: [Double]
  /// Hole density averaged over the light-emitting layer, m⁻³.
  public var holes: [Double]
  /// Radiative recombination per area with the layer's k2r, photons m⁻² s⁻¹.
  public var radiativeRate: [Double]
  /// Electrons outside the light-emitting layer beyond those before the pulse, m⁻².
  public var electronsOutside: [Double]
  /// Holes outside the light-emitting layer beyond those before the pulse, m⁻².
  public var holesOutside: [Double]
  /// Charge that the pulse has driven through the terminals, C m⁻², positive into the HTL contact.
  public var charge: [Double]
  /// Field at the layer's face to the hole layer, V m⁻¹.
  public var field: [Double]
  /// Pairs that the pulse made, m⁻².
  public var pairs: Double

  /// Share of the holes that have left the layer for the hole side by the last time, dimensionless.
  public var extractedShare: Double { (holesOutside.last ?? 0) / pairs }
}

extension SimulatedDevice {
  /// Fires a pulse at the present state with both carriers followed on the mesh of the slow model.
  /// - Parameters:
  ///   - fluence: incident fluence F, J m⁻².
  ///   - times: when to look, s after the centre of the pulse, ascending.
  /// - Throws: `ApparatusFailure` for a device without full carriers, or in the words of the slow model.
  public func referencePulse(fluence: Double, at times: [Double]) throws(ApparatusFailure) -> ReferencePulse {
    guard device.carriers == .full, let emitter = device.emitterIndex, let emission = device.emission,
      let electronRow = transport.speciesNames.firstIndex(of: "electrons"),
      let holeRow = transport.speciesNames.firstIndex(of: "holes")
    else {
      throw ApparatusFailure(
        "'\(device.name)' follows ions and majority carriers alone", remedy: "set carriers=full for the reference")
    }
    guard !times.isEmpty, zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }), times.allSatisfy(\.isFinite) else {
      throw ApparatusFailure("the times of a reference pulse do not rise", remedy: "give rising times")
    }
    let model = try withRates(of: emission, in: emitter)
    let mesh = model.mesh
    let cells = Array(mesh.cells(ofLayer: emitter))
    let pairs = pairs(ofFluence: fluence, emitter: emitter)
    let delay = max(3 * pump.width, -(times.first ?? 0) + pump.width)
    let light = Generation.pulse(pairs: pairs, centre: delay, width: pump.width)
    let rows = model.unknownsPerCell
    let radiative = meanRates(emission).k2r
    let thickness = cells.reduce(0) { $0 + mesh.widths[$1] }
    let outside = (0..<mesh.cellCount).filter { mesh.layerIndices[$0] != emitter }
    func content(_ state: TransportState, _ species: Int, _ cells: [Int]) -> Double {
      cells.reduce(0) { $0 + mesh.widths[$1] * state.unknowns[$1 * rows + species + 1] }
    }
    var found = ReferencePulse(
      times: times, electrons: [], holes: [], radiativeRate: [], electronsOutside: [], holesOutside: [], charge: [],
      field: [], pairs: zip(pairs, mesh.widths).reduce(0) { $0 + $1.0 * $1.1 })
    let before = state
    var now = state
    do throws(TransportError) {
      try model.advance(
        &now, duration: delay + (times.last ?? 0), biasFrom: before.bias, biasTo: before.bias, generation: light,
        sampleTimes: times.map { $0 + delay }
      ) { sample in
        let state = sample.state
        found.electrons.append(content(state, electronRow, cells) / thickness)
        found.holes.append(content(state, holeRow, cells) / thickness)
        found.radiativeRate.append(
          cells.reduce(0) {
            let (n, p) = (state.unknowns[$1 * rows + electronRow + 1], state.unknowns[$1 * rows + holeRow + 1])
            return $0 + mesh.widths[$1] * radiative * n * p
          })
        found.electronsOutside.append(
          content(state, electronRow, outside) - content(before, electronRow, outside))
        found.holesOutside.append(content(state, holeRow, outside) - content(before, holeRow, outside))
        found.charge.append(state.chargePassed - before.chargePassed)
        found.field.append(model.extractingField(of: state))
      }
    } catch {
      throw ApparatusFailure(transport: error)
    }
    return found
  }

  /// The frozen film of the present state, as the fast model gets it.
  public func exposure(fluence: Double) -> PumpedFilm.Exposure {
    frozenFilm(of: state, fluence: fluence, kinds: [.spectrum])
  }

  /// Rate constants at the layer's mean ion fraction.
  func meanRates(_ emission: EmissionParameters) -> LocalRates {
    let fractions = transport.ionFraction(of: state)
    let mean = zip(fractions, film.widths).reduce(0) { $0 + $1.0 * $1.1 } / film.widths.reduce(0, +)
    return emission.rates.rates(atIonFraction: max(mean, 0))
  }

  /// The slow model with the rate constants of the fast one in the light-emitting layer.
  func withRates(of emission: EmissionParameters, in emitter: Int) throws(ApparatusFailure) -> TransportModel {
    let rates = meanRates(emission)
    var copy = device
    guard let bands = copy.layers[emitter].transport?.semiconductor else {
      throw ApparatusFailure(
        "the light-emitting layer of '\(device.name)' has no bands", remedy: "describe it as a semiconductor")
    }
    let density = 1e22
    // Dynamic traps would be unknowns of their own, and the state would not fit.
    copy.layers[emitter].transport?.semiconductor?.recombination = BulkRecombination(
      radiative: rates.k2r + rates.k2nonr, augerElectrons: 0.5 * emission.rates.k3, augerHoles: 0.5 * emission.rates.k3,
      traps: [
        Trap(
          density: density, depth: 0.5 * bands.bandGap, electronCapture: 2 * rates.k1 / density,
          holeCapture: 2 * rates.k1 / density)
      ])
    do throws(TransportError) {
      let model = try TransportModel(device: copy, settings: transport.settings)
      guard model.unknownsPerCell == transport.unknownsPerCell else {
        throw TransportError.invalidValue(
          path: "traps", value: Double(transport.unknownsPerCell - model.unknownsPerCell),
          remedy: "give the traps of the light-emitting layer a stationary occupancy for the reference")
      }
      return model
    } catch {
      throw ApparatusFailure(transport: error)
    }
  }
}
