import InputFiles
import Quantities

// The traps of a layer (density per volume) or of an interface (per area); each has a name for `--set` to find it by.

extension DeviceReader {
  private static let depth = QuantityRule.nonNegative(.energy, upTo: 2e-18, example: "0.8 eV")
  private static let capture = QuantityRule.nonNegative(.bimolecularRate, upTo: 1e-9, example: "1e-8 cm^3/s")

  private static func trapTable(perArea: Bool) -> [DeviceParameter<Trap>] {
    [
      DeviceParameter(
        "density",
        perArea
          ? .nonNegative(.arealDensity, upTo: 1e20, example: "1e10 cm^-2")
          : .nonNegative(.numberDensity, upTo: 1e28, example: "1e15 cm^-3")
      ) { $0.density = $1 },
      DeviceParameter("depth", depth) { $0.depth = $1 },
      DeviceParameter("electronCapture", capture) { $0.electronCapture = $1 },
      DeviceParameter("holeCapture", capture) { $0.holeCapture = $1 },
    ]
  }

  mutating func traps(_ owner: MappingReader, areDensitiesPerArea: Bool) -> [Trap] {
    let table = Self.trapTable(perArea: areDensitiesPerArea)
    return owner.namedMappings("traps", optional: true).map { reader in
      _ = reader.text("name", example: "deep")
      var trap = Trap(density: 0, depth: 0, electronCapture: 0, holeCapture: 0)
      reader.read(table, into: &trap, ledger: &ledger)
      trap.kind = reader.choice("kind", standard: Trap.Kind.neutral, ledger: &ledger)
      trap.occupancy = reader.choice("occupancy", standard: Trap.Occupancy.stationary, ledger: &ledger)
      reader.finish()
      return trap
    }
  }

  /// A trap must lie inside the gap; `paths` name it in the ledger, in the order of `traps`.
  func checkDepths(_ traps: [Trap], gap: Double, paths: [String], where place: String) {
    for (trap, path) in zip(traps, paths) where gap > 0 && trap.depth > gap {
      let entry = ledger["\(path).depth"]
      log.report(
        Diagnostic(
          code: "E-device", message: "the trap `\(path)` is deeper than the band gap", at: entry?.origin.location,
          reason: "it lies \(entry?.text ?? "") below the conduction band, and the gap \(place) is "
            + Self.electronvolts(gap),
          remedy: "give its depth below the conduction band edge, at most the gap"))
    }
  }

  /// An energy in words, eV.
  static func electronvolts(_ energy: Double) -> String {
    let scaled = (energy / PhysicalConstants.elementaryCharge * 1e4).rounded() / 1e4
    return "\(scaled) eV"
  }
}
