import Foundation
import Materials

extension TransportModel {
  /// Refuses a device or settings that cannot be meant, before anything is built on them.
  static func check(_ device: Device, _ settings: TransportSettings) throws(TransportError) {
    let indices = device.transportLayerIndices
    guard let first = indices.first, let last = indices.last else {
      throw .noElectricalLayers(device: device.name)
    }
    for index in first...last where device.layers[index].transport == nil {
      throw .layersNotNeighbours(layer: device.layers[index].name)
    }
    try positive(device.temperature, "temperature", "give a temperature above 0 K")
    for index in indices {
      let layer = device.layers[index]
      let path = "layers.\(layer.name)"
      try positive(layer.thickness, "\(path).thickness", "give a thickness above 0")
      guard let transport = layer.transport else { continue }
      try positive(transport.relativePermittivity, "\(path).permittivity", "give a relative permittivity above 0")
      try notNegative(transport.donorDensity, "\(path).donorDensity", "give 0 or more donors")
      if let mobility = transport.electronMobility {
        try positive(mobility, "\(path).electronMobility", "give a mobility above 0, or leave it out")
      }
      if let cell = transport.largestCell {
        try positive(cell, "\(path).largestCell", "give a cell size above 0, or leave it out")
      }
      if device.carriers == .full, let bands = transport.semiconductor { try check(bands, path: path) }
      for ion in device.ions {
        guard let offer = ion.layers[layer.name] else { continue }
        try check(offer, path: "ions.\(ion.name).\(layer.name)")
      }
    }
    if device.carriers == .full { try checkCarriers(device, layers: indices) }
    try check(settings)
  }

  private static func check(_ offer: IonInLayer, path: String) throws(TransportError) {
    try notNegative(offer.restDensity, "\(path).restDensity", "give 0 or more ions")
    guard offer.siteDensity > offer.restDensity else {
      throw .invalidValue(
        path: "\(path).siteDensity", value: offer.siteDensity,
        remedy: "give more sites than ions at rest, or no site density")
    }
    if offer.isPermeable {
      try positive(
        offer.diffusivity, "\(path).diffusivity", "give a diffusivity above 0, or close the layer to the ion")
    }
    guard offer.partitionEnergy.isFinite, offer.activationEnergy.isFinite else {
      throw .invalidValue(path: "\(path).energy", value: .nan, remedy: "give finite energies")
    }
  }

  private static func check(_ settings: TransportSettings) throws(TransportError) {
    try positive(settings.relativeTolerance, "settings.relativeTolerance", "give about 1e-4")
    try positive(Double(settings.meshRefinement), "settings.meshRefinement", "give 1 or more")
    try positive(Double(settings.meshCoarsening), "settings.meshCoarsening", "give 1 or more")
    try positive(settings.smallestCell, "settings.smallestCell", "give about 0.1 nm")
    try positive(settings.smallestCarrierCell, "settings.smallestCarrierCell", "give about 0.05 nm")
    try positive(settings.cellsPerDebyeLength, "settings.cellsPerDebyeLength", "give about 10")
    guard settings.carrierGrowthRatio >= 1, settings.carrierGrowthRatio.isFinite else {
      throw .invalidValue(
        path: "settings.carrierGrowthRatio", value: settings.carrierGrowthRatio, remedy: "give 1 or more")
    }
    try positive(settings.largestCell, "settings.largestCell", "give about 3 nm")
    try positive(settings.largestUnscreenedCell, "settings.largestUnscreenedCell", "give about 0.5 nm")
    try positive(settings.firstStep, "settings.firstStep", "give about 1e-13 s")
    guard settings.growthRatio >= 1, settings.growthRatio.isFinite else {
      throw .invalidValue(path: "settings.growthRatio", value: settings.growthRatio, remedy: "give 1 or more")
    }
    guard settings.interfaceVelocity > 0 else {
      throw .invalidValue(
        path: "settings.interfaceVelocity", value: settings.interfaceVelocity,
        remedy: "give a velocity above 0, infinite for no resistance")
    }
  }

  static func positive(_ value: Double, _ path: String, _ remedy: String) throws(TransportError) {
    guard value > 0, value.isFinite else { throw .invalidValue(path: path, value: value, remedy: remedy) }
  }

  static func notNegative(_ value: Double, _ path: String, _ remedy: String) throws(TransportError) {
    guard value >= 0, value.isFinite else { throw .invalidValue(path: path, value: value, remedy: remedy) }
  }
}
