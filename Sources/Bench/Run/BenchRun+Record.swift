// A run as a record. Instants of a protocol are not unique (a frozen state can be observed at many fluences at one time),
// so the axes are plain counts and time is an array like bias and fluence. People's units, as everywhere in records.

import Records

extension BenchRun {
  /// The run as a record that can be written.
  /// - Parameters:
  ///   - experiment: what was carried out.
  ///   - input: the resolved input, YAML text.
  ///   - device: the resolved device, YAML text.
  ///   - provenance: where the run was made.
  ///   - citations: whom to cite.
  /// - Throws: `DatasetError` if nothing was observed.
  public func record(
    of experiment: Experiment, input: String, device: String? = nil, provenance: Provenance,
    citations: [Citation] = [.experiment]
  ) throws(DatasetError) -> RunRecord {
    RunRecord(
      dataset: try dataset(of: experiment), input: input, device: device, provenance: provenance, audit: audit,
      citations: citations)
  }

  /// Everything observed, with named axes and units.
  /// - Throws: `DatasetError` if nothing was observed.
  public func dataset(of experiment: Experiment) throws(DatasetError) -> Dataset {
    var arrays = try series(of: readings, axis: "instant", longName: "instants observed", prefix: "")
    let spectra = self.spectra
    if !spectra.isEmpty { arrays += try emission(of: spectra) }
    arrays += try decayArrays()
    arrays += try streakArrays()
    let profiles = self.profiles
    if !profiles.isEmpty { arrays += try depthProfiles(of: profiles) }
    return try Dataset(
      arrays,
      attributes: [
        "title": .text(experiment.title), "experiment": .text(experiment.name), "device": .text(experiment.device),
        "apparatus": .text(apparatus), "outcome": .text(outcome.words),
        "protocol": .text(timeline.drawing.joined(separator: "\n")),
        "assumption": "each spectrum is that of one representative pulse; pulses do not move the ions",
        "Conventions": "CF-1.11",
      ])
  }

  func series(
    of readings: [Reading], axis name: String, longName: String, prefix: String
  ) throws(DatasetError) -> [LabelledArray] {
    let axis = Axis(name, longName: longName, unit: "1", values: readings.indices.map(Double.init))
    func array(
      _ name: String, _ longName: String, _ unit: String, _ value: (Reading) -> Double?
    ) throws(DatasetError) -> LabelledArray {
      try LabelledArray(
        prefix + name, longName: longName, unit: unit, axes: [axis], values: readings.map { value($0) ?? .nan })
    }
    return [
      try array("time", "time on the clock of the protocol", "s") { $0.time },
      try array("step", "number of the sentence carried out, from 0", "1") { Double($0.step) },
      try array("bias", "applied bias", "V") { $0.bias },
      try array("fluence", "incident pump fluence", "uJ cm-2") { $0.fluence.map { $0 * 100 } },
      try array("current_density", "terminal current density", "mA cm-2") { $0.currentDensity.map { $0 * 0.1 } },
      try array("charge_passed", "charge passed since the start", "uC cm-2") { $0.chargePassed.map { $0 * 100 } },
      try array("ion_fraction", "mean ion fraction of the emitting layer", "1") { $0.meanIonFraction },
      try array("temperature", "lattice temperature", "K") { $0.temperature },
    ]
  }

  private func emission(of spectra: [Reading]) throws(DatasetError) -> [LabelledArray] {
    let readings = spectra.compactMap(\.emission)
    guard let first = readings.first else { return [] }
    var arrays = try series(of: spectra, axis: "spectrum", longName: "spectra taken", prefix: "spectrum_")
    let axis = Axis("spectrum", longName: "spectra taken", unit: "1", values: spectra.indices.map(Double.init))
    let wavelength = Axis(
      "wavelength", longName: "wavelength of the emitted light", unit: "nm", values: first.wavelengths.map { $0 * 1e9 })
    func image(
      _ name: String, _ longName: String, _ values: (DetectedEmission) -> [Double]?
    ) throws(DatasetError) -> LabelledArray? {
      let rows = readings.compactMap(values)
      guard rows.count == readings.count else { return nil }
      return try LabelledArray(
        name, longName: longName, unit: "uJ cm-2 nm-1", axes: [axis, wavelength],
        values: rows.flatMap { $0.map { $0 * 1e-7 } })
    }
    arrays += [
      try image("emission", "detected emission of one pulse") { $0.spectrum },
      try image("photoluminescence", "spontaneous part of the emission") { $0.plSpectrum },
      try image("amplified_emission", "amplified spontaneous part of the emission") { $0.aseSpectrum },
    ].compactMap { $0 }
    let figures = readings.compactMap(\.figures)
    guard figures.count == readings.count else { return arrays }
    func array(
      _ name: String, _ longName: String, _ unit: String, _ value: (EmissionFigures) -> Double
    ) throws(DatasetError) -> LabelledArray {
      try LabelledArray(name, longName: longName, unit: unit, axes: [axis], values: figures.map(value))
    }
    return arrays + [
      try array("external_yield", "detected over incident energy", "1") { $0.externalYield },
      try array("radiative_fraction", "mean of k2r/(k2r+k2nonr)", "1") { $0.meanRadiativeFraction },
      try array("peak_density", "highest carrier density", "cm-3") { $0.peakDensity * 1e-6 },
      try array("peak_mean_density", "highest film-averaged carrier density", "cm-3") { $0.peakMeanDensity * 1e-6 },
      try array("auger_share", "share of carriers lost to Auger recombination", "1") { $0.augerShare },
      try array("photon_balance", "residual of the photon balance", "1") { $0.photonBalance },
    ]
  }

  private func depthProfiles(of readings: [Reading]) throws(DatasetError) -> [LabelledArray] {
    let profiles = readings.compactMap(\.profile)
    guard let first = profiles.first else { return [] }
    var arrays = try series(of: readings, axis: "profile", longName: "profiles taken", prefix: "profile_")
    let axis = Axis("profile", longName: "profiles taken", unit: "1", values: readings.indices.map(Double.init))
    let depth = Axis(
      "depth", longName: "depth from the electron side", unit: "nm", values: first.positions.map { $0 * 1e9 })
    let face = Axis("face", longName: "depth of cell faces", unit: "nm", values: first.facePositions.map { $0 * 1e9 })
    arrays.append(
      try LabelledArray(
        "potential", longName: "electric potential", unit: "V", axes: [axis, depth],
        values: profiles.flatMap(\.potential)))
    arrays.append(
      try LabelledArray(
        "field", longName: "electric field", unit: "MV cm-1", axes: [axis, face],
        values: profiles.flatMap { $0.field.map { $0 * 1e-8 } }))
    for (index, ion) in first.ions.enumerated() {
      arrays.append(
        try LabelledArray(
          "ion_density_\(index + 1)", longName: "density of \(ion.name)", unit: "cm-3", axes: [axis, depth],
          values: profiles.flatMap { $0.ions[index].density.map { $0 * 1e-6 } }))
    }
    if !first.electrons.isEmpty {
      arrays.append(
        try LabelledArray(
          "electron_density", longName: "density of electrons", unit: "cm-3", axes: [axis, depth],
          values: profiles.flatMap { $0.electrons.map { $0 * 1e-6 } }))
    }
    return arrays
  }
}

extension RunOutcome {
  /// The outcome in words.
  public var words: String {
    switch self {
    case .complete: "complete"
    case .outOfTime: "out of time; holds what was observed until then"
    case .cancelled: "cancelled before the end; holds what was observed until then"
    case .failed(let failure): "failed \(failure); holds what was observed until then"
    }
  }
}
