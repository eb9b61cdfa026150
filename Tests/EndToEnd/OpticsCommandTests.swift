import Foundation
import Records
import Testing

@Suite("driftlight optics")
struct OpticsCommandTests {
  /// What the command prints as JSON, as far as these tests look at it.
  struct Survey: Decodable {
    struct LayerShare: Decodable {
      let name: String
      let absorbed: Double
    }
    struct Mode: Decodable {
      let polarisation: String
      let order: Int
      let effective_index: Double
      let effective_area_m2: Double
    }
    struct ModeShare: Decodable { let share: Double }
    struct Emission: Decodable {
      let purcell_factor: Double
      let upper: Double
      let lower_within_cone: Double
      let lower_beyond_cone: Double
      let modes: [ModeShare]
      let near_field: Double
      let absorbed: Double
    }
    struct Dipole: Decodable {
      let depth_m: Double
      let isotropic: Emission
    }
    struct Swept: Decodable {
      let label: String
      let absorbed_by_emitter: Double
      let loss_per_m: Double?
      let modes: [Mode]
    }
    struct Spectrum: Decodable {
      let share_of_power_covered: Double
      let photon_flux_per_m2_s: Double?
    }
    let side: String
    let reflectance: Double
    let transmittance: Double
    let layers: [LayerShare]
    let modes: [Mode]
    let dipoles: [Dipole]
    let sweep: [Swept]
    let spectrum: Spectrum?
    var total: Double { layers.reduce(reflectance + transmittance) { $0 + $1.absorbed } }
  }

  static func survey(_ arguments: [String], in folder: TemporaryFolder) throws -> Survey {
    let ending = try BuiltCommand.run(["optics", "cspbbr3-led", "--json"] + arguments, in: folder.url)
    try #require(ending.code == 0, "\(ending.errors)")
    return try JSONDecoder().decode(Survey.self, from: Data(ending.output.utf8))
  }

  /// A made-up lamp in W m⁻² nm⁻¹, as wide as sunlight; blanks, tabs and comments as people write them.
  static let lamp =
    "# my lamp\nwavelength (nm), irradiance\n"
    + stride(from: 280, through: 2000, by: 4).map { "\($0), \(1.2 * exp(-pow((Double($0) - 600) / 300, 2)))" }
    .joined(separator: "\n")

  @Test(
    "light of every kind, side, angle and polarisation is all accounted for",
    arguments: [
      ["--wavelength", "405nm"], ["--side", "ETL"], ["--angle", "60deg", "--polarisation", "p"],
      ["--angle", "0.4rad", "--polarisation", "s", "--side", "ETL"], ["--wavelength", "450nm", "--width", "25nm"],
      ["--spectrum", "lamp.csv"], ["--spectrum", "lamp.csv", "--angle", "30deg", "--side", "ETL"],
      ["--wavelength", "450nm", "--width", "25nm", "--angle", "50deg", "--set", "materials.ITO=1.9+0.01i"],
    ])
  func light(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    try Self.lamp.write(to: folder.url.appending(path: "lamp.csv"), atomically: true, encoding: .utf8)
    let found = try Self.survey(arguments, in: folder)
    #expect(abs(found.total - 1) < 1e-12)
    #expect(found.side == (arguments.contains("ETL") ? "electronSide" : "holeSide"))
    if arguments.contains("lamp.csv") {
      // The tables of the device reach from 310 to 1000 nm; what lies outside is told, not invented.
      let spectrum = try #require(found.spectrum)
      #expect(spectrum.share_of_power_covered > 0.85 && spectrum.share_of_power_covered < 0.99)
      let flux = stride(from: 312.0, through: 1000, by: 4).reduce(0.0) {
        $0 + 4 * 1.2 * exp(-pow(($1 - 600) / 300, 2)) * $1 * 1e-9 / (6.62607015e-34 * 299_792_458)
      }
      #expect(abs((spectrum.photon_flux_per_m2_s ?? 0) / flux - 1) < 5e-3)
    } else {
      #expect(found.spectrum?.photon_flux_per_m2_s == nil)
    }
  }

