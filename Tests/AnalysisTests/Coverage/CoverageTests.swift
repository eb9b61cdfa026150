import Foundation
import Testing

/// Seeded and short in the ordinary run. The whole study, 1000 repeats with its table on standard output:
///
///     DRIFTLIGHT_COVERAGE=1000 swift test -c release --filter CoverageTests
///
/// and only the studies whose data or quantities hold some words: `DRIFTLIGHT_COVERAGE_OF='pump jitter'`.
@Suite("Intervals hold the truth as often as they say")
struct CoverageTests {
  private static let repeats = ProcessInfo.processInfo.environment["DRIFTLIGHT_COVERAGE"].flatMap { Int($0) }
  private static let words = ProcessInfo.processInfo.environment["DRIFTLIGHT_COVERAGE_OF"]

  @Test("64–72 % and 93–97 %, within what so few repeats can tell", arguments: 0..<(try CoverageStudy.all().count))
  func coverage(index: Int) async throws {
    let study = try CoverageStudy.all()[index]
    let isAsked = Self.words.map { words in
      study.data.contains(words) || study.quantities.contains { $0.name.contains(words) }
    }
    guard isAsked ?? true else { return }
    for outcome in await study.run(repeats: Self.repeats ?? study.shortRun) {
      if Self.repeats != nil { print(outcome.row) }
      #expect(outcome.isNominal || (study.isKnownToMiss && outcome.isAsDocumented), "\(outcome.row)")
    }
  }
}
