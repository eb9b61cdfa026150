import Foundation
import Inference
import NumericalMethods
import Testing

/// MINPACK's Levenberg–Marquardt (lmdif, behind `scipy.optimize.leastsq`) solves the same problems while the test runs.
@Suite("Least squares beside MINPACK")
struct LeastSquaresOracleTests {
  /// The Python with scipy that `make test` prepares, or the one named by `DRIFTLIGHT_PYTHON`.
  static let python: String? = {
    let own = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".build/python/bin/python3").path
    return [ProcessInfo.processInfo.environment["DRIFTLIGHT_PYTHON"], own].compactMap { $0 }
      .first { answer(of: $0, ["-c", "import scipy; print(scipy.__version__)"]) != nil }
  }()

  static func answer(of program: String, _ arguments: [String]) -> Data? {
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

  struct Case: Codable {
    var kind: String
    var x: [Double]
    var y: [Double]
    var deviation: Double
    var start: [Double]
  }

  struct Answer: Codable {
    var values: [Double]
    var square: Double
    var deviations: [Double]
  }

  static let program = """
    import json, sys, numpy
    from scipy.optimize import leastsq
    models = {
        "two decays": lambda p, x: p[0] * numpy.exp(-p[1] * x) + p[2] * numpy.exp(-p[3] * x),
        "second order": lambda p, x: p[0] / (1 + p[1] * x) + p[2],
        "peak": lambda p, x: p[0] * numpy.exp(-((x - p[1]) / p[2]) ** 2) + p[3],
    }
    answers = []
    for case in json.load(open(sys.argv[1])):
        x, y = numpy.array(case["x"]), numpy.array(case["y"])
        model = models[case["kind"]]
        residual = lambda p: (model(p, x) - y) / case["deviation"]
        p, covariance, info, _, status = leastsq(
            residual, case["start"], full_output=True, ftol=1e-14, xtol=1e-14, gtol=0, maxfev=10000)
        answers.append({"values": list(p), "square": float(numpy.sum(info["fvec"] ** 2)),
                        "deviations": list(numpy.sqrt(numpy.diag(covariance)))})
    print(json.dumps(answers))
    """

  static func model(_ kind: String, _ p: [Double], _ x: Double) -> Double {
    switch kind {
    case "two decays": p[0] * exp(-p[1] * x) + p[2] * exp(-p[3] * x)
    case "second order": p[0] / (1 + p[1] * x) + p[2]
    default: p[0] * exp(-pow((x - p[1]) / p[2], 2)) + p[3]
    }
  }

  /// 60 problems of three kinds, each with its own noise and start.
  static func cases() -> [Case] {
    (0..<60).map { number in
      let kind = ["two decays", "second order", "peak"][number % 3]
      var generator = SeededGenerator(seed: 7, stream: UInt64(number))
      let x = (0..<80).map { 0.05 * Double($0) }
      let truth: [Double]
      switch kind {
      case "two decays":
        truth = [1 + generator.uniform(), 3 + 2 * generator.uniform(), 1, 0.4 + 0.3 * generator.uniform()]
      case "second order": truth = [2, 0.5 + 3 * generator.uniform(), 0.2]
      default: truth = [2, 1.5 + generator.uniform(), 0.4 + 0.4 * generator.uniform(), 0.3]
      }
      let deviation = 0.002 + 0.03 * generator.uniform()
      return Case(
        kind: kind, x: x, y: x.map { model(kind, truth, $0) + deviation * generator.normal() }, deviation: deviation,
        start: truth.map { $0 * (0.8 + 0.4 * generator.uniform()) })
    }
  }

  @Test(
    "the same minimum, to a thousandth of the standard deviations, and the same standard deviations",
    .enabled(if: python != nil, "no Python with scipy: `make test` prepares one where PyPI can be reached"))
  func sameMinimum() throws {
    let cases = Self.cases()
    let file = FileManager.default.temporaryDirectory.appending(path: "minpack-\(UUID().uuidString).json")
    try JSONEncoder().encode(cases).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let python = try #require(Self.python)
    let answers = try JSONDecoder().decode(
      [Answer].self, from: try #require(Self.answer(of: python, ["-c", Self.program, file.path])))
    #expect(answers.count == cases.count)
    for (one, theirs) in zip(cases, answers) {
      let data = try FitData(
        name: one.kind, values: one.y, noise: .normal(deviations: one.y.map { _ in one.deviation }))
      let parameters = try one.start.enumerated().map { index, start in
        try FitParameter(name: "p\(index)", start: start, bounds: -1e3...1e3, scale: .linear)
      }
      let problem = try InferenceProblem(parameters: parameters, data: [data]) { p in
        one.x.map { Self.model(one.kind, p, $0) }
      }
      var settings = MaximumPosteriorSettings()
      settings.devianceTolerance = 1e-10
      let best = try problem.maximise(settings: settings)
      // Central differences of width 1e-5 leave 1e-10 of the gradient, MINPACK's forward ones 1e-8.
      #expect(abs(best.deviance - theirs.square) < 1e-6 * theirs.square, "\(one.kind)")
      for index in best.values.indices {
        let miss = abs(best.values[index] - theirs.values[index]) / theirs.deviations[index]
        #expect(miss < 1e-3, "\(one.kind) p\(index): \(miss)")
        #expect(abs(best.deviations[index] / theirs.deviations[index] - 1) < 1e-4, "\(one.kind) p\(index)")
      }
    }
  }
}
