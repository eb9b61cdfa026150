import Analysis
import Foundation

extension CoverageStudy {
  /// Peaks, widths, bands and decompositions of spectra.
  static func spectra() throws -> [CoverageStudy] {
    let line = CoverageStudy(
      data: "4 nm line at 538.07 nm, signal/noise 100",
      quantities: [
        ("peak position", 538.07e-9), ("peak height", 1), ("full width at half maximum", 4e-9),
        ("integral", 4e-9 * (.pi / log(2)).squareRoot() / 2), ("centroid", 538.07e-9),
      ]
    ) { k, confidence in
      let spectrum = try Synthetic.spectrum([(1, 538.07, 4)], noise: 0.01, seed: k)
      let peak = try spectrum.peak(confidence: confidence)
      return [
        peak.wavelength, peak.height, try spectrum.fullWidthAtHalfMaximum(confidence: confidence),
        try spectrum.integral(over: 530e-9...546e-9, confidence: confidence),
        try spectrum.centroid(over: 530.07e-9...546.07e-9, confidence: confidence),
      ]
    }
    let wide = CoverageStudy(
      data: "20 nm line at 524 nm, signal/noise 50",
      quantities: [
        ("peak position", 524e-9), ("peak height", 1), ("full width at half maximum", 20e-9),
        ("equivalent width", 20e-9 * (.pi / log(2)).squareRoot() / 2),
      ]
    ) { k, confidence in
      let spectrum = try Synthetic.spectrum([(1, 524, 20)], noise: 0.02, seed: k)
      let peak = try spectrum.peak(confidence: confidence)
      return [
        peak.wavelength, peak.height, try spectrum.fullWidthAtHalfMaximum(confidence: confidence),
        try spectrum.equivalentWidth(confidence: confidence),
      ]
    }
    let clean = try Synthetic.spectrum([(1, 524, 20), (0.6, 538, 4)]).components().ratio.value
    let tail = try Synthetic.spectrum([(1, 524, 20)]).components().ratio.value
    let bands = CoverageStudy(
      data: "PL and a line in the ASE band, signal/noise 100", quantities: [("ASE/PL ratio by bands", clean)]
    ) { k, confidence in
      [
        try Synthetic.spectrum([(1, 524, 20), (0.6, 538, 4)], noise: 0.01, seed: k)
          .components(confidence: confidence).ratio
      ]
    }
    let edge = CoverageStudy(
      data: "PL alone, signal/noise 100", quantities: [("ASE/PL ratio by bands, at the band's edge", tail)]
    ) { k, confidence in
      [try Synthetic.spectrum([(1, 524, 20)], noise: 0.01, seed: k).components(confidence: confidence).ratio]
    }
    let reference = try Synthetic.spectrum([(1, 524, 20)])
    let tailBelow = Synthetic.gaussian(539, centre: 524, width: 20)
    let parts = CoverageStudy(
      data: "PL with a 4 nm line of 0.3 its height at 539 nm, signal/noise 100",
      quantities: [
        ("factor on the reference", 1), ("line height", 0.3), ("line position", 539e-9), ("line width", 4e-9),
        ("line over PL tail", 0.3 / tailBelow), ("excess over PL", 0.3),
      ]
    ) { k, confidence in
      var settings = DecompositionSettings()
      settings.confidence = confidence
      let found = try Synthetic.spectrum([(1, 524, 20), (0.3, 539, 4)], noise: 0.01, seed: k)
        .decomposed(reference: reference, settings: settings)
      return [
        found.scale, found.lineHeight, found.linePosition, found.lineWidth, found.lineOverTail, found.ratio,
      ]
    }
    return [line, wide, bands, edge, parts]
  }
}
