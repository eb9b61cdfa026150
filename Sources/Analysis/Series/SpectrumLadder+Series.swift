// A ladder out of many recorded spectra.
//
// Repeats at one fluence are averaged, and nothing else: of a thousand shots at a thousand fluences each is a rung. The
// methods widen their windows instead (LadderSmoother): averaging over a window does for the noise what averaging
// spectra would, and keeps each shot's own fluence.

import Foundation
import NumericalMethods

extension SpectrumLadder {
  /// A ladder from spectra in any order.
  ///
  /// - Parameter shots: fluence and spectrum of each recording.
  /// - Throws: `AnalysisError` for fluences that are not positive or spectra of unequal wavelengths in one rung.
  public static func gathering(
    _ shots: [(fluence: Double, spectrum: Spectrum)]
  ) throws(AnalysisError) -> SpectrumLadder {
    guard !shots.isEmpty else { throw .tooFewPoints(what: "spectra", have: 0, need: 1) }
    try AnalysisError.requireFinite(shots.map(\.fluence), "fluences")
    try AnalysisError.requirePositive(shots.map(\.fluence), "fluences")
    let sorted = shots.sorted { $0.fluence < $1.fluence }
    var groups: [Range<Int>] = []
    var start = 0
    // Power meters repeat to 0.1 %: closer than that is the same rung.
    for k in 1...sorted.count where k == sorted.count || sorted[k].fluence > sorted[start].fluence * 1.001 {
      groups.append(start..<k)
      start = k
    }
    var (fluences, spectra) = ([Double](), [Spectrum]())
    for group in groups {
      fluences.append(exp(group.reduce(0) { $0 + log(sorted[$1].fluence) } / Double(group.count)))
      spectra.append(try mean(of: sorted[group].map(\.spectrum)))
    }
    return try SpectrumLadder(fluences: fluences, spectra: spectra)
  }

  private static func mean(of spectra: [Spectrum]) throws(AnalysisError) -> Spectrum {
    guard spectra.count > 1 else { return spectra[0] }
    let waves = spectra[0].wavelengths
    guard spectra.allSatisfy({ $0.wavelengths == waves }) else {
      throw .fitFailed(reason: "spectra of one fluence have different wavelengths; record them with one setting")
    }
    var sum = [Double](repeating: 0, count: waves.count)
    for spectrum in spectra { for k in sum.indices { sum[k] += spectrum.intensities[k] } }
    return try Spectrum(wavelengths: waves, intensities: sum.map { $0 / Double(spectra.count) })
  }
}
