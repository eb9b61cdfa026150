import Foundation

extension OpticalConstants {
  /// The table of a formula: points are added until the interpolant meets it within 1e-7 halfway between any two.
  ///
  /// - Parameters:
  ///   - name: name of the table.
  ///   - range: vacuum wavelengths, m.
  ///   - including: wavelengths, m, that must be among the points, e.g. corners of the function.
  ///   - evidence: measured or model.
  ///   - header: facts by key.
  ///   - allowance: turns a reason into the error to throw.
  ///   - index: n and k at a vacuum wavelength, m.
  static func sampled(
    name: String, range: ClosedRange<Double>, including: [Double] = [], evidence: Evidence, header: [String: String],
    allowance: (String) -> OpticalConstantsError, _ index: (Double) -> (n: Double, k: Double)
  ) throws(OpticalConstantsError) -> OpticalConstants {
    let start = 129
    let ratio = log(range.upperBound / range.lowerBound) / Double(start - 1)
    var points = (0..<start).map { $0 == start - 1 ? range.upperBound : range.lowerBound * exp(ratio * Double($0)) }
    points = Set(points + including.filter { range.contains($0) }).sorted()
    while true {
      let values = points.map { index($0) }
      if let bad = values.indices.first(where: { !(values[$0].n > 0) || !(values[$0].k >= 0) }) {
        throw allowance(
          "at \(points[bad] * 1e9) nm it gives n = \(values[bad].n), k = \(values[bad].k); n must be above 0, k not "
            + "below 0: check the coefficients and the range")
      }
      let table = try OpticalConstants(
        name: name, wavelengths: points, refractiveIndex: values.map(\.n), extinction: values.map(\.k),
        evidence: evidence, header: header)
      let needed = zip(points, points.dropFirst()).compactMap { low, high -> Double? in
        let middle = 0.5 * (low + high)
        let exact = index(middle)
        guard middle > low, middle < high, let found = try? table.index(wavelength: middle) else { return nil }
        let miss = max(abs(found.n - exact.n), abs(found.k - exact.k))
        return miss > 1e-7 * max(1, exact.n) && high - low > 1e-6 * low ? middle : nil
      }
      guard !needed.isEmpty, points.count < 30_000 else { return table }
      points = (points + needed).sorted()
    }
  }
}
