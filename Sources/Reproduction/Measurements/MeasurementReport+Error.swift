// An a posteriori estimate of the error in space.
//
// The discretisation is of second order, so that on nested meshes of widths h and 2h the error of the finer one is
//   |y_h − y| ≈ |y_2h − y_h|/3.
// The largest of it over the table, relative to the largest value of its column, is reported; the table stays as computed.

import Figures
import Foundation
import Records

extension MeasurementReport {
  /// Columns of which the error is estimated, the first that a table has.
  private static let judged = ["Re Z", "current density", "bias"]

  /// Adds the estimate, from the same measurement on the mesh with every two cells joined.
  mutating func estimateError(from coarse: MeasurementReport) {
    for name in measurement.judgesVoltage ? ["bias"] : Self.judged {
      guard let fine = columns.first(where: { $0.name == name })?.values,
        let rough = coarse.columns.first(where: { $0.name == name })?.values, fine.count == rough.count
      else { continue }
      let largest = fine.map { abs($0) }.max() ?? 0
      guard largest > 0 else { return }
      let error = zip(fine, rough).map { abs($0 - $1) / 3 }.max() ?? 0
      let what = name == "Re Z" ? "impedance" : name == "bias" ? "voltage" : "current"
      find("error in space of the \(what) (estimate, of its largest value)", error / largest, "")
      return
    }
  }
}

extension DeviceMeasurement {
  /// Whether the voltage is what is measured.
  var judgesVoltage: Bool { kind == .decay || kind == .photovoltage }
}
