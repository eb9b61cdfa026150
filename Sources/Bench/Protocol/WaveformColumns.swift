import Foundation
import Quantities
import Records

/// The two columns of a waveform file: times and what they belong to, in SI.
struct WaveformColumns {
  /// The file, as messages name it.
  let path: String
  /// Times, s.
  let times: [Double]
  /// Values at these times, SI.
  let values: [Double]

  /// Reads a CSV file with two columns, each heading with its unit.
  /// - Parameters:
  ///   - file: the file.
  ///   - name: what messages call it.
  ///   - dimension: what the second column measures.
  ///   - heading: its heading, by example.
  /// - Throws: a sentence that says what is wrong with the file and what to change.
  init(
    csv file: URL, called name: String?, values dimension: PhysicalDimension, heading: String
  ) throws(WaveformError) {
    let place = file.path(percentEncoded: false)
    path = name ?? place
    guard FileManager.default.fileExists(atPath: place) else {
      throw WaveformError(
        "there is no file `\(path)`",
        "check the path, which counts from the folder of the experiment's file; its heading is time [s],\(heading)")
    }
    let size = ((try? FileManager.default.attributesOfItem(atPath: place))?[.size] as? NSNumber)?.intValue ?? 0
    guard size <= 1 << 24 else {
      throw WaveformError("`\(path)` has \(size) bytes", "a waveform has at most \(BiasCourse.mostPoints) points")
    }
    let table: CSVTable
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw WaveformError("`\(path)` is no text in UTF-8", "give a CSV file with the heading time [s],\(heading)")
    }
    do { table = try CSVTable(parsing: text, source: path) } catch {
      throw WaveformError("\(error)", "give a CSV file with the heading time [s],\(heading)")
    }
    guard table.columns.count == 2 else {
      throw WaveformError(
        "`\(path)` has \(table.columns.count) columns", "give two, with the heading time [s],\(heading)")
    }
    times = try Self.values(of: table.columns[0], as: .time, path, "time [s]")
    values = try Self.values(of: table.columns[1], as: dimension, path, heading)
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

  /// What makes these times, s, no course; `nil` if nothing does.
  static func problem(ofTimes times: [Double]) -> (message: String, remedy: String)? {
    guard times.count >= 2, let duration = times.last else {
      return ("a waveform needs two points or more", "give at least two")
    }
    guard times.count <= BiasCourse.mostPoints else {
      return ("a waveform of \(times.count) points", "give at most \(BiasCourse.mostPoints)")
    }
    guard times[0] == 0 else { return ("the first time is \(shortest(times[0])) s", "let the waveform begin at 0 s") }
    for index in times.indices.dropFirst() where !(times[index] >= times[index - 1]) {
      return ("the time of point \(index + 1) lies before that of point \(index)", "put the points in order of time")
    }
    guard duration > 0, duration <= 1e7 else {
      return ("the waveform takes no time, or more than 1e7 s", "check the times")
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
