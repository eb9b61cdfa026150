import Figures
import Records

/// One observation of the paper: how to compute it, what to draw, when it agrees.
///
/// Conforming types are small values, one a file in `Observations/`; `PaperObservations.all` lists them.
public protocol PaperObservation: Sendable {
  /// Id in the observations table, e.g. `F2c`.
  var id: String { get }
  /// Runs the protocols it needs on the bench and evaluates its accept rule.
  /// - Throws: `ReproductionError`, or what the rooms below throw.
  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings
}

/// What an observation found on one bench.
public struct ObservationFindings: Sendable {
  /// The conditions of the accept rule; the first one is the headline.
  public var criteria: [Criterion]
  /// The figure.
  public var figure: Figure?
  /// The moving picture, where the paper has one.
  public var animation: Animation?
  /// What was conserved where no run of the bench keeps the books.
  public var audit: PhysicsAudit
  /// What a reader has to know: conflicts, choices of definition.
  public var notes: [String]

  /// - Parameters: as the properties of the same names.
  public init(
    criteria: [Criterion], figure: Figure? = nil, animation: Animation? = nil, audit: PhysicsAudit = PhysicsAudit([]),
    notes: [String] = []
  ) {
    self.criteria = criteria
    self.figure = figure
    self.animation = animation
    self.audit = audit
    self.notes = notes
  }
}

/// The observations that can be computed now, in the order of the paper's figures.
public enum PaperObservations {
  /// All of them.
  public static let all: [any PaperObservation] = [
    EmissionWithAndWithoutBias(), CycleReproducibility(), BiasStaircaseSpectra(), BiasStaircaseIntensities(),
    ThresholdAgainstBias(), ThresholdAfterLongBias(), YieldAgainstFluence(), RadiativeShare(), EmissionAgainstFluence(),
    CarrierDensity(), ScanHysteresis(), SlowTransients(), SwitchOnTransients(), SwitchOffTransients(),
    ReverseCurrent(), IonProfiles(), FilmAndDevice(), PumpFromElectronSide(), WarmTransients(),
    InsulatorsBesideFilm(), InsulatorsBesideContacts(), WeakExcitation(), DecayRates(), RatesTogether(),
    CurrentAndLight(), DiodeLightBesidePumped(), InjectedDensity(), Heating(), Extraction(), ContinuousLight(),
    CurrentUnderPulses(), TripleCationCell(), PumpSchemes(), BiasOffAndOn(),
  ]
}
