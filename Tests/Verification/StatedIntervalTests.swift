import Materials
import Reproduction
import Testing
import Transport

@Suite("Stated intervals")
struct StatedIntervalTests {
  /// Two cheap observations: a steady state with pulses, and profiles.
  @Test("halving the cells once more moves a figure by less than its interval", arguments: ["K2", "F3c"])
  func refinement(id: String) async throws {
    let reproduction = try Reproduction(ids: [id])
    let rows = try await reproduction.carryOut().rows
    let row = try #require(rows.first)
    let bench = ReproductionBench(
      device: reproduction.device, transportSettings: TransportSettings(meshRefinement: 4))
    let finest = try await reproduction.observations[0].reproduce(on: bench)
    #expect(row.criteria.count == finest.criteria.count && !row.criteria.isEmpty)
    for (stated, other) in zip(row.criteria, finest.criteria) {
      let interval = try #require(stated.interval)
      #expect(interval.contains(other.computed), "\(id), \(stated.quantity): \(other.computed) is not in \(interval)")
      // An interval that is far too wide would hold anything: a quarter of the cells is 15/16 of the way to the limit.
      #expect(stated.halfWidth < 0.01 * abs(stated.computed))
    }
  }
}
