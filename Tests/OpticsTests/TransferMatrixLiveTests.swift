import Foundation
import Optics
import Testing

/// `tmm` 0.2.0 (S. J. Byrnes, arXiv:1603.02720) computes the same stacks while the test runs.
@Suite("Plane waves beside a running independent program")
struct TransferMatrixLiveTests {
  struct Case: Codable {
    var n: [[Double]]
    var d: [Double]
    var incoherent: [Bool]
    var ambient: Double
    var angle: Double
    var wavelength: Double
    var polarisation: String
    var fromElectronSide: Bool
  }

  struct Answer: Codable {
    var R: Double
    var T: Double
    var A: [Double]
  }

  static let program = """
    import json, sys, warnings, numpy, tmm
    warnings.simplefilter("ignore")
    answers = []
    for case in json.load(open(sys.argv[1])):
        layers = list(zip([complex(*n) for n in case["n"]], case["d"], case["incoherent"]))
        if not case["fromElectronSide"]:
            layers.reverse()
        n = [case["ambient"]] + [l[0] for l in layers] + [case["ambient"]]
        d = [float("inf")] + [l[1] for l in layers] + [float("inf")]
        if any(l[2] for l in layers):
            c = ["i"] + ["i" if l[2] else "c" for l in layers] + ["i"]
            data = tmm.inc_tmm(case["polarisation"], n, d, c, case["angle"], case["wavelength"])
            absorbed = tmm.inc_absorp_in_each_layer(data)[1:-1]
        else:
            data = tmm.coh_tmm(case["polarisation"], n, d, case["angle"], case["wavelength"])
            absorbed = list(tmm.absorp_in_each_layer(data))[1:-1]
        if not case["fromElectronSide"]:
            absorbed = list(reversed(absorbed))
        answers.append({"R": float(data["R"]), "T": float(data["T"]), "A": [float(a) for a in absorbed]})
    print(json.dumps(answers))
    """

  /// Films of up to 300 nm, some strongly absorbing, with clear thick layers anywhere between them, also side by side.
  /// Clear, because the two programs treat the interference of both directions in an absorbing thick layer differently
  /// (relative order k/n).
  static func random(_ seed: UInt64, mixed: Bool) -> Case {
    var random = SplitMix(state: seed)
    let count = Int.random(in: 1...8, using: &random)
    let incoherent = (0..<count).map { _ in mixed && Int.random(in: 0..<3, using: &random) == 0 }
    let k = { (random: inout SplitMix) in
      Bool.random(using: &random) ? pow(10, Double.random(in: -5...0.3, using: &random)) : 0
    }
    return Case(
      n: incoherent.map {
        $0 ? [.random(in: 1.3...2, using: &random), 0] : [.random(in: 0.1...3.5, using: &random), k(&random)]
      },
      d: incoherent.map { $0 ? .random(in: 1e5...2e6, using: &random) : .random(in: 2...300, using: &random) },
      incoherent: incoherent, ambient: .random(in: 1...1.25, using: &random),
      angle: .random(in: 0...1.3, using: &random),
      wavelength: .random(in: 330...900, using: &random), polarisation: Bool.random(using: &random) ? "s" : "p",
      fromElectronSide: Bool.random(using: &random))
  }

  @Test(
    "R, T and the absorption of every layer agree to 1e-10, coherent and mixed with incoherent layers",
    .enabled(
      if: OraclePython.python != nil, "no Python with tmm: PyPI cannot be reached, or there is no python3 with venv"),
    arguments: [false, true])
  func agrees(mixed: Bool) throws {
    let python = try #require(OraclePython.python)
    let cases = (0..<150).map { Self.random(7000 + $0, mixed: mixed) }
    let file = FileManager.default.temporaryDirectory.appending(path: "stacks-\(UUID().uuidString).json")
    try JSONEncoder().encode(cases).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let output = try #require(
      OraclePython.run(python, ["-c", Self.program, file.path(percentEncoded: false)], limit: 60))
    let answers = try JSONDecoder().decode([Answer].self, from: Data(output.utf8))
    try #require(answers.count == cases.count)
    for (index, (given, theirs)) in zip(cases, answers).enumerated() {
      let layers = given.n.indices.map {
        layer(given.d[$0], given.n[$0][0], given.n[$0][1], incoherent: given.incoherent[$0])
      }
      let ours = try OpticalStack(layers: layers, wavelength: given.wavelength * 1e-9, ambientIndex: given.ambient)
        .illuminate(
          from: given.fromElectronSide ? .electronSide : .holeSide, angle: given.angle,
          polarisation: given.polarisation == "s" ? .s : .p)
      #expect(abs(ours.reflectance - theirs.R) < 1e-10, "stack \(index)")
      #expect(abs(ours.transmittance - theirs.T) < 1e-10, "stack \(index)")
      for (a, b) in zip(ours.absorbedByLayer, theirs.A) { #expect(abs(a - b) < 1e-10, "stack \(index)") }
    }
  }
}
