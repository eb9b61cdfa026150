import ArgumentParser
import Foundation
import InputFiles
import Materials
import Records

/// Runs the body of a command and ends the program with the exit code that its outcome means.
func finish(_ body: () async throws -> ExitStatus) async {
  let status: ExitStatus
  do { status = try await body() } catch {
    Terminal.warn("\(error)", label: error is InputError ? nil : "error")
    status = exitStatus(of: error)
  }
  if status != .success { DriftlightCommand.exit(withError: ExitCode(status.rawValue)) }
}

/// The exit code an error means. What the system refuses is a file that cannot be written; anything else that states no
/// code comes from a computation.
private func exitStatus(of error: any Error) -> ExitStatus {
  switch error {
  case let input as InputError: input.kind == .usage ? .usage : .inputFile
  case let stated as any StatesExitStatus: stated.exitStatus
  case OpticalConstantsError.unknownMaterial: .usage
  case is OpticalConstantsError: .inputFile
  case is CocoaError, is POSIXError: .usage
  default: .noConvergence
  }
}
