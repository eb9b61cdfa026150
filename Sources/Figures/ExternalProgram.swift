import Foundation
import Subprocess

/// Another program, run to its end without a shell.
struct ExternalProgram: Sendable {
  /// How a run ended.
  enum Ending: Sendable, Equatable {
    /// With code 0; what it wrote to standard error.
    case success(messages: String)
    /// With anything else, in words.
    case failure(reason: String)
    /// There is no such program.
    case missing
  }

  /// Name of the program, looked for along PATH.
  let name: String

  /// Runs it with arguments.
  func run(_ arguments: [String]) async -> Ending {
    do {
      let result = try await Subprocess.run(
        .name(name), arguments: .init(arguments), output: .discarded, error: .string(limit: 65536))
      let messages = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
      return switch result.terminationStatus {
      case .exited(0): .success(messages: messages)
      case .exited(let code): .failure(reason: "it ended with code \(code). \(messages)")
      case .signaled(let signal): .failure(reason: "it was stopped by signal \(signal). \(messages)")
      }
    } catch let error as SubprocessError where error.code == .executableNotFound {
      return .missing
    } catch {
      return .failure(reason: "\(error)")
    }
  }
}
