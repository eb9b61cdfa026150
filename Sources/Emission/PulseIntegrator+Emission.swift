// Sums of a finished pulse to what is reported: spectra at the detector, the photon budget, the traces.

import Materials

extension PulseIntegrator {
  func emission(model: PulseModel) -> PulseEmission {
    let table = model.table
    let guide = model.parameters.guide
    let step = table.energyStep
    var budget = budget
    var spontaneous = [Double](repeating: 0, count: table.energies.count)
    var guided = spontaneous
    for block in 0..<table.blocks {
      var rate = SIMD4<Double>.zero
      for node in 0..<table.nodes where source[node] != 0 {
        rate += source[node] * table.spontaneous[node * table.blocks + block]
      }
      budget.guidedSpontaneous += (2 * step * rate * carriers.halfGuidedShare[block]).sum()
      budget.scattered += guide.scatteringLoss * meanLight[block].sum()
      budget.absorbedInLayers += model.coupling.absorptionLoss * meanLight[block].sum()
      budget.absorbedInUnpumpedFilm += (model.unpumpedLoss[block] * meanLight[block]).sum()
      budget.outCoupled += endLight[block].sum()
      let light =
        guide.escapeFraction * guide.scatteringCollection * meanLight[block] + guide.edgeCollection * endLight[block]
      for lane in 0..<4 {
        spontaneous[4 * block + lane] = guide.escapeFraction * rate[lane]
        guided[4 * block + lane] = light[lane] / step
      }
    }
    let pl = model.detector.spectrum(spontaneous)
    let ase = model.detector.spectrum(guided)
    let total = zip(pl, ase).map { $0 + $1 }
    return PulseEmission(
      wavelengths: model.wavelengths, spectrum: total, plSpectrum: pl, aseSpectrum: ase,
      externalYield: model.detector.integral(total) / incidentFluence,
      meanRadiativeFraction: budget.radiative / (budget.radiative + budget.nonradiative),
      peakDensity: peakDensity, peakMeanDensity: peakMean, peakNetGain: peakGain, photons: budget, times: times,
      meanDensity: meanDensity, plRate: radiativeRate.map { guide.escapeFraction * $0 },
      aseRate: zip(lightRate, endRate).map {
        guide.escapeFraction * guide.scatteringCollection * $0 + guide.edgeCollection * $1
      })
  }
}
