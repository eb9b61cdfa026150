// Loss rates of the carriers of every cell and the guided light they make together, with what Newton's method needs.
//
// The cells talk to each other only through the guided light, and the light sees the cells only through sums over
// table nodes, W_j = Σ_i w_i Γ k2g_i ω_j(n_i) (gain) and V_j = Σ_i w_i k2r_i n_i² ω_j(n_i) (source). So one
// evaluation costs nodes × energies, not cells × energies, and the Jacobian is a diagonal plus a matrix of the rank of
// the occupied nodes (about ten). The dependence of the source on density is left out of that matrix: it is weaker
// than that of the gain by γL·dln g/dln n ≈ 10², and Newton's iteration makes it good.

//
// Reabsorption is counted once. The paper's k2r and k2nonr were read from decays and yields of the film as it is, in
// which guided light that the film reabsorbed had already given its pairs back. So k2r is the net constant of low
// density, the film emits k2r/(1 − p) internally, and the guide of this model gives the share p back (p is taken at
// the film's passive absorption, which does not depend on the ions).

import Foundation
import Materials
import Quantities

/// Sheet rates of all channels, m⁻² s⁻¹.
struct ChannelRates: Sendable {
  var firstOrder = 0.0
  var radiative = 0.0
  var nonradiative = 0.0
  var auger = 0.0
  var extracted = 0.0
  var stimulated = 0.0
}

/// Carriers and light at one set of densities.
struct CarrierEvaluation: Sendable {
  /// Loss rate of each cell, m⁻³ s⁻¹, and its own-density slope at fixed light, s⁻¹.
  var loss: [Double]
  var lossSlope: [Double]
  /// Gain strength Γ k2g ω and its slope, per cell.
  var weights: [DensityWeights]
  /// Occupied table nodes.
  var nodes = 0..<1
  /// Spontaneous sheet rate per node, d·V_j, m⁻² s⁻¹.
  var source: [Double]
  /// Mean guided light Φ̄ ΔE, m⁻¹ s⁻¹; its slope against γ, s⁻¹; light out of the ends per area, m⁻² s⁻¹.
  var meanLight: [Double]
  var meanLightSlope: [Double]
  var endLight: [Double]
  /// Net modal gain γ per energy, m⁻¹, and light generated per energy and direction times two, m⁻² s⁻¹.
  var netGain: [Double]
  var guidedSource: [Double]
  /// Gain weight of each table node, and the light the gain of each node would draw.
  var gainNodes: [Double]
  var drawn: [Double]
  /// Largest net modal gain, m⁻¹.
  var peakGain = 0.0
  var rates = ChannelRates()

  init(cells: Int, energies: Int, tableNodes: Int) {
    loss = [Double](repeating: 0, count: cells)
    lossSlope = loss
    weights = [DensityWeights](
      repeating: DensityWeights(first: 0, values: .zero, slopes: .zero), count: cells)
    source = [Double](repeating: 0, count: tableNodes)
    gainNodes = source
    drawn = source
    meanLight = [Double](repeating: 0, count: energies)
    meanLightSlope = meanLight
    endLight = meanLight
    netGain = meanLight
    guidedSource = meanLight
  }
}

struct FilmCarriers: Sendable {
  let table: EmissionTable
  let thickness: Double
  let widths: [Double]
  let k1: [Double]
  /// Internal radiative rate, k2r/(1 − p): what the film emits before it takes the share p of it back.
  let internalRadiative: [Double]
  /// Share p of spontaneous emission that the film takes back from the guide at low density, dimensionless.
  let reabsorbedShare: Double
  let k2nonr: [Double]
  let k3: Double
  /// k_x E_ext at full field, m³ s⁻¹.
  let extraction: Double
  /// Γ k2g, m³ s⁻¹.
  let gainStrength: [Double]
  let pathLength: Double
  let loss: [Double]
  /// ½ β per energy, dimensionless.
  let halfGuidedShare: [Double]
  /// Share of the incident photons absorbed per volume of each cell, m⁻¹.
  let absorbedPerDepth: [Double]

