// Turns the tree of a device file into a `Device` and its ledger. Every mistake goes to the log; the device that comes
// back is whole only if the log holds no error. The order of a file does not matter; its keys are the Swift names.

import InputFiles
import Quantities

/// One reading of one device file.
struct DeviceReader {
  let log: DiagnosticLog
  var ledger = ParameterLedger()
  /// Names of the electrical layers that say they hold no carriers.
  var insulators: Set<String> = []

  init(log: DiagnosticLog) { self.log = log }

  /// Key of the named parameter sets.
  static let parameterSetsKey = "parameter sets"
  /// Key that chooses one of them.
  static let useKey = "use"

  private static let deviceTable: [DeviceParameter<Device>] = [
    DeviceParameter("temperature", .within(50...600, .temperature, example: "25 °C"), .standard("25 °C")) {
      $0.temperature = $1
    },
    DeviceParameter("ambientIndex", .within(1...4, .dimensionless, example: "1"), .standard("1")) {
      $0.ambientIndex = $1
    },
  ]

  /// The device of a file whose parameter set and overrides are already carried out.
  mutating func read(_ document: InputDocument) -> Device {
    let top = MappingReader(document.root, log: log)
    _ = top.node(Self.parameterSetsKey)
    _ = top.node(Self.useKey)
    var device = Device(name: top.word("name", example: "my-led", ledger: &ledger) ?? "", layers: [])
    device.title = top.word("title", optional: true, example: "what it is", ledger: &ledger) ?? ""
    let absorbs = checkAmbient(top.node("ambientIndex"))
    let table = Self.deviceTable.filter { !absorbs || $0.key != "ambientIndex" }
    top.read(table, into: &device, ledger: &ledger)
    device.carriers = top.choice("carriers", standard: CarrierModel.majority, ledger: &ledger)
    if let node = top.mapping("thermalNode", optional: true) { device.thermalNode = thermalNode(node) }
    if let reader = top.mapping("contacts", optional: true) { device.contacts = contacts(reader) }
    let layerReaders = top.namedMappings("layers")
    device.layers = layerReaders.map { layer($0) }
    if let materials = top.mapping("materials", optional: true) { exchange(materials, in: &device) }
    checkLayers(device, layerReaders)
    device.interfaces = interfaces(top, layers: device.layers)
    checkCarriers(device, layerReaders, carriers: top.node("carriers"))
    if let ions = top.mapping("ions", optional: true) {
      let areMobile = ions.flag("mobile", standard: true, ledger: &ledger)
      device.ions = ions.namedMappings("species").map { species($0, layers: device.layers) }
      if !areMobile { device = device.withFrozenIons }
      ions.finish()
    }
    if let emission = top.mapping("emission", optional: true) {
      device.emission = emissionParameters(emission)
      if device.emitterIndex == nil && !device.layers.isEmpty {
        log.report(
          Diagnostic(
            code: "E-device", message: "the device emits light, and none of its layers does", at: emission.location,
            remedy: "write `emitter: true` in the light-emitting layer, or remove `emission`"))
      }
    }
    top.finish()
    return device
  }
}
