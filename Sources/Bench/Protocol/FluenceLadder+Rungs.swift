import Foundation

extension FluenceLadder {
  /// The fluences in order, J m⁻²; the ends are exactly those written.
  public var rungs: [Double] {
    guard rungCount > 1 else { return [start] }
    let last = rungCount - 1
    return (0...last).map { index in
      switch index {
      case 0: start
      case last: end
      default:
        isLogarithmic
          ? start * pow(end / start, Double(index) / Double(last))
          : start + (end - start) * Double(index) / Double(last)
      }
    }
  }
}
