import ArgumentParser
import Bench
import Figures
import Foundation
import Materials
import Quantities
import Records
import Reproduction

/// `driftlight show`: protocols, devices, materials and constants, drawn before anything runs.
struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws protocols, devices and materials before anything runs.",
    subcommands: [ShowProtocol.self, ShowDevice.self, ShowMaterial.self, ShowConstants.self])
}

/// `driftlight show protocol`: bias, pump, temperature and records against time, with the cost.
struct ShowProtocol: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protocol",
    abstract: "Draws bias, pump, temperature and records against time; estimates the cost.",
    discussion: """
      The timeline goes to standard output, the drawing to the output folder. Nothing is computed.

      Example:
        driftlight show protocol my-protocol.yaml --out preview
      """)

  @Argument(help: ArgumentHelp("A shipped experiment or the path of a file.", valueName: "experiment"))
  var experiment: String

  @OptionGroup var given: InputOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    await finish {
      let (experiment, device) = try given.load(experiment)
      let preview = ProtocolPreview(experiment, on: device.device)
      for diagnostic in experiment.review(for: device.device) where !output.quiet {
        Terminal.warn("\(diagnostic)", label: nil)
      }
      print(output.json ? json(preview).text : preview.text, terminator: "")
      return try await output.draw([preview.figure], stem: "protocol", json: json(preview))
    }
  }

  private func json(_ preview: ProtocolPreview) -> JSONValue {
    [
      "title": .string(preview.experiment.title), "duration": .number(preview.experiment.timeline.duration),
      "pulses": .integer(preview.cost.pulses), "moves": .integer(preview.cost.moves),
      "processor_seconds": .number(preview.cost.seconds), "bytes": .integer(preview.cost.bytes),
      "steps": .array(
        preview.experiment.timeline.steps.map {
          [
            "start": .number($0.start), "duration": .number($0.duration), "sentence": .string($0.sentence),
            "context": .array($0.context.map { .string($0) }),
          ]
        }),
    ]
  }
}

/// `driftlight show device`: stack, bands, ions, optical constants, parameters.
struct ShowDevice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "Draws a device: stack to scale, bands, field and ions at a bias, optical constants, parameters.",
    discussion: """
      The table of parameters goes to standard output, the drawings to the output folder.

      Example:
        driftlight show device cspbbr3-led --bias 4V --out device
      """)

  @Argument(help: ArgumentHelp("A shipped device or the path of a file.", valueName: "device"))
  var device: String

  @Option(help: ArgumentHelp("Bias at which the device is drawn beside 0 V.", valueName: "voltage"))
  var bias: QuantityOption?

  @OptionGroup var changes: OverrideOptions

  @OptionGroup var output: OutputOptions

  func validate() throws { _ = try volts() }

  func run() async throws {
    await finish {
      let loaded = try DeviceLibrary.load(device, overrides: changes.overrides)
      for warning in loaded.warnings where !output.quiet { Terminal.warn("\(warning)") }
      let sheet = DeviceSheet(loaded, bias: try volts())
      let figures = try sheet.figures()
      let json = JSONValue.array(
        sheet.parameters.map { row in
          [
            "parameter": .string(row[0]), "value": .string(row[1]), "evidence": .string(row[2]),
            "source": .string(row[3]),
            "origin": .string(row[4]),
          ]
        })
      if output.json {
        print(json.text, terminator: "")
      } else {
        print("\(loaded.device.name): \(loaded.device.title)\n")
        print(Terminal.table(sheet.parameters), terminator: "")
      }
      return try await output.draw(
        figures, stem: "device", json: json,
        files: ["parameters.md": sheet.parameterPage, "device.yaml": loaded.resolvedInput])
    }
  }

  private func volts() throws -> Double {
    let value = try bias?.value(as: .voltage, "--bias") ?? 4
    guard abs(value) <= 100 else { throw ValidationError("--bias takes -100 V to 100 V.") }
    return value
  }
}

/// `driftlight show material`: n and k of materials with their source.
struct ShowMaterial: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "material", abstract: "Shows optical constants with their source; lists them without a name.")

  @Argument(help: ArgumentHelp("Tables of the library, or paths of files.", valueName: "name or path"))
  var names: [String] = []

  @OptionGroup var output: OutputOptions

  func run() async throws {
    await finish {
      let library = OpticalConstantsLibrary.shipped()
      guard !names.isEmpty else {
        print(library.names.joined(separator: "\n"))
        return .success
      }
      let tables = try names.map { try library.load(named: $0) }
      for table in tables {
        print("\(table.name): \(table.header["material"] ?? "")")
        for key in ["source", "doi", "sample", "evidence", "correction"] {
          if let fact = table.header[key] { print("  \(key): \(fact)") }
        }
        let range = table.range
        print(
          String(
            format: "  range: %.0f to %.0f nm, %d rows", range.lowerBound * 1e9, range.upperBound * 1e9,
            table.wavelengths.count))
      }
      let panels = [
        ("refractive index n", \OpticalConstants.refractiveIndex), ("extinction coefficient k", \.extinction),
      ]
      .map { label, values in
        Panel(
          x: PlotAxis("wavelength", unit: "nm"), y: PlotAxis(label),
          curves: tables.map { Curve($0.name, x: $0.wavelengths.map { $0 * 1e9 }, y: $0[keyPath: values]) },
          legend: .outside)
      }
      return try await output.draw(
        [Figure(name: "optical-constants", title: "Optical constants", panels: panels, columns: 1, panelSize: .wide)],
        stem: "material", json: .null)
    }
  }
}

/// `driftlight show constants`: the constants of nature that are used.
struct ShowConstants: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "constants", abstract: "Prints the physical constants in use.")

  func run() async throws {
    print(
      Terminal.table([
        ["elementary charge q", "\(PhysicalConstants.elementaryCharge) C"],
        ["Boltzmann constant k", "\(PhysicalConstants.boltzmannConstant) J/K"],
        ["Planck constant h", "\(PhysicalConstants.planckConstant) J s"],
        ["speed of light c", "\(PhysicalConstants.speedOfLight) m/s"],
        ["vacuum permittivity ε₀", "\(PhysicalConstants.vacuumPermittivity) F/m"],
      ]), terminator: "")
  }
}
