// A course of the bias made of straight pieces. A sine is 64 chords a period: a chord of a sine departs from it by at most
// (2π/64)²/8 of the amplitude, 0.12 %.

import Foundation

/// The bias against time within one step: straight pieces between points; two points at one time are a jump.
public struct BiasCourse: Sendable, Equatable {
  /// What it was written as.
  public enum Form: Sendable, Equatable {
    /// Pulses from a base to a top.
    case pulseTrain
    /// A sine about an offset.
    case sine
    /// Points written in the sentence.
    case points
    /// Points still to be read from a file of this name.
    case file(String)
  }

  /// What it was written as.
  public var form: Form
  /// Times from the start of the step, s; ascending, the first 0.
  public var times: [Double]
  /// Bias at each time, V.
  public var biases: [Double]
  /// Ends of the pulses, s: the instants just before the bias falls back.
  public var pulseEnds: [Double]

  /// Chords in a period of a sine.
  public static let chordsPerPeriod = 64
  /// Most points of one course.
  public static let mostPoints = 50_000

  /// - Parameters: as the properties of the same names.
  public init(_ form: Form = .points, times: [Double], biases: [Double], pulseEnds: [Double] = []) {
    self.form = form
    self.times = times
    self.biases = biases
    self.pulseEnds = pulseEnds
  }

  /// Time the course takes, s.
  public var duration: Double { times.last ?? 0 }

  /// `count` pulses of `width` (s) from `base` to `top` (V), one every `period` (s); each period begins with its pulse.
  public static func pulses(base: Double, top: Double, width: Double, period: Double, count: Int) -> BiasCourse {
    var course = BiasCourse(.pulseTrain, times: [], biases: [])
    for pulse in 0..<count {
      let start = Double(pulse) * period
      course.times += [start, start + width, start + width, start + period]
      course.biases += [top, top, base, base]
      course.pulseEnds.append(start + width)
    }
    return course
  }

  /// A sine of `amplitude` (V) and `frequency` (s⁻¹) about `offset` (V) for `duration` (s), starting upwards.
  public static func sine(amplitude: Double, frequency: Double, offset: Double, duration: Double) -> BiasCourse {
    let chord = 1 / (frequency * Double(chordsPerPeriod))
    let count = Int((duration / chord - 1e-9).rounded(.up))
    let times = (0...max(1, count)).map { min(Double($0) * chord, duration) }
    return BiasCourse(
      .sine, times: times, biases: times.map { offset + amplitude * sin(2 * .pi * frequency * $0) })
  }

  /// The straight pieces in order, each with its start (s); jumps have none.
  var pieces: [(start: Double, duration: Double, motion: BiasMotion)] {
    zip(times.indices, times.indices.dropFirst()).compactMap { i, j in
      guard times[j] > times[i] else { return nil }
      let motion: BiasMotion =
        biases[i] == biases[j] ? .hold(biases[i]) : .ramp(from: biases[i], to: biases[j])
      return (times[i], times[j] - times[i], motion)
    }
  }

  /// The course as the points of a sentence, `0 s 0 V, 1 s 6 V`.
  public var inline: String {
    zip(times, biases).map { "\(shortest($0)) s \(shortest($1)) V" }.joined(separator: ", ")
  }
}
