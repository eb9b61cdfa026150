import Foundation
import Materials
import Optics
import Records

extension OpticalSurvey {
  /// The survey as a table for people.
  public var text: String {
    var lines = ["\(device.name): \(device.title)", ""]
    let source =
      question.spectrum == nil
      ? String(format: "%.4g nm", question.wavelength * 1e9)
      : String(format: "a spectrum of %d wavelengths, weighed by photons", question.spectrum?.wavelengths.count ?? 0)
    let side = question.side == .holeSide ? "hole side" : "electron side"
    lines.append(
      "Light: \(source) from the \(side)"
        + String(format: ", %.4g°, ", question.angle * 180 / .pi) + question.polarisation.rawValue)
    lines.append(String(format: "  reflected    %8.5f", reflectance))
    lines.append(String(format: "  transmitted  %8.5f", transmittance))
    for (layer, share) in zip(device.layers, absorbedByLayer) {
      lines.append(String(format: "  absorbed     %8.5f  ", share) + layer.name)
    }
    guard question.includesModes else { return lines.joined(separator: "\n") + "\n" }
    lines += ["", String(format: "Guided modes at %.4g nm (emitter transparent):", question.modeWavelength * 1e9)]
    if modes.isEmpty { lines.append("  none: the light-emitting layer is too thin, or its neighbours' index too high") }
    let emitter = device.emitterIndex
    for mode in modes {
      lines.append(
        String(
          format: "  %@%d  N = %.6f + %.3ei  n_g = %.3f  loss %.2f cm⁻¹  width %.0f nm", "\(mode.polarisation)",
          mode.order, mode.effectiveIndex.real, mode.effectiveIndex.imaginary, mode.groupIndex, mode.totalLoss / 100,
          mode.effectiveWidth * 1e9) + (mode.nearCutOff ? "  near cut-off" : ""))
      if let emitter {
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
    if !sweep.isEmpty, let layer = question.sweep?.layer {
      lines += ["", "Thickness of \(layer): nm, absorbed by the emitter, Γ(TE0), loss cm⁻¹, threshold gain cm⁻¹"]
      for point in sweep {
        lines.append(
          String(
            format: "  %8.2f  %8.5f  %8.5f  %9.3f  %9.3f", point.thickness * 1e9, point.absorbed, point.confinement,
            point.loss / 100, point.thresholdGain / 100))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The survey for machines; SI units.
  public var json: JSONValue {
    let layers = zip(device.layers, absorbedByLayer).map { layer, share in
      JSONValue.object([
        .init("name", .string(layer.name)), .init("thickness_m", .number(layer.thickness)),
        .init("optical_material", .string(layer.opticalMaterial)), .init("absorbed", .number(share)),
      ])
    }
    func list(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }
    let emitter = device.emitterIndex
    let modes = self.modes.map { mode in
      JSONValue.object([
        .init("polarisation", .string("\(mode.polarisation)")), .init("order", .integer(mode.order)),
        .init("effective_index", .number(mode.effectiveIndex.real)),
        .init("effective_index_imaginary", .number(mode.effectiveIndex.imaginary)),
        .init("group_index", .number(mode.groupIndex)), .init("near_cut_off", .bool(mode.nearCutOff)),
        .init("effective_width_m", .number(mode.effectiveWidth)), .init("loss_per_m", .number(mode.totalLoss)),
        .init("loss_by_layer_per_m", list(mode.lossByLayer)), .init("gain_confinement", list(mode.gainConfinement)),
        .init("power_confinement", list(mode.powerConfinement)),
        .init(
          "threshold_gain_per_m",
          .number(emitter.map { mode.thresholdGain(length: question.length, emitter: $0) })),
      ])
    }
    let swept = sweep.map { point in
      JSONValue.object([
        .init("thickness_m", .number(point.thickness)), .init("absorbed_by_emitter", .number(point.absorbed)),
        .init("gain_confinement", .number(point.confinement)), .init("loss_per_m", .number(point.loss)),
        .init("threshold_gain_per_m", .number(point.thresholdGain)),
      ])
    }
    return .object([
      .init("device", .string(device.name)), .init("wavelength_m", .number(question.wavelength)),
      .init("angle_rad", .number(question.angle)), .init("side", .string(question.side.rawValue)),
      .init("polarisation", .string(question.polarisation.rawValue)), .init("reflectance", .number(reflectance)),
      .init("transmittance", .number(transmittance)), .init("layers", .array(layers)),
      .init("mode_wavelength_m", .number(question.modeWavelength)), .init("length_m", .number(question.length)),
      .init("modes", .array(modes)), .init("sweep", .array(swept)),
    ])
  }
}
