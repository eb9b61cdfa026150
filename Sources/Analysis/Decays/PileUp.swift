// Pile-up: a counter that records one photon a pulse misses the later ones, so decays look too fast.
//
// Of P pulses, those that had not yet given a photon before bin k are P − Σ_{j<k} nⱼ. The true rate of the bin is
//   µₖ = −ln(1 − nₖ/(P − Σ_{j<k} nⱼ))  a pulse    (Coates, J. Phys. E 1, 878 (1968), doi:10.1088/0022-3735/1/8/437).

import Foundation

/// Whether a decay suffers from pile-up.
public struct PileUpCheck: Sendable, Equatable {
  /// Detected photons a pulse, dimensionless.
  public let countsPerPulse: Double
  /// Largest relative change of a bin by the correction against the first bins, dimensionless: the distortion.
  public let distortion: Double
  /// The decay corrected for pile-up.
  public let corrected: DecayHistogram

  /// Whether the usual limit of 5 % of the pulses is kept.
  public var isAcceptable: Bool { countsPerPulse <= 0.05 }

  /// `pulses`: number of excitation pulses during the recording: repetition rate times time.
  /// - Throws: `AnalysisError.outOfRange` where there are more counts than pulses.
  public init(_ decay: DecayHistogram, pulses: Double) throws(AnalysisError) {
    guard pulses > decay.total else {
      throw .outOfRange(what: "number of counts", value: decay.total, lower: 0, upper: pulses)
    }
    var left = pulses
    let counts = decay.counts.map { n -> Double in
      defer { left -= n }
      return -pulses * log1p(-n / left)
    }
    countsPerPulse = decay.total / pulses
    let factors = zip(counts, decay.counts).filter { $1 > 0 }.map { $0 / $1 }
    distortion = (factors.max() ?? 1) / (factors.min() ?? 1) - 1
    corrected = try DecayHistogram(counts: counts, binWidth: decay.binWidth, start: decay.start)
  }
}
