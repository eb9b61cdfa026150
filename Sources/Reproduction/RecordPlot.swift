// A quick look at records: one array of each in one panel, with measured curves beside them.

import Figures
import Foundation
import Quantities
import Records

/// Curves of records and of measured files in one panel.
public struct RecordPlot: Sendable {
  /// Array to draw; `nil` for the spectra, or the first array that is there.
  public var array: String?
  /// Array or axis to draw it against; `nil` for the time, or the last axis of an array of two.
  public var against: String?
  /// Positions along the first axis of an array of two, counted from 0, negative ones from the end; empty for a choice.
  public var rows: [Int] = []
  /// Whether each curve is divided by its largest value.
  public var isNormalised = false
  /// Whether the vertical axis is logarithmic.
  public var isLogarithmic = false

  /// Draws what is there.
  public init() {}

  /// Most rows that are drawn of one record without being asked for.
  private static let mostRows = 8

  /// The figure.
  /// - Parameters:
  ///   - records: at least one.
  ///   - measured: files of instruments, drawn as points.
  /// - Throws: `DatasetError` for an array that is not there, `RecordError` for one that cannot be drawn.
  public func figure(of records: [StoredRecord], measured: [InstrumentFile] = []) throws -> Figure {
    guard let first = records.first else { throw RecordError.noRecord(path: "the command line") }
    let name = array ?? Self.standardArray(first.dataset)
    var curves: [Curve] = []
    var axes: (x: PlotAxis, y: PlotAxis)?
    for (index, record) in records.enumerated() {
      let drawn = try curvesOf(name, in: record, isAlone: records.count == 1, colour: index)
      if axes == nil { axes = drawn.axes }
      curves += drawn.curves
    }
    guard var (x, y) = axes else { throw RecordError.noRecord(path: first.place.path(percentEncoded: false)) }
    if isNormalised { y = PlotAxis(y.label + ", normalised") }
    let unscaled = y
    var scale = 1.0
    if isLogarithmic {
      y = PlotAxis(y.label, unit: y.unit, scale: .logarithmic, range: Self.decades(of: curves))
    } else {
      (curves, y, scale) = Self.inShortNumbers(curves, y)
    }
    var secondary: PlotAxis?
    for file in measured {
      for curve in file.curves {
        let factor = try Self.factor(from: curve.x.unit, to: x.unit, file: file.source)
        let sameUnit = isNormalised || curve.y.unit == unscaled.unit
        if !sameUnit, secondary == nil { secondary = PlotAxis(curve.y.name, unit: curve.y.unit) }
        curves.append(
          Curve(
            "measured: \(URL(fileURLWithPath: file.source).lastPathComponent)\(file.curves.count > 1 ? " \(curve.name)" : "")",
            x: curve.x.values.map { $0 * factor },
            y: normalised(curve.y.values).map { sameUnit ? $0 * scale : $0 }, style: .points,
            colour: .palette(curves.count), axis: sameUnit ? .primary : .secondary))
      }
    }
    if secondary == nil, x.unit == "" { x = PlotAxis(x.label) }
    return Figure(
      name: name.replacing("_", with: "-"), title: records.map(\.name).joined(separator: ", "),
      panels: [
        Panel(x: x, y: y, secondary: secondary, curves: curves, legend: curves.count > 3 ? .outside : .below)
      ], panelSize: curves.count > 3 ? .wide : .standard)
  }

  /// Most decades of a logarithmic axis: what lies further below the largest value is round-off.
  private static let mostDecades = 15.0

  /// Ends of a logarithmic axis where the values span more decades than can mean anything; `nil` to fit them.
  private static func decades(of curves: [Curve]) -> ClosedRange<Double>? {
    let values = curves.flatMap(\.y).filter { $0 > 0 && $0.isFinite }
    guard let largest = values.max(), let least = values.min(), largest / least > pow(10, mostDecades) else {
      return nil
    }
    return (largest * pow(10, -mostDecades))...(largest * 3)
  }

  /// Curves and axis in thousands, millions, thousandths, … of the unit, where numbers would be long otherwise.
  private static func inShortNumbers(_ curves: [Curve], _ axis: PlotAxis) -> ([Curve], PlotAxis, scale: Double) {
    let largest = curves.flatMap(\.y).filter(\.isFinite).map(abs).max() ?? 0
    guard largest > 0, largest < 1e-2 || largest >= 1e5 else { return (curves, axis, 1) }
    let exponent = 3 * Int((log10(largest) / 3).rounded(.down))
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let power =
      (exponent < 0 ? "⁻" : "") + String("\(abs(exponent))".compactMap { $0.wholeNumberValue.map { digits[$0] } })
    let factor = pow(10, -Double(exponent))
    let scaled = curves.map { curve in
      Curve(
        curve.label, x: curve.x, y: curve.y.map { $0 * factor }, style: curve.style, colour: curve.colour,
        axis: curve.axis)
    }
    return (scaled, PlotAxis(axis.label, unit: "10\(power)\(axis.unit.isEmpty ? "" : " \(axis.unit)")"), factor)
  }

  private static func standardArray(_ dataset: Dataset) -> String {
    for name in ["emission", "current_density", "bias"] where dataset.variables.contains(where: { $0.name == name }) {
      return name
    }
    return dataset.variables.first?.name ?? "emission"
  }

