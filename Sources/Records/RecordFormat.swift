// The layout of a record has a number, written into record.nc. Version 1 is what Driftlight wrote before it said so:
// without the number, without `temperature`, the device apart from the record. Reading brings an older one up to date in
// memory; `driftlight convert` writes it anew.

import Foundation

/// The layout of records and the way from older layouts to the present one.
public enum RecordFormat {
  /// Number of the layout that is written.
  public static let current = 2
  /// Name of the attribute that holds it.
  public static let attribute = "driftlight_format"

  /// Number of the layout of a data set; 1 where it says nothing.
  public static func version(of dataset: Dataset) -> Int {
    guard case .numbers(let numbers)? = dataset.attributes[attribute], let first = numbers.first, first >= 1,
      first < 1e6
    else { return 1 }
    return Int(first)
  }

  /// Brings a data set up to date.
  /// - Throws: `RecordError.newerFormat` for a layout that this program does not know yet.
  public static func migrated(_ dataset: Dataset, path: String) throws(RecordError) -> Dataset {
    let found = version(of: dataset)
    guard found <= current else { throw .newerFormat(path: path, found: found, known: current) }
    guard found < current else { return dataset }
    do throws(DatasetError) {
      var arrays = dataset.variables
      for (prefix, axisName) in [("", "instant"), ("spectrum_", "spectrum"), ("profile_", "profile")] {
        let name = prefix + "temperature"
        guard let axis = dataset.axes.first(where: { $0.name == axisName }),
          !arrays.contains(where: { $0.name == name })
        else { continue }
        arrays.append(
          try LabelledArray(
            name, longName: "lattice temperature", unit: "K", axes: [axis], values: axis.values.map { _ in .nan }))
      }
      let attributes = dataset.attributes.merging([
        attribute: .numbers([Double(current)]),
        "migration": .text("brought from format \(found) to \(current); what was not recorded then is missing"),
      ]) { $1 }
      return try Dataset(arrays, axes: dataset.axes, attributes: attributes)
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
  }
}

/// Why a record cannot be used.
public enum RecordError: StatesExitStatus, Equatable, CustomStringConvertible {
  /// No record lies there.
  case noRecord(path: String)
  /// A record of a format that this program does not know.
  case newerFormat(path: String, found: Int, known: Int)
  /// A record that is damaged.
  case unreadable(path: String, reason: String)
  /// A record without a file that is needed.
  case missing(path: String, file: String, purpose: String)
  /// A whole record that cannot give what was asked of it.
  case unsuitable(path: String, reason: String, remedy: String)

  /// Data could not be read: 6; what was asked of a record that can be read: 2.
  public var exitStatus: ExitStatus {
    if case .unsuitable = self { .usage } else { .dataUnreadable }
  }

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .noRecord(let path):
      "\(path) is no record: it holds no record.nc; name the folder that `driftlight run --out` made, or a file *.nc"
    case .newerFormat(let path, let found, let known):
      "\(path) has format \(found), and this program knows formats up to \(known); use a newer Driftlight"
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason); restore it from a copy, or make it again from its input.yaml"
    case .missing(let path, let file, let purpose):
      "\(path) holds no \(file), which \(purpose) needs; name the whole folder that `driftlight run --out` made"
    case .unsuitable(let path, let reason, let remedy): "\(path): \(reason); \(remedy)"
    }
  }
}
