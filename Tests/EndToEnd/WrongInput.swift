import Foundation
import Testing

/// An input that must be refused (or, where the code is 0, understood), and what the answer has to say.
struct WrongInput: Sendable, CustomTestStringConvertible {
  let name: String
  /// Files to write before, by name.
  var files: [String: Data] = [:]
  /// Further preparation in the folder.
  var prepare: @Sendable (URL) throws -> Void = { _ in }
  var arguments = ["check", "wrong.yaml"]
  let code: Int32
  /// Codes of the catalogue that the answer must hold.
  var codes: [String] = []
  var says: [String] = []

  var testDescription: String { name }

  static let head = """
    device: cspbbr3-led
    pump: {wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}

    """

  /// An experiment with this protocol, one sentence a line.
  static func sentences(_ lines: String...) -> String {
    head + "protocol:\n" + lines.map { "  - \($0)\n" }.joined()
  }

  /// The shipped device with one text put in the place of another.
  static func device(_ old: String, _ new: String) -> String {
    let text = (try? SourceTree.text("Devices/cspbbr3-led.yaml")) ?? ""
    return text.replacing(old, with: new)
  }

  static func file(
    _ name: String, _ text: String, code: Int32 = 3, _ codes: String..., says: [String] = []
  ) -> WrongInput {
    WrongInput(name: name, files: ["wrong.yaml": Data(text.utf8)], code: code, codes: codes, says: says)
  }

  static func bytes(
    _ name: String, _ bytes: [UInt8], code: Int32 = 3, _ codes: String..., says: [String] = []
  ) -> WrongInput {
    WrongInput(name: name, files: ["wrong.yaml": Data(bytes)], code: code, codes: codes, says: says)
  }

  static let good = sentences("rest at 0 V until steady", "hold 6 V for 5 s, record spectrum")