  private func curvesOf(
    _ name: String, in record: StoredRecord, isAlone: Bool, colour: Int
  ) throws -> (curves: [Curve], axes: (PlotAxis, PlotAxis)) {
    let array = try record.dataset.variable(name)
    let y = PlotAxis(Self.words(array.name), unit: Self.shown(array.unit))
    switch array.axes.count {
    case 1:
      let axis = array.axes[0]
      let along = try position(along: axis, in: record.dataset)
      return (
        [
          Curve(
            record.name, x: along.values, y: normalised(array.values), style: Self.style(along.values),
            colour: .palette(colour))
        ],
        (PlotAxis(Self.words(along.name), unit: Self.shown(along.unit)), y)
      )
    case 2:
      let (rowsAxis, axis) = (array.axes[0], array.axes[1])
      let chosen = try self.chosen(of: rowsAxis.count, isAlone: isAlone, record)
      let labels = chosen.map { label(record, rowsAxis, $0, isAlone) }
      let curves = chosen.enumerated().map { place, row in
        Curve(
          labels[place] + (labels.count { $0 == labels[place] } > 1 ? ", row \(row)" : ""), x: axis.values,
          y: normalised(array.row(row)),
          colour: isAlone && chosen.count > 1
            ? .ordered(Double(place) / Double(chosen.count - 1)) : .palette(colour + place))
      }
      return (curves, (PlotAxis(Self.words(axis.name), unit: Self.shown(axis.unit)), y))
    default:
      throw RecordError.unsuitable(
        path: record.name, reason: "'\(name)' has \(array.axes.count) axes, and one or two can be drawn",
        remedy: "name another with --array")
    }
  }

  /// Points alone where a line would run back and forth, a line alone where points would touch.
  private static func style(_ positions: [Double]) -> Curve.Style {
    let goesBack = zip(positions, positions.dropFirst()).contains { $1 < $0 }
    return goesBack ? .points : positions.count > 60 ? .line : .linesPoints
  }

  private func chosen(of count: Int, isAlone: Bool, _ record: StoredRecord) throws(RecordError) -> [Int] {
    guard rows.isEmpty else {
      let places = rows.map { $0 < 0 ? count + $0 : $0 }
      guard let wrong = places.firstIndex(where: { !(0..<count).contains($0) }) else { return places }
      throw .unsuitable(
        path: record.name, reason: "there is no row \(rows[wrong])", remedy: "its rows are 0 to \(count - 1)")
    }
    guard isAlone else { return [count - 1] }
    guard count > Self.mostRows else { return Array(0..<count) }
    return (0..<Self.mostRows).map { $0 * (count - 1) / (Self.mostRows - 1) }
  }

  /// The array to draw against: the one asked for, or the time on this axis, or the axis itself.
  private func position(along axis: Axis, in dataset: Dataset) throws(DatasetError) -> LabelledArray {
    if let against {
      let found = try dataset.variable(against)
      guard found.axes.map(\.name) == [axis.name] else {
        throw .noSuchVariable(
          name: against, available: dataset.variables.filter { $0.axes.map(\.name) == [axis.name] }.map(\.name))
      }
      return found
    }
    if let time = dataset.variables.first(where: { $0.axes.map(\.name) == [axis.name] && $0.name.hasSuffix("time") }) {
      return time
    }
    return try LabelledArray(axis.name, longName: axis.longName, unit: axis.unit, axes: [axis], values: axis.values)
  }

  /// What tells a row apart: time and bias where the record has them on this axis.
  private func label(_ record: StoredRecord, _ axis: Axis, _ row: Int, _ isAlone: Bool) -> String {
    let facts = [("time", "s"), ("bias", "V"), ("fluence", "µJ/cm²")].compactMap { name, unit -> String? in
      guard let array = try? record.dataset.variable("\(axis.name)_\(name)"), array.values[row].isFinite else {
        return nil
      }
      return "\(array.values[row].brief) \(unit)"
    }
    let place = facts.isEmpty ? "\(axis.name) \(axis.values[row].brief)" : facts.joined(separator: ", ")
    return isAlone ? place : "\(record.name): \(place)"
  }

  private func normalised(_ values: [Double]) -> [Double] {
    guard isNormalised, let largest = values.filter(\.isFinite).max(), largest > 0 else { return values }
    return values.map { $0 / largest }
  }

  private static func factor(from unit: String, to other: String, file: String) throws(RecordError) -> Double {
    if unit == other || unit == "1" || unit.isEmpty || other.isEmpty { return 1 }
    guard let one = try? Quantity(parsing: "1 \(unit)"), let target = try? Quantity(parsing: "1 \(other)"),
      one.dimension == target.dimension
    else {
      throw .unsuitable(
        path: file, reason: "its horizontal axis is in \(unit), that of the record in \(other)",
        remedy: "draw it beside another array (--array), or against another (--against)")
    }
    return one.siValue / target.siValue
  }

  /// `current_density` as people write it: long names are too long for an axis.
  private static func words(_ name: String) -> String { name.replacing("_", with: " ") }

  /// `uJ cm-2 nm-1` as people write it.
  private static func shown(_ unit: String) -> String {
    unit == "1"
      ? ""
      : unit.replacing("uJ", with: "µJ").replacing("cm-2", with: "cm⁻²").replacing("nm-1", with: "nm⁻¹")
        .replacing("cm-3", with: "cm⁻³").replacing("cm-1", with: "cm⁻¹")
  }
}
