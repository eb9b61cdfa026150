// The a posteriori estimates of a measurement against its true error, from meshes four times as fine at a sharper tolerance.
//
// Extrapolation over nested meshes leaves an error of fourth order, of which the change between two extrapolations is fifteen
// times as much where the meshes are fine enough; a third of it is given. The error in time is given for a tolerance ten times
// looser, divided by five. The true error is asked to lie below three times what is given, and the extrapolation to gain a
// factor of five over one mesh; else the meshes would not be in the asymptotic range at all.

import Foundation
import Materials
import Records
import Reproduction
import Testing
import Transport

@Suite("Verification: estimates of the errors of a measurement")
struct ErrorEstimateTests {
  static func currents(_ report: MeasurementReport) -> [Double] {
    report.columns.first { $0.name == "current density" }?.values ?? []
  }

  static func estimate(_ report: MeasurementReport, _ name: String) throws -> Double {
    try #require(report.findings.first { $0.name.hasPrefix(name) }).value
  }

  /// Largest error relative to the largest current.
  static func error(_ found: [Double], _ reference: [Double]) -> Double {
    let top = reference.map { abs($0) }.max() ?? .nan
    return zip(found, reference).map { abs($0 - $1) / top }.max() ?? .nan
  }

  static func measurement(_ kind: DeviceMeasurement.Kind) -> DeviceMeasurement {
    var measurement = DeviceMeasurement(kind)
    measurement.points = 13
    measurement.light = .init(photonFlux: 1.4e21, absorption: 1.3e7)
    return measurement
  }

  @Test("a steady curve")
  func steady() throws {
    let device = try DeviceLibrary.load("mapi-benchmark").device
    var measurement = Self.measurement(.jv)
    let report = try measurement.carryOut(on: device)
    measurement.settings.meshRefinement = 4
    let reference = Self.currents(try measurement.carryOut(on: device))
    let error = Self.error(Self.currents(report), reference)
    #expect(error < 3 * (try Self.estimate(report, "error in space")))
    let model = try TransportModel(device: device)
    let light = try model.beerLambert(layer: "MAPI", photonFlux: 1.4e21, absorption: 1.3e7)
    let plain = try model.steadyCurve(biases: (0...12).map { 0.1 * Double($0) }, generation: light)
    // A m⁻² of the model, mA cm⁻² of the report.
    #expect(Self.error(plain.currentDensities.map { 0.1 * $0 }, reference) > 5 * error)
  }

  @Test("a scan")
  func scan() throws {
    let device = try DeviceLibrary.load("mapi-benchmark").device
    var measurement = Self.measurement(.scan)
    let report = try measurement.carryOut(on: device)
    measurement.settings.meshRefinement = 4
    measurement.settings.relativeTolerance = 1e-6
    let error = Self.error(Self.currents(report), Self.currents(try measurement.carryOut(on: device)))
    #expect(error < 5e-4)
    let estimate = try Self.estimate(report, "error in space") + Self.estimate(report, "error in time")
    #expect(error < 3 * estimate)
  }
}
