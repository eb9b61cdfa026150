import Foundation

// What people type who come from paper, spreadsheets and other programs.

extension WrongInput {
  private static func pump(_ old: String, _ new: String) -> String { good.replacing(old, with: new) }

  static let moreTexts: [WrongInput] = [
    file("one sentence where a list belongs", head + "protocol: hold 6 V for 5 s\n", "E-type", says: ["- …"]),
    file("a number for a sentence", sentences("5"), "E-sentence", says: ["no sentence begins with '5'"]),
    file("a step that is empty", head + "protocol:\n  -\n", "E-sentence", says: ["empty"]),
    file("a dash of print as a minus", sentences("hold −4 V for 5 s"), "E-sentence", says: ["write -4"]),
    file("digits of another alphabet", sentences("hold ６ V for 5 s"), "E-sentence", says: ["number"]),
    file("both letters mu", sentences("fluence 480 µJ/cm²", "fluence 480 μJ/cm²", "hold 1 V for 1 s"), code: 0),
    file("units without blanks", sentences("hold 6V for 5s"), code: 0),
    file("a hold without an end", sentences("hold 6 V"), "E-sentence", says: ["'for', 'until'", "wrong.yaml:4:13"]),
    file("a step of no size", sentences("step from 0 V to 5 V by 0 V, dwell 1 s"), "E-sentence", says: ["size"]),
    file("a step with a sign", sentences("step from 0 V to 5 V by -1 V, dwell 1 s"), "E-sentence", says: ["size"]),
    file("a semicolon", sentences("hold 1 V for 1 s; record spectrum"), "E-sentence", says: ["`;`"]),
    file("quotes in a sentence", sentences("hold '1 V' for 1 s"), "E-sentence", says: ["number"]),
    file("a head without a colon", sentences("repeat 5 times"), "E-sentence", says: ["end the line with ':'"]),
    file(
      "fewer than no repetitions", head + "protocol:\n  - repeat -2 times:\n      - hold 1 V for 1 s\n", "E-sentence"),
    file("a list for the file", "- a\n- b\n", "E-type", says: ["key: value"]),
    file("a word for the file", "hello\n", "E-type"),
    file(
      "JSON, which is YAML, but not all of it", "{\"device\": \"cspbbr3-led\"}\n", "E-key-missing", says: ["`pump`"]),
    file("a bias without end", sentences("hold inf V for 1 s"), "E-sentence", says: ["finite"]),
    file(
      "thousands with a comma", sentences("hold 1 V for 1,000 s"), "E-sentence", says: ["a comma separates clauses"]),
    file("thousands with an underscore", sentences("hold 1 V for 1_000 s"), "E-sentence", says: ["no separators"]),
    file("siemens for seconds", sentences("hold 6 V for 5 S"), "E-sentence", says: ["conductance"]),
    file("a unit written out", sentences("hold 6 volts for 5 seconds"), "E-sentence", says: ["did you mean 'V'"]),
    file("coulombs for degrees", sentences("temperature 65 C"), "E-sentence", says: ["charge"]),
    file("megavolts", sentences("hold 6 MV for 5 s"), "E-sentence", says: ["plausible range"]),
    file("a ramp from nobody knows where", sentences("temperature to 65 °C in 10 s"), "E-protocol", says: ["from"]),
    file(
      "a course of volts for the pump", sentences("fluence waveform 0 s 1 V, 1 s 2 V"), "E-sentence", says: ["fluence"]),
    file("a face for a key", good + "🙂: 1\n", "E-key-unknown", says: ["wrong.yaml:6:1"]),
    file(
      "a list for the pump", pump("{wavelength: 355 nm", "[{wavelength: 355 nm").replacing("HTL}", with: "HTL}]"),
      "E-type"),
    file("a wavelength below zero", pump("355 nm", "-355 nm"), "E-range"),
    file("an infrared pump", pump("355 nm", "10 um"), "E-range", says: ["1.1 um"]),
    file("a power for an energy", pump("480 uJ/cm2", "480 uW/cm2"), "E-dimension", says: ["irradiance"]),
    file("a folder for a device", pump("cspbbr3-led", "."), "E-file", says: ["folder", "wrong.yaml:1:9"]),
    file("a parameter set that is none", good + "parameter set: M9\n", "E-choice", says: ["M1", "wrong.yaml:6:16"]),
    file("a detector of one point", good + "detector: {points: 1}\n", "E-range", says: ["11 to 4001"]),
    file("a section without a name", head + "protocol:\n  - section:\n      - hold 1 V for 1 s\n", "E-sentence"),
    file(
      "a condition without an end", sentences("hold 4 V until ASE/PL above 1"), "E-sentence", says: ["at most 60 s"]),
    file("a record in a switch", sentences("light on, record spectrum"), "E-sentence", says: ["no time passes"]),
    file(
      "a clause twice", sentences("step from 0 V to 5 V by 1 V, dwell 1 s, dwell 2 s"), "E-sentence", says: ["twice"]),
  ]

  private static func use(_ name: String, _ arguments: String..., says: [String]) -> WrongInput {
    WrongInput(name: name, arguments: arguments, code: 2, says: says)
  }

  static let moreUses: [WrongInput] = [
    use("a command with a slip", "chekc", "cspbbr3-led", says: ["did you mean 'check'"]),
    use("an option without its value", "run", "F1b", "--out", says: ["--out"]),
    use("an output folder without a name", "run", "F1b", "--out", "", says: ["--out is empty"]),
    use("a time without its unit", "run", "F1b", "--time-limit", "5", says: ["--time-limit takes a time", "such as"]),
    use("a bias without its unit", "show", "device", "cspbbr3-led", "--bias", "4", says: ["--bias takes a voltage"]),
    use("a bias of a power line", "show", "device", "cspbbr3-led", "--bias", "1kV", says: ["-100 V to 100 V"]),
    use("nothing to go on with", "run", "F1b", "--out", "nope", "--resume", says: ["no unfinished run"]),
    use("a resumption of nothing", "reproduce", "--resume", says: ["--resume needs --out"]),
    use("a material that is none", "show", "material", "ITO-koenig", says: ["ITO-konig"]),
    use("a template that is none", "init", "lamp", says: ["calibration", "'lamp'"]),
    use("a shell that is none", "manual", "--completions", "tcsh", says: ["'bash'"]),
    use("a wavelength without its unit", "optics", "cspbbr3-led", "--wavelength", "355", says: ["with its unit"]),
    use("a protocol of the wrong type", "check", "F1b", "--set", "protocol=5", says: ["list", "--set protocol=5"]),
    use("a value that is missing", "check", "F1b", "--set", "pump.fluence=", says: ["no value"]),
    use("an experiment too many", "run", "F1b", "F1c", says: ["F1c"]),
  ]
}
