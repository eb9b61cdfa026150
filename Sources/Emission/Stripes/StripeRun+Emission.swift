// What a finished stripe shows: spectra, the photon budget, the light from its ends.

import Materials

extension StripeRun {
  func emission() -> StripeEmission {
    let (table, guide) = (model.table, model.parameters.guide)
    let energies = table.energies.count
    var budget = budget
    var spontaneous = [Double](repeating: 0, count: energies)
    for block in 0..<table.blocks {
      var sum = SIMD4<Double>.zero
      for node in 0..<table.nodes { sum += nodeSource[node] * table.rows[node * table.blocks + block].spontaneous }
      for lane in 0..<4 { spontaneous[4 * block + lane] = sum[lane] }
    }
    var guided = [Double](repeating: 0, count: energies)
    var high = guided
    var (lowTotal, highTotal) = (0.0, 0.0)
    let losses = [model.coupling.absorptionLoss] + model.furtherModes.map(\.absorptionLoss)
    for mode in carriers.confinementRatios.indices {
      for k in 0..<energies {
        let place = mode * energies + k
        let (block, lane) = (place / 4, place % 4)
        let (mean, low, far) = (light[block][lane], lowEnd[block][lane], highEnd[block][lane])
        budget.guidedSpontaneous += 2 * table.energyStep * spontaneous[k] * carriers.halfGuidedShare[place]
        budget.scattered += guide.scatteringLoss * mean
        budget.absorbedInLayers += losses[mode] * mean
        budget.absorbedInUnpumpedFilm += model.unpumpedLoss[place] * mean
        lowTotal += low
        highTotal += far
        let seen = guide.escapeFraction * guide.scatteringCollection * mean
        guided[k] += (seen + guide.edgeCollection * (low + far)) / table.energyStep
        high[k] += far / table.energyStep
      }
    }
    budget.outCoupled = lowTotal + highTotal
    budget.reabsorbedShare = carriers.reabsorbedShare
    let scale = 1 / max(geometry.pumpedLength, 1e-30)
    let pl = model.detector.spectrum(spontaneous.map { guide.escapeFraction * scale * $0 })
    let ase = model.detector.spectrum(guided.map { scale * $0 })
    return StripeEmission(
      wavelengths: model.wavelengths, spectrum: zip(pl, ase).map { $0 + $1 }, plSpectrum: pl, aseSpectrum: ase,
      highEndSpectrum: model.detector.spectrum(high), photons: budget, peakNetGain: peakGain, peakProfile: peakProfile,
      times: times, endRate: endRate, evaluations: evaluations, ends: [lowTotal, highTotal])
  }
}
