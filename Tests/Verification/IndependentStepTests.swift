// The step 0 → 6 V of the shipped diode, full carriers and two ions, computed twice: here, and by an independently written
// program with finite elements and the DAE solver IDA of SUNDIALS (Tests/Oracles/diode_step.py).
//
// Both run on two nested meshes (ours: the automatic one with cells split by two and four). Allowed: twice the sum of both error estimates (a third of the change between the meshes,
// order 2), and 2e-4 for time: a tolerance ten times as tight moves a number of the other program by up to 6e-5, one of ours
// at rtol 1e-6 by less. The trap in the film is left out in both: its rate has a kink where both densities pass zero, over
// which the Newton iteration of the other program comes to a standstill. (Bulk traps: DiodeTests.)

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: the diode's step by another method")
struct IndependentStepTests {
  /// What either program reads of the step at one time.
  struct Reading: Codable {
    /// Terminal current density, A m⁻².
    var current: Double
    /// Ions per area in the film, m⁻².
    var ions: [Double]
    /// Their densities at the depths asked for, m⁻³.
    var profiles: [[Double]]
  }

  struct Answer: Codable {
    var nodes: Int
    var readings: [Reading]
  }

  static let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Oracles/diode_step.py").path

  /// The Python with scikit-sundae that `make test` prepares, or the one named by `DRIFTLIGHT_PYTHON`.
  static let python: String? = {
    let own = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".build/python/bin/python3").path
    return [ProcessInfo.processInfo.environment["DRIFTLIGHT_PYTHON"], own].compactMap { $0 }
      .first { output(of: $0, ["-c", "import scipy, sksundae; print(sksundae.__version__)"]) != nil }
  }()

  static func output(of program: String, _ arguments: [String]) -> Data? {
    guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil, let bytes = try? output.fileHandleForReading.readToEnd() else { return nil }
    process.waitUntilExit()
    return process.terminationStatus == 0 ? bytes : nil
  }

  /// Relative error in time of both programs together.
  static let timeError = 2e-4
  static let times = [1e-6, 1e-4, 1e-2, 0.1, 0.3, 1, 3, 10]
  static let depths = [20e-9, 40e-9, 60e-9, 80e-9, 100e-9]

  static func model(refinement: Int = 1, tolerance: Double = 1e-6) throws -> TransportModel {
    var device = try DeviceLibrary.load("cspbbr3-led", overrides: ["carriers=full"]).device
    for index in device.layers.indices {
      device.layers[index].transport?.semiconductor?.recombination.traps = []
    }
    return try TransportModel(
      device: device, settings: TransportSettings(relativeTolerance: tolerance, meshRefinement: refinement))
  }

  static func readings(_ model: TransportModel, bias: Double) throws -> [Reading] {
    let film = try #require(model.device.layers.firstIndex { $0.isEmitter })
    let cells = model.mesh.cells(ofLayer: film)
    let m = model.unknownsPerCell
    var found: [Reading] = []
    var state = try model.equilibrium(bias: 0)
    try model.advance(
      &state, duration: times.last ?? 0, biasFrom: bias, biasTo: bias, sampleTimes: times
    ) { sample in
      let y = sample.state.unknowns
      let densities = (1...model.device.ions.count).map { k in cells.map { y[$0 * m + k] } }
      found.append(
        Reading(
          current: sample.currentDensity,
          ions: densities.map { zip($0, cells).reduce(0) { $0 + $1.0 * model.mesh.widths[$1.1] } },
          profiles: densities.map { values in
            depths.map { depth in
              let at = depth + model.mesh.edges[cells.lowerBound]
              let high = cells.firstIndex { model.mesh.centres[$0] >= at } ?? cells.upperBound - 1
              let (a, b) = (high - 1 - cells.lowerBound, high - cells.lowerBound)
              let (from, to) = (model.mesh.centres[high - 1], model.mesh.centres[high])
              let share = (at - from) / (to - from)
              return exp(log(values[a]) + share * (log(values[b]) - log(values[a])))
            }
          }))
    }
    return found
  }

  @Test(
    "0 to 6 V with two ions, electrons, holes and the leak: current and ions from 1 µs to 10 s",
    .enabled(
      if: python != nil,
      "no Python with scipy and scikit-sundae: `make test` prepares one where PyPI can be reached"))
  func step() throws {
    let models = try [2, 4].map { try Self.model(refinement: $0) }
    let own = try models.map { try Self.readings($0, bias: 6) }
    let question = DiodeStep(models[0], bias: 6, times: Self.times, depths: Self.depths, runs: [[1, 1e-5], [2, 1e-5]])
    let file = FileManager.default.temporaryDirectory.appending(path: "diode-step-\(UUID().uuidString).json")
    try JSONEncoder().encode(question).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let python = try #require(Self.python)
    let output = try #require(Self.output(of: python, [Self.program, file.path]), "the independent program failed")
    let answers = try JSONDecoder().decode([Answer].self, from: output)
    try #require(answers.count == 2 && answers.allSatisfy { $0.readings.count == Self.times.count })

    for (index, time) in Self.times.enumerated() {
      let ours = own.map { Self.groups($0[index]) }
      let theirs = answers.map { Self.groups($0.readings[index]) }
      for (g, group) in ours[1].enumerated() {
        // Both are of order 2: on the finer mesh a third of the change from the coarser one is left, in leading order. Along
        // a profile that error passes zero somewhere; the largest of the profile counts.
        let changes = group.values.indices.map { k in
          abs(group.values[k] - ours[0][g].values[k]) + abs(theirs[1][g].values[k] - theirs[0][g].values[k])
        }
        let estimate = (changes.max() ?? 0) / 3
        if group.name == "current" {
          print("step: \(time) s, current \(group.values[0]), \(theirs[1][g].values[0]), estimate \(estimate)")
        }
        for (mine, other) in zip(group.values, theirs[1][g].values) {
          let allowed = 2 * estimate + Self.timeError * abs(mine) + group.floor
          #expect(abs(mine - other) <= allowed, "\(group.name) at \(time) s: \(mine), \(other), \(allowed)")
          // The comparison says something: the estimates are small themselves.
          #expect(estimate <= 0.01 * abs(mine) + 1e-3 * group.scale, "\(group.name) at \(time) s: \(estimate)")
        }
      }
    }
  }

  /// Numbers of a reading that share an estimate.
  struct Group {
    var name: String
    var values: [Double]
    /// The size of the quantity in the device at rest.
    var scale: Double
    /// What means nothing, a millionth of it.
    var floor: Double { 1e-6 * scale }
  }

  static func groups(_ reading: Reading) -> [Group] {
    [Group(name: "current", values: [reading.current], scale: 0)]
      + reading.ions.enumerated().map {
        Group(name: "ions \($0.offset)", values: [$0.element], scale: 5.5e23 * 120e-9)
      }
      + reading.profiles.enumerated().map { Group(name: "profile \($0.offset)", values: $0.element, scale: 5.5e23) }
  }
}
