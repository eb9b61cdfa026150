// First-order recombination through traps whose occupancy is followed explicitly, so that they can fill:
//
//   dn/dt   = G − k1 n − k_c n (N_t − n_t) + e n_t − k2 n p − k3 n p (n + p)/2
//   dn_t/dt = k_c n (N_t − n_t) − e n_t − k_h n_t p
//   p = p₀ + n + n_t                     (charge neutrality; empty traps are neutral),      photons: k2r n p
// (Shockley and Read, Phys. Rev. 87, 835 (1952), doi:10.1103/PhysRev.87.835, with occupancy as an unknown; the model of
// Péan, Dimitrov, De Castro and Davies, Phys. Chem. Chem. Phys. 22, 28345 (2020), doi:10.1039/D0CP04950F, with release
// e.)
// Weak excitation: k1 + k_c N_t. Strong: the traps fill and only k_h n_t p is left of the channel. Electrons held in
// traps
// outlive the free ones, so at high repetition rates the traps are partly full before each pulse.
//
// Two unknowns and the photons, by Rodas4P; the periodic state by Newton's method on (n, n_t) before the pulse with
// differences, since the memory of the traps may last thousands of periods.

import Foundation
import NumericalMethods

/// A uniform film with traps of one kind for electrons (or, with the signs of carriers exchanged, for holes).
public struct TrapFilling: Sendable, Equatable {
  /// The other rate constants; `k1` is the first-order part that does not fill.
  public var constants: RecombinationConstants
  /// Trap density N_t, m⁻³.
  public var trapDensity: Double
  /// Capture of free electrons by empty traps k_c, m³ s⁻¹.
  public var captureConstant: Double
  /// Recombination of trapped electrons with holes k_h, m³ s⁻¹.
  public var holeCaptureConstant: Double
  /// Thermal release of trapped electrons e, s⁻¹.
  public var releaseRate: Double
  /// Relative error allowed per time step.
  public var relativeTolerance: Double

  /// - Parameters: as the properties of the same names.
  public init(
    constants: RecombinationConstants, trapDensity: Double, captureConstant: Double, holeCaptureConstant: Double,
    releaseRate: Double = 0, relativeTolerance: Double = 1e-7
  ) {
    self.constants = constants
    self.trapDensity = trapDensity
    self.captureConstant = captureConstant
    self.holeCaptureConstant = holeCaptureConstant
    self.releaseRate = releaseRate
    self.relativeTolerance = relativeTolerance
  }

  func validate() throws(EmissionError) {
    try constants.validate()
    try require(trapDensity, "trap density", "m-3", from: 0, upTo: 1e27)
    try require(captureConstant, "capture constant of the traps", "m3/s", from: 0, upTo: 1e-8)
    try require(holeCaptureConstant, "hole capture constant of the traps", "m3/s", from: 0, upTo: 1e-8)
    try require(releaseRate, "release rate of the traps", "1/s", from: 0, upTo: 1e15)
    try require(relativeTolerance, "relative tolerance of the time steps", "1", from: 1e-12, upTo: 0.05)
  }
}

extension TrapFilling: DecayModel {
  /// Light and free electrons after a pulse.
  public func emission(after excitation: DecayExcitation, at times: [Double]) throws(EmissionError) -> EmittedLight {
    try emissionAndOccupancy(after: excitation, at: times).light
  }

  /// Light, free electrons, and the share of traps that is full at each time, after a pulse.
  public func emissionAndOccupancy(
    after excitation: DecayExcitation, at times: [Double]
  ) throws(EmissionError) -> (light: EmittedLight, occupancy: [Double]) {
    try validate()
    try excitation.validate()
    try validateTimes(times, of: excitation)
    var before = (free: 0.0, trapped: 0.0)
    if let period = excitation.period { before = try steadyState(excitation, period) }
    var light = EmittedLight(cumulative: [], total: 0, density: [], densityBefore: before.free)
    var occupancy: [Double] = []
    let wanted = max((times.last ?? excitation.start) - excitation.start, 0)
    let end = try carry(before, excitation, for: excitation.period ?? wanted, at: times) { values in
      light.density.append(values.free)
      light.cumulative.append(values.light)
      occupancy.append(trapDensity > 0 ? values.trapped / trapDensity : 0)
    }
    light.total = end.light
    if excitation.period == nil {
      // Until 1e-9 of the pairs are left, by lengthening the decay tenfold.
      var (state, span) = (end, max(wanted, 1e-9))
      for _ in 0..<14 where max(state.free, state.trapped) > 1e-9 * excitation.density {
        span *= 10
        let more = try TrapRun(self, excitation, free: state.free, trapped: state.trapped, quiet: true)
          .carry(for: span, from: 0, times: []) { _ in }
        light.total += more.light
        state = more
      }
    }
    return (light, occupancy)
  }

