import Bench
import Testing

@Suite("The cost estimate")
struct CostTests {
  static func seconds(_ sentence: String, times: Int, hasFullCarriers: Bool = false) throws -> Double {
    let lab = LabProtocol(steps: [
      ProtocolStep(
        .repeated(count: times, try LabProtocol(sentences: sentence.split(separator: "|").map(String.init)).steps))
    ])
    return TimelineCost(of: try Timeline(lab, fluence: 1), hasFullCarriers: hasFullCarriers).seconds
  }

  @Test("counts each piece in proportion, tells smooth moves from jumps, and knows what carriers cost")
  func pieces() throws {
    let one = try Self.seconds("hold 1 V for 1 s", times: 1)
    let smooth = try (Self.seconds("hold 1 V for 1 s", times: 101) - one) / 100
    let jumps = try (Self.seconds("hold 1 V for 1 s|hold 2 V for 1 s", times: 50) - one) / 99
    // Measured, methods/bench.md: 4.2 ms against 0.2 ms; sums of a hundred terms round in the last digits.
    #expect(abs(smooth - 2e-4) < 1e-12 && abs(jumps - 4.2e-3) < 1e-12, "\(smooth) \(jumps)")
    let warm = try Self.seconds("temperature from 300 K to 400 K in 1 s", times: 1)
    #expect(warm > one + 99 * 4.2e-3)
    let pulses = try Self.seconds(
      "fluence ladder from 1 uJ/cm2 to 9 uJ/cm2 in 500 steps log, instantly, record spectrum", times: 2)
    #expect(abs(pulses - 0.075 - 1000 * (2.2e-3 + 2e-5)) < 1e-9, "\(pulses)")
    let full = try Self.seconds("hold 1 V for 1 s|hold 2 V for 1 s", times: 50, hasFullCarriers: true)
    #expect(full > 15 * (jumps * 99))
  }
}
