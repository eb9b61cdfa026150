// NetCDF-4 through libnetcdf, in the one file of the house that touches it.
//
// Goals, in this order:
//   1. what is written opens in xarray, MATLAB and Origin with named axes and units (CF conventions 1.11: `units`,
//      `long_name`, a coordinate variable for each dimension);
//   2. every Double comes back bit for bit;
//   3. never two calls into the library at once: libnetcdf and the HDF5 library under it keep global state without
//      locks, so one actor holds every call, whatever thread asks, and makes it from one thread of its own.
//
// Rejected: one actor for each file. Two files at once already corrupt the shared tables of HDF5.

import CNetCDF
import Foundation

/// The NetCDF library, one caller at a time.
public actor NetCDFLibrary {
  /// The only instance: the library below has one global state.
  public static let shared = NetCDFLibrary()

  private let thread = SingleThreadExecutor(name: "netcdf")

  private init() {}

  /// The one thread that calls the library, which is not thread-safe.
  nonisolated public var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// The two formats that the library writes.
  public enum FileFormat: Sendable {
    /// HDF5 inside, compressed where it pays.
    case netCDF4
    /// The classic format (64-bit offsets) that scipy and old MATLAB read.
    case classic
  }

  /// Writes a data set as one NetCDF file.
  ///
  /// `force`: replace a file that is already there.
  /// - Throws: `NetCDFError` with the path, what was being done and the library's own words. A file that was begun is
  ///   removed.
  public func write(
    _ dataset: Dataset, to file: URL, force: Bool = false, format: FileFormat = .netCDF4
  ) throws(NetCDFError) {
    let path = file.path(percentEncoded: false)
    guard force || !FileManager.default.fileExists(atPath: path) else { throw .exists(path: path) }
    var id: Int32 = 0
    try check(
      nc_create(path, (format == .netCDF4 ? NC_NETCDF4 : NC_64BIT_OFFSET) | NC_CLOBBER, &id), "create the file", path)
    do throws(NetCDFError) {
      try define(dataset, in: id, path: path, compresses: format == .netCDF4)
    } catch {
      nc_abort(id)
      try? FileManager.default.removeItem(at: file)
      throw error
    }
    try check(nc_close(id), "close the file", path)
  }

  /// Reads the numerical contents of a NetCDF file of any version; arrays of text are left out.
  ///
  /// A dimension without coordinate variable becomes an axis counted from 0, with unit `1`.
  /// - Throws: `NetCDFError`.
  public func read(from file: URL) throws(NetCDFError) -> Dataset {
    let path = file.path(percentEncoded: false)
    var id: Int32 = 0
    try check(nc_open(path, NC_NOWRITE, &id), "open the file", path)
    defer { nc_close(id) }
    return try contents(of: id, path: path)
  }

  // MARK: - Writing

  private func define(_ dataset: Dataset, in id: Int32, path: String, compresses: Bool) throws(NetCDFError) {
    var dimensions: [String: Int32] = [:]
    for axis in dataset.axes {
      var dimension: Int32 = 0
      try check(nc_def_dim(id, axis.name, axis.count, &dimension), "define axis '\(axis.name)'", path)
      dimensions[axis.name] = dimension
    }
    try setAttribute("Conventions", .text("CF-1.11"), of: NC_GLOBAL, in: id, path: path)
    for (name, value) in dataset.attributes.sorted(by: { $0.key < $1.key }) where name != "Conventions" {
      try setAttribute(name, value, of: NC_GLOBAL, in: id, path: path)
    }

    var pending: [(variable: Int32, name: String, values: [Double])] = []
    for axis in dataset.axes {
      let shape = [dimensions[axis.name] ?? 0]
      let variable = try defineVariable(axis.name, axis.longName, axis.unit, shape, in: id, path: path)
      pending.append((variable, axis.name, axis.values))
    }
    for array in dataset.variables {
      let shape = array.axes.map { dimensions[$0.name] ?? 0 }
      let variable = try defineVariable(array.name, array.longName, array.unit, shape, in: id, path: path)
      if !shape.isEmpty {
        var missing = Double.nan
        try check(nc_def_var_fill(id, variable, NC_FILL, &missing), "mark missing values of '\(array.name)'", path)
      }
      if array.values.count > 4096, compresses {
        try check(nc_def_var_deflate(id, variable, 1, 1, 4), "compress '\(array.name)'", path)
      }
      pending.append((variable, array.name, array.values))
    }
    try check(nc_enddef(id), "end the definitions", path)
    for (variable, name, values) in pending {
      try check(nc_put_var_double(id, variable, values), "write the values of '\(name)'", path)
    }
  }

  private func defineVariable(
    _ name: String, _ longName: String, _ unit: String, _ shape: [Int32], in id: Int32, path: String
  ) throws(NetCDFError) -> Int32 {
    var variable: Int32 = 0
    try check(nc_def_var(id, name, NC_DOUBLE, Int32(shape.count), shape, &variable), "define '\(name)'", path)
    try setAttribute("units", .text(unit), of: variable, in: id, path: path)
    try setAttribute("long_name", .text(longName), of: variable, in: id, path: path)
    return variable
  }

  private func setAttribute(
    _ name: String, _ value: AttributeValue, of variable: Int32, in id: Int32, path: String
  ) throws(NetCDFError) {
    let status =
      switch value {
      case .text(let text): nc_put_att_text(id, variable, name, text.utf8.count, text)
      case .numbers(let numbers): nc_put_att_double(id, variable, name, NC_DOUBLE, numbers.count, numbers)
      }
    try check(status, "write attribute '\(name)'", path)
  }

  // MARK: - Reading

  private func contents(of id: Int32, path: String) throws(NetCDFError) -> Dataset {
    var (dimensionCount, variableCount, attributeCount, unlimited): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    try check(nc_inq(id, &dimensionCount, &variableCount, &attributeCount, &unlimited), "read the contents", path)

    var lengths: [(name: String, count: Int)] = []
    for dimension in 0..<dimensionCount {
      var count = 0
      let name = try name(path) { nc_inq_dim(id, dimension, $0, &count) }
      lengths.append((name, count))
    }
    var found: [(name: String, dimensions: [Int32], longName: String?, unit: String, values: [Double])] = []
    for variable in 0..<variableCount {
      var type: nc_type = 0
      var rank: Int32 = 0
      var attributes: Int32 = 0
      var shape = [Int32](repeating: 0, count: Int(NC_MAX_VAR_DIMS))
      let name = try name(path) { nc_inq_var(id, variable, $0, &type, &rank, &shape, &attributes) }
      guard type != NC_CHAR, type <= NC_UINT64 else { continue }
      let dimensions = Array(shape.prefix(Int(rank)))
      let count = dimensions.reduce(1) { $0 * lengths[Int($1)].count }
      var values = [Double](repeating: 0, count: count)
      if count > 0 { try check(nc_get_var_double(id, variable, &values), "read the values of '\(name)'", path) }
      let unit = try text("units", of: variable, in: id, path: path) ?? "1"
      let longName = try text("long_name", of: variable, in: id, path: path)
      found.append((name, dimensions, longName, unit, values))
    }

    var axes: [Axis] = []
    for (index, length) in lengths.enumerated() {
      let coordinate = found.first { $0.name == length.name && $0.dimensions == [Int32(index)] }
      axes.append(
        Axis(
          length.name, longName: coordinate?.longName, unit: coordinate?.unit ?? "1",
          values: coordinate?.values ?? (0..<length.count).map(Double.init)))
    }
    var attributes: [String: AttributeValue] = [:]
    for number in 0..<attributeCount {
      let name = try name(path) { nc_inq_attname(id, NC_GLOBAL, number, $0) }
      attributes[name] = try attribute(name, of: NC_GLOBAL, in: id, path: path)
    }
    attributes["Conventions"] = nil
    do throws(DatasetError) {
      var arrays: [LabelledArray] = []
      for item in found where !(item.dimensions.count == 1 && axes[Int(item.dimensions[0])].name == item.name) {
        arrays.append(
          try LabelledArray(
            item.name, longName: item.longName, unit: item.unit, axes: item.dimensions.map { axes[Int($0)] },
            values: item.values))
      }
      return try Dataset(arrays, axes: axes, attributes: attributes)
    } catch {
      throw .inconsistent(path: path, error)
    }
  }

  private func text(_ name: String, of variable: Int32, in id: Int32, path: String) throws(NetCDFError) -> String? {
    if case .text(let text) = try attribute(name, of: variable, in: id, path: path) { text } else { nil }
  }

  private func attribute(
    _ name: String, of variable: Int32, in id: Int32, path: String
  ) throws(NetCDFError) -> AttributeValue? {
    var type: nc_type = 0
    var count = 0
    guard nc_inq_att(id, variable, name, &type, &count) == NC_NOERR else { return nil }
    let purpose = "read attribute '\(name)'"
    if type == NC_CHAR {
      var bytes = [CChar](repeating: 0, count: count)
      try check(nc_get_att_text(id, variable, name, &bytes), purpose, path)
      return .text(Self.text(bytes))
    }
    if type == NC_STRING {
      var strings = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      try check(nc_get_att_string(id, variable, name, &strings), purpose, path)
      defer { nc_free_string(count, &strings) }
      return .text(strings.map { $0.map { String(cString: $0) } ?? "" }.joined(separator: "\n"))
    }
    guard type <= NC_UINT64 else { return nil }
    var numbers = [Double](repeating: 0, count: count)
    try check(nc_get_att_double(id, variable, name, &numbers), purpose, path)
    return .numbers(numbers)
  }

  private func name(_ path: String, _ inquire: (UnsafeMutablePointer<CChar>?) -> Int32) throws(NetCDFError) -> String {
    var bytes = [CChar](repeating: 0, count: Int(NC_MAX_NAME) + 1)
    try check(bytes.withUnsafeMutableBufferPointer { inquire($0.baseAddress) }, "read a name", path)
    return Self.text(bytes)
  }

  /// The UTF-8 text before the first zero byte.
  private static func text(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private func check(_ status: Int32, _ doing: String, _ path: String) throws(NetCDFError) {
    guard status != NC_NOERR else { return }
    throw .library(
      path: path, doing: doing, reason: nc_strerror(status).map { String(cString: $0) } ?? "code \(status)")
  }
}
