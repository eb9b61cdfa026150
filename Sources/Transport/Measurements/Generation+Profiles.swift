import Foundation
import Materials

extension TransportModel {
  /// Light absorbed after Beer and Lambert in one layer, nowhere else; the average over each cell, so that no photon is
  /// lost to the mesh.
  /// - Parameters:
  ///   - layer: name of the absorbing layer.
  ///   - photonFlux: photons that enter the layer, m⁻² s⁻¹.
  ///   - absorption: absorption coefficient α, m⁻¹.
  ///   - fromHoleSide: whether the light enters at the layer's face towards x = L.
  /// - Throws: `TransportError` for a layer outside the electrical domain or a negative number.
  public func beerLambert(
    layer: String, photonFlux: Double, absorption: Double, fromHoleSide: Bool = false
  ) throws(TransportError) -> Generation {
    guard let index = device.layers.firstIndex(where: { $0.name == layer && $0.transport != nil }) else {
      throw .unknownLayer(name: layer, known: device.transportLayerIndices.map { device.layers[$0].name })
    }
    for (path, value) in [("photonFlux", photonFlux), ("absorption", absorption)] where !(value >= 0 && value.isFinite)
    {
      throw .invalidValue(path: path, value: value, remedy: "give a number of 0 or more")
    }
    let cells = mesh.cells(ofLayer: index)
    let thickness = device.layers[index].thickness
    let start = mesh.edges[cells.lowerBound]
    var rates = Array(repeating: 0.0, count: mesh.cellCount)
    for i in cells {
      let (near, far) = (mesh.edges[i] - start, mesh.edges[i + 1] - start)
      let depth = fromHoleSide ? thickness - far : near
      rates[i] = photonFlux * exp(-absorption * depth) * -expm1(-absorption * mesh.widths[i]) / mesh.widths[i]
    }
    return Generation(rates: rates)
  }

  /// The same rate everywhere in one layer.
  /// - Parameters:
  ///   - layer: name of the layer.
  ///   - rate: pairs, m⁻³ s⁻¹.
  public func uniformGeneration(layer: String, rate: Double) throws(TransportError) -> Generation {
    guard let index = device.layers.firstIndex(where: { $0.name == layer && $0.transport != nil }) else {
      throw .unknownLayer(name: layer, known: device.transportLayerIndices.map { device.layers[$0].name })
    }
    let cells = mesh.cells(ofLayer: index)
    return Generation(rates: (0..<mesh.cellCount).map { cells.contains($0) ? rate : 0 })
  }
}
