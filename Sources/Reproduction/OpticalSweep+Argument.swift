import Foundation
import InputFiles
import Quantities

extension OpticalSweep {
  /// Reads the argument of `--sweep`: what, `=`, and a range or a list.
  ///
  /// `layers.ITO.thickness=10..150nm` (100 values unless the text ends in `/25`), `layers.TFB.thickness=20nm,40nm`,
  /// `layers.TFB.material=TFB-model,1.7`, `materials.ITO=ITO-konig,./my-ito.yml,1.9+0.01i`, `layers.ZnO.n=1.6..2`,
  /// `materials.ITO.k=0..0.02`.
  /// - Throws: `InputError` of kind `usage`.
  public init(argument: String) throws(InputError) {
    func refuse(_ reason: String) -> InputError {
      InputError(
        kind: .usage,
        diagnostics: [
          Diagnostic(
            code: "E-override", message: "`--sweep \(argument)` cannot be read", reason: reason,
            remedy:
              "write e.g. layers.ITO.thickness=10..150nm, layers.ITO.k=0..0.02/11 or materials.ITO=ITO-konig,1.9+0.01i")
        ])
    }
    let sides = argument.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard sides.count == 2 else { throw refuse("it needs a path, `=` and values") }
    var path = sides[0]
    let isLayer = path.hasPrefix("layers.")
    guard isLayer || path.hasPrefix("materials.") else { throw refuse("a sweep begins with `layers.` or `materials.`") }
    path = String(path.dropFirst(isLayer ? 7 : 10))
    let endings = isLayer ? [".thickness", ".opticalMaterial", ".material", ".n", ".k"] : [".thickness", ".n", ".k"]
    let ending = endings.first { path.hasSuffix($0) }
    if let ending { path = String(path.dropLast(ending.count)) }
    guard !path.isEmpty, ending != nil || !isLayer else {
      throw refuse("of a layer the thickness, the material, n and k can be swept")
    }
    do throws(SweepRefusal) {
      switch ending {
      case ".thickness":
        let values = try Self.numbers(sides[1], as: .length)
        guard values.allSatisfy({ $0 >= 0 }) else { throw SweepRefusal("a thickness cannot be below 0") }
        self.init(path, .thickness(values))
      case ".n":
        let values = try Self.numbers(sides[1], as: .dimensionless)
        guard values.allSatisfy({ $0 > 0 }) else { throw SweepRefusal("n must be above 0") }
        self.init(path, .refractiveIndex(values))
      case ".k":
        let values = try Self.numbers(sides[1], as: .dimensionless)
        guard values.allSatisfy({ $0 >= 0 }) else {
          throw SweepRefusal("k cannot be below 0: k > 0 absorbs; gain belongs to the emission parameters")
        }
        self.init(path, .extinction(values))
      default:
        let names = sides[1].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty }) else { throw SweepRefusal("no table is named") }
        self.init(path, .material(names))
      }
    } catch {
      throw refuse(error.reason)
    }
  }

  private struct SweepRefusal: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  /// The numbers of `a..b`, `a..b/25` or `a,b,c`; the unit of the last one holds for those without.
  private static func numbers(_ text: String, as dimension: PhysicalDimension) throws(SweepRefusal) -> [Double] {
    let isRange = text.contains("..")
    let parts = isRange ? text.split(separator: "/", maxSplits: 1).map(String.init) : [text]
    let words =
      isRange ? (parts.first ?? "").components(separatedBy: "..") : text.split(separator: ",").map(String.init)
    guard let last = words.last.flatMap({ try? Quantity(parsing: $0, as: dimension) }) else {
      throw SweepRefusal(
        dimension == .length ? "the last number needs a unit of length" : "'\(words.last ?? "")' is not a plain number")
    }
    var values: [Double] = []
    for word in words {
      let plain = Double(word.trimmingCharacters(in: .whitespaces)).map { last.unit.siValue($0) }
      guard let value = plain ?? (try? Quantity(parsing: word, as: dimension))?.siValue, value.isFinite else {
        throw SweepRefusal("'\(word)' is not a number")
      }
      values.append(value)
    }
    guard isRange else { return values }
    guard values.count == 2, values[1] > values[0] else { throw SweepRefusal("the range needs two ends that ascend") }
    let count = parts.count == 2 ? Int(parts[1].trimmingCharacters(in: .whitespaces)) : 100
    guard let count, count > 1, count <= 10_000 else { throw SweepRefusal("the number of values must be 2 to 10000") }
    return (0..<count).map { values[0] + (values[1] - values[0]) * Double($0) / Double(count - 1) }
  }
}
