// Sums of a finished pulse to what is reported: spectra at the detector, the photon budget, the traces.

import Materials

extension PulseIntegrator {
  func emission(model: PulseModel) -> PulseEmission {
    let table = model.table
    let guide = model.parameters.guide
    let step = table.energyStep
    var budget = budget
    var spontaneous: [Double] = []
    let modes = carriers.confinementRatios.count
    var meanLight: [Double] = []
    var endLight: [Double] = []
    for block in light {
      for lane in 0..<4 {
        meanLight.append(block.mean[lane])
        endLight.append(block.end[lane])
      }
    }
    for block in 0..<table.blocks {
      var sum = SIMD4<Double>.zero
      for node in 0..<table.nodes { sum += source[node] * table.rows[node * table.blocks + block].spontaneous }
      for lane in 0..<4 {
        spontaneous.append(sum[lane])
      }
    }
    var guided = [Double](repeating: 0, count: spontaneous.count)
    let losses = [model.coupling.absorptionLoss] + model.furtherModes.map(\.absorptionLoss)
    for mode in 0..<modes {
      for k in spontaneous.indices {
        let place = mode * spontaneous.count + k
        budget.guidedSpontaneous += 2 * step * spontaneous[k] * carriers.halfGuidedShare[place]
        budget.scattered += guide.scatteringLoss * meanLight[place]
        budget.absorbedInLayers += losses[mode] * meanLight[place]
        budget.absorbedInUnpumpedFilm += model.unpumpedLoss[place] * meanLight[place]
        budget.outCoupled += endLight[place]
        let seen = guide.escapeFraction * guide.scatteringCollection * meanLight[place]
        guided[k] += (seen + guide.edgeCollection * endLight[place]) / step
      }
    }
    for k in spontaneous.indices { spontaneous[k] *= guide.escapeFraction }
    budget.reabsorbedShare = carriers.reabsorbedShare
    let net = budget.netRadiative
    let pl = model.detector.spectrum(spontaneous)
    let ase = model.detector.spectrum(guided)
    let total = zip(pl, ase).map { $0 + $1 }
    let rates = model.filter == nil ? detectedRates(guide) : filteredRates(model)
    return PulseEmission(
      wavelengths: model.wavelengths, spectrum: total, plSpectrum: pl, aseSpectrum: ase,
      externalYield: incidentFluence > 0 ? model.detector.integral(total) / incidentFluence : 0,
      meanRadiativeFraction: net > 0 ? net / (net + budget.nonradiative) : 0,
      peakDensity: peakDensity, peakMeanDensity: peakMean, peakNetGain: peakGain, photons: budget, times: times,
      meanDensity: meanDensity, plRate: rates.pl, aseRate: rates.ase,
      nonradiativeRate: nonradiativeRate, evaluations: evaluations)
  }

  /// Detected photons per area and time at the recorded times, m⁻² s⁻¹.
  private func detectedRates(_ guide: GuideParameters) -> (pl: [Double], ase: [Double]) {
    (
      radiativeRate.map { guide.escapeFraction * $0 },
      zip(lightRate, endRate).map {
        guide.escapeFraction * guide.scatteringCollection * $0 + guide.edgeCollection * $1
      }
    )
  }

  /// The same behind the filter, energy by energy.
  private func filteredRates(_ model: PulseModel) -> (pl: [Double], ase: [Double]) {
    let (table, guide) = (model.table, model.parameters.guide)
    let passing = (0..<table.blocks).map { block in
      SIMD4((0..<4).map { model.detector.passing[4 * block + $0] })
    }
    // What passes of the spontaneous light of each node.
    let shares = (0..<table.nodes).map { node in
      table.energyStep
        * (0..<table.blocks).reduce(0) { $0 + (passing[$1] * table.rows[node * table.blocks + $1].spontaneous).sum() }
    }
    let pl = streakSources.map { sources in
      guide.escapeFraction * zip(sources, shares).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let ase = streakLight.map { light in
      light.indices.reduce(0.0) { sum, place in
        let item = light[place]
        let seen = (guide.escapeFraction * guide.scatteringCollection) * item.mean + guide.edgeCollection * item.end
        return sum + (passing[place % table.blocks] * seen).sum()
      }
    }
    return (pl, ase)
  }
}
