import ArgumentParser
import Records
import Reproduction

/// `driftlight calibrate`: adjusts parameters of a device to observations of the paper.
struct Calibrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Adjusts parameters of a device to observations of the paper.",
    discussion: """
      The file names the parameters that may move, with the width of their priors, and the numbers to be met, with their \
      tolerances. Progress goes to standard error, the result to standard output as values for --set.

      Example:
        driftlight calibrate Fits/li2023.yaml
      """)

  @Argument(help: "A calibration file.")
  var file: String

  func run() async throws {
    await finish {
      let calibration = try Calibration(path: file)
      let state = try await calibration.carryOut { iteration, state in
        Terminal.warn("iteration \(iteration)\n\(calibration.text(of: state))", label: nil)
      }
      print(calibration.text(of: state), terminator: "")
      for assignment in state.assignments { print("--set '\(assignment)'") }
      return ExitStatus.success
    }
  }
}