  init(film: FilmCells, model: PulseModel) throws(EmissionError) {
    let (parameters, coupling, table) = (model.parameters, model.coupling, model.table)
    self.table = table
    widths = film.widths
    thickness = film.thickness
    let rates = film.ionFraction.map { parameters.rates.rates(atIonFraction: $0) }
    k1 = rates.map(\.k1)
    k2nonr = rates.map(\.k2nonr)
    k3 = parameters.rates.k3
    extraction = parameters.rates.extractionCoefficient * max(film.extractingField, 0)
    let edge = parameters.edge
    gainStrength = rates.map {
      coupling.confinement * edge.gainReference * pow($0.k2r / edge.gainReference, edge.gainExponent)
    }
    pathLength = parameters.guide.pathLength
    loss = model.loss
    absorbedPerDepth = zip(film.absorbedShare, film.widths).map { $0 / $1 }
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    let modes =
      0.5 * coupling.effectiveIndex * coupling.confinement
      / (4 * edge.refractiveIndex * edge.refractiveIndex * thickness)
    halfGuidedShare = table.energies.map { modes * hc / $0 }
    let guided = 2 * modes * hc / edge.edgeEnergy
    guard guided + parameters.guide.escapeFraction <= 1 else {
      throw .tooMuchLightGuided(guided: guided, escaping: parameters.guide.escapeFraction)
    }
    let count = table.energies.count
    var reabsorbed = 0.0
    for k in 0..<count {
      let absorption = coupling.confinement * model.filmAbsorption[k]
      let wave = WaveFunctions(-(absorption + loss[k]) * pathLength)
      // Node 1 is the lowest density of the table: the spectrum of empty bands.
      reabsorbed +=
        2 * halfGuidedShare[k] * table.spontaneous[count + k] * table.energyStep * absorption * pathLength * wave.mean
    }
    let share = reabsorbed
    reabsorbedShare = share
    internalRadiative = rates.map { $0.k2r / (1 - share) }
  }

  /// Losses and light at `density`; `screening` is the share of the extracting field that is left.
  /// - Returns: false where the light grows beyond all numbers.
  func evaluate(_ density: [Double], screening: Double, into result: inout CarrierEvaluation) -> Bool {
    gather(density, kx: extraction * screening, into: &result)
    addSpectra(&result)
    guard propagate(&result) else { return false }
    addStimulated(&result)
    return result.rates.stimulated.isFinite
  }

  /// Spontaneous channels of the cells, and their sums over the table's nodes.
  private func gather(_ density: [Double], kx: Double, into result: inout CarrierEvaluation) {
    for node in result.nodes {
      result.source[node] = 0
      result.gainNodes[node] = 0
    }
    var rates = ChannelRates()
    var (lowest, highest) = (table.nodes, 0)
    for cell in widths.indices {
      let n = max(density[cell], 0)
      let weights = table.weights(density: n)
      result.weights[cell] = weights
      let first = weights.first
      lowest = min(lowest, first)
      highest = max(highest, first + 4)
      let width = widths[cell]
      let square = n * n
      let linear = k1[cell]
      let quadratic = internalRadiative[cell] + k2nonr[cell] + kx
      result.loss[cell] = n * (linear + n * (quadratic + n * k3))
      result.lossSlope[cell] = linear + n * (2 * quadratic + 3 * n * k3)
      rates.firstOrder += width * linear * n
      rates.radiative += width * internalRadiative[cell] * square
      rates.nonradiative += width * k2nonr[cell] * square
      rates.auger += width * k3 * square * n
      rates.extracted += width * kx * square
      weights.add(gainStrength[cell] * width / thickness, to: &result.gainNodes)
      weights.add(width * internalRadiative[cell] * square, to: &result.source)
    }
    result.nodes = lowest..<highest
    result.rates = rates
  }

  /// Net gain and guided source of every energy.
  private func addSpectra(_ result: inout CarrierEvaluation) {
    let count = table.energies.count
    for k in 0..<count {
      result.netGain[k] = -loss[k]
      result.guidedSource[k] = 0
    }
    for node in result.nodes {
      let gainWeight = result.gainNodes[node]
      let sourceWeight = result.source[node]
      table.gain.accumulate(from: node * count, times: gainWeight, into: &result.netGain)
      table.spontaneous.accumulate(from: node * count, times: sourceWeight, into: &result.guidedSource)
    }
  }

  /// Light along the path; false beyond all numbers.
  private func propagate(_ result: inout CarrierEvaluation) -> Bool {
    let length = pathLength
    var peak = -Double.infinity
    for k in result.netGain.indices {
      let gain = result.netGain[k]
      peak = max(peak, gain)
      let source = result.guidedSource[k] * halfGuidedShare[k] * (2 * table.energyStep)
      let wave = WaveFunctions(gain * length)
      result.endLight[k] = source * wave.output
      result.meanLight[k] = source * wave.mean * length
      result.meanLightSlope[k] = source * wave.meanSlope * (length * length)
    }
    result.peakGain = peak
    return peak * length < WaveFunctions.largestExponent
  }

  /// Stimulated emission (or reabsorption) of every cell.
  private func addStimulated(_ result: inout CarrierEvaluation) {
    let count = table.energies.count
    for node in result.nodes {
      result.drawn[node] = table.gain.product(from: node * count, with: result.meanLight)
    }
    var total = 0.0
    for cell in widths.indices {
      let weights = result.weights[cell]
      let light = weights.entries(of: result.drawn)
      let strength = gainStrength[cell] / thickness
      let stimulated = strength * (weights.values * light).sum()
      result.loss[cell] += stimulated
      result.lossSlope[cell] += strength * (weights.slopes * light).sum()
      total += widths[cell] * stimulated
    }
    result.rates.stimulated = total
  }
}
