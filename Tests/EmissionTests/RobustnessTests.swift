import Emission
import Foundation
import Materials
import Testing

/// SplitMix64, so that the draws are the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func logarithmic(_ range: ClosedRange<Double>) -> Double {
    exp(.random(in: log(range.lowerBound)...log(range.upperBound), using: &self))
  }
}

@Suite("Pulses of any kind")
struct RobustnessTests {
  /// The pulse; nil where it is refused because the bands or the guide are fuller than the model allows.
  static func fire(_ model: PulseModel, _ pulse: LaserPulse, _ film: FilmCells) throws -> PulseEmission? {
    do {
      return try model.fire(pulse, film: film)
    } catch {
      switch error {
      case .densityBeyondTable, .tooMuchLightGuided: return nil
      default: throw error
      }
    }
  }

  @Test("random films and pulses give finite numbers and balanced photons, or a refusal in words")
  func randomPulses() throws {
    var random = SeededGenerator(state: 2023)
    var fired = 0
    for draw in 0..<60 {
      var parameters = Sample.parameters
      parameters.guide.pathLength = random.logarithmic(1e-5...1e-2)
      parameters.edge.gainExponent = .random(in: 0...1.3, using: &random)
      parameters.rates.k3 = random.logarithmic(1e-43...1e-39)
      parameters.rates.k1Floor = random.logarithmic(1e4...1e9)
      var coupling = Sample.coupling
      coupling.confinement = .random(in: 0.05...1.1, using: &random)
      coupling.absorptionLoss = random.logarithmic(1...1e5)
      let model = try PulseModel(parameters: parameters, coupling: coupling)
      let cells = Int.random(in: 1...70, using: &random)
      let widths = (0..<cells).map { _ in random.logarithmic(0.1e-9...5e-9) + 100e-9 / Double(cells) }
      let shares = (0..<cells).map { _ in random.logarithmic(1e-3...1) }
      let film = FilmCells(
        widths: widths, ionFraction: (0..<cells).map { _ in random.logarithmic(1e-6...1e3) },
        absorbedShare: shares.map { 0.4 * $0 / shares.reduce(0, +) },
        extractingField: .random(in: -1e8...1e8, using: &random),
        extractionCapacity: Bool.random(using: &random) ? random.logarithmic(1e-6...1) : nil)
      let pulse = LaserPulse(
        incidentFluence: random.logarithmic(1e-6...30), photonWavelength: 355e-9,
        duration: random.logarithmic(1e-13...1e-8))
      // Picosecond pulses of tens of J m⁻² fill the bands beyond the table, and say so.
      guard let result = try Self.fire(model, pulse, film) else { continue }
      fired += 1
      #expect(result.spectrum.allSatisfy { $0.isFinite && $0 >= 0 }, "draw \(draw)")
      #expect(result.meanDensity.allSatisfy { $0.isFinite && $0 >= 0 }, "draw \(draw)")
      #expect(result.externalYield.isFinite && result.externalYield > 0 && result.externalYield < 1, "draw \(draw)")
      #expect(abs(result.photonBalance) < 1e-9, "draw \(draw)")
      #expect(abs(result.photons.guideResidual) < 1e-9, "draw \(draw)")
    }
    #expect(fired > 40)
  }

  @Test("nonsense is refused")
  func refused() throws {
    let model = try Sample.model()
    let film = Sample.film(ionFraction: 1)
    #expect(throws: EmissionError.self) { try model.fire(Sample.pulse(0), film: film) }
    #expect(throws: EmissionError.self) { try model.fire(Sample.pulse(-1), film: film) }
    #expect(throws: EmissionError.self) { try model.fire(Sample.pulse(.nan), film: film) }
    #expect(throws: EmissionError.noCells) {
      try model.fire(Sample.pulse(1), film: FilmCells(widths: [], ionFraction: [], absorbedShare: []))
    }
    #expect(throws: EmissionError.unequalCells(quantity: "ion fraction", found: 1, expected: 2)) {
      try model.fire(
        Sample.pulse(1), film: FilmCells(widths: [1e-8, 1e-8], ionFraction: [1], absorbedShare: [0.1, 0.1]))
    }
    // Without a guide nothing limits the density.
    let flash = LaserPulse(incidentFluence: 100, photonWavelength: 355e-9, duration: 1e-13)
    let unguided = try DecayTests.model(numerics: PulseNumerics())
    var refusal = ""
    do { _ = try unguided.fire(flash, film: DecayTests.film()) } catch { refusal = error.description }
    #expect(refusal.contains("lower the fluence"))
  }

  @Test("a warm film gets the tables of its own temperature")
  func temperature() throws {
    var warm = Sample.film(ionFraction: 1)
    warm.temperature = 338
    let model = try Sample.model()
    let own = try PulseModel(parameters: Sample.parameters, coupling: Sample.coupling, temperature: 338)
    let warmYield = try model.fire(Sample.pulse(100), film: warm).externalYield
    let ownYield = try own.fire(Sample.pulse(100), film: warm).externalYield
    let coolYield = try model.fire(Sample.pulse(100), film: Sample.film(ionFraction: 1)).externalYield
    #expect(warmYield == ownYield && warmYield != coolYield)
  }
}
