// Where a pulse brings amplified emission: the excitation at which the amplified line is as high as the spontaneous one.
//
// The logarithm of their ratio rises with that of the excitation; the crossing is bracketed by factors of two and found by
// regula falsi with the Illinois modification (M. Dowell, P. Jarratt, BIT 11, 168 (1971), doi:10.1007/BF01934364).

import Emission
import Foundation

/// The crossing and the pulse there.
struct AmplificationCrossing {
  /// Excitation, in the unit of the guess.
  let position: Double
  /// The last pulse fired, within a thousandth of the crossing.
  let emission: PulseEmission

  /// - Parameters:
  ///   - guess: an excitation near the crossing.
  ///   - range: excitations that are tried.
  ///   - fire: the pulse of an excitation.
  /// - Returns: `nil` where the lines do not cross within the range, or densities pass the tables of the model before.
  init?(
    guess: Double, range: ClosedRange<Double>, fire: (Double) throws(EmissionError) -> PulseEmission
  ) throws(EmissionError) {
    func excess(_ logarithm: Double) throws(EmissionError) -> (excess: Double, emission: PulseEmission)? {
      do throws(EmissionError) {
        let emission = try fire(exp(logarithm))
        let (amplified, spontaneous) = (emission.aseSpectrum.max() ?? 0, emission.plSpectrum.max() ?? 0)
        return (log(max(amplified, 1e-300) / max(spontaneous, 1e-300)), emission)
      } catch {
        if case .densityBeyondTable = error { return nil }
        throw error
      }
    }
    let step = log(2.0)
    var low = log(min(max(guess, range.lowerBound), range.upperBound))
    guard var below = try excess(low) else { return nil }
    var (high, above) = (low, below)
    while below.excess > 0 {
      (high, above) = (low, below)
      low -= step
      guard low > log(range.lowerBound), let next = try excess(low) else { return nil }
      below = next
    }
    while above.excess <= 0 {
      (low, below) = (high, above)
      high += step
      guard high < log(range.upperBound), let next = try excess(high) else { return nil }
      above = next
    }
    var (first, last) = (below.excess, above.excess)
    var side = 0
    for _ in 0..<60 where high - low > 1e-3 {
      let middle = (low * last - high * first) / (last - first)
      guard let value = try excess(middle) else { return nil }
      if abs(value.excess) < 1e-3 {
        (position, emission) = (exp(middle), value.emission)
        return
      }
      if value.excess > 0 {
        (high, last, above) = (middle, value.excess, value)
        if side == 1 { first *= 0.5 }
        side = 1
      } else {
        (low, first, below) = (middle, value.excess, value)
        if side == -1 { last *= 0.5 }
        side = -1
      }
    }
    (position, emission) = (exp(0.5 * (low + high)), above.emission)
  }
}
