import Foundation
import Records

/// Anything that can carry a timeline out: the simulated device here, an instrument rack elsewhere.
///
/// The protocol layer knows only this. An apparatus has ONE state with a full history; every call continues from where
/// the last one ended. Spectra are taken in two steps, as with photographic film: `move` *exposes* an instant (keeps
/// whatever the spectrum of that instant needs) and `develop` turns the exposure into a spectrum, later and perhaps on
/// another core. An instrument that measures at once uses the spectrum itself as its exposure.
public protocol Apparatus: Sendable {
  /// What is kept of an instant so that its spectrum can be had later.
  associatedtype Exposure: Sendable

  /// Name for records and messages, e.g. `simulated cspbbr3-led`.
  var name: String { get }

  /// Stays at a bias until nothing changes any more. The clock of the protocol stands still meanwhile.
  /// - Parameters:
  ///   - bias: V.
  ///   - fluence: incident fluence of the pump, J m⁻²; `nil` while the light is blocked.
  mutating func settle(bias: Double, fluence: Double?) throws(ApparatusFailure)

  /// Moves the bias for a time and observes on the way. A bias other than the present one is reached by a jump.
  /// - Parameters:
  ///   - motion: a hold or a ramp.
  ///   - duration: s; zero to observe the state as it stands.
  ///   - fluence: incident fluence of the pump, J m⁻²; `nil` while the light is blocked.
  ///   - instants: when to observe what, ascending, s from the start of the move.
  ///   - observe: called once for each instant, in order.
  mutating func move(
    _ motion: BiasMotion, for duration: Double, fluence: Double?, observing instants: [TimelineInstant],
    observe: (Observation<Exposure>) -> Void
  ) throws(ApparatusFailure)

  /// Turns an exposure into the spectrum that the detector shows. Does not touch the state.
  func develop(_ exposure: Exposure) throws(ApparatusFailure) -> DetectedEmission

  /// Why a move is beyond the apparatus, before anything is done; `nil` if it is not.
  func refusal(of segment: TimelineSegment) -> ApparatusFailure?

  /// Brings the sample to a temperature, K; the clock of the protocol stands still meanwhile.
  mutating func bring(toTemperature temperature: Double) throws(ApparatusFailure)

  /// Switches the continuous light beside the pulsed pump; `nil` is off. It shines from the side of the pump.
  mutating func shine(_ light: BiasLight?) throws(ApparatusFailure)

  /// Has each accepted step of a time integration reported: time from the start of the move, length, s, and error over
  /// the tolerance.
  mutating func reportSteps(_ report: @escaping @Sendable (_ time: Double, _ length: Double, _ error: Double) -> Void)

  /// Everything that changes while a protocol is carried out, as bytes; `nil` for an apparatus that cannot be taken back.
  func checkpoint() -> Data?

  /// Takes the apparatus to a moment that `checkpoint` kept, with the same bits.
  mutating func restore(_ checkpoint: Data) throws(ApparatusFailure)

  /// What the apparatus can prove about itself so far: conserved quantities against their limits.
  func audit() -> [PhysicsAudit.Check]
}

extension Apparatus {
  /// Refuses nothing.
  public func refusal(of segment: TimelineSegment) -> ApparatusFailure? { nil }
  /// Refuses: the temperature of this apparatus is fixed.
  public mutating func bring(toTemperature temperature: Double) throws(ApparatusFailure) {
    throw ApparatusFailure("\(name) cannot change its temperature", remedy: "leave 'temperature' out of the protocol")
  }
  /// Refuses: there is no other light than the pump here.
  public mutating func shine(_ light: BiasLight?) throws(ApparatusFailure) {
    throw ApparatusFailure("\(name) has no bias light", remedy: "leave 'bias light' out of the protocol")
  }
  /// Reports none: this apparatus integrates nothing.
  public mutating func reportSteps(
    _ report: @escaping @Sendable (_ time: Double, _ length: Double, _ error: Double) -> Void
  ) {}
  /// None: this apparatus cannot be taken back.
  public func checkpoint() -> Data? { nil }
  /// Refuses: this apparatus cannot be taken back.
  public mutating func restore(_ checkpoint: Data) throws(ApparatusFailure) {
    throw ApparatusFailure("\(name) cannot go on with an interrupted run", remedy: "begin it anew without --resume")
  }
}

/// What an apparatus reports of one instant.
public struct Observation<Exposure: Sendable>: Sendable {
  /// Bias at the instant, V.
  public var bias: Double
  /// Terminal current density J, A m⁻², conduction and displacement; `nil` if it was not measured.
  public var currentDensity: Double?
  /// What `develop` needs for the spectrum, if one was asked for.
  public var exposure: Exposure?
  /// The depth profile, if one was asked for.
  public var profile: DepthProfile?
  /// Ion fraction f averaged over the emitting layer, dimensionless, if the apparatus knows it.
  public var meanIonFraction: Double?
  /// Charge that has flowed into the contact since the start ∫J dt, C m⁻², if the apparatus counts it.
  public var chargePassed: Double?
  /// Lattice temperature T, K, if the apparatus knows it.
  public var temperature: Double?

  /// - Parameters: as the properties of the same names.
  public init(
    bias: Double, currentDensity: Double? = nil, exposure: Exposure? = nil, profile: DepthProfile? = nil,
    meanIonFraction: Double? = nil, chargePassed: Double? = nil, temperature: Double? = nil
  ) {
    self.bias = bias
    self.currentDensity = currentDensity
    self.exposure = exposure
    self.profile = profile
    self.meanIonFraction = meanIonFraction
    self.chargePassed = chargePassed
    self.temperature = temperature
  }
}

/// Why an apparatus could not go on.
public struct ApparatusFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What failed, in words.
  public var message: String
  /// What to change.
  public var remedy: String

  /// - Parameters: as the properties of the same names.
  public init(_ message: String, remedy: String) {
    self.message = message
    self.remedy = remedy
  }

  /// Message and remedy in one line.
  public var description: String { "\(message); \(remedy)" }
}
