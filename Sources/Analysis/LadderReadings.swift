// What the thresholds need of each spectrum of a ladder, read once however many definitions ask for it.
//
// A spectrum in which nothing rises above its noise says nothing, and often the weakest rungs are such. They are left
// out, and the result says how many and why, as long as they are a quarter of the ladder at most.

import Foundation
import NumericalMethods

/// What is read from the spectra of a ladder.
struct LadderQuestions: Sendable {
  var bands: EmissionBands
  var intensity: SpectrumLadder.Intensity
  var width: SpectrumLadder.WidthDefinition
  var methods: [ThresholdMethod]

  fileprivate var needsCurve: Bool { methods.contains { InputOutputCurve.methods.contains($0) } }
  fileprivate var needsWidth: Bool { methods.contains(.widthOnset) || methods.contains(.widthHalfDrop) }
  fileprivate var needsRatio: Bool { methods.contains(.bandRatio) }
}

/// Numbers of one spectrum, each with an interval of one standard deviation on either side.
struct SpectrumReading: Sendable {
  private(set) var emission: Result<Finding, AnalysisError>?
  private(set) var width: Result<Finding, AnalysisError>?
  private(set) var ratio: Result<Finding, AnalysisError>?

  init(_ spectrum: Spectrum, _ questions: LadderQuestions) {
    let confidence = SpectrumLadder.oneSigma
    var components: Result<BandComponents, AnalysisError>?
    if questions.needsRatio {
      let found = Result { () throws(AnalysisError) in
        try spectrum.components(in: questions.bands, confidence: confidence)
      }
      components = found
      ratio = found.map(\.ratio)
    }
    if questions.needsCurve {
      if case .success(let found) = components, questions.intensity == .peak(questions.bands.amplified) {
        emission = .success(found.amplified.height)
      } else {
        emission = Result { () throws(AnalysisError) in
          try spectrum.emission(questions.intensity, confidence: confidence)
        }
      }
    }
    if questions.needsWidth {
      width = Result { () throws(AnalysisError) in try spectrum.width(questions.width, confidence: confidence) }
    }
  }
}

/// Numbers of the rungs that could be read.
struct RungNumbers: Sendable {
  let fluences: [Double]
  let values: [Double]
  /// Standard deviations of the values.
  let errors: [Double]
  /// How many rungs were left out, and why.
  let remarks: [String]

  /// - Throws: the first refusal where more than a quarter of the rungs could not be read.
  init(_ fluences: [Double], _ readings: [Result<Finding, AnalysisError>?]) throws(AnalysisError) {
    var (kept, values, errors) = ([Double](), [Double](), [Double]())
    var refusal: AnalysisError?
    for (fluence, reading) in zip(fluences, readings) {
      switch reading {
      case .success(let finding):
        kept.append(fluence)
        values.append(finding.value)
        errors.append(finding.interval.map { 0.5 * ($0.upper - $0.lower) } ?? 0)
      case .failure(let error): refusal = refusal ?? error
      case nil: break
      }
    }
    let missing = fluences.count - kept.count
    if let refusal, 4 * missing > fluences.count { throw refusal }
    (self.fluences, self.values, self.errors) = (kept, values, errors)
    remarks = refusal.map { ["\(missing) of \(fluences.count) spectra left out: \($0)"] } ?? []
  }

  /// The numbers as an input–output curve.
  func curve() throws(AnalysisError) -> InputOutputCurve {
    // Clean spectra have no noise worth the name: the scatter about the smooth curve then gives the uncertainty.
    let noisy = zip(errors, values).allSatisfy { $0 > 1e-4 * abs($1) }
    return try InputOutputCurve(fluences: fluences, intensities: values, uncertainties: noisy ? errors : nil)
  }
}

extension Spectrum {
  fileprivate func emission(
    _ intensity: SpectrumLadder.Intensity, confidence: Double
  ) throws(AnalysisError) -> Finding {
    switch intensity {
    case .peak(let band): return try peak(in: band, confidence: confidence).height
    case .integral(let band):
      let found = try integral(over: band, confidence: confidence)
      guard found.value > 0 else { throw .noPeak(reason: "the band integrates to \(found.value)") }
      return found
    }
  }

  fileprivate func width(
    _ definition: SpectrumLadder.WidthDefinition, confidence: Double
  ) throws(AnalysisError) -> Finding {
    switch definition {
    case .fullWidthAtHalfMaximum: try fullWidthAtHalfMaximum(confidence: confidence)
    case .equivalentWidth: try equivalentWidth(confidence: confidence)
    }
  }
}

extension SpectrumLadder {
  /// Input–output curve of the ladder; uncertainties follow from the noise of the spectra where there is any.
  public func inputOutputCurve(
    of intensity: Intensity = .peak(EmissionBands.caesiumLeadBromide.amplified)
  ) throws(AnalysisError) -> InputOutputCurve {
    let readings = spectra.map { spectrum in
      Result { () throws(AnalysisError) in try spectrum.emission(intensity, confidence: Self.oneSigma) }
    }
    return try RungNumbers(fluences, readings).curve()
  }

  /// Widths of the rungs, m, each with its interval.
  public func widths(_ definition: WidthDefinition = .fullWidthAtHalfMaximum, confidence: Double = 0.95)
    throws(AnalysisError) -> [Finding]
  {
    var found = [Finding]()
    for spectrum in spectra { found.append(try spectrum.width(definition, confidence: confidence)) }
    return found
  }

  /// Narrowing of the line: broad width below threshold over least width above, dimensionless.
  public func narrowing(_ width: WidthDefinition = .fullWidthAtHalfMaximum) throws(AnalysisError) -> Finding {
    let found = try widths(width)
    guard found.count >= 4 else { throw .tooFewPoints(what: "ladder of fluences", have: found.count, need: 4) }
    let broad = median(of: found.prefix(3).map(\.value))
    let narrow = found.map(\.value).min() ?? broad
    return Finding(
      definition: "width of the three lowest rungs (median) over the least width of the ladder", value: broad / narrow,
      unit: "1")
  }
}
