// Sums of a finished pulse to what is reported: spectra at the detector, the photon budget, the traces.

import Materials

extension PulseIntegrator {
  func emission(model: PulseModel) -> PulseEmission {
    let table = model.table
    let guide = model.parameters.guide
    let step = table.energyStep
    var budget = budget
    var spontaneous: [Double] = []
    var meanLight: [Double] = []
    var endLight: [Double] = []
    for block in 0..<table.blocks {
      var sum = SIMD4<Double>.zero
      for node in 0..<table.nodes { sum += source[node] * table.rows[node * table.blocks + block].spontaneous }
      for lane in 0..<4 {
        spontaneous.append(sum[lane])
        meanLight.append(light[block].mean[lane])
        endLight.append(light[block].end[lane])
      }
    }
    var guided = [Double](repeating: 0, count: spontaneous.count)
    for k in spontaneous.indices {
      budget.guidedSpontaneous += 2 * step * spontaneous[k] * carriers.halfGuidedShare[k]
      budget.scattered += guide.scatteringLoss * meanLight[k]
      budget.absorbedInLayers += model.coupling.absorptionLoss * meanLight[k]
      budget.absorbedInUnpumpedFilm += model.unpumpedLoss[k] * meanLight[k]
      budget.outCoupled += endLight[k]
      spontaneous[k] *= guide.escapeFraction
      guided[k] =
        (guide.escapeFraction * guide.scatteringCollection * meanLight[k] + guide.edgeCollection * endLight[k]) / step
    }
    budget.reabsorbedShare = carriers.reabsorbedShare
    let net = budget.netRadiative
    let pl = model.detector.spectrum(spontaneous)
    let ase = model.detector.spectrum(guided)
    let total = zip(pl, ase).map { $0 + $1 }
    return PulseEmission(
      wavelengths: model.wavelengths, spectrum: total, plSpectrum: pl, aseSpectrum: ase,
      externalYield: model.detector.integral(total) / incidentFluence,
      meanRadiativeFraction: net / (net + budget.nonradiative),
      peakDensity: peakDensity, peakMeanDensity: peakMean, peakNetGain: peakGain, photons: budget, times: times,
      meanDensity: meanDensity, plRate: radiativeRate.map { guide.escapeFraction * $0 },
      aseRate: zip(lightRate, endRate).map {
        guide.escapeFraction * guide.scatteringCollection * $0 + guide.edgeCollection * $1
      }, evaluations: evaluations)
  }
}
