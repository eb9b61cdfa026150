// The a posteriori estimate of the error in space against the true one, from a mesh four times as fine.
//
// Theory: order 2, so that a third of the change from the nested mesh of half as many cells is the error. The estimate is asked
// to lie within a factor of three of it: beyond that the mesh would not be in the asymptotic range at all.

import Foundation
import Materials
import Records
import Reproduction
import Testing
import Transport

@Suite("Verification: estimate of the error in space")
struct ErrorEstimateTests {
  @Test("tells the error of a steady curve within a factor of three")
  func steady() throws {
    let device = try DeviceLibrary.load("mapi-benchmark").device
    var measurement = DeviceMeasurement(.jv)
    measurement.points = 13
    measurement.light = .init(photonFlux: 1.4e21, absorption: 1.3e7)
    let report = try measurement.carryOut(on: device)
    let found = report.findings.first { $0.name.hasPrefix("error in space") }
    let estimate = try #require(found).value
    measurement.settings.meshRefinement = 4
    let fine = try measurement.carryOut(on: device)
    func currents(_ report: MeasurementReport) -> [Double] {
      report.columns.first { $0.name == "current density" }?.values ?? []
    }
    let reference = currents(fine)
    let top = reference.map { abs($0) }.max() ?? .nan
    let error = zip(currents(report), reference).map { abs($0 - $1) / top }.max() ?? .nan
    #expect(estimate < 3 * error)
    #expect(estimate > error / 3)
  }
}
