// Where an experiment leaves what its models are good for, or what a film bears, before anything runs.

import Emission
import InputFiles
import Materials
import Optics
import Quantities

extension Experiment {
  /// Absorbed fluence above which a film is likely to be damaged, J m⁻²: 2 mJ/cm².
  public static let damagingFluence = 20.0

  /// Remarks on fluences and pulses, each with its place; empty where the models and the film bear them.
  public func remarks(for device: Device) -> [Diagnostic] {
    guard let emitter = device.emitterIndex, let emission = device.emission else { return [] }
    return damage(device, emitter) + transit(emission)
  }

  private func damage(_ device: Device, _ emitter: Int) -> [Diagnostic] {
    let strongest = timeline.segments.filter { segment in
      segment.instants.contains { $0.kinds.contains(where: \.needsLight) }
    }.max { ($0.fluence ?? 0) < ($1.fluence ?? 0) }
    guard let segment = strongest, let fluence = segment.fluence, fluence > Self.damagingFluence,
      let light = try? OpticalStack(device: device, library: .shipped(), wavelength: pump.wavelength)
        .illuminate(from: pump.side.incidence)
    else { return [] }
    let absorbed = fluence * light.absorbedByLayer[emitter]
    guard absorbed > Self.damagingFluence else { return [] }
    let step = timeline.steps[segment.step]
    return [
      Diagnostic(
        .warning, code: "W-fluence",
        message: "'\(step.sentence)' leaves \(shortest((absorbed * 100).rounded())) µJ/cm² in the film",
        at: places[step.position],
        reason: "above 2000 µJ/cm² films are damaged, heated by tens of kelvin, and filled beyond the rate constants",
        remedy: "lower the fluence, or take the result for that of a film that would bear it")
    ]
  }

  private func transit(_ emission: EmissionParameters) -> [Diagnostic] {
    let time = emission.guide.pathLength * 3 / PhysicalConstants.speedOfLight
    let widths = [pump.width] + (pump.second.map { [$0.width] } ?? [])
    guard let width = widths.min(), width < time,
      timeline.segments.contains(where: { $0.instants.contains { $0.kinds.contains(where: \.needsLight) } })
    else { return [] }
    func picoseconds(_ time: Double) -> String { shortest((time * 1e13).rounded() / 10) }
    return [
      Diagnostic(
        .warning, code: "W-transit",
        message: "a pulse of \(picoseconds(width)) ps is shorter than the \(picoseconds(time)) ps that light takes "
          + "along the amplifying path",
        reason: "the fast model lets light follow the carriers at once: thresholds are 2 to 14 % too high then",
        remedy: "keep that error in mind, or use StripeModel with light in time")
    ]
  }
}
