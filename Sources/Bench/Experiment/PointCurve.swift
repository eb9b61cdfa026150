// A curve that an input file names or holds: `pulse.csv`, or its points in place, `0 ns 0, 0.4 ns 1, 1 ns 0`.

import Foundation
import InputFiles
import Quantities
import Records

/// Points of a measured curve: a pulse shape, a filter.
struct PointCurve {
  /// Positions, SI.
  var positions: [Double]
  /// Values as given; shares of one where they are given in per cent.
  var values: [Double]

  /// Most points of a curve.
  static let mostPoints = 10_000

  /// What the curve is, for messages.
  struct Kind {
    /// In words, e.g. `a pulse shape`.
    var name: String
    /// What its positions measure.
    var dimension: PhysicalDimension
    /// A heading to copy.
    var heading: String
    /// Points to copy.
    var example: String
  }

  /// Pulse power against time.
  static let pulse = Kind(
    name: "a pulse shape", dimension: .time, heading: "time [ns],power", example: "0 ns 0, 0.4 ns 1, 1 ns 0")
  /// Transmission against wavelength.
  static let filter = Kind(
    name: "a filter", dimension: .length, heading: "wavelength [nm],transmission", example: "530 nm 0, 535 nm 0.9")

  /// Reads a curve out of the text of an input file.
  /// - Parameters:
  ///   - node: the text; a path counts from the folder of its file.
  ///   - kind: what the curve is.
  ///   - log: where mistakes are reported, with the caret on the text.
  init?(_ node: InputNode, as kind: Kind, log: DiagnosticLog) {
    guard let text = node.text else { return nil }
    func refuse(_ message: String, _ remedy: String) {
      log.report(Diagnostic(code: "E-curve", message: message, at: node.location, remedy: remedy))
    }
    let startsLikeNumber = text.first.map { $0.isNumber || "+-.−".contains($0) } ?? false
    if startsLikeNumber, text.contains(" ") {
      (positions, values) = ([], [])
      for (index, item) in text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
        let words = item.split(separator: " ")
        guard words.count >= 2, let value = Double(words[words.count - 1]), value.isFinite,
          let position = try? Quantity(parsing: words.dropLast().joined(separator: " "), as: kind.dimension).siValue
        else {
          refuse(
            "point \(index + 1) of \(kind.name), '\(item)', is no \(kind.dimension.phrase) with its value",
            "write for example \(kind.example)")
          return nil
        }
        positions.append(position)
        values.append(value)
      }
    } else {
      let folder = URL(fileURLWithPath: node.location.source.isArgument ? "." : node.location.source.name)
        .deletingLastPathComponent()
      let file = text.hasPrefix("/") ? URL(fileURLWithPath: text) : folder.appending(path: text)
      let path = file.path(percentEncoded: false)
      let size = ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.intValue ?? 0
      guard size <= 1 << 22 else {
        refuse("`\(text)` has \(size) bytes", "\(kind.name) has at most \(Self.mostPoints) points")
        return nil
      }
      do {
        let table = try CSVTable(contentsOf: file)
        guard table.columns.count == 2 else {
          refuse("`\(text)` has \(table.columns.count) columns", "give two, with the heading \(kind.heading)")
          return nil
        }
        guard let unit = try? Quantity(parsing: "1 \(table.columns[0].unit)", as: kind.dimension).unit else {
          refuse(
            "`\(text)`: the heading '\(table.columns[0].heading)' has no unit of \(kind.dimension.phrase)",
            "write \(kind.heading)")
          return nil
        }
        let scale = table.columns[1].unit == "%" ? 0.01 : 1
        positions = table.columns[0].values.map { unit.siValue($0) }
        values = table.columns[1].values.map { scale * $0 }
      } catch {
        refuse("\(error)", "give a CSV file with the heading \(kind.heading), or the points: \(kind.example)")
        return nil
      }
    }
    guard positions.count <= Self.mostPoints else {
      refuse("\(kind.name) of \(positions.count) points", "give at most \(Self.mostPoints)")
      return nil
    }
    for index in positions.indices.dropFirst() where !(positions[index] > positions[index - 1]) {
      refuse(
        "point \(index + 1) of \(kind.name) does not lie behind point \(index)", "put the points in rising order")
      return nil
    }
  }

  /// The points as a text that reads back as the same curve; stands in a resolved input in place of the file.
  func inline(unit: String) -> String {
    zip(positions, values).map { "\(shortest($0)) \(unit) \(shortest($1))" }.joined(separator: ", ")
  }
}
