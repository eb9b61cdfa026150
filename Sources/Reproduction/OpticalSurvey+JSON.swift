import Materials
import Optics
import Records

extension OpticalSurvey {
  /// The survey for machines; SI units.
  public var json: JSONValue {
    let layers = device.layers.enumerated().map { place, layer in
      JSONValue.object([
        .init("name", .string(layer.name)), .init("thickness_m", .number(layer.thickness)),
        .init("optical_material", .string(layer.opticalMaterial)), .init("evidence", .string(evidence[place].rawValue)),
        .init("absorbed", .number(absorbedByLayer[place])),
      ])
    }
    return .object([
      .init("device", .string(device.name)),
      .init("wavelength_m", question.spectrum == nil ? .number(question.wavelength) : .null),
      .init("spectrum", question.spectrum == nil ? .null : spectrumJSON),
      .init("angle_rad", .number(question.angle)), .init("side", .string(question.side.rawValue)),
      .init("polarisation", .string(question.polarisation.rawValue)), .init("reflectance", .number(reflectance)),
      .init("transmittance", .number(transmittance)), .init("layers", .array(layers)),
      .init("mode_wavelength_m", .number(question.modeWavelength)), .init("length_m", .number(question.length)),
      .init("stripe_width_m", .number(question.stripeWidth)), .init("modes", .array(modes.map(json(of:)))),
      .init("leaky_modes", .array(leakyModes.map(json(of:)))),
      .init("dipoles", .array(dipoles.map(json(of:)))), .init("sweep", .array(sweep.map(json(of:)))),
    ])
  }

  private func list(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }

  private var spectrumJSON: JSONValue {
    .object([
      .init("wavelengths", .integer(light.wavelengths.count)),
      .init("shortest_m", .number(light.wavelengths.first)), .init("longest_m", .number(light.wavelengths.last)),
      .init("share_of_power_covered", .number(coveredShare)),
      .init("irradiance_W_per_m2", question.spectrumIsAbsolute ? .number(light.power) : .null),
      .init("photon_flux_per_m2_s", question.spectrumIsAbsolute ? .number(light.photonFlux) : .null),
    ])
  }

  private func json(of mode: GuidedMode) -> JSONValue {
    .object([
      .init("polarisation", .string("\(mode.polarisation)")), .init("order", .integer(mode.order)),
      .init("effective_index", .number(mode.effectiveIndex.real)),
      .init("effective_index_imaginary", .number(mode.effectiveIndex.imaginary)),
      .init("group_index", .number(mode.groupIndex)), .init("near_cut_off", .bool(mode.nearCutOff)),
      .init("effective_width_m", .number(mode.effectiveWidth)),
      .init("effective_area_m2", .number(mode.effectiveArea(stripeWidth: question.stripeWidth))),
      .init("loss_per_m", .number(mode.totalLoss)), .init("loss_by_layer_per_m", list(mode.lossByLayer)),
      .init("gain_confinement", list(mode.gainConfinement)), .init("power_confinement", list(mode.powerConfinement)),
      .init(
        "threshold_gain_per_m",
        .number(device.emitterIndex.map { mode.thresholdGain(length: question.length, emitter: $0) })),
    ])
  }

  private func json(of point: DipolesAtDepth) -> JSONValue {
    let members = DipoleOrientation.allCases.compactMap { orientation -> JSONValue.Member? in
      guard let light = point.emission[orientation] else { return nil }
      let modes = light.modes.map { mode in
        JSONValue.object([
          .init("polarisation", .string("\(mode.polarisation)")), .init("order", .integer(mode.order)),
          .init("share", .number(mode.share)),
        ])
      }
      return .init(
        orientation.rawValue,
        .object([
          .init("purcell_factor", .number(light.purcellFactor)), .init("upper", .number(light.upper)),
          .init("lower_within_cone", .number(light.lowerWithinCone)),
          .init("lower_beyond_cone", .number(light.lowerBeyondCone)), .init("guided", .number(light.guided)),
          .init("modes", .array(modes)), .init("near_field", .number(light.nearField)),
          .init("absorbed", .number(light.absorbed)),
        ]))
    }
    return .object([.init("depth_m", .number(point.depth))] + members)
  }

  private func json(of point: SweptPoint) -> JSONValue {
    .object([
      .init("label", .string(point.label)),
      .init("value", question.sweep?.numbers == nil ? .null : .number(point.value)),
      .init("reflectance", .number(point.reflectance)), .init("transmittance", .number(point.transmittance)),
      .init("absorbed_by_emitter", .number(point.absorbed)), .init("gain_confinement", .number(point.confinement)),
      .init("loss_per_m", .number(point.loss)), .init("threshold_gain_per_m", .number(point.thresholdGain)),
      .init("modes", .array(point.modes.map(json(of:)))),
    ])
  }
}
