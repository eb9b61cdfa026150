// Spectra against time, as a streak camera shows them.
//
// The integration leaves spontaneous and guided light at its own steps. Per wavelength the detected rate is linear
// between
// them (the steps resolve the light to the tolerance of the time steps), so its integral over each pixel is exact for
// that
// line; the response of the camera is a Gaussian in time, applied to the pixels. Where the light came before the first
// pixel or after the last, it is not counted.

import Foundation
import Materials

/// Detected light against time and wavelength.
public struct StreakImage: Sendable, Equatable {
  /// Centres of the pixels in time, s; 0 is the centre of the pulse.
  public var times: [Double]
  /// Wavelengths λ, m.
  public var wavelengths: [Double]
  /// Detected power per film area and wavelength, mean over each pixel in time, W m⁻² m⁻¹, row by row of time.
  public var rows: [[Double]]
  /// The carriers and light of the same pulse, integrated.
  public var emission: PulseEmission
}

extension PulseModel {
  /// Time-resolved spectra of a pulse.
  /// - Parameters:
  ///   - excitation: what excites the film.
  ///   - film: the cells of the emitter.
  ///   - window: first and last time of the image, s.
  ///   - pixels: number of pixels in time.
  ///   - response: full width at half maximum of the camera's response in time, s; zero for none.
  /// - Throws: `EmissionError` as `fire`, or for a window that is none.
  public func streak(
    _ excitation: Excitation, film: FilmCells, window: ClosedRange<Double>, pixels: Int, response: Double = 0
  ) throws(EmissionError) -> StreakImage {
    try require(Double(pixels), "number of pixels in time", "1", from: 2, upTo: 1e5)
    let width = (window.upperBound - window.lowerBound) / Double(pixels)
    try require(width, "length of a pixel", "s", above: 0, upTo: 1)
    try require(response, "response of the camera", "s", from: 0, upTo: 1e3 * width)
    let (emission, run, model) = try run(excitation, film: film, streak: true)
    let spectra = run.streakSpectra(model: model)
    var rows = [[Double]](repeating: [Double](repeating: 0, count: wavelengths.count), count: pixels)
    for step in 1..<run.times.count {
      let (a, b) = (run.times[step - 1], run.times[step])
      let first = max(Int(((a - window.lowerBound) / width).rounded(.down)), 0)
      let last = min(Int(((b - window.lowerBound) / width).rounded(.down)), pixels - 1)
      guard first <= last else { continue }
      for pixel in first...last {
        let low = max(a, window.lowerBound + Double(pixel) * width)
        let high = min(b, window.lowerBound + Double(pixel + 1) * width)
        guard high > low else { continue }
        // Integral of a line between the steps, over the part of the pixel it covers.
        let share = (high - low) / width
        let late = (0.5 * (low + high) - a) / (b - a)
        for k in wavelengths.indices {
          rows[pixel][k] += share * ((1 - late) * spectra[step - 1][k] + late * spectra[step][k])
        }
      }
    }
    if response > 0 { rows = Self.smeared(rows, sigma: response / (8 * log(2.0)).squareRoot() / width) }
    return StreakImage(
      times: (0..<pixels).map { window.lowerBound + (Double($0) + 0.5) * width }, wavelengths: wavelengths, rows: rows,
      emission: emission)
  }

  private static func smeared(_ rows: [[Double]], sigma: Double) -> [[Double]] {
    let reach = max(1, Int((6 * sigma).rounded(.up)))
    let root = 2.0.squareRoot() * sigma
    let weights = (-reach...reach).map { (k: Int) -> Double in
      let (high, low) = ((Double(k) + 0.5) / root, (Double(k) - 0.5) / root)
      return 0.5 * (erf(high) - erf(low))
    }
    return rows.indices.map { row in
      var sum = [Double](repeating: 0, count: rows[row].count)
      for (offset, weight) in weights.enumerated() {
        let other = row + offset - reach
        guard rows.indices.contains(other) else { continue }
        for k in sum.indices { sum[k] += weight * rows[other][k] }
      }
      return sum
    }
  }
}

extension PulseIntegrator {
  /// Detected power per area and wavelength at each step, W m⁻² m⁻¹.
  func streakSpectra(model: PulseModel) -> [[Double]] {
    let (table, guide) = (model.table, model.parameters.guide)
    let count = table.energies.count
    return zip(streakSources, streakLight).map { sources, light in
      var photons = [Double](repeating: 0, count: count)
      for block in 0..<table.blocks {
        var sum = SIMD4<Double>.zero
        for node in 0..<table.nodes where sources[node] != 0 {
          sum += sources[node] * table.rows[node * table.blocks + block].spontaneous
        }
        var seen = SIMD4<Double>.zero
        for mode in carriers.confinementRatios.indices {
          let item = light[mode * table.blocks + block]
          seen += (guide.escapeFraction * guide.scatteringCollection) * item.mean + guide.edgeCollection * item.end
        }
        for lane in 0..<4 {
          photons[4 * block + lane] = guide.escapeFraction * sum[lane] + seen[lane] / table.energyStep
        }
      }
      return model.detector.spectrum(photons)
    }
  }
}

extension PulseEmission: DecayModel {
  /// The detected light of this pulse as a decay, so that a histogram can be counted from it; photons per film area
  /// (m⁻²)
  /// stand for photons per volume, and the excitation asked for is not used: it is that of the pulse.
  ///
  /// Between the steps of the integration the rates are exponentials: exact where carriers go by k1, and closer than
  /// straight lines wherever the steps are as long as the decay itself.
  public func emission(after excitation: DecayExcitation, at places: [Double]) throws(EmissionError) -> EmittedLight {
    let rates = zip(plRate, aseRate).map { $0 + $1 }
    var sums = [0.0]
    for k in 1..<max(times.count, 1) {
      sums.append(sums[k - 1] + (times[k] - times[k - 1]) * Self.mean(rates[k - 1], rates[k], upTo: 1))
    }
    var light = EmittedLight(
      cumulative: [], total: sums[sums.count - 1], density: [], densityBefore: meanDensity.first ?? 0)
    var step = 1
    for place in places {
      while step < times.count - 1, times[step] < place { step += 1 }
      guard times.count > 1, place > times[0] else {
        light.cumulative.append(0)
        light.density.append(meanDensity.first ?? 0)
        continue
      }
      let (a, b) = (times[step - 1], times[step])
      let t = min((place - a) / (b - a), 1)
      light.cumulative.append(sums[step - 1] + (b - a) * t * Self.mean(rates[step - 1], rates[step], upTo: t))
      let (n, m) = (meanDensity[step - 1], meanDensity[step])
      light.density.append(n > 0 && m > 0 ? n * pow(m / n, t) : n + t * (m - n))
    }
    return light
  }

  /// Mean of an exponential from a to b over the share t of a step; of a straight line where one of them is not positive.
  private static func mean(_ a: Double, _ b: Double, upTo t: Double) -> Double {
    guard a > 0, b > 0 else { return a + 0.5 * t * (b - a) }
    let x = t * log(b / a)
    return a * (abs(x) < 1e-6 ? 1 + 0.5 * x : expm1(x) / x)
  }
}
