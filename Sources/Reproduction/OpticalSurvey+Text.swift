import Foundation
import Materials
import Optics

extension OpticalSurvey {
  /// The survey as a table for people.
  public var text: String {
    var lines = ["\(device.name): \(device.title)", ""] + lightLines
    if question.includesModes { lines += [""] + modeLines }
    if question.includesLeakyModes { lines += [""] + leakyLines }
    if question.includesDipoles { lines += [""] + dipoleLines }
    if !sweep.isEmpty { lines += [""] + sweepLines }
    return lines.joined(separator: "\n") + "\n"
  }

  private var lightLines: [String] {
    let source =
      question.spectrum == nil
      ? String(format: "%.4g nm", question.wavelength * 1e9)
      : String(format: "a spectrum of %d wavelengths, weighed by photons", light.wavelengths.count)
    let side = question.side == .holeSide ? "hole side" : "electron side"
    var lines = [
      "Light: \(source) from the \(side)" + String(format: ", %.4g°, ", question.angle * 180 / .pi)
        + question.polarisation.rawValue
    ]
    if coveredShare < 1 {
      lines.append(
        String(
          format: "  %.2f %% of its power lies between %.4g and %.4g nm, where all tables are; the rest is left out",
          coveredShare * 100, (light.wavelengths.first ?? 0) * 1e9, (light.wavelengths.last ?? 0) * 1e9))
    }
    if question.spectrumIsAbsolute {
      lines.append(
        String(format: "  %.4g W/m², %.4g photons/(cm² s)", light.power, light.photonFlux * 1e-4)
          + (device.emitterIndex.map {
            String(format: ", of which %.4g absorbed by ", light.photonFlux * absorbedByLayer[$0] * 1e-4)
              + device.layers[$0].name
          } ?? ""))
    }
    lines.append(String(format: "  reflected    %8.5f", reflectance))
    lines.append(String(format: "  transmitted  %8.5f", transmittance))
    let longest = device.layers.map(\.name.count).max() ?? 0
    for (place, layer) in device.layers.enumerated() {
      let name = layer.name + String(repeating: " ", count: longest - layer.name.count)
      lines.append(
        String(format: "  absorbed     %8.5f  ", absorbedByLayer[place]) + name
          + String(format: "  %.6g nm ", layer.thickness * 1e9) + layer.opticalMaterial
          + (evidence[place] == .model ? " (a model, not measured)" : ""))
    }
    return lines
  }

  private var modeLines: [String] {
    var lines = [String(format: "Guided modes at %.4g nm (emitter transparent):", question.modeWavelength * 1e9)]
    if modes.isEmpty { lines.append("  none: the light-emitting layer is too thin, or its neighbours' index too high") }
    for mode in modes {
      lines.append(
        String(
          format: "  %@%d  N = %.6f + %.3ei  n_g = %.3f  loss %.2f cm⁻¹", "\(mode.polarisation)", mode.order,
          mode.effectiveIndex.real, mode.effectiveIndex.imaginary, mode.groupIndex, mode.totalLoss / 100)
          + (mode.nearCutOff ? "  near cut-off" : ""))
      lines.append(
        String(
          format: "       effective width %.0f nm, area %.3g µm² in a stripe %.4g µm wide", mode.effectiveWidth * 1e9,
          mode.effectiveArea(stripeWidth: question.stripeWidth) * 1e12, question.stripeWidth * 1e6))
      if let emitter = device.emitterIndex {
        lines.append(
          String(
            format: "       Γ = %.4f, power in the emitter %.4f; threshold gain over %.3g mm: %.1f cm⁻¹",
            mode.gainConfinement[emitter], mode.powerConfinement[emitter], question.length * 1e3,
            mode.thresholdGain(length: question.length, emitter: emitter) / 100))
      }
      for layer in device.layers.indices where mode.lossByLayer[layer] != 0 {
        lines.append(
          String(format: "       loss %8.3f cm⁻¹  ", mode.lossByLayer[layer] / 100) + device.layers[layer].name)
      }
    }
    return lines
  }

  private var leakyLines: [String] {
    var lines = [
      String(format: "Leaky modes at %.4g nm (emitter transparent), Im N ≤ 0.1:", question.modeWavelength * 1e9)
    ]
    if leakyModes.isEmpty { lines.append("  none") }
    for mode in leakyModes {
      let absorbed = mode.lossByLayer.reduce(0, +)
      lines.append(
        String(
          format: "  %@  N = %.6f + %.3ei  loss %.1f cm⁻¹, of which %.1f leaves", "\(mode.polarisation)",
          mode.effectiveIndex.real, mode.effectiveIndex.imaginary, mode.totalLoss / 100,
          (mode.totalLoss - absorbed) / 100)
          + (device.emitterIndex.map { String(format: ";  Γ = %.4f", mode.gainConfinement[$0]) } ?? ""))
    }
    return lines
  }

  private var dipoleLines: [String] {
    guard let emitter = device.emitterIndex, let first = dipoles.first else {
      return ["Dipoles: no coherent layer of the device emits light."]
    }
    let modes = first.emission[.isotropic]?.modes ?? []
    func column(_ text: String) -> String { String(repeating: " ", count: max(1, 9 - text.count)) + text }
    let heads =
      ["rate", "above", "below", "trapped"] + modes.map { "\($0.polarisation)\($0.order)" } + ["near", "absorbed"]
    var lines = [
      String(format: "Dipoles at %.4g nm in ", question.modeWavelength * 1e9) + device.layers[emitter].name
        + " (emitter transparent):",
      "  rate: over that in the bulk (Purcell factor); shares of the emitted power:",
      "  above, below: leaves towards the hole side, towards the electron side within the escape cone of the ambient;",
      "  trapped: in the substrate beyond that cone; modes; near: near field; absorbed: on the way to the half spaces",
      "  depth nm  orientation   " + heads.map(column).joined(),
    ]
    let shown = dipoles.count > 5 ? [1, 5, 9, 13, 17].filter { $0 < dipoles.count }.map { dipoles[$0] } : dipoles
    for point in shown {
      for orientation in DipoleOrientation.allCases {
        guard let light = point.emission[orientation] else { continue }
        let values =
          [light.purcellFactor, light.upper, light.lowerWithinCone, light.lowerBeyondCone] + light.modes.map(\.share)
          + [light.nearField, light.absorbed]
        let name = orientation.rawValue + String(repeating: " ", count: max(0, 14 - orientation.rawValue.count))
        lines.append(
          String(format: "  %8.2f  ", point.depth * 1e9) + name
            + values.map { column(String(format: "%.4f", $0)) }.joined())
      }
    }
    return lines
  }

  private var sweepLines: [String] {
    guard let axis = question.sweep?.axis else { return [] }
    let width = max(10, sweep.map(\.label.count).max() ?? 0)
    func padded(_ text: String) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
    let unit = axis.unit.isEmpty ? "" : ", \(axis.unit)"
    return [
      "Sweep of the \(axis.label)\(unit); reflected, absorbed by the emitter, modes, Γ(TE0), loss cm⁻¹, threshold gain cm⁻¹"
    ]
      + sweep.map { point in
        "  " + padded(point.label)
          + String(
            format: "  %8.5f  %8.5f  %2d  %8.5f  %9.3f  %9.3f", point.reflectance, point.absorbed, point.modes.count,
            point.confinement, point.loss / 100, point.thresholdGain / 100)
      }
  }
}
