import NumericalMethods

extension Transient {
  /// Mean time between rises, s, of a record that swings between a low and a high level; nil where it does not.
  ///
  /// A rise goes from the lower quarter between the 5th and the 95th percentile into the upper one. Three rises with six
  /// samples a cycle are asked for: fewer samples may be one value a cycle already.
  public func swing() -> Double? {
    let sorted = values.sorted()
    let (low, high) = (quantile(of: sorted, at: 0.05), quantile(of: sorted, at: 0.95))
    guard high - low > 6 * noise, high > low else { return nil }
    let (lower, upper) = (low + 0.25 * (high - low), low + 0.75 * (high - low))
    var isLow = false
    var rises: [Int] = []
    for (k, value) in values.enumerated() {
      if value < lower { isLow = true }
      if isLow, value > upper {
        rises.append(k)
        isLow = false
      }
    }
    guard let first = rises.first, let last = rises.last, rises.count >= 3, last - first >= 6 * (rises.count - 1) else {
      return nil
    }
    return (times[last] - times[first]) / Double(rises.count - 1)
  }
}
