/// What can be wrong with a pulse, in words for the person who set it up.
public enum EmissionError: Error, Equatable, CustomStringConvertible {
  case noCells
  case unequalCells(quantity: String, found: Int, expected: Int)
  case outOfRange(quantity: String, value: Double, unit: String, range: String)
  case tailTooWide(urbachEnergy: Double, thermalEnergy: Double)
  case tooMuchLightGuided(guided: Double, escaping: Double)
  case moreCollectedThanScattered(collected: Double, scattered: Double)
  case edgeOutsideSpectrum(edge: Double, shortest: Double, longest: Double)
  case wavelengthsNotIncreasing
  case passiveTableTooShort(shortest: Double, longest: Double, needed: Double)
  case densityBeyondTable(density: Double, limit: Double)
  case noConvergence(time: Double, density: Double)
  case nothingRecombines
  case dark
  case feedbackNeedsTime
  case cellsTooLong(gain: Double, length: Double)
  case noLasing(highestGain: Double, loss: Double)
  case noEdge(reason: String)
  case decayNotSolved(reason: String)
  case notPeriodic(periods: Int)

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .noCells:
      "the film has no cells; give at least one cell of the light-emitting layer"
    case .unequalCells(let quantity, let found, let expected):
      "\(quantity) is given for \(found) cells but the film has \(expected); give one value per cell"
    case .outOfRange(let quantity, let value, let unit, let range):
      "\(quantity) is \(value) \(unit); it must be \(range)"
    case .tailTooWide(let urbach, let thermal):
      "the Urbach energy \(urbach) J is not below kT = \(thermal) J, so the spontaneous spectrum has no lower end; "
        + "give a smaller Urbach energy or a higher temperature"
    case .tooMuchLightGuided(let guided, let escaping):
      "\(guided) of the spontaneous light goes into the guide and \(escaping) to the detector, together more than all; "
        + "check film thickness and confinement, or lower the escape fraction"
    case .moreCollectedThanScattered(let collected, let scattered):
      "\(collected) 1/m of the guided light would be detected but only \(scattered) 1/m is scattered; "
        + "lower the scattering collection or the escape fraction, or raise the scattering loss"
    case .edgeOutsideSpectrum(let edge, let shortest, let longest):
      "the absorption edge lies at \(edge) m, outside the detector's \(shortest) … \(longest) m; "
        + "move the wavelengths or the edge"
    case .wavelengthsNotIncreasing:
      "the detector's wavelengths must be at least two, positive and increasing"
    case .passiveTableTooShort(let shortest, let longest, let needed):
      "the passive absorption is given for \(shortest) … \(longest) m but is needed at \(needed) m; extend the table"
    case .densityBeyondTable(let density, let limit):
      "the carrier density reaches \(density) m⁻³, beyond the \(limit) m⁻³ that the band filling is tabulated for; "
        + "lower the fluence, lengthen the pulse, or raise `highestDensity` of the numerics"
    case .noConvergence(let time, let density):
      "the carriers could not be advanced at \(time) s (density \(density) m⁻³); "
        + "lower the fluence or loosen `relativeTolerance` of the numerics"
    case .noEdge(let reason):
      "the measured absorption is no edge: \(reason); give a table that reaches from the transparent into the absorbing"
    case .cellsTooLong(let gain, let length):
      "the net gain of \(gain) 1/m amplifies tenfold within one cell of \(length) m, too fast for steps of its "
        + "transit time; cut the stripe into more cells, or lower the fluence"
    case .feedbackNeedsTime:
      "with reflecting ends light goes round, so it cannot follow the carriers at once; use the time-dependent "
        + "way, or FeedbackResonator for steady light"
    case .noLasing(let gain, let loss):
      "the modal gain reaches \(gain) 1/m at the highest density of the table, below the loss of \(loss) 1/m; "
        + "lower the losses, raise reflectivity or confinement, or raise `highestDensity` of the numerics"
    case .dark:
      "nothing excites the film; give a pump pulse, steady light or an injection"
    case .nothingRecombines:
      "all rate constants are zero, so carriers would pile up for ever; give at least one that is not"
    case .decayNotSolved(let reason):
      "the decay could not be followed: \(reason); loosen the relative tolerance, or check rates and diffusivity"
    case .notPeriodic(let periods):
      "after \(periods) pulses the decay still does not repeat: its lifetime exceeds the time between pulses by far; "
        + "lengthen the period, or raise the slow rates"
    }
  }
}

/// Refuses a value that is not finite or outside `from ... upTo`.
func require(
  _ value: Double, _ quantity: String, _ unit: String, from lowest: Double, upTo highest: Double
) throws(EmissionError) {
  guard value.isFinite, value >= lowest, value <= highest else {
    throw .outOfRange(quantity: quantity, value: value, unit: unit, range: "from \(lowest) to \(highest) \(unit)")
  }
}

/// Refuses a value that is not finite or not in the half-open range above `lowest`, up to `highest`.
func require(
  _ value: Double, _ quantity: String, _ unit: String, above lowest: Double, upTo highest: Double
) throws(EmissionError) {
  guard value.isFinite, value > lowest, value <= highest else {
    throw .outOfRange(quantity: quantity, value: value, unit: unit, range: "above \(lowest), up to \(highest) \(unit)")
  }
}
