import Foundation
import NumericalMethods

extension SpectrumLadder {
  /// What stands for the width of a spectrum.
  public enum WidthDefinition: Sendable {
    case fullWidthAtHalfMaximum
    case equivalentWidth
  }

  /// Threshold by one definition, from the spectra or from the input–output curve of `intensity`.
  ///
  /// - Throws: `AnalysisError.noThreshold` with its reason.
  public func threshold(
    by method: ThresholdMethod, bands: EmissionBands = .caesiumLeadBromide, intensity: Intensity? = nil,
    width: WidthDefinition = .fullWidthAtHalfMaximum, settings: ThresholdSettings = .init()
  ) throws(AnalysisError) -> Threshold {
    let questions = LadderQuestions(
      bands: bands, intensity: intensity ?? .peak(bands.amplified), width: width, methods: [method])
    let search = LadderSearch(
      fluences: fluences, readings: spectra.map { SpectrumReading($0, questions) }, questions: questions,
      settings: settings)
    return try search.threshold(by: method, draws: search.curve?.draws())
  }

  /// All definitions side by side, each with its result or its refusal.
  public func thresholds(
    bands: EmissionBands = .caesiumLeadBromide, intensity: Intensity? = nil,
    width: WidthDefinition = .fullWidthAtHalfMaximum, settings: ThresholdSettings = .init()
  ) -> [(method: ThresholdMethod, result: Result<Threshold, AnalysisError>)] {
    let questions = LadderQuestions(
      bands: bands, intensity: intensity ?? .peak(bands.amplified), width: width, methods: ThresholdMethod.allCases)
    let search = LadderSearch(
      fluences: fluences, readings: spectra.map { SpectrumReading($0, questions) }, questions: questions,
      settings: settings)
    let draws = search.curve?.draws()
    return ThresholdMethod.allCases.map { method in
      (method, Result { () throws(AnalysisError) in try search.threshold(by: method, draws: draws) })
    }
  }

  /// All definitions of the threshold side by side, worked on at once by all processors.
  public func thresholdsConcurrently(
    bands: EmissionBands = .caesiumLeadBromide, intensity: Intensity? = nil,
    width: WidthDefinition = .fullWidthAtHalfMaximum, settings: ThresholdSettings = .init()
  ) async -> [(method: ThresholdMethod, result: Result<Threshold, AnalysisError>)] {
    let questions = LadderQuestions(
      bands: bands, intensity: intensity ?? .peak(bands.amplified), width: width, methods: ThresholdMethod.allCases)
    let readings = await Self.concurrently(spectra.count) { part in
      part.map { SpectrumReading(spectra[$0], questions) }
    }
    let search = LadderSearch(
      fluences: fluences, readings: readings.flatMap { $0 }, questions: questions, settings: settings)
    let curve = search.curve
    async let levels = Self.concurrently(ThresholdMethod.allCases.count, parts: ThresholdMethod.allCases.count) {
      part in
      part.map { k -> Result<Threshold, AnalysisError>? in
        let method = ThresholdMethod.allCases[k]
        guard !InputOutputCurve.methods.contains(method) else { return nil }
        return Result { () throws(AnalysisError) in try search.threshold(by: method, draws: nil) }
      }
    }
    let drawn = await Self.concurrently(settings.resamples) { part in curve?.part(part) }
    let draws = drawn.dropFirst().reduce(drawn.first ?? nil) { joined, part in
      guard var joined, let part else { return joined }
      joined.join(part)
      return joined
    }
    let found = await levels.flatMap { $0 }
    return ThresholdMethod.allCases.enumerated().map { k, method in
      (method, found[k] ?? Result { () throws(AnalysisError) in try search.threshold(by: method, draws: draws) })
    }
  }

  /// Works on the parts of a range at once; the answers in the order of the parts.
  private static func concurrently<Answer: Sendable>(
    _ count: Int, parts: Int = 8, _ work: @escaping @Sendable (Range<Int>) -> Answer
  ) async -> [Answer] {
    let size = max(1, (count + parts - 1) / parts)
    return await withTaskGroup(of: (Int, Answer).self) { group in
      for start in stride(from: 0, to: count, by: size) {
        group.addTask { (start, work(start..<min(count, start + size))) }
      }
      var answers: [(Int, Answer)] = []
      for await answer in group { answers.append(answer) }
      return answers.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}

/// All that the thresholds of one ladder have in common.
struct LadderSearch: Sendable {
  private let emission: Result<(numbers: RungNumbers, search: ThresholdSearch), AnalysisError>
  private let widths: Result<RungNumbers, AnalysisError>
  private let ratios: Result<RungNumbers, AnalysisError>
  private let questions: LadderQuestions
  private let settings: ThresholdSettings

  /// The search on the input–output curve, if there is one.
  var curve: ThresholdSearch? { (try? emission.get())?.search }

  init(
    fluences: [Double], readings: [SpectrumReading], questions: LadderQuestions, settings: ThresholdSettings
  ) {
    (self.questions, self.settings) = (questions, settings)
    emission = Result { () throws(AnalysisError) in
      let numbers = try RungNumbers(fluences, readings.map(\.emission))
      return (numbers, try ThresholdSearch(numbers.curve(), methods: questions.methods, settings: settings))
    }
    widths = Result { () throws(AnalysisError) in try RungNumbers(fluences, readings.map(\.width)) }
    ratios = Result { () throws(AnalysisError) in try RungNumbers(fluences, readings.map(\.ratio)) }
  }

  func threshold(by method: ThresholdMethod, draws: TangentDraws?) throws(AnalysisError) -> Threshold {
    switch method {
    case .widthOnset, .widthHalfDrop:
      let rungs = try widths.get()
      return try LevelCrossing(rungs, settings: settings).narrowing(
        method, canJump: questions.width == .fullWidthAtHalfMaximum)
    case .bandRatio: return try LevelCrossing(ratios.get(), settings: settings).overtaking()
    default:
      let (numbers, search) = try emission.get()
      return try search.threshold(by: method, draws: draws).adding(remarks: numbers.remarks)
    }
  }
}
