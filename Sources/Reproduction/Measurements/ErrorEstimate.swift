// What a measurement may be wrong by, a posteriori.
//
// Space: the discretisation is of second order on nested meshes of widths h, 2h and 4h. Currents and voltages are extrapolated
// (MeshExtrapolation.swift) from h and 2h, and once more from 2h and 4h; a third of the change between the two is given as
// the error of the first: where the meshes are fine enough for the order to show, the error is a fifteenth of it. Of an
// impedance, which is not extrapolated, the error is a third of the change from 2h.
// Time: the mesh of 2h once more at ten times the tolerance. The change is the error at that tolerance, and the error follows
// the tolerance at least as its power 0.7 (`ConvergenceOrderTests`), so a fifth of it is given.

import Foundation
import Transport

/// A measurement extrapolated to vanishing cells, with what it may be wrong by as a share of its largest value.
struct ErrorEstimate {
  /// The measurement.
  let outcome: MeasurementOutcome
  /// Estimated error in space; `nil` where a coarser mesh gave no result.
  let space: Double?
  /// Estimated error in time; `nil` for what is steady.
  let time: Double?

  /// - Parameters:
  ///   - fine: the measurement on the mesh as set.
  ///   - repeated: the measurement with so many cells joined into one, at so many times the tolerance; `nil` if it failed.
  init(_ fine: MeasurementOutcome, repeated: (_ joined: Int, _ looseness: Double) -> MeasurementOutcome?) {
    guard !fine.judged.isEmpty, let coarse = repeated(2, 1) else {
      (outcome, space, time) = (fine, nil, nil)
      return
    }
    let best = fine.extrapolated(from: coarse)
    let plain = MeshExtrapolation.change(fine.judged, coarse.judged) / 3
    if fine.isExtrapolated, let coarsest = repeated(4, 1) {
      let other = coarse.extrapolated(from: coarsest)
      space = min(plain, MeshExtrapolation.change(best.judged, other.judged) / 3)
    } else {
      space = plain.isFinite ? plain : nil
    }
    outcome = best
    time = fine.isTransient ? repeated(2, 10).map { MeshExtrapolation.change(coarse.judged, $0.judged) / 5 } : nil
  }
}

extension MeasurementOutcome {
  /// Whether the integration in time takes part.
  var isTransient: Bool {
    switch self {
    case .scan, .transient: true
    case .curve, .impedance, .profile: false
    }
  }
}

extension MeasurementReport {
  /// Names the estimates.
  mutating func show(_ estimate: ErrorEstimate) {
    let what = estimate.outcome.subject
    find("error in space of the \(what) (estimate, of its largest value)", estimate.space, "")
    find("error in time of the \(what) (estimate, of its largest value)", estimate.time, "")
  }
}
