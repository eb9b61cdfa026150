import Foundation
import NumericalMethods

extension InputOutputCurve {
  /// Threshold by one definition.
  ///
  /// - Throws: `AnalysisError.noThreshold` with the reason where the curve has no kink, starts too close to it, or the
  ///   method needs whole spectra; `.tooFewPoints` for fewer than eight rungs.
  public func threshold(
    by method: ThresholdMethod = .logLogIntersection, settings: ThresholdSettings = .init()
  ) throws(AnalysisError) -> Threshold {
    let search = try ThresholdSearch(self, methods: [method], settings: settings)
    return try search.threshold(by: method, draws: search.draws())
  }

  /// All definitions that need intensities only, side by side, each with its result or its refusal.
  public func thresholds(
    settings: ThresholdSettings = .init()
  ) -> [(method: ThresholdMethod, result: Result<Threshold, AnalysisError>)] {
    let search = Result { () throws(AnalysisError) in
      try ThresholdSearch(self, methods: Self.methods, settings: settings)
    }
    let draws = (try? search.get())?.draws()
    return Self.methods.map { method in
      (method, Result { () throws(AnalysisError) in try search.get().threshold(by: method, draws: draws) })
    }
  }

  /// Definitions that need intensities only, in the order of `ThresholdMethod`.
  static let methods: [ThresholdMethod] = [
    .logLogIntersection, .linearIntersection, .segmentedRegression, .maximumLogSlope,
  ]
}

/// What several definitions of the threshold of one curve have in common, worked out once.
struct ThresholdSearch: Sendable {
  private let ladder: SmoothedLadder
  private let settings: ThresholdSettings
  private let methods: [ThresholdMethod]
  private let segmented: SegmentedRegression?
  private let reading: LadderReading?
  private let truth: ResamplingTruth?
  /// Why tangents make no threshold; nil where they do.
  private let refusal: String?

  init(
    _ curve: InputOutputCurve, methods: [ThresholdMethod], settings: ThresholdSettings
  ) throws(AnalysisError) {
    let method = methods.first ?? .logLogIntersection
    guard curve.fluences.count >= 8 else {
      throw .tooFewPoints(what: "ladder of fluences", have: curve.fluences.count, need: 8)
    }
    guard let ladder = SmoothedLadder(curve, settings: settings) else {
      throw .noThreshold(method: method, reason: "the rungs are too uneven to take a slope; space them evenly in ln F")
    }
    let tangents = methods.filter { TangentEstimate.methods.contains($0) }
    (self.ladder, self.settings, self.methods) = (ladder, settings, tangents)
    let fit = SegmentedRegression(u: ladder.u, v: ladder.v, confidence: settings.confidence)
    let found =
      tangents.isEmpty
      ? nil : TangentEstimate(ladder, findsLinear: tangents.contains(.linearIntersection), settings: settings)
    let reason = found.flatMap {
      KinkTest.refusal(ladder, steepest: $0.steepest, below: $0.below, fit: fit, settings: settings)
    }
    (segmented, refusal) = (fit, reason)
    let truth = found != nil && reason == nil ? ResamplingTruth(ladder, settings: settings) : nil
    self.truth = truth
    reading = found.map { own in
      truth.map {
        LadderReading(
          ladder, own, truth: $0, findsLinear: tangents.contains(.linearIntersection), settings: settings)
      } ?? LadderReading(own)
    }
  }

  /// All resamples for all definitions by tangents; nil where there are none to draw.
  func draws() -> TangentDraws? { part(0..<settings.resamples) }

  /// Resamples of a range, to be joined with others.
  func part(_ resamples: Range<Int>) -> TangentDraws? {
    guard let reading, let truth, settings.resamples >= 20 else { return nil }
    return TangentDraws(
      ladder, truth: truth, reading: reading, methods: methods, settings: settings, resamples: resamples)
  }

  func threshold(by method: ThresholdMethod, draws: TangentDraws?) throws(AnalysisError) -> Threshold {
    switch method {
    case .logLogIntersection, .linearIntersection, .maximumLogSlope: return try tangent(method, draws)
    case .segmentedRegression: return try broken()
    case .widthOnset, .widthHalfDrop, .bandRatio:
      throw .noThreshold(method: method, reason: "it needs the spectra of the ladder; use SpectrumLadder")
    }
  }

  private func tangent(_ method: ThresholdMethod, _ draws: TangentDraws?) throws(AnalysisError) -> Threshold {
    guard let reading, let place = reading.place(by: method) else {
      throw .noThreshold(
        method: method,
        reason: "the tangent at the steepest place does not meet a line through at least three rungs below; "
          + "start the ladder lower")
    }
    if let refusal { throw .noThreshold(method: method, reason: refusal) }
    var remarks = place.isAtEnd ? ["steepest at the end of the ladder: the true threshold may lie higher"] : []
    if let share = draws?.refusedShare(of: method), share > 0.05 {
      remarks.append("\(Int((100 * share).rounded())) % of the resamples gave no threshold")
    }
    let slopes = draws?.slopes
    return Threshold(
      method: method,
      fluence: Finding(
        definition: method.definition, value: exp(place.value),
        interval: draws?.interval(by: method)?.map(exp), unit: "J/m²", remarks: remarks),
      slopeBelow: Finding(
        definition: "slope d ln I/d ln F of the line below threshold", value: reading.slopeBelow,
        interval: slopes?.below, unit: "1"),
      slopeAbove: Finding(
        definition: "steepest slope d ln I/d ln F", value: reading.slopeAbove, interval: slopes?.above,
        unit: "1"))
  }

  private func broken() throws(AnalysisError) -> Threshold {
    let method = ThresholdMethod.segmentedRegression
    guard let fit = segmented else {
      throw .noThreshold(method: method, reason: "too few rungs for a broken line")
    }
    let change = fit.slopeAbove - fit.slopeBelow
    guard change >= settings.smallestSlopeChange else {
      throw .noThreshold(
        method: method,
        reason:
          "the slope changes by only \(KinkTest.text(change)); extend the ladder upwards if a threshold is expected")
    }
    // Broken against straight: the break is a parameter that a straight line does not have, so the F test is
    // conservative only with its level divided among the rungs.
    let straight = SegmentedRegression.solve(ladder.u, ladder.v, breaks: []).squares
    let freedom = Double(fit.count - fit.parameterCount)
    let ratio = (straight - fit.squares) / 2 / max(fit.squares / freedom, .leastNormalMagnitude)
    guard pow(1 + 2 * ratio / freedom, -freedom / 2) < 0.01 / Double(fit.count) else {
      throw .noThreshold(method: method, reason: "a straight line describes the curve as well; nothing breaks")
    }
    if let reason = KinkTest.bendRefusal(ladder, fit: fit) {
      throw .noThreshold(method: method, reason: reason)
    }
    return Threshold(
      method: method,
      fluence: Finding(
        definition: method.definition, value: exp(fit.breaks[0]),
        interval: Interval(
          lower: exp(fit.interval.lower), upper: exp(fit.interval.upper), confidence: settings.confidence),
        unit: "J/m²", remarks: fit.breaks.count == 2 ? ["three pieces: the curve saturates above threshold"] : []),
      slopeBelow: Finding(
        definition: "slope d ln I/d ln F of the first piece", value: fit.slopeBelow, unit: "1"),
      slopeAbove: Finding(definition: "slope d ln I/d ln F of the second piece", value: fit.slopeAbove, unit: "1"))
  }
}
