// A ramp of the temperature as a staircase. Every temperature needs the tables of the models anew, so the ramp goes over
// evenly spaced levels, both ends included, and at each instant the device has the level nearest to the straight line:
// it departs from the line by half a level at most.

/// A temperature that runs linearly to a value within a time.
public struct TemperatureRamp: Sendable, Equatable {
  /// Temperature at the start T, K; `nil` for the one that the device already has.
  public var start: Double?
  /// Temperature at the end T, K.
  public var end: Double
  /// Time the ramp takes, s.
  public var duration: Double

  /// Largest distance between two levels, K: the device is within half of it of the straight line.
  public static let largestLevel = 1.0

  /// - Parameters: as the properties of the same names.
  public init(start: Double?, end: Double, duration: Double) {
    self.start = start
    self.end = end
    self.duration = duration
  }

  /// Levels between two temperatures, K, both included.
  static func levelCount(from start: Double, to end: Double) -> Int {
    Int((abs(end - start) / largestLevel - 1e-9).rounded(.up)) + 1
  }

  /// Levels with the time on each, s: the first and the last take half of what the others take.
  func levels(from start: Double) -> [(temperature: Double, start: Double, duration: Double)] {
    let count = Self.levelCount(from: start, to: end)
    guard count > 1 else { return [(end, 0, duration)] }
    let last = Double(count - 1)
    return (0..<count).map { index in
      let place = Double(index)
      let (begin, finish) = (max(0, (place - 0.5) / last), min(1, (place + 0.5) / last))
      return ((start * (last - place) + end * place) / last, begin * duration, (finish - begin) * duration)
    }
  }
}
