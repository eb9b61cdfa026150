import Analysis
import Bench
import Figures

/// A fluence ladder under one bias with what the paper reads from it.
struct EmissionLadder {
  /// Bias, V.
  let bias: Double
  /// Spectra at ascending fluences.
  let ladder: SpectrumLadder
  /// Intensities of the ASE band, 535–545 nm.
  let output: InputOutputCurve

  /// - Parameter readings: readings of one ladder, with spectra and fluences.
  init(_ readings: [Reading]) throws {
    let trace = try EmissionTrace(readings)
    bias = trace.biases[0]
    ladder = try SpectrumLadder(fluences: trace.fluences, spectra: trace.spectra)
    let read = try ladder.inputOutputCurve()
    output = try InputOutputCurve(
      fluences: read.fluences, intensities: read.intensities,
      uncertainties: read.intensities.map { Self.pulseTolerance * $0 })
  }

  /// Relative uncertainty of one computed intensity, the tolerance of the fast model. Without it the analysis would
  /// take the sharpness of a noise-free kink for noise.
  static let pulseTolerance = 1e-3

  /// Computed curves need no smoothing beyond a parabola through neighbouring rungs.
  static var settings: ThresholdSettings {
    var settings = ThresholdSettings()
    settings.resamples = 100
    settings.smoothingRungs = 1.5
    return settings
  }

  /// Threshold by log-log intersection, or why there is none.
  func thresholdOrReason() -> (value: Threshold?, reason: String?) {
    do throws(AnalysisError) {
      return (try output.threshold(by: .logLogIntersection, settings: Self.settings), nil)
    } catch { return (nil, "\(bias.brief) V: \(error)") }
  }

  /// Thresholds by other definitions, µJ/cm²; NaN where a definition finds none.
  func otherThresholds() -> (linear: Double, width: Double, ratio: Double) {
    func value(_ method: ThresholdMethod) -> Double {
      var settings = Self.settings
      settings.resamples = 0
      // Definitions on intensities read the same curve, with its stated uncertainty, as the headline threshold.
      let found =
        method == .linearIntersection
        ? try? output.threshold(by: method, settings: settings) : try? ladder.threshold(by: method, settings: settings)
      return found?.fluence.value.microjoulesPerSquareCentimetre ?? .nan
    }
    return (value(.linearIntersection), value(.widthHalfDrop), value(.bandRatio))
  }

  /// Yield against fluence with its plateau below threshold and its rise above.
  func yields() throws -> YieldReading {
    let totals = try ladder.spectra.map { try $0.integral().value }
    let curve = try QuantumYieldCurve(
      fluences: ladder.fluences, yields: zip(totals, ladder.fluences).map { $0 / $1 })
    let threshold = try output.threshold(by: .logLogIntersection, settings: Self.settings).fluence.value
    // The flattest stretch well below threshold: the widest part of the S-curve's onset stays out.
    let plateau = try curve.plateau(factor: 3, below: 0.8 * threshold)
    return YieldReading(
      curve: curve, threshold: threshold, plateau: plateau,
      rise: try curve.rise(threshold: threshold, multiple: 2, plateau: plateau).value)
  }

  /// Least line width above threshold over the width below.
  func narrowing() throws -> Double { 1 / (try ladder.narrowing().value) }

  /// The input–output curve in people's units.
  func curve(label: String, colour: CurveColour = .automatic) -> Curve {
    Curve(
      label, x: output.fluences.map(\.microjoulesPerSquareCentimetre),
      y: output.intensities.map(\.nanojoulesPerSquareCentimetreNanometre),
      style: .linesPoints, colour: colour)
  }
}

/// What is read of a yield curve.
struct YieldReading {
  /// Relative yield against fluence.
  let curve: QuantumYieldCurve
  /// Threshold of the same ladder, J m⁻².
  let threshold: Double
  /// The flattest factor of three below threshold.
  let plateau: QuantumYieldCurve.Plateau
  /// Yield at twice the threshold over the plateau.
  let rise: Double
}
