import InputFiles
import Quantities

/// One line of a parameter table: the key in the file, what the quantity must be, and where it goes.
///
/// A new parameter of a device is one such line.
struct DeviceParameter<Root>: Sendable {
  /// Whether the file must hold the key.
  enum Presence: Sendable, Equatable {
    case required
    /// Left as it is where absent.
    case optional
    /// This text is read where the key is absent, and appears in the ledger as a default.
    case standard(String)
  }

  var key: String
  var rule: QuantityRule
  var presence: Presence
  var set: @Sendable (inout Root, Double) -> Void

  init(
    _ key: String, _ rule: QuantityRule, _ presence: Presence = .required,
    set: @escaping @Sendable (inout Root, Double) -> Void
  ) {
    self.key = key
    self.rule = rule
    self.presence = presence
    self.set = set
  }
}

extension MappingReader {
  /// Reads every parameter of a table into `root` and the ledger.
  func read<Root>(_ table: [DeviceParameter<Root>], into root: inout Root, ledger: inout ParameterLedger) {
    for parameter in table {
      guard let given = given(parameter) else { continue }
      parameter.set(&root, given.siValue)
      ledger.record(ParameterLedger.Entry(given))
    }
  }

  private func given<Root>(_ parameter: DeviceParameter<Root>) -> GivenQuantity? {
    if case .standard(let text) = parameter.presence, !holds(parameter.key) {
      let source = SourceText(name: "default of \(path(of: parameter.key))", lines: [text])
      let node = InputNode(
        content: .text(text), location: SourceLocation(source: source, line: 1, column: 1, length: text.count),
        origin: .standard)
      return QuantityReader(rule: parameter.rule, path: path(of: parameter.key), log: log).read(node)
    }
    return quantity(parameter.key, parameter.rule, optional: parameter.presence != .required)
  }

  /// Reads a text into the ledger.
  func word(_ key: String, optional: Bool = false, example: String, ledger: inout ParameterLedger) -> String? {
    guard let node = text(key, optional: optional, example: example), let text = node.text else { return nil }
    ledger.record(ParameterLedger.Entry(path: path(of: key), value: nil, text: text, origin: node.origin))
    return text
  }

  /// Reads a switch into the ledger; `standard` where the key is absent.
  func flag(_ key: String, standard: Bool, ledger: inout ParameterLedger) -> Bool {
    let origin = node(key)?.origin ?? .standard
    let value = flag(key, optional: true) ?? standard
    if origin != .standard || value {
      ledger.record(ParameterLedger.Entry(path: path(of: key), value: nil, text: "\(value)", origin: origin))
    }
    return value
  }
}
