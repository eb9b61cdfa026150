// How often stated intervals hold the truth.
//
// A study makes the same kind of data again and again with new noise, reads every quantity at two confidences, and
// counts. The truth is what the data were made from; for a definition that rests on rungs or smoothing (thresholds,
// plateaus) it is what that definition gives on the same data without noise, which is what the number claims to be.
// 1000 repeats know a coverage of 95 % to 0.7 % and one of 68 % to 1.5 %.

import Analysis
import Foundation
import NumericalMethods

/// A kind of data with known truth, and the quantities read from them.
struct CoverageStudy: Sendable {
  /// What the data are.
  let data: String
  /// Names of the quantities with their true values, SI.
  let quantities: [(name: String, truth: Double)]
  /// Repeats of the short run in the ordinary tests.
  var shortRun = 60
  /// Whether the intervals are known to miss, as Documentation/methods/coverage.md says: held to no worse than that.
  var isKnownToMiss = false
  /// The quantities of one repeat at one confidence, in order; nil where none was found.
  let read: @Sendable (_ repeatIndex: UInt64, _ confidence: Double) throws -> [Finding?]

  /// What one quantity came to.
  struct Outcome: Sendable {
    let data: String, quantity: String
    let truth: Double
    /// Repeats that gave an interval, and all repeats.
    let answered: Int, repeats: Int
    /// Mean of the estimates less truth, and their standard deviation, both relative to the truth (or absolute at 0).
    let bias: Double, scatter: Double
    /// Shares of the intervals that hold the truth.
    let narrow: Double, wide: Double
    /// Mean half of the 68 % intervals over the scatter of the estimates, dimensionless: about 1 where these are normal.
    let width: Double

    /// Whether both shares are what they should be: 64–72 % and 93–97 %, widened for fewer than 1000 repeats.
    var isNominal: Bool {
      let room = { (p: Double, least: Double) -> Double in
        max(least, 3.5 * (p * (1 - p) / Double(max(1, self.answered))).squareRoot())
      }
      return answered > repeats / 2 && abs(narrow - 0.68) <= room(0.68, 0.04) && abs(wide - 0.95) <= room(0.95, 0.02)
    }

    /// Whether the shares are no worse than Documentation/methods/coverage.md owns to: 56 to 80 % and 90 to 100 %, widened for
    /// fewer repeats.
    var isAsDocumented: Bool {
      let room = { (p: Double) in 3.5 * (p * (1 - p) / Double(max(1, self.answered))).squareRoot() }
      return answered > repeats / 2 && abs(narrow - 0.68) <= 0.12 + room(0.68) && abs(wide - 0.95) <= 0.05 + room(0.95)
    }

    /// A row of the table in Documentation/methods/coverage.md.
    var row: String {
      let percent = { (x: Double, digits: Int) in String(format: "%.\(digits)f %%", 100 * x) }
      return "| \(data) | \(quantity) | \(percent(bias, 2)) | \(percent(scatter, 2)) | "
        + "\(String(format: "%.2f", width)) | \(percent(narrow, 1)) | \(percent(wide, 1)) | \(repeats - answered) |"
    }
  }

  private struct Count: Sendable {
    var (sum, squares, widths, narrow, wide, answered) = (0.0, 0.0, 0.0, 0, 0, 0)
  }

  /// Carries the study out on all processors.
  func run(repeats: Int) async -> [Outcome] {
    let batch = max(1, repeats / 32)
    let counts = await withTaskGroup(of: [Count].self) { group in
      for start in stride(from: 0, to: repeats, by: batch) {
        group.addTask { self.count(start..<min(repeats, start + batch)) }
      }
      var total = [Count](repeating: Count(), count: quantities.count)
      for await part in group {
        for k in total.indices {
          total[k].sum += part[k].sum
          total[k].squares += part[k].squares
          total[k].widths += part[k].widths
          total[k].narrow += part[k].narrow
          total[k].wide += part[k].wide
          total[k].answered += part[k].answered
        }
      }
      return total
    }
    return zip(quantities, counts).map { quantity, count in
      let n = Double(max(1, count.answered))
      let scale = quantity.truth == 0 ? 1 : abs(quantity.truth)
      let mean = count.sum / n
      let scatter = max(count.squares / n - mean * mean, .leastNormalMagnitude).squareRoot()
      return Outcome(
        data: data, quantity: quantity.name, truth: quantity.truth, answered: count.answered, repeats: repeats,
        bias: mean / scale, scatter: scatter / scale, narrow: Double(count.narrow) / n, wide: Double(count.wide) / n,
        width: count.widths / n / scatter)
    }
  }

  private func count(_ repeats: Range<Int>) -> [Count] {
    var counts = [Count](repeating: Count(), count: quantities.count)
    for index in repeats {
      guard let narrow = try? read(UInt64(index), 0.68), let wide = try? read(UInt64(index), 0.95) else { continue }
      for k in quantities.indices {
        guard let a = narrow[k], let b = wide[k], let inner = a.interval, let outer = b.interval else { continue }
        let deviation = b.value - quantities[k].truth
        counts[k].sum += deviation
        counts[k].squares += deviation * deviation
        counts[k].widths += 0.5 * (inner.upper - inner.lower)
        counts[k].answered += 1
        if inner.contains(quantities[k].truth) { counts[k].narrow += 1 }
        if outer.contains(quantities[k].truth) { counts[k].wide += 1 }
      }
    }
    return counts
  }

  /// All studies.
  static func all() throws -> [CoverageStudy] {
    try spectra() + thresholds() + yields() + traces() + decays()
  }

  static let heading = """
    | data | quantity | bias | scatter | half-width/scatter | 68 % hold | 95 % hold | none |
    |---|---|---|---|---|---|---|---|
    """
}
