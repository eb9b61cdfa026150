import InputFiles
import Quantities

extension DeviceReader {
  private static let crossing = QuantityRule.positive(.velocity, upTo: 1e8, example: "1e3 cm/s")
  private static let continuous = "continuous"

  private static let interfaceTable: [DeviceParameter<InterfaceTransport>] = [
    DeviceParameter("fixedCharge", .within(-1...1, .arealCharge, example: "1e-7 C/cm^2"), .optional) {
      $0.fixedCharge = $1
    },
    DeviceParameter("tunnellingVelocity", .positive(.velocity, upTo: 1e8, example: "1e4 cm/s"), .optional) {
      $0.tunnellingVelocity = $1
    },
    DeviceParameter("tunnellingField", .positive(.electricField, upTo: 1e12, example: "80 MV/cm"), .optional) {
      $0.tunnellingField = $1
    },
  ]

  /// The interfaces of a device; each has a name for `--set` to find it by, e.g. `ZnO-CsPbBr3`.
  mutating func interfaces(_ top: MappingReader, layers: [Layer]) -> [InterfaceTransport] {
    var found: [InterfaceTransport] = []
    for reader in top.namedMappings("interfaces", optional: true) {
      _ = reader.text("name", example: "ZnO-CsPbBr3")
      var interface = InterfaceTransport(
        first: reader.word("first", example: "ZnO", ledger: &ledger) ?? "",
        second: reader.word("second", example: "CsPbBr3", ledger: &ledger) ?? "")
      reader.read(Self.interfaceTable, into: &interface, ledger: &ledger)
      interface.crossingVelocity = crossingVelocity(reader)
      interface.traps = traps(reader, areDensitiesPerArea: true)
      reader.finish()
      checkPair(interface, reader, layers: layers, others: found)
      found.append(interface)
    }
    return found
  }

  /// A velocity, or the word `continuous` for quasi-Fermi levels without a step.
  private mutating func crossingVelocity(_ reader: MappingReader) -> Double? {
    let key = "crossingVelocity"
    if let node = reader.node(key), node.text == Self.continuous {
      ledger.record(
        ParameterLedger.Entry(path: reader.path(of: key), value: nil, text: Self.continuous, origin: node.origin))
      return .infinity
    }
    guard let given = reader.quantity(key, Self.crossing, optional: true) else { return nil }
    ledger.record(ParameterLedger.Entry(given))
    return given.siValue
  }

  /// Both layers exist, are electrical neighbours in the order of growth, and are not described twice.
  private func checkPair(
    _ interface: InterfaceTransport, _ reader: MappingReader, layers: [Layer], others: [InterfaceTransport]
  ) {
    let electrical = layers.filter { $0.transport != nil }.map(\.name)
    var places: [Int] = []
    for (key, name) in [("first", interface.first), ("second", interface.second)] where !name.isEmpty {
      if let index = electrical.firstIndex(of: name) {
        places.append(index)
      } else {
        log.report(
          Diagnostic(
            code: "E-name", message: "`\(reader.path).\(key)`: no electrical layer is named `\(name)`",
            at: reader.node(key)?.location, reason: "the electrical layers are \(electrical.joined(separator: ", "))",
            remedy: "name one of these", suggestion: Spelling.closest(to: name, among: electrical)))
      }
    }
    guard places.count == 2 else { return }
    if places[1] != places[0] + 1 {
      let isSwapped = places[0] == places[1] + 1
      log.report(
        Diagnostic(
          code: "E-device",
          message:
            "`\(interface.first)` and `\(interface.second)` \(isSwapped ? "stand in the wrong order" : "do not touch")",
          at: reader.node("second")?.location,
          reason: "layers stand from the electron side: \(electrical.joined(separator: ", "))",
          remedy: isSwapped
            ? "write first: \(interface.second), second: \(interface.first)" : "name two layers that are neighbours"))
    }
    if others.contains(where: { $0.first == interface.first && $0.second == interface.second }) {
      log.report(
        Diagnostic(
          code: "E-name", message: "the interface of `\(interface.first)` and `\(interface.second)` is described twice",
          at: reader.node("first")?.location, remedy: "put all of it into one element of `interfaces`"))
    }
  }
}