  @Test(
    "thickness, n, k and tables are swept, of one layer or of a material",
    arguments: [
      ("layers.ITO-anode.thickness=10..150nm/5", 5), ("layers.ITO.thickness=0nm,50nm", 2),
      ("layers.TFB.material=TFB-model,1.7,mine.csv", 3), ("layers.TFB.opticalMaterial=TFB-model,1.7+0.1i", 2),
      ("materials.ITO=ITO-konig,ITO-minenkov-glass,1.9+0.005i", 3), ("materials.ITO.k=0..0.02/3", 3),
      ("layers.ZnO.n=1.6,1.8,2.0", 3), ("materials.ITO.n=1.7..2.1/4", 4), ("materials.TFB=mine.csv,TFB-model", 2),
    ])
  func sweeps(argument: String, count: Int) throws {
    let folder = try TemporaryFolder()
    try "energy (eV); n; k\n1; 1.7; 0\n5; 1.9; 0.1".write(
      to: folder.url.appending(path: "mine.csv"), atomically: true, encoding: .utf8)
    let points = try Self.survey(["--sweep", argument], in: folder).sweep
    #expect(points.count == count)
    let values = Set(points.map { "\($0.absorbed_by_emitter) \($0.loss_per_m ?? 0)" })
    #expect(values.count == count, "each value gives another result: \(values)")
    #expect(points.allSatisfy { !$0.modes.isEmpty && $0.absorbed_by_emitter > 0.1 })
  }

  @Test("no electrodes, no loss: k of ITO is what the mode loses to")
  func electrodes() throws {
    let folder = try TemporaryFolder()
    let losses = try Self.survey(["--sweep", "materials.ITO.k=0,0.004,0.008"], in: folder).sweep
      .map { $0.loss_per_m ?? .nan }
    #expect(losses[0] < 100 && abs(losses[2] / losses[1] - 2) < 0.01)
  }

  @Test("dipoles: the shares add up to 1, modes have an area, and depth and stripe can be chosen")
  func dipoles() throws {
    let folder = try TemporaryFolder()
    let found = try Self.survey(["--dipoles", "--modes", "--stripe-width", "50um"], in: folder)
    #expect(found.dipoles.count == 19)
    for point in found.dipoles {
      let light = point.isotropic
      let sum =
        light.upper + light.lower_within_cone + light.lower_beyond_cone + light.modes.reduce(0) { $0 + $1.share }
        + light.near_field + light.absorbed
      #expect(abs(sum - 1) < 1e-12 && light.modes.count == found.modes.count && abs(light.near_field) < 0.02)
    }
    #expect(found.modes.first.map { $0.effective_area_m2 > 5e-12 && $0.effective_area_m2 < 20e-12 } == true)
    let one = try Self.survey(["--depth", "60nm"], in: folder)
    #expect(one.dipoles.map(\.depth_m) == [60e-9])
  }

  /// A call that is refused, the files it finds, and what its message says.
  struct Refused: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    var file = ""
    let says: [String]
    var code = ExitStatus.usage
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let refused: [Refused] = [
    Refused(arguments: ["--set", "ambientIndex=1.5+0.1i"], says: ["E-ambient", "must not absorb", "as a layer"]),
    Refused(
      arguments: ["--wavelength", "200nm"],
      says: ["layer 'glass'", "soda-lime-rubin", "cover 310 to 1000 nm, not 200 nm", "not extrapolated"],
      code: .inputFile),
    Refused(
      arguments: ["--set", "materials.ITO=mine.csv"], file: "wavelength (nm), n, k\n300, 1.9, 0\n900, 1.8, -0.01\n",
      says: ["E-table", "mine.csv:3:11", "k = -0.01 is below 0", "n − ik", "gain belongs to the emission parameters"],
      code: .inputFile),
    Refused(
      arguments: ["--set", "layers.TFB.opticalMaterial=mine.csv"],
      file: "wavelength (nm), n, k\n300, 1.9, 0\n900, 1.8, 0\n600, 1.8, 0\n",
      says: ["mine.csv:4:1", "compare line 3", "sort"], code: .inputFile),
    Refused(
      arguments: ["--set", "materials.ITO=mine.csv"], file: "wavelength (nm), n, k\n300, 1.9, 0\n300, 1.8, 0\n",
      says: ["mine.csv:3:1", "line 2 already", "keep one"], code: .inputFile),
    Refused(
      arguments: ["--set", "materials.ITO=mine.csv"], file: "wavelength (nm);n;k\n300;1,9;0,1\n900;1,8;0\n",
      says: ["mine.csv:2:5", "decimal commas", "decimal points"], code: .inputFile),
    Refused(
      arguments: ["--set", "materials.ITO=mine.csv"], file: "wavelength (nm), alpha\n300, 1e5\n900, 1e4\n",
      says: ["mine.csv:1:18", "not α"], code: .inputFile),
    Refused(
      arguments: ["--sweep", "materials.ITO=ITO-konig,mine.csv"], file: "wavelength, n, k\n300, 1.9, 0\n",
      says: ["mine.csv:1:1", "unit"], code: .inputFile),
    Refused(
      arguments: ["--spectrum", "mine.csv"], file: "wavelength (nm), irradiance\n400, 1\n500, -1\n",
      says: ["mine.csv:3:6", "below 0"], code: .inputFile),
    Refused(arguments: ["--spectrum", "nowhere.csv"], says: ["nowhere.csv", "check the path"], code: .inputFile),
    Refused(arguments: ["--spectrum", "mine.csv", "--width", "20nm"], says: ["--spectrum with --width"]),
    Refused(arguments: ["--set", "materials.ITO=1.9-0.01i"], says: ["k = -0.01 is below 0", "gain belongs"]),
    Refused(arguments: ["--set", "materials.ITO=nowhere.csv"], says: ["E-file", "working folder"]),
    Refused(arguments: ["--set", "materials.ITU=ITO-konig"], says: ["E-name", "did you mean: ITO"]),
    Refused(
      arguments: ["--set", "materials.ITO=ITO-koenig"], says: ["did you mean 'ITO-konig'?"], code: .inputFile),
    Refused(arguments: ["--sweep", "layers.TBF.thickness=10..20nm"], says: ["E-name", "did you mean: TFB"]),
    Refused(arguments: ["--sweep", "layers.TFB.thickness=10..20"], says: ["unit of length", "10..150nm"]),
    Refused(arguments: ["--sweep", "layers.TFB.k=-0.1..0.1"], says: ["k cannot be below 0", "gain"]),
    Refused(arguments: ["--sweep", "layers.TFB.thickness=20..10nm"], says: ["ascend"]),
    Refused(arguments: ["--sweep", "TFB=1"], says: ["`layers.` or `materials.`"]),
    Refused(arguments: ["--angle", "95deg"], says: ["--angle 95deg", "below 90 degrees"]),
    Refused(arguments: ["--angle", "30"], says: ["--angle 30", "30deg"]),
    Refused(arguments: ["--polarisation", "x"], says: ["s, p or unpolarised"]),
    Refused(arguments: ["--side", "top"], says: ["HTL or ETL"]),
    Refused(arguments: ["--wavelength", "355"], says: ["--wavelength 355", "unit"]),
    Refused(arguments: ["--width", "400nm"], says: ["--width 400nm", "half"]),
    Refused(arguments: ["--depth", "1um"], says: ["depth of the dipoles", "0 to"], code: .inputFile),
  ]

