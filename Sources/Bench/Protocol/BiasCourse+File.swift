import Foundation
import Quantities

extension BiasCourse {
  /// Reads a waveform from a CSV file with the columns time and bias, each heading with its unit: `time [s],bias [V]`.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - name: what messages call it; its path where none is given.
  /// - Throws: a sentence that says what is wrong with the file and what to change.
  public init(csv file: URL, called name: String? = nil) throws(WaveformError) {
    let columns = try WaveformColumns(csv: file, called: name, values: .voltage, heading: "bias [V]")
    self.init(times: columns.times, biases: columns.values)
    if let problem { throw WaveformError("`\(columns.path)`: \(problem.message)", problem.remedy) }
  }

  /// What makes these points no course of a bias; `nil` if nothing does.
  var problem: (message: String, remedy: String)? {
    if let problem = WaveformColumns.problem(ofTimes: times) { return problem }
    for (index, bias) in biases.enumerated() where !ProtocolQuantity.bias.holds(bias) {
      return (
        "the bias of point \(index + 1) is outside \(ProtocolQuantity.bias.rangeInWords)",
        "check the values and their unit"
      )
    }
    return nil
  }
}
