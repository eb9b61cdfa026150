import Emission
import Foundation
import Materials

extension PumpedFilm {
  /// What the detectors show of the pulse of an exposure: as much as was asked for.
  public func develop(_ exposure: Exposure) throws(ApparatusFailure) -> DetectedEmission {
    let excitation = excitation(of: exposure)
    do throws(EmissionError) {
      // Errors of the steps add up along a trace, while they average out of what is integrated over time.
      let isTraced = exposure.kinds.contains(.decay) || exposure.kinds.contains(.streak)
      let pulses = isTraced ? try pulses.with(relativeTolerance: 0.1 * pulses.numerics.relativeTolerance) : pulses
      var found: DetectedEmission
      let pulse: PulseEmission
      if exposure.kinds.contains(.streak) {
        let window = detector.streak
        let image = try pulses.streak(
          excitation, film: exposure.film, window: window.start...window.end, pixels: window.pixels,
          response: window.response)
        pulse = image.emission
        found = DetectedEmission(pulse)
        found.streak = DetectedStreak(times: image.times, values: image.rows.flatMap { $0 })
      } else {
        pulse = try pulses.fire(excitation, film: exposure.film)
        found = DetectedEmission(pulse)
      }
      if exposure.kinds.contains(.decay) { found.decay = try decay(of: pulse, period: excitation.period) }
      found.noise = detector.noise
      return found
    } catch {
      throw ApparatusFailure(emission: error)
    }
  }

  /// Everything the fast model knows of the pulse of an exposure, such as its decay in time.
  public func fire(_ exposure: Exposure) throws(ApparatusFailure) -> PulseEmission {
    do { return try pulses.fire(excitation(of: exposure), film: exposure.film) } catch {
      throw ApparatusFailure(emission: error)
    }
  }

  /// What excites the film: the pumps, the light beside them, and the pulses before, where they have left anything.
  func excitation(of exposure: Exposure) -> Excitation {
    var excitation = Excitation(
      pulses: [
        PumpPulse(
          LaserPulse(
            incidentFluence: exposure.fluence, photonWavelength: pump.wavelength, duration: pump.width,
            shape: pump.shape))
      ])
    if let second = pump.second, let share = secondAbsorbedShare {
      excitation.pulses.append(
        PumpPulse(
          LaserPulse(
            incidentFluence: second.fluence, photonWavelength: second.wavelength, duration: second.width,
            shape: second.shape), delay: second.delay, absorbedShare: share))
    }
    if let light = exposure.light { excitation.steadyLight = [light] }
    // e^{−40} of the carriers: nothing that the next pulse could find.
    let rates = pulses.parameters.rates
    let slowest = exposure.film.ionFraction.map { rates.rates(atIonFraction: $0).k1 }.min() ?? 0
    if slowest < 40 * pump.rate { excitation.period = 1 / pump.rate }
    return excitation
  }

  private func decay(of pulse: PulseEmission, period: Double?) throws(EmissionError) -> DetectedDecay {
    let window = detector.decay
    let lead = window.lead(pulse: pump.width)
    let histogram = DecayDetection(
      binWidth: window.binWidth, binCount: window.binCount(pulse: pump.width), timeZero: lead,
      response: window.response > 0 ? .gaussian(width: window.response) : .instantaneous,
      background: detector.noise?.darkCounts ?? 0,
      scale: .perPhotonDensity(detector.noise?.collectingArea ?? 1))
    // The light is that of the pulse already; what is said of its excitation here is when it begins: a Gaussian that is
    // resolved from seven standard deviations before its centre on.
    let width = -(pulse.times.first ?? 0) * (8 * log(2.0)).squareRoot() / 7
    let excitation = DecayExcitation(
      density: 1, period: period, shape: width > 0 ? .gaussian : nil, width: max(width, 0))
    let expected = try histogram.expectedCounts(of: pulse, after: excitation)
    return DetectedDecay(
      times: histogram.binTimes.map { $0 - lead }, values: expected, isCounted: detector.noise != nil)
  }
}
