import Records

extension AnalysisError: StatesExitStatus {
  /// What is missing or wrong on the command line ends with 2, data that are not what they should be with 6, the rest
  /// with 4: the data are sound and hold no answer.
  public var exitStatus: ExitStatus {
    switch self {
    case .badPattern, .seriesIncomplete: .usage
    case .unsuitable, .unknownUnit, .notFinite, .notAscending, .notPositive, .unequalLengths: .dataUnreadable
    case .tooFewPoints, .bandOutsideSpectrum, .noPeak, .noWidth, .noThreshold, .noCrossing, .noChange, .fitFailed,
      .outOfRange:
      .noConvergence
    }
  }
}
