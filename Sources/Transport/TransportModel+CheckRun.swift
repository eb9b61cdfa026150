// What a run is refused for before it begins, and where in the device an unknown stands.

import Foundation
import Materials
import Quantities

extension TransportModel {
  /// The equation and the layer of an unknown, in words.
  func place(ofUnknown index: Int) -> String {
    let m = unknownsPerCell
    guard index < mesh.cellCount * m else { return "the circuit" }
    let (cell, row) = (index / m, index % m)
    let layer = device.layers[mesh.layerIndices[cell]].name
    let position = mesh.centres[cell] - (mesh.edges[mesh.cells(ofLayer: mesh.layerIndices[cell]).lowerBound])
    let equation =
      row == 0
      ? "Poisson's equation"
      : row <= species.count ? "the continuity of \(species[row - 1].name)" : "the filling of traps"
    return "\(equation) in '\(layer)' (\((position * 1e10).rounded() / 10) nm into it)"
  }

  func check(_ generation: Generation) throws(TransportError) {
    guard carriers != nil else {
      throw .lightWithoutCarriers(device: device.name)
    }
    for profile in [generation.rates, generation.background] {
      guard profile.count == mesh.cellCount || (profile.isEmpty && generation.rates.count == mesh.cellCount) else {
        throw .invalidValue(
          path: "generation.rates.count", value: Double(profile.count),
          remedy: "give one rate for each of the \(mesh.cellCount) cells of the transport mesh")
      }
      for rate in profile where !(rate >= 0 && rate.isFinite) {
        throw .invalidValue(path: "generation.rates", value: rate, remedy: "give rates of 0 or more")
      }
    }
  }

  func check(
    _ state: TransportState, duration: Double, biasFrom: Double, biasTo: Double, temperature: Double
  ) throws(TransportError) {
    let expected = mesh.cellCount * unknownsPerCell
    guard state.unknowns.count == expected, state.ionInventory.count == device.ions.count else {
      throw .foreignState(expected: expected, found: state.unknowns.count)
    }
    guard duration >= 0, duration.isFinite else {
      throw .invalidValue(path: "duration", value: duration, remedy: "give a time of 0 s or more")
    }
    for bias in [biasFrom, biasTo] where !bias.isFinite {
      throw .invalidValue(path: "bias", value: bias, remedy: "give a finite voltage")
    }
    guard temperature > 0, temperature.isFinite else {
      throw .invalidValue(path: "temperature", value: temperature, remedy: "give a temperature above 0 K")
    }
  }
}