  private func carry(
    _ before: (free: Double, trapped: Double), _ excitation: DecayExcitation, for duration: Double, at times: [Double],
    observe: (TrapState) -> Void
  ) throws(EmissionError) -> TrapState {
    try TrapRun(self, excitation, free: before.free, trapped: before.trapped, quiet: false)
      .carry(for: duration, from: excitation.start, times: times, observe: observe)
  }

  /// What each pulse of a train finds.
  private func steadyState(
    _ excitation: DecayExcitation, _ period: Double
  ) throws(EmissionError) -> (free: Double, trapped: Double) {
    func after(_ free: Double, _ trapped: Double) throws(EmissionError) -> TrapState {
      try carry((free, trapped), excitation, for: period, at: []) { _ in }
    }
    let unit = excitation.density
    var (free, trapped) = (0.0, 0.0)
    // A few pulses bring the state near; then Newton on what is missing.
    for _ in 0..<3 {
      let next = try after(free, trapped)
      (free, trapped) = (next.free, next.trapped)
    }
    for _ in 0..<60 {
      let here = try after(free, trapped)
      let (missingFree, missingTrapped) = (here.free - free, here.trapped - trapped)
      let scale = unit + max(free, trapped)
      if max(abs(missingFree), abs(missingTrapped)) < 1e-9 * scale { return (free, trapped) }
      let (stepFree, stepTrapped) = (1e-4 * (free + 1e-3 * unit), 1e-4 * (trapped + 1e-3 * min(unit, trapDensity + 1)))
      let one = try after(free + stepFree, trapped)
      let other = try after(free, trapped + stepTrapped)
      // (M − 1) δ = −missing, M the map of one period.
      let a = (one.free - here.free) / stepFree - 1
      let b = (other.free - here.free) / stepTrapped
      let c = (one.trapped - here.trapped) / stepFree
      let d = (other.trapped - here.trapped) / stepTrapped - 1
      let determinant = a * d - b * c
      guard determinant.isFinite, abs(determinant) > 1e-14 else { throw .notPeriodic(periods: 60) }
      free = max(free - (d * missingFree - b * missingTrapped) / determinant, 0)
      trapped = min(max(trapped - (a * missingTrapped - c * missingFree) / determinant, 0), trapDensity)
    }
    throw .notPeriodic(periods: 60)
  }
}

/// Free and trapped electrons and the light so far.
struct TrapState {
  var free: Double
  var trapped: Double
  var light: Double
}

/// The three unknowns as a stiff system.
private final class TrapRun: StiffSystem {
  let unknownCount = 3
  let mass: UnsafePointer<Double>
  private let ones: UnsafeMutablePointer<Double>
  private let model: TrapFilling
  private let excitation: DecayExcitation
  private let profile: PulseProfile?
  private let initial: TrapState
  private var clock = 0.0
  // Jacobian of (n, n_t), the light's row, and what the factorisation keeps.
  private var (j11, j12, j21, j22) = (0.0, 0.0, 0.0, 0.0)
  private var (light1, light2) = (0.0, 0.0)
  private var shift = 0.0

  init(_ model: TrapFilling, _ excitation: DecayExcitation, free: Double, trapped: Double, quiet: Bool) {
    self.model = model
    self.excitation = excitation
    profile = quiet ? nil : excitation.profile
    let pulse = quiet || excitation.shape != nil ? 0 : excitation.density
    initial = TrapState(free: free + pulse, trapped: trapped, light: 0)
    ones = .allocate(capacity: 3)
    ones.initialize(repeating: 1, count: 3)
    mass = UnsafePointer(ones)
  }

  deinit { ones.deallocate() }