  @Test("is refused with place, reason and remedy", arguments: refused)
  func refusal(_ wrong: Refused) throws {
    let folder = try TemporaryFolder()
    if !wrong.file.isEmpty {
      try wrong.file.write(to: folder.url.appending(path: "mine.csv"), atomically: true, encoding: .utf8)
    }
    let ending = try BuiltCommand.run(["optics", "cspbbr3-led"] + wrong.arguments, in: folder.url)
    #expect(ending.code == wrong.code.rawValue, "\(ending.errors)")
    for words in wrong.says { #expect(ending.errors.contains(words), "'\(words)' is not in: \(ending.errors)") }
    #expect(ending.output.isEmpty)
  }

  @Test("a device file whose ambient absorbs is refused at its line and column")
  func ambientOfFile() throws {
    let folder = try TemporaryFolder()
    try "name: mine\nambientIndex: 1.5 + 0.1i\nlayers:\n  - {name: TFB, thickness: 40 nm, opticalMaterial: TFB-model}\n"
      .write(to: folder.url.appending(path: "mine.yaml"), atomically: true, encoding: .utf8)
    let ending = try BuiltCommand.run(["optics", "mine.yaml"], in: folder.url)
    #expect(ending.code == ExitStatus.inputFile.rawValue)
    #expect(ending.errors.contains("mine.yaml:2:15") && ending.errors.contains("E-ambient"), "\(ending.errors)")
  }

  @Test("figures, data and input go to the folder; the table is the same with and without it")
  func folder() throws {
    let folder = try TemporaryFolder()
    let arguments = ["optics", "cspbbr3-film", "--sweep", "layers.CsPbBr3.thickness=60..200nm/8"]
    let ending = try BuiltCommand.run(arguments + ["--out", "results"], in: folder.url, path: "")
    // No gnuplot on this path: scripts and data are there all the same.
    #expect(ending.code == ExitStatus.usage.rawValue && ending.errors.contains("gnuplot"))
    for name in [
      "absorption-map", "reflected-transmitted-absorbed", "mode-profiles", "loss-budget", "dipole-emission",
      "threshold-gain",
    ] {
      #expect(folder.contents.contains("results/\(name).gp") && folder.contents.contains("results/\(name).dat"))
    }
    for name in ["optics.json", "input.yaml", "provenance.json"] {
      #expect(folder.contents.contains("results/\(name)"))
    }
    let bare = try BuiltCommand.run(arguments + ["--modes", "--dipoles"], in: folder.url)
    #expect(bare.code == 0 && bare.output == ending.output)
  }
}
