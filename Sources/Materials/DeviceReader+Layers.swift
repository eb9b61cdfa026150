import InputFiles
import Quantities

extension DeviceReader {
  private static let layerTable: [DeviceParameter<Layer>] = [
    DeviceParameter("thickness", .positive(.length, upTo: 0.02, example: "40 nm")) { $0.thickness = $1 }
  ]

  private static let transportTable: [DeviceParameter<LayerTransport>] = [
    DeviceParameter("relativePermittivity", .within(1...1e4, .dimensionless, example: "20")) {
      $0.relativePermittivity = $1
    },
    DeviceParameter("donorDensity", .nonNegative(.numberDensity, upTo: 1e28, example: "1e18 cm^-3"), .optional) {
      $0.donorDensity = $1
    },
    DeviceParameter("electronMobility", .positive(.mobility, upTo: 100, example: "1 cm^2/(V s)"), .optional) {
      $0.electronMobility = $1
    },
    DeviceParameter("largestCell", .positive(.length, upTo: 1e-6, example: "0.5 nm"), .optional) {
      $0.largestCell = $1
    },
  ]

  mutating func layer(_ reader: MappingReader) -> Layer {
    var layer = Layer(
      name: reader.text("name", example: "TFB")?.text ?? "", thickness: 0,
      opticalMaterial: reader.word("opticalMaterial", optional: true, example: "TFB-model", ledger: &ledger) ?? "")
    if let node = reader.node("opticalMaterial") { checkTable(layer.opticalMaterial, at: node.location) }
    reader.read(Self.layerTable, into: &layer, ledger: &ledger)
    layer.isIncoherent = reader.flag("incoherent", standard: false, ledger: &ledger)
    layer.isEmitter = reader.flag("emitter", standard: false, ledger: &ledger)
    if let electrical = reader.mapping("transport", optional: true) {
      var transport = LayerTransport(relativePermittivity: 1)
      electrical.read(Self.transportTable, into: &transport, ledger: &ledger)
      if let bands = electrical.mapping("semiconductor", optional: true) {
        transport.semiconductor = semiconductor(bands)
      }
      if electrical.flag("insulator", standard: false, ledger: &ledger) { insulators.insert(layer.name) }
      electrical.finish()
      layer.transport = transport
    }
    reader.finish()
    return layer
  }

  /// At least one layer, one emitter at most, the electrical layers side by side.
  func checkLayers(_ device: Device, _ readers: [MappingReader]) {
    guard !readers.isEmpty else {
      if !log.hasErrors {
        log.report(
          Diagnostic(
            code: "E-device", message: "the device has no layers", remedy: "list its layers from the electron side"))
      }
      return
    }
    let emitters = device.layers.indices.filter { device.layers[$0].isEmitter }
    for extra in emitters.dropFirst() {
      log.report(
        Diagnostic(
          code: "E-device", message: "`\(device.layers[extra].name)` is a second emitter",
          at: readers[extra].node("emitter")?.location ?? readers[extra].location,
          reason: "`\(device.layers[emitters[0]].name)` emits already, and a device has one light-emitting layer",
          remedy: "keep `emitter: true` in one of the two"))
    }
    let electrical = device.transportLayerIndices
    for (index, next) in zip(electrical, electrical.dropFirst()) where next != index + 1 {
      log.report(
        Diagnostic(
          code: "E-device",
          message:
            "the electrical layers `\(device.layers[index].name)` and `\(device.layers[next].name)` do not touch",
          at: readers[next].node("transport")?.location ?? readers[next].location,
          reason: "`\(device.layers[index + 1].name)` between them has no `transport`",
          remedy: "describe its `transport`, or take it out from between them"))
    }
  }
}
