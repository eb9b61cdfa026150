// A course of the pump fluence. The pulses do not move the ions, so the fluence counts at the instants of spectra alone: the
// course is laid out as holds between these instants (and its own points), each with the fluence at its end.

import Foundation
import Quantities

/// The pump fluence against time within one step: straight pieces between points; two points at one time are a jump.
public struct FluenceCourse: Sendable, Equatable {
  /// The file that the points are still to be read from; `nil` once they are known.
  public var file: String?
  /// Times from the start of the step, s; ascending, the first 0.
  public var times: [Double]
  /// Incident fluence at each time, J m⁻².
  public var fluences: [Double]

  /// - Parameters: as the properties of the same names.
  public init(file: String? = nil, times: [Double] = [], fluences: [Double] = []) {
    self.file = file
    self.times = times
    self.fluences = fluences
  }

  /// Time the course takes, s.
  public var duration: Double { times.last ?? 0 }

  /// The fluence at a time, J m⁻²; just before a jump where one lies at this time.
  public func value(at time: Double) -> Double {
    guard let next = times.firstIndex(where: { $0 >= time }), next > 0 else {
      return (time <= 0 ? fluences.first : fluences.last) ?? 0
    }
    let (before, after) = (times[next - 1], times[next])
    guard after > before else { return fluences[next - 1] }
    let share = (time - before) / (after - before)
    return fluences[next - 1] * (1 - share) + fluences[next] * share
  }

  /// Reads a course from a CSV file with the columns time and fluence: `time [s],fluence [uJ/cm2]`.
  /// - Parameters:
  ///   - file: the file.
  ///   - name: what messages call it; its path where none is given.
  /// - Throws: a sentence that says what is wrong with the file and what to change.
  public init(csv file: URL, called name: String? = nil) throws(WaveformError) {
    let columns = try WaveformColumns(csv: file, called: name, values: .fluence, heading: "fluence [uJ/cm2]")
    self.init(times: columns.times, fluences: columns.values)
    if let problem { throw WaveformError("`\(columns.path)`: \(problem.message)", problem.remedy) }
  }

  /// What makes these points no course of a fluence; `nil` if nothing does.
  var problem: (message: String, remedy: String)? {
    if let problem = WaveformColumns.problem(ofTimes: times) { return problem }
    for (index, fluence) in fluences.enumerated() where !ProtocolQuantity.fluence.holds(fluence) {
      return (
        "the fluence of point \(index + 1) is outside \(ProtocolQuantity.fluence.rangeInWords)",
        "check the values and their unit; 'light off' blocks the pump"
      )
    }
    return nil
  }

  /// The course as the points of a sentence, `0 s 60 uJ/cm2, 1 s 480 uJ/cm2`.
  public var inline: String {
    zip(times, fluences).map { "\(shortest($0)) s \(shortest($1 * 100)) uJ/cm2" }.joined(separator: ", ")
  }
}
