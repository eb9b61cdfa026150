import InputFiles
import Quantities

extension Calibration {
  /// Reads a calibration file.
  /// - Throws: `InputError` with everything that is wrong with the file.
  public init(path: String) throws {
    let document = try InputDocument(path: path)
    let log = DiagnosticLog()
    let top = MappingReader(document.root, log: log)
    let device = top.text("device", example: "cspbbr3-led")?.text ?? ""
    let iterations = top.integer("iterations", in: 1...100, optional: true, example: "8") ?? 8
    let parameters = (top.list("parameters", example: "a list of {path: …, prior width: …}") ?? []).enumerated()
      .compactMap { index, node -> Parameter? in
        let reader = MappingReader(node, path: "parameters.\(index + 1)", log: log)
        let path = reader.text("path", example: "emission.guide.pathLength")?.text
        let width = reader.quantity("prior width", .positive(.dimensionless, upTo: 10, example: "0.1"))?.siValue
        let start = reader.text("start", optional: true, example: "2.6 mm")?.text
        reader.finish()
        guard let path, let width else { return nil }
        return Parameter(path: path, start: start, priorWidth: width)
      }
    let number = QuantityRule.within(-1e30...1e30, .dimensionless, example: "600")
    let targets = (top.list("targets", example: "a list of {id: …, quantity: …, value: …, deviation: …}") ?? [])
      .enumerated()
      .compactMap { index, node -> Target? in
        let reader = MappingReader(node, path: "targets.\(index + 1)", log: log)
        let id = reader.text("id", example: "F2c")?.text
        let quantity = reader.text("quantity", example: "ASE threshold at 0 V")?.text
        let value = reader.quantity("value", number)?.siValue
        let deviation = reader.quantity("deviation", .positive(.dimensionless, upTo: 1e30, example: "20"))?.siValue
        reader.finish()
        guard let id, let quantity, let value, let deviation else { return nil }
        return Target(id: id, quantity: quantity, value: value, deviation: deviation)
      }
    let inherited = (top.list("inherited", optional: true, example: "a list of {id: …, quantity: …, from: …}") ?? [])
      .enumerated()
      .compactMap { index, node -> Inherited? in
        let reader = MappingReader(node, path: "inherited.\(index + 1)", log: log)
        let id = reader.text("id", example: "F1b")?.text
        let quantity = reader.text("quantity", example: "ASE/PL peak ratio at 6 V")?.text
        let source = reader.text("from", example: "the first joint fit")?.text
        reader.finish()
        guard let id, let quantity, let source else { return nil }
        return Inherited(id: id, quantity: quantity, source: source)
      }
    top.finish()
    try log.throwIfErrors()
    self.init(parameters: parameters, targets: targets, device: device, iterations: iterations)
    self.inherited = inherited
  }

  /// What a state says, for people: parameters with their factors and uncertainties, targets with their residuals.
  public func text(of state: State) -> String {
    var lines = ["parameter                                              factor   ± (ln)  value"]
    for (index, parameter) in parameters.enumerated() {
      let deviation = index < state.deviations.count ? state.deviations[index].brief : "–"
      lines.append(
        parameter.path.padded(to: 52) + state.factors[index].brief.padded(to: 10) + deviation.padded(to: 10)
          + (state.assignments[index].split(separator: "=", maxSplits: 1).last ?? ""))
    }
    lines.append("")
    lines.append("target                                                          wanted    σ         computed")
    for (target, computed) in zip(targets, state.computed) {
      lines.append(
        "\(target.id) \(target.quantity)".padded(to: 64) + target.value.brief.padded(to: 10)
          + target.deviation.brief.padded(to: 10) + computed.brief)
    }
    lines.append("")
    lines.append("χ² of the targets \(state.squares.targets.brief), of the priors \(state.squares.priors.brief)")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