  func carry(
    for duration: Double, from start: Double, times: [Double], observe: (TrapState) -> Void
  ) throws(EmissionError) -> TrapState {
    var state = [initial.free, initial.trapped, initial.light]
    var next = 0
    var failure: IntegrationError?
    let stepper = Rodas4P(unknownCount: 3)
    state.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var pieces: [Double] = []
      if let profile {
        let length = profile.end - profile.start
        let count = max(1, Int((length / (3 * profile.sigma)).rounded(.up)))
        pieces = (0..<count).map { _ in length / Double(count) }
      }
      pieces.append(max(duration - pieces.reduce(0, +), 0))
      while next < times.count, times[next] <= start {
        observe(TrapState(free: base[0], trapped: base[1], light: base[2]))
        next += 1
      }
      var (done, step) = (0.0, profile.map { 0.05 * $0.sigma } ?? 1e-13)
      for piece in pieces where piece > 0 {
        clock = start + done
        do throws(IntegrationError) {
          _ = try stepper.integrate(self, end: piece, state: base, step: &step) { dense in
            let begin = start + done + dense.start
            while next < times.count, times[next] <= begin + dense.length * (1 + 1e-12) {
              let theta = min(max((times[next] - begin) / dense.length, 0), 1)
              observe(
                TrapState(
                  free: dense.value(0, at: theta), trapped: dense.value(1, at: theta), light: dense.value(2, at: theta))
              )
              next += 1
            }
            return true
          }
        } catch {
          failure = error
          return
        }
        done += piece
      }
      // Round-off of the pieces may leave the last time a hair behind the end.
      while next < times.count {
        observe(TrapState(free: base[0], trapped: base[1], light: base[2]))
        next += 1
      }
    }
    if let failure { throw .decayNotSolved(reason: "\(failure)") }
    return TrapState(free: max(state[0], 0), trapped: min(max(state[1], 0), model.trapDensity), light: state[2])
  }

  func evaluate(time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    let (n, t) = (state[0], state[1])
    let constants = model.constants
    let p = constants.darkDensity + n + t
    let capture = model.captureConstant * n * (model.trapDensity - t) - model.releaseRate * t
    let pump = profile.map { excitation.density * $0.rate(time + clock) } ?? 0
    rates[0] = pump - n * (constants.k1 + p * (constants.k2 + 0.5 * constants.k3 * (n + p))) - capture
    rates[1] = capture - model.holeCaptureConstant * t * p
    rates[2] = constants.k2r * n * p
  }

  func linearise(
    time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    evaluate(time: time, state: state, rates: rates)
    let (n, t) = (state[0], state[1])
    let constants = model.constants
    let p = constants.darkDensity + n + t
    let (empty, kc, kh) = (model.trapDensity - t, model.captureConstant, model.holeCaptureConstant)
    // Loss n(k1 + k2 p + k3 p (n+p)/2): slopes against n at fixed t (p follows n) and against t (p follows t).
    let auger = 0.5 * constants.k3
    let lossByP = n * (constants.k2 + auger * (n + 2 * p))
    j11 = -(constants.k1 + p * (constants.k2 + auger * (n + p))) - auger * n * p - lossByP - kc * empty
    j12 = -lossByP + kc * n + model.releaseRate
    j21 = kc * empty - kh * t
    j22 = -kc * n - model.releaseRate - kh * (p + t)
    (light1, light2) = (constants.k2r * (p + n), constants.k2r * n)
    timeDerivative[0] = profile.map { excitation.density * $0.rateSlope(time + clock) } ?? 0
    (timeDerivative[1], timeDerivative[2]) = (0, 0)
  }

  func factor(shift: Double) -> Bool {
    self.shift = shift
    let determinant = (shift - j11) * (shift - j22) - j12 * j21
    return determinant.isFinite && determinant != 0
  }

  func solve(_ x: UnsafeMutablePointer<Double>) {
    let determinant = (shift - j11) * (shift - j22) - j12 * j21
    let first = ((shift - j22) * x[0] + j12 * x[1]) / determinant
    let second = (j21 * x[0] + (shift - j11) * x[1]) / determinant
    (x[0], x[1]) = (first, second)
    x[2] = (x[2] + light1 * first + light2 * second) / shift
  }

  func errorNorm(
    previous: UnsafePointer<Double>, next: UnsafePointer<Double>, error: UnsafePointer<Double>
  ) -> Double {
    let highest = max(abs(next[0]), abs(next[1]), abs(previous[0]), abs(previous[1]))
    guard highest.isFinite else { return .infinity }
    guard highest > 0 else { return 0 }
    // While the pulse rises, errors small against what it will bring do not matter.
    let floor = max(1e-6 * highest, profile != nil && clock < 0 ? 1e-6 * excitation.density : 0)
    let (one, other) = (error[0] / (abs(next[0]) + floor), error[1] / (abs(next[1]) + floor))
    return (0.5 * (one * one + other * other)).squareRoot() / model.relativeTolerance
  }
}
