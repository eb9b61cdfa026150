// A scan of the bias in time, with what its current does.

import Foundation
import Materials

/// A linear scan of the bias through a list of corners at one rate, optionally under constant light.
public struct CurrentVoltageScan: Sendable {
  /// Biases V at which the scan turns, the first of them its start.
  public var corners: [Double]
  /// Scan rate |dV/dt|, V s⁻¹.
  public var rate: Double
  /// Samples per leg between two corners, both ends included, 2 or more.
  public var samplesPerLeg: Int
  /// Constant light; `nil` for darkness.
  public var generation: Generation?

  /// - Parameters: as the properties of the same names.
  public init(corners: [Double], rate: Double, samplesPerLeg: Int = 101, generation: Generation? = nil) {
    self.corners = corners
    self.rate = rate
    self.samplesPerLeg = samplesPerLeg
    self.generation = generation
  }
}

/// One point of a current–voltage curve.
public struct CurrentVoltagePoint: Sendable, Equatable, Codable {
  /// Time since the start of the scan, s.
  public let time: Double
  /// Bias V, V.
  public let bias: Double
  /// Terminal current density J, A m⁻², positive into the HTL contact (forward).
  public let currentDensity: Double
}

extension TransportModel {
  /// Scans the bias and returns the curve, leg after leg.
  /// - Parameters:
  ///   - state: advanced in place; keeps the last accepted step if an error is thrown.
  ///   - scan: what is done.
  ///   - observe: called with each sample, so that an interrupted scan loses none.
  public func currentVoltage(
    _ state: inout TransportState, scan: CurrentVoltageScan, observe: (TransportSample) -> Void = { _ in }
  ) throws(TransportError) -> [CurrentVoltagePoint] {
    guard scan.rate > 0, scan.rate.isFinite else {
      throw .invalidValue(path: "scan.rate", value: scan.rate, remedy: "give a rate above 0 V/s")
    }
    guard scan.samplesPerLeg >= 2 else {
      throw .invalidValue(
        path: "scan.samplesPerLeg", value: Double(scan.samplesPerLeg), remedy: "give 2 samples or more")
    }
    let origin = state.time
    var points: [CurrentVoltagePoint] = []
    for (from, to) in zip(scan.corners, scan.corners.dropFirst()) {
      let duration = abs(to - from) / scan.rate
      let count = scan.samplesPerLeg - 1
      let times = (0...count).map { duration * Double($0) / Double(count) }
      try advance(
        &state, duration: duration, biasFrom: from, biasTo: to, generation: scan.generation, sampleTimes: times
      ) { sample in
        points.append(
          CurrentVoltagePoint(
            time: sample.time - origin, bias: sample.bias, currentDensity: sample.currentDensity))
        observe(sample)
      }
    }
    return points
  }
}
