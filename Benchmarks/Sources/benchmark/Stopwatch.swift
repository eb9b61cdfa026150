import Foundation

/// Processor time of this process: what others do on the machine hardly shows in it, unlike on the clock on the wall.
enum Stopwatch {
  /// Processor time used so far, s.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The shortest of several runs, s, and the result. At least five runs, and as many as fit into half a second.
  static func shortest(_ work: () throws -> [Double]) rethrows -> (seconds: Double, result: [Double]) {
    var result = try work()
    var (best, spent, runs) = (Double.infinity, 0.0, 0)
    while runs < 5 || (spent < 0.5 && runs < 10_000) {
      let start = now
      result = try work()
      let taken = now - start
      best = min(best, taken)
      spent += taken
      runs += 1
      if spent > 20 { break }
    }
    return (best, result)
  }

  /// The most memory that this process has held, bytes.
  static var largestMemory: Double? {
    var usage = rusage()
    // RUSAGE_SELF is 0 on both systems, but of another type than the argument on Linux.
    guard getrusage(0, &usage) == 0 else { return nil }
    #if os(Linux)
      return 1024 * Double(usage.ru_maxrss)  // kilobytes there, bytes on macOS
    #else
      return Double(usage.ru_maxrss)
    #endif
  }
}
