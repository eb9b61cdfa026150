// Currents against bias, as a source-measure unit would take them: steady, scanned, in a staircase, or pulsed.

import Foundation
import Materials
import Quantities

extension TransportModel {
  /// Steady current–voltage curve, every ion included.
  /// - Parameters:
  ///   - biases: V, in the order in which they are visited.
  ///   - generation: constant light; `nil` for darkness.
  ///   - start: a state from which to go; `nil` starts from the device as made.
  public func steadyCurve(
    biases: [Double], generation: Generation? = nil, from start: TransportState? = nil
  ) throws(TransportError) -> CurrentVoltageCurve {
    CurrentVoltageCurve(
      points: try steadyCurrentVoltage(biases: biases, generation: generation, from: start).map {
        .init(bias: $0.bias, currentDensity: $0.currentDensity, emission: emission(of: $0.state))
      })
  }

  /// A scan from one bias to another and back at a constant rate.
  /// - Parameters:
  ///   - state: where to begin, advanced in place to the end of the way back.
  ///   - first: bias at both ends of the scan, V.
  ///   - turn: bias at the turning point, V.
  ///   - rate: |dV/dt|, V s⁻¹, above zero.
  ///   - pointCount: points on each way, both ends included, at least 2.
  ///   - generation: light; `nil` for darkness.
  public func scan(
    _ state: inout TransportState, from first: Double, to turn: Double, rate: Double, pointCount: Int = 121,
    generation: Generation? = nil
  ) throws(TransportError) -> HysteresisScan {
    var points: [CurrentVoltageCurve.Point] = []
    let scan = CurrentVoltageScan(
      corners: [first, turn, first], rate: rate, samplesPerLeg: pointCount, generation: generation)
    _ = try currentVoltage(&state, scan: scan) { sample in
      points.append(
        .init(bias: sample.bias, currentDensity: sample.currentDensity, emission: emission(of: sample.state)))
    }
    return HysteresisScan(
      outward: CurrentVoltageCurve(points: Array(points.prefix(pointCount))),
      back: CurrentVoltageCurve(points: Array(points.dropFirst(pointCount))), audit: audit(of: state))
  }

  /// A staircase: each bias is held for a time, and the current at its end is read.
  ///
  /// A long dwell gives the stabilised curve, a short one that of fast electronics.
  /// - Parameters:
  ///   - state: where to begin, advanced in place.
  ///   - biases: steps, V.
  ///   - dwell: time at each, s.
  ///   - generation: light; `nil` for darkness.
  public func staircase(
    _ state: inout TransportState, biases: [Double], dwell: Double, generation: Generation? = nil
  ) throws(TransportError) -> CurrentVoltageCurve {
    var points: [CurrentVoltageCurve.Point] = []
    for bias in biases {
      try advance(
        &state, duration: dwell, biasFrom: bias, biasTo: bias, generation: generation, sampleTimes: [dwell]
      ) {
        points.append(
          .init(bias: bias, currentDensity: $0.currentDensity, emission: emission(of: $0.state)))
      }
    }
    return CurrentVoltageCurve(points: points)
  }

  /// Pulsed current–voltage curve: from one and the same state, each bias for so short a time that ions do not move.
  /// - Parameters:
  ///   - state: the preconditioned state, to which the device returns between pulses (a rest long enough is assumed).
  ///   - biases: heights of the pulses, V.
  ///   - width: length of a pulse, s; the current is read at its end.
  ///   - generation: light; `nil` for darkness.
  public func pulsedCurve(
    from state: TransportState, biases: [Double], width: Double, generation: Generation? = nil
  ) throws(TransportError) -> CurrentVoltageCurve {
    var points: [CurrentVoltageCurve.Point] = []
    for bias in biases {
      var copy = state
      try advance(
        &copy, duration: width, biasFrom: bias, biasTo: bias, generation: generation, sampleTimes: [width]
      ) {
        points.append(
          .init(bias: bias, currentDensity: $0.currentDensity, emission: emission(of: $0.state)))
      }
    }
    return CurrentVoltageCurve(points: points)
  }

  /// Pairs per area and time that recombine with light, ∫ k (np − n_i²) dx, m⁻² s⁻¹; Langevin's included.
  public func emission(of state: TransportState) -> Double {
    guard let carriers else { return 0 }
    let m = unknownsPerCell
    let system = TransportSystem(model: self, temperature: state.temperature)
    let scaled = ScaledUnknowns(state.unknowns, blockSize: m)
    system.updateExcess(scaled.values)
    guard let reactions = system.reactions else { return 0 }
    var sum = 0.0
    for i in 0..<mesh.cellCount where reactions.cells[i].isActive {
      let bands = carriers.bands[i]
      let recycled = bands.map { $0.recombination.radiative * $0.recombination.recycledShare } ?? 0
      let constant = reactions.cells[i].radiative / TransportSystem.densityUnit + recycled
      let (a, b) = (i * m + carriers.electronRow, i * m + carriers.holeRow)
      let fill = exp(-system.excess[a] - system.excess[b])
      let surplus = scaled.values[a] * scaled.values[b] - fill * reactions.cells[i].intrinsicSquare
      sum += constant * surplus * TransportSystem.densityUnit * TransportSystem.densityUnit * mesh.widths[i]
    }
    return sum
  }
}
