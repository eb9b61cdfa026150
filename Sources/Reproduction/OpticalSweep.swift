// One quantity of the stack at several values: a thickness, the optical constants of a layer or material by table, or its
// n or k as numbers.

import Foundation
import InputFiles
import Materials
import Quantities

/// A sweep over one quantity of one layer, or of all layers of one material.
public struct OpticalSweep: Sendable, Equatable {
  /// What is swept.
  public enum Parameter: Sendable, Equatable {
    /// Thicknesses, m.
    case thickness([Double])
    /// Refractive index n at every wavelength, dimensionless; k stays that of the table.
    case refractiveIndex([Double])
    /// Extinction coefficient k at every wavelength, dimensionless; n stays that of the table.
    case extinction([Double])
    /// Tables by name, by path, or numbers such as `1.9+0.01i`.
    case material([String])
  }

  /// Layer or material, e.g. `TFB` or `ITO`.
  public var target: String
  /// What is swept, and its values.
  public var parameter: Parameter

  /// - Parameters: as the properties of the same names.
  public init(_ target: String, _ parameter: Parameter) {
    self.target = target
    self.parameter = parameter
  }

  /// Number of values.
  public var count: Int {
    switch parameter {
    case .thickness(let values), .refractiveIndex(let values), .extinction(let values): values.count
    case .material(let names): names.count
    }
  }

  /// The values as numbers, SI; `nil` for tables.
  public var numbers: [Double]? {
    switch parameter {
    case .thickness(let values), .refractiveIndex(let values), .extinction(let values): values
    case .material: nil
    }
  }

  /// The quantity in words and the unit it is shown in, with the size of that unit in SI.
  var axis: (label: String, unit: String, size: Double) {
    switch parameter {
    case .thickness: ("thickness of \(target)", "nm", 1e-9)
    case .refractiveIndex: ("n of \(target)", "", 1)
    case .extinction: ("k of \(target)", "", 1)
    case .material: ("optical constants of \(target)", "", 1)
    }
  }

  /// The value of one point in words.
  func label(_ index: Int) -> String {
    if case .material(let names) = parameter { return names[index] }
    return numbers.map { String(format: "%.6g", $0[index] / axis.size) } ?? ""
  }

  /// Indices of the layers it changes: the layer of this name, or all of the material.
  func members(of device: Device) throws(InputError) -> [Int] {
    if let exact = device.layers.firstIndex(where: { $0.name == target }) { return [exact] }
    let family = device.layers.indices.filter {
      device.layers[$0].opticalMaterial == target || device.layers[$0].opticalMaterial.hasPrefix(target + "-")
    }
    guard family.isEmpty else { return family }
    let known = device.layers.map(\.name)
    throw InputError(
      kind: .usage,
      diagnostics: [
        Diagnostic(
          code: "E-name", message: "no layer is called or made of `\(target)`",
          reason: "layers are \(known.joined(separator: ", "))", remedy: "name one of them",
          suggestion: Spelling.closest(to: target, among: known))
      ])
  }

  /// The device and its tables at one value.
  ///
  /// - Throws: `InputError` for an unknown layer, `OpticalConstantsError` for a table that cannot be used.
  func applied(
    _ index: Int, to device: Device, _ library: OpticalConstantsLibrary
  ) throws -> (device: Device, library: OpticalConstantsLibrary) {
    var (changed, tables) = (device, library)
    for member in try members(of: device) {
      switch parameter {
      case .thickness(let values): changed.layers[member].thickness = values[index]
      case .material(let names): changed.layers[member].opticalMaterial = names[index]
      case .refractiveIndex, .extinction:
        let name = "\(device.layers[member].opticalMaterial) at \(index) of a sweep"
        let table = try library.load(named: device.layers[member].opticalMaterial)
        if case .refractiveIndex(let values) = parameter {
          tables = tables.adding(try table.with(name: name, refractiveIndex: values[index]))
        } else if case .extinction(let values) = parameter {
          tables = tables.adding(try table.with(name: name, extinction: values[index]))
        }
        changed.layers[member].opticalMaterial = name
      }
    }
    return (changed, tables)
  }
}
