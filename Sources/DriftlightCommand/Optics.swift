import ArgumentParser
import Figures
import Foundation
import InputFiles
import Materials
import Optics
import Quantities
import Records
import Reproduction

/// `driftlight optics`: absorption, R/T/A, guided modes and their losses of a device.
struct OpticsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optics",
    abstract: "Shows where light goes in a device: absorption, guided modes, loss budget.",
    discussion: """
      The table goes to standard output; with --out, figures, JSON and resolved input go to that folder.

      Examples:
        driftlight optics cspbbr3-led
        driftlight optics cspbbr3-led --wavelength 405nm --angle 30deg --polarisation p --side ETL
        driftlight optics cspbbr3-led --modes --sweep layers.ITO.thickness=10..150nm --out results/ito
        driftlight optics cspbbr3-led --sweep materials.ITO=ITO-konig,ITO-minenkov-glass,1.9+0.005i
        driftlight optics cspbbr3-led --dipoles --depth 60nm
        driftlight optics my-led.yaml --spectrum AM1.5G.csv --set materials.ITO=my-ito.yml
      """)

  @Argument(help: "A shipped device or the path of a device file.")
  var device = "cspbbr3-led"

  @Option(help: ArgumentHelp("Vacuum wavelength of the light, with unit.", valueName: "length"))
  var wavelength = "355 nm"

  @Option(help: ArgumentHelp("Angle of incidence, such as 30deg or 0.5rad.", valueName: "angle"))
  var angle = "0deg"

  @Option(help: ArgumentHelp("s, p or unpolarised.", valueName: "s|p|unpolarised"))
  var polarisation = "unpolarised"

  @Option(help: ArgumentHelp("The side the light comes from.", valueName: "HTL|ETL"))
  var side = "HTL"

  @Option(
    help: ArgumentHelp(
      "A spectrum instead of one wavelength: columns 'wavelength (nm), irradiance'.", valueName: "file"))
  var spectrum: String?

  @Option(
    help: ArgumentHelp("A light-emitting diode: full width at half maximum about --wavelength.", valueName: "length"))
  var width: String?

  @Flag(help: "Show guided modes, too.")
  var modes = false

  @Option(help: ArgumentHelp("Vacuum wavelength of the guided light.", valueName: "length"))
  var modeWavelength = "538 nm"

  @Option(help: ArgumentHelp("Length of the pumped stripe, for the threshold gain.", valueName: "length"))
  var length = "2.6 mm"

  @Option(
    help: ArgumentHelp("Width of the pumped stripe, for the effective area of the modes.", valueName: "length"))
  var stripeWidth = "100 um"

  @Flag(help: "Show leaky modes, too.")
  var leaky = false

  @Flag(help: "Show where the light of dipoles in the emitter goes, too.")
  var dipoles = false

  @Option(
    help: ArgumentHelp(
      "Depth of the dipoles from the electron side of the emitter; spread over it if not given.", valueName: "length"))
  var depth: String?

  @Option(
    help: ArgumentHelp(
      """
      Sweeps a thickness, n, k or the table of a layer (layers.X…) or of a material (materials.X…): a range of 100 \
      values unless the text ends in /N, or a list.
      """, valueName: "path=a..b | a,b,c"))
  var sweep: String?

  @OptionGroup var changes: OverrideOptions

  @OptionGroup var output: OutputOptions

  func run() async throws {
    await finish {
      let loaded = try DeviceLibrary.load(device, overrides: changes.overrides)
      for warning in loaded.warnings where !output.quiet { Terminal.warn("\(warning)") }
      try output.check(stem: "optics")
      let question = try question()
      let survey: OpticalSurvey
      do { survey = try OpticalSurvey(loaded.device, question) } catch let error as OpticsError {
        throw error.asInputError
      } catch let error as OpticalConstantsError {
        throw OpticsError.spectrum(error).asInputError
      }
      print(output.json ? survey.json.text : survey.text, terminator: "")
      return try await output.draw(
        survey.figures, stem: "optics", json: survey.json, files: ["input.yaml": loaded.resolvedInput],
        parameterSet: loaded.parameterSet)
    }
  }

  private func question() throws -> OpticalQuestion {
    var question = OpticalQuestion()
    question.wavelength = try length(wavelength, "--wavelength")
    question.modeWavelength = try length(modeWavelength, "--mode-wavelength")
    question.length = try length(length, "--length")
    question.angle = try radians()
    guard let polarisation = Polarisation(rawValue: polarisation) else {
      throw refuse("--polarisation \(polarisation)", "write s, p or unpolarised")
    }
    question.polarisation = polarisation
    guard ["HTL", "ETL"].contains(side) else { throw refuse("--side \(side)", "write HTL or ETL") }
    question.side = side == "HTL" ? .holeSide : .electronSide
    question.includesModes = modes || sweep != nil || output.out != nil
    question.stripeWidth = try length(stripeWidth, "--stripe-width")
    question.includesLeakyModes = leaky
    question.includesDipoles = dipoles || depth != nil || output.out != nil
    question.dipoleDepths = try depth.map { [try length($0, "--depth")] } ?? []
    question.sweep = try sweep.map { try OpticalSweep(argument: $0) }
    guard spectrum == nil || width == nil else {
      throw refuse("--spectrum with --width", "give a file with --spectrum, or a diode with --wavelength and --width")
    }
    if let spectrum {
      do throws(OpticsError) { question.spectrum = try .file(spectrum) } catch { throw error.asInputError }
      question.spectrumIsAbsolute = true
    } else if let width {
      let size = try length(width, "--width")
      do throws(OpticsError) { question.spectrum = try .gaussian(centre: question.wavelength, width: size) } catch {
        throw refuse("--width \(width)", "give a width below half of --wavelength \(wavelength)")
      }
    }
    return question
  }

  private func length(_ text: String, _ option: String) throws -> Double {
    guard let quantity = try? Quantity(parsing: text, as: .length), quantity.siValue > 0 else {
      throw refuse("\(option) \(text)", "write a positive length with its unit, such as 540nm")
    }
    return quantity.siValue
  }

  private func radians() throws -> Double {
    for (ending, size) in [("deg", Double.pi / 180), ("°", Double.pi / 180), ("rad", 1)] where angle.hasSuffix(ending) {
      let number = angle.dropLast(ending.count).trimmingCharacters(in: .whitespaces)
      if let value = Double(number), value >= 0, value * size < .pi / 2 { return value * size }
    }
    throw refuse("--angle \(angle)", "write an angle from 0 to below 90 degrees with its unit, such as 30deg")
  }

  private func refuse(_ argument: String, _ remedy: String) -> InputError {
    InputError(
      kind: .usage,
      diagnostics: [Diagnostic(code: "E-override", message: "`\(argument)` cannot be used", remedy: remedy)])
  }
}

extension OpticsError {
  /// The same message as an error of the input, which is what it is here.
  fileprivate var asInputError: InputError {
    InputError(
      kind: .inputFile,
      diagnostics: [
        tableDiagnostic
          ?? Diagnostic(code: "E-device", message: "\(self)", remedy: "change the device or the option named")
      ])
  }

  /// The place in a file, where one is to blame.
  private var tableDiagnostic: Diagnostic? {
    switch self {
    case .material(let layer, .unusableFile(var diagnostic)):
      diagnostic.reason += (diagnostic.reason.isEmpty ? "" : "; ") + "layer `\(layer)` uses it"
      return diagnostic
    case .spectrum(.unusableFile(let diagnostic)): return diagnostic
    default: return nil
    }
  }
}