  static let texts: [WrongInput] = [
    file(
      "misspelt key", good.replacing("protocol:", with: "protocl:"), "E-key-unknown",
      says: ["did you mean: protocol", "wrong.yaml:3:1"]),
    file(
      "misspelt key of a device", device("    thickness: {value: 40 nm", "    thicknes: {value: 40 nm"),
      "E-key-unknown", says: ["did you mean: thickness"]),
    file(
      "misspelt sentence", sentences("hodl 6 V for 5 s"), "E-sentence",
      says: ["did you mean 'hold'", "wrong.yaml:4:5", "valid sentences"]),
    file(
      "misspelt record", sentences("hold 6 V for 5 s, record spectra"), "E-sentence", says: ["did you mean 'spectrum'"]),
    file("misspelt unit", good.replacing("355 nm", with: "355 nn"), "E-unit", says: ["did you mean: nm", "^^"]),
    file("no unit", good.replacing("355 nm", with: "355"), "E-unit-missing", says: ["wrong.yaml:2:20"]),
    file("wrong dimension", good.replacing("355 nm", with: "355 V"), "E-dimension", says: ["voltage"]),
    file("not a number", good.replacing("355 nm", with: "blue nm"), "E-number"),
    file("NaN", good.replacing("355 nm", with: "nan nm"), says: ["wrong.yaml:2:20"]),
    file("beyond all numbers", good.replacing("355 nm", with: "1e999 nm"), "E-not-finite"),
    file("celsius per second", good.replacing("rate: 1 kHz", with: "rate: 1 °C/s"), "E-temperature"),
    file("negative thickness", device("{value: 40 nm", "{value: -40 nm"), "E-range", says: ["above 0"]),
    file("a bias of a power line", sentences("hold 600 V for 5 s"), "E-sentence", says: ["plausible range"]),
    file("decimal comma", sentences("\"hold 6 V for 0,5 s\""), "E-sentence"),
    file(
      "CRLF with a mistake keeps its line", good.replacing("\n", with: "\r\n").replacing("hold 6", with: "hodl 6"),
      "E-sentence", says: ["wrong.yaml:5:5"]),
    file("CRLF without a mistake", good.replacing("\n", with: "\r\n"), code: 0),
    file("line ends of an old Macintosh", good.replacing("\n", with: "\r"), code: 0),
    bytes("byte-order mark", [0xEF, 0xBB, 0xBF] + Array(good.utf8), code: 0),
    bytes(
      "UTF-16", [0xFF, 0xFE] + good.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, "E-encoding", says: ["UTF-16"]
    ),
    bytes("UTF-16 without mark", good.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, "E-encoding"),
    bytes(
      "Latin-1", Array("title: 65 ".utf8) + [0xB0] + Array("C\n".utf8) + Array(good.utf8), "E-encoding", says: ["UTF-8"]
    ),
    bytes("a picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D], "E-encoding"),
    file("escape sequences of a terminal", "title: \u{1B}[31mred\n" + good, "E-encoding"),
    file("a tab as indentation", good.replacing("  - hold", with: "\t- hold"), "E-tab"),
    file("a no-break space as indentation", good.replacing("  - hold", with: "\u{A0} - hold"), "E-encoding"),
    file("a key twice", good + "device: cspbbr3-film\n", "E-duplicate-key", says: ["line 1"]),
    file(
      "anchor and alias", good.replacing("355 nm", with: "&a 355 nm").replacing("width: 1 ns", with: "width: *a"),
      "E-yaml-feature"),
    file("a tag", good.replacing("355 nm", with: "!!python/object 355 nm"), "E-yaml-feature"),
    file("a merge key", good + "<<: {device: x}\n", "E-yaml-feature"),
    file("two documents", good + "---\n" + good, "E-yaml"),
    file("a quote that is not closed", good.replacing("cspbbr3-led", with: "\"cspbbr3-led"), "E-yaml"),
    file("a bracket that is not closed", good.replacing("from: HTL}", with: "from: HTL"), "E-yaml"),
    file("nothing", "", "E-empty"),
    file("comments alone", "# nothing\n# here\n", "E-empty"),
    file(
      "a number for a mapping",
      good.replacing(
        #"{wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}"#, with: "355 nm"), "E-type"),
    file("a side that is none", good.replacing("from: HTL", with: "from: left"), "E-choice"),
    file("an empty name", device("  - name: TFB", "  - name: \"\"")),
    file("two layers of one name", device("  - name: Al2O3", "  - name: TFB"), "E-name"),
    file(
      "a parameter set with a path that leads nowhere",
      device("    contacts.builtInVoltage:\n", "    layers.NoSuch.thickness:\n"), "E-path"),
    file("a device without light-emitting layer that is one", device("    emitter: true\n", ""), "E-device"),
    file(
      "a value outside its plausible range",
      device(
        "{value: 40 nm, source: assumed, range: [20 nm, 80 nm]}",
        "{value: 90 nm, source: assumed, range: [20 nm, 80 nm]}"), code: 0, "W-range", says: ["layers.TFB.thickness"]),
    file(
      "more ions than sites",
      device(
        "restDensity: {value: 5.5e17 cm^-3, source: \"first joint fit to the paper\", evidence: fitted, range: [1e16 cm^-3, 1e20 cm^-3]}",
        "restDensity: {value: 5.5e21 cm^-3, source: assumed}"), "E-device", says: ["sites"]),
    file(
      "nearly as many ions as sites",
      device(
        "restDensity: {value: 5.5e17 cm^-3, source: \"first joint fit to the paper\", evidence: fitted, range: [1e16 cm^-3, 1e20 cm^-3]}",
        "restDensity: {value: 5e20 cm^-3, source: assumed}"), code: 0, "W-sites"),
    file(
      "cells wider than the space charge",
      device(
        "largestCell: {value: 0.5 nm, source: \"numerical choice, not a property\", evidence: assumed, range: [0.05 nm, 0.5 nm]}",
        "largestCell: {value: 10 nm, source: assumed}\n      donorDensity: {value: 1e18 cm^-3, source: assumed}"), code: 0, "W-mesh"),
    file(
      "a built-in voltage beyond the gap", device("builtInVoltage: {value: 0.2 V", "builtInVoltage: {value: 3 V"),
      code: 0, "W-contacts"),
    file(
      "light recorded in the dark", sentences("light off", "hold 6 V for 5 s, record spectrum"), "E-protocol",
      says: ["light on"]),
    file("an empty protocol", head + "protocol: []\n", "E-sentence"),
    file(
      "a pulse shape that is not there", good.replacing("from: HTL", with: "from: HTL, shape: nowhere.csv"), "E-curve",
      says: ["nowhere.csv", "time [ns],power", "^^^^"]),
    file(
      "a pulse shape that runs backwards",
      good.replacing("from: HTL", with: "from: HTL, shape: \"0 ns 0, 2 ns 1, 1 ns 0\""), "E-curve", says: ["point 3"]),
    file(
      "a pulse shape that is a word", good.replacing("from: HTL", with: "from: HTL, shape: gausian"), "E-choice",
      says: ["did you mean: gaussian"]),
    file(
      "a filter that makes light", good + "detector: {filter: \"500 nm 0, 550 nm 1.2\"}\n", "E-curve",
      says: ["transmission", "from 0.0 to 1.0"]),
    file("a decay longer than the period", good + "detector: {decay: {bin: 1 us, length: 2 ms}}\n", "E-range"),
    file("dark counts of nothing", good + "detector: {dark counts: 3}\n", "E-key-missing", says: ["collecting area"]),
    file("a decay in the dark", sentences("rest at 0 V for 1 s, record decay"), "E-sentence", says: ["'hold'"]),
    file(
      "more light than a film bears", good.replacing("480 uJ/cm2", with: "12 mJ/cm2"), code: 0, "W-fluence",
      says: ["µJ/cm²"]),
    file("a pulse shorter than its transit", good.replacing("1 ns", with: "1 ps"), code: 0, "W-transit"),
    file("a detector that runs backwards", good + "detector: {from: 570 nm, to: 490 nm}\n", "E-range"),
    file(
      "a repetition without end", head + "protocol:\n  - repeat 1000000000 times:\n      - hold 1 V for 1 s\n",
      "E-protocol", says: ["more than the"]),
    file(
      "repetitions within repetitions",
      head + "protocol:\n"
        + (0..<12).map { String(repeating: "    ", count: $0) + "  - repeat 1000000000 times:\n" }.joined()
        + String(repeating: "    ", count: 12) + "  - hold 1 V for 1 s\n", "E-protocol", says: ["countless"]),
    file(
      "a count beyond all counts",
      head + "protocol:\n  - repeat 99999999999999999999 times:\n      - hold 1 V for 1 s\n", "E-sentence"),
    file("brackets ten thousand deep", "title: " + String(repeating: "[", count: 10_000) + "\n" + good, "E-nesting"),
    file(
      "indented a thousand deep", (0..<1000).map { String(repeating: "  ", count: $0) + "a:\n" }.joined(), "E-nesting"),
    file("a line of a megabyte", "title: " + String(repeating: "x", count: 1_000_000) + "\n" + good, code: 0),
    file("a hundred thousand steps", sentences() + String(repeating: "  - hold\n", count: 100_000), "E-sentence"),
    file(
      "a waveform that is not there", sentences("waveform nowhere.csv, record current every 1 s"), "E-waveform",
      says: ["nowhere.csv", "wrong.yaml:4:14"]),
    file(
      "a bias on a sample without contacts", good.replacing("cspbbr3-led", with: "cspbbr3-film"), "E-unsupported",
      says: ["contacts"]),
    file(
      "an experiment that is its own device", good.replacing("cspbbr3-led", with: "wrong.yaml"), "E-key-unknown",
      "E-key-missing"),
    file(
      "a device that does not exist", good.replacing("cspbbr3-led", with: "cspbr3-led"), "E-device-unknown",
      says: ["did you mean: cspbbr3-led", "wrong.yaml:1:9"]),
  ]

  static let others: [WrongInput] = [
    WrongInput(
      name: "a decay of four bins",
      files: [
        "wrong.yaml": Data(
          """
          title: Few bins
          model: uniform
          data:
            - {name: short, kind: decay, condition: 0 V, file: decay.csv, density: 3e15 cm^-3, responseWidth: 1 ns, timeZero: 0 ns}
          parameters:
            k1: {start: 1e7 s^-1, range: [1e5 s^-1, 1e9 s^-1]}
            k2r: 0 cm^3/s
            k2nonr: 0 cm^3/s
            k3: 0 cm^6/s
          """.utf8), "decay.csv": Data("time [ns],counts\n0,10\n1,9\n2,8\n3,7\n".utf8),
      ], arguments: ["fit", "wrong.yaml", "--out", "fitted"], code: 3, codes: ["E-data"], says: ["at least 8"]),
    WrongInput(
      name: "a file of 50 MB", files: ["wrong.yaml": Data(repeating: 0x61, count: 50_000_000)], code: 3,
      codes: ["E-file"], says: ["bytes"]),
    WrongInput(
      name: "a ring of symbolic links",
      prepare: { folder in
        let names = ["wrong.yaml", "other.yaml"].map { folder.appending(path: $0).path }
        try FileManager.default.createSymbolicLink(atPath: names[0], withDestinationPath: names[1])
        try FileManager.default.createSymbolicLink(atPath: names[1], withDestinationPath: names[0])
      }, code: 3, codes: ["E-file"]),
    WrongInput(
      name: "a folder",
      prepare: {
        try FileManager.default.createDirectory(at: $0.appending(path: "wrong.yaml"), withIntermediateDirectories: true)
      },
      code: 3, codes: ["E-file"], says: ["folder"]),
    WrongInput(name: "a device of the system", arguments: ["check", "/dev/zero"], code: 3, codes: ["E-file"]),
    WrongInput(
      name: "a pipe that nobody writes", prepare: { mkfifo($0.appending(path: "wrong.yaml").path, 0o600) }, code: 3,
      codes: ["E-file"]),
    WrongInput(
      name: "a name with a slip", files: ["wronk.yaml": Data(good.utf8)], code: 3, codes: ["E-file"],
      says: ["did you mean: wronk.yaml"]),
    WrongInput(
      name: "a waveform that runs backwards",
      files: [
        "wrong.yaml": Data(sentences("waveform drive.csv").utf8),
        "drive.csv": Data("time [s],bias [V]\n0,0\n2,1\n1,0\n".utf8),
      ], code: 3, codes: ["E-waveform"], says: ["order of time"]),
    WrongInput(
      name: "a waveform of volts against volts",
      files: [
        "wrong.yaml": Data(sentences("waveform drive.csv").utf8),
        "drive.csv": Data("bias [V],bias [V]\n0,0\n2,1\n".utf8),
      ], code: 3, codes: ["E-waveform"], says: ["time [s]"]),
    WrongInput(
      name: "an override that sets nothing", arguments: ["check", "F2c", "--set", "layers.TFB.thickness"], code: 2,
      codes: ["E-override"]),
    WrongInput(
      name: "an override that is no YAML", arguments: ["check", "F2c", "--set", "pump={wavelength: 355 nm"], code: 2,
      codes: ["E-yaml"]),
    WrongInput(
      name: "an override that leads nowhere", arguments: ["check", "cspbbr3-led", "--set", "layers.TBF.thickness=3nm"],
      code: 2, codes: ["E-path"], says: ["did you mean: TFB"]),
    WrongInput(
      name: "an experiment that is not shipped", arguments: ["check", "F2z"], code: 2, codes: ["E-file"], says: ["F2c"]),
  ]

  static let all = texts + others + moreTexts + moreUses
}
