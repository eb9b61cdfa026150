/// A protocol: the steps of one experiment, in order, as a lab book would list them.
///
/// It starts from the device at rest: in equilibrium at 0 V, the pump on at the fluence of the experiment. It knows
/// nothing of what carries it out.
public struct LabProtocol: Sendable, Equatable {
  /// The steps in order.
  public var steps: [ProtocolStep]

  /// - Parameter steps: the steps in order.
  public init(steps: [ProtocolStep]) { self.steps = steps }
}

extension LabProtocol {
  /// Reads a protocol without blocks, one sentence after another.
  /// - Throws: everything wrong with any of the sentences.
  public init(sentences: [String]) throws(SentenceProblems) {
    var steps: [ProtocolStep] = []
    var problems: [SentenceProblem] = []
    for sentence in sentences {
      switch SentenceParser(sentence).parse() {
      case .success(.step(let step)): steps.append(step)
      case .success(.repeated), .success(.forEach), .success(.section):
        problems.append(
          SentenceProblem(
            sentence: sentence, column: 1, length: sentence.unicodeScalars.count,
            message: "this opens a block, and nothing stands in it", remedy: "put the steps below it, indented"))
      case .failure(let found): problems += found.problems
      }
    }
    guard problems.isEmpty else { throw SentenceProblems(problems) }
    self.init(steps: steps)
  }
}
