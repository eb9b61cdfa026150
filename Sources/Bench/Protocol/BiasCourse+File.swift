import Foundation
import Quantities
import Records

extension BiasCourse {
  /// Reads a waveform from a CSV file with the columns time and bias, each heading with its unit: `time [s],bias [V]`.
  ///
  /// - Throws: a sentence that says what is wrong with the file and what to change.
  public init(csv file: URL) throws(WaveformError) {
    let path = file.path(percentEncoded: false)
    let size = ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.intValue ?? 0
    guard size <= 1 << 24 else {
      throw WaveformError("`\(path)` has \(size) bytes", "a waveform has at most \(Self.mostPoints) points")
    }
    let table: CSVTable
    do { table = try CSVTable(contentsOf: file) } catch {
      throw WaveformError("\(error)", "give a CSV file with the heading time [s],bias [V]")
    }
    guard table.columns.count == 2 else {
      throw WaveformError(
        "`\(path)` has \(table.columns.count) columns", "give two, with the heading time [s],bias [V]")
    }
    let times = try Self.values(of: table.columns[0], as: .time, path, "time [s]")
    let biases = try Self.values(of: table.columns[1], as: .voltage, path, "bias [V]")
    self.init(times: times, biases: biases)
    if let problem { throw WaveformError("`\(path)`: \(problem.message)", problem.remedy) }
  }

  private static func values(
    of column: CSVTable.Column, as dimension: PhysicalDimension, _ path: String, _ heading: String
  ) throws(WaveformError) -> [Double] {
    guard let unit = try? Quantity(parsing: "1 \(column.unit)", as: dimension).unit else {
      throw WaveformError(
        "`\(path)`: the heading '\(column.heading)' has no unit of \(dimension.phrase)", "write \(heading)")
    }
    return column.values.map { unit.siValue($0) }
  }

  /// What makes these points no course of a bias; `nil` if nothing does.
  var problem: (message: String, remedy: String)? {
    guard times.count >= 2 else { return ("a waveform needs two points or more", "give at least two") }
    guard times.count <= Self.mostPoints else {
      return ("a waveform of \(times.count) points", "give at most \(Self.mostPoints)")
    }
    guard times[0] == 0 else { return ("the first time is \(shortest(times[0])) s", "let the waveform begin at 0 s") }
    for index in times.indices.dropFirst() where !(times[index] >= times[index - 1]) {
      return ("the time of point \(index + 1) lies before that of point \(index)", "put the points in order of time")
    }
    guard duration > 0, duration <= 1e7 else {
      return ("the waveform takes no time, or more than 1e7 s", "check the times")
    }
    for (index, bias) in biases.enumerated() where !(abs(bias) <= 100) {
      return ("the bias of point \(index + 1) is outside -100 V to 100 V", "check the values and their unit")
    }
    return nil
  }
}

/// Why a waveform cannot be had from a file.
public struct WaveformError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public var message: String
  /// What to do about it.
  public var remedy: String

  init(_ message: String, _ remedy: String) {
    self.message = message
    self.remedy = remedy
  }

  /// Message and remedy in one line.
  public var description: String { "\(message); \(remedy)" }
}
