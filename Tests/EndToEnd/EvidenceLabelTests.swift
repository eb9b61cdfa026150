import Foundation
import Inference
import Reproduction
import Testing

/// 'Fitted' is no matter of taste: it marks the numbers that Fits/li2023.yaml names as targets, and no others.
@Suite("Labels 'fitted' and 'predicted'")
struct EvidenceLabelTests {
  @Test("are 'fitted' exactly where the calibration names them")
  func labels() async throws {
    let calibration = try await DeviceFit(
      path: SourceTree.root.appending(path: "Fits/li2023.yaml").path, observations: PaperConditions())
    let targets = Set(
      calibration.targets.map { "\($0.id): \($0.quantity)" } + calibration.inherited.map { "\($0.id): \($0.quantity)" })
    let conditions = try Reproduced.shipped.get().rows().flatMap { row in
      row.conditions.map { (name: "\(row.id): \($0.quantity)", isFitted: $0.evidence == "fitted") }
    }
    #expect(conditions.count > 40)
    let unknown = targets.subtracting(conditions.map(\.name))
    #expect(unknown.isEmpty, "targets of no row: \(unknown.sorted())")
    for condition in conditions {
      let isTarget = targets.contains(condition.name)
      #expect(
        condition.isFitted == isTarget, "\(condition.name) is labelled \(condition.isFitted ? "fitted" : "predicted")")
    }
  }
}
