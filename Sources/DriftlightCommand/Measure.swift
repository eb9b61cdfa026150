import ArgumentParser
import Bench
import Figures
import Foundation
import InputFiles
import Materials
import Quantities
import Records
import Reproduction
import Transport

/// `driftlight measure`: current, impedance, transients and profiles of a device, without a protocol.
struct Measure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures a device electrically: current–voltage curves, impedance, transients, profiles.",
    discussion: """
      The table goes to standard output; with --out, figures, CSV, JSON and resolved input go to that folder.

      Examples:
        driftlight measure mapi-benchmark --what scan --photon-flux "1.4e21 m^-2 s^-1" --absorption "1.3e7 m^-1"
        driftlight measure pn-homojunction --what jv --to 0.6V
        driftlight measure single-layer-diode --what impedance --from 0.9V --out results/impedance
        driftlight measure cspbbr3-led --set carriers=full --what step --from 0V --to 6V --duration 100s
      """)

  @Argument(help: "A shipped device or the path of a device file.")
  var device: String

  @Option(
    help: ArgumentHelp(
      "One of \(DeviceMeasurement.Kind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind"))
  var what = "jv"

  @Option(help: ArgumentHelp("First bias, or that of the steady state.", valueName: "voltage"))
  var from = "0 V"

  @Option(help: ArgumentHelp("Last bias.", valueName: "voltage"))
  var to = "1.2 V"

  @Option(help: ArgumentHelp("Number of biases, or of points on each way of a scan.", valueName: "count"))
  var points = 121

  @Option(help: ArgumentHelp("Scan rate.", valueName: "rate"))
  var rate = "0.1 V/s"

  @Option(help: ArgumentHelp("Dwell, width of a pulse, or time after a step.", valueName: "time"))
  var duration = "1 s"

  @Option(help: ArgumentHelp("Photons that enter the absorbing layer; darkness if not given.", valueName: "flux"))
  var photonFlux: String?

  @Option(help: ArgumentHelp("Absorption coefficient; even generation if not given.", valueName: "inverse length"))
  var absorption: String?

  @Option(help: ArgumentHelp("The absorbing layer; the emitter, or the middle one, if not given.", valueName: "name"))
  var lightLayer: String?

  @Option(help: ArgumentHelp("The side the light comes from.", valueName: "HTL|ETL"))
  var side = "ETL"

  @OptionGroup var changes: OverrideOptions

  @OptionGroup var output: OutputOptions

  func run() async throws {
    await finish {
      let loaded = try DeviceLibrary.load(device, overrides: changes.overrides)
      for warning in loaded.warnings where !output.quiet { Terminal.warn("\(warning)") }
      let measurement = try measurement()
      let kind = measurement.kind.rawValue
      try output.check(stem: kind)
      let report: MeasurementReport
      do { report = try measurement.carryOut(on: loaded.device) } catch let error as TransportError {
        throw refusal(error) ?? error
      }
      return try await output.show(report, of: loaded, stem: kind)
    }
  }

  private func measurement() throws -> DeviceMeasurement {
    guard let kind = DeviceMeasurement.Kind(rawValue: what) else {
      let known = DeviceMeasurement.Kind.allCases.map(\.rawValue)
      throw InputError(
        kind: .usage,
        diagnostics: [
          Diagnostic(
            code: "E-choice", message: "`--what \(what)` cannot be measured",
            reason: "it is one of \(known.joined(separator: ", "))", remedy: "write one of these",
            suggestion: Spelling.closest(to: what, among: known))
        ])
    }
    var measurement = DeviceMeasurement(kind)
    measurement.from = try value(from, "--from", .voltage)
    measurement.to = try value(to, "--to", .voltage)
    measurement.rate = try value(rate, "--rate", .scanRate)
    measurement.duration = try value(duration, "--duration", .time)
    guard points >= 2, points <= 100_000 else {
      throw refuse("--points \(points)", "write a number from 2 to 100000")
    }
    measurement.points = points
    guard ["HTL", "ETL"].contains(side) else { throw refuse("--side \(side)", "write HTL or ETL") }
    if let photonFlux {
      measurement.light = DeviceMeasurement.Light(
        photonFlux: try value(photonFlux, "--photon-flux", .arealDensity / .time),
        absorption: try absorption.map { try value($0, "--absorption", .inverseLength) }, layer: lightLayer,
        isFromHoleSide: side == "HTL")
    } else if absorption != nil || lightLayer != nil || kind.needsLight {
      throw refuse("no --photon-flux", "give the light, e.g. --photon-flux \"1.4e21 m^-2 s^-1\"")
    }
    return measurement
  }

  /// What the question asks of a device that cannot answer it is a mistake of usage.
  private func refusal(_ error: TransportError) -> (any Error)? {
    switch error {
    case .unknownLayer, .invalidValue, .lightWithoutCarriers:
      InputError(
        kind: .usage,
        diagnostics: [
          Diagnostic(code: "E-override", message: "\(error)", remedy: "change the option or the device it belongs to")
        ])
    default: nil
    }
  }

  private func value(_ text: String, _ option: String, _ dimension: PhysicalDimension) throws -> Double {
    do { return try Quantity(parsing: text, as: dimension).siValue } catch {
      throw refuse("\(option) \(text)", "write \(dimension.phrase) with its unit, such as \(dimension.example)")
    }
  }

  private func refuse(_ argument: String, _ remedy: String) -> InputError {
    InputError(
      kind: .usage,
      diagnostics: [Diagnostic(code: "E-override", message: "`\(argument)` cannot be used", remedy: remedy)])
  }
}

extension OutputOptions {
  /// Prints what was measured and draws it into the output folder, where one was named.
  func show(_ report: MeasurementReport, of loaded: LoadedDevice, stem: String) async throws -> ExitStatus {
    print(json ? report.json.text : report.text, terminator: "")
    return try await draw(
      report.figures, stem: stem, json: report.json,
      files: ["\(stem).csv": report.csv, "input.yaml": loaded.resolvedInput], parameterSet: loaded.parameterSet)
  }
}

extension MeasurementFile {
  /// The measurement that an argument names, a shipped one or a file that asks for one; `nil` where it is something else.
  /// - Throws: `InputError` for a measurement with mistakes.
  init?(meant input: String) throws(InputError) {
    if Self.shippedNames.contains(input) {
      try self.init(shipped: input)
      return
    }
    guard !Experiment.shippedNames.contains(input), let document = try? InputDocument(path: input),
      Self.isMeasurement(document)
    else { return nil }
    try self.init(path: input)
  }
}
