// Loss rates of the carriers of every cell and the guided light they make together, with what Newton's method needs.
//
// The cells talk to each other only through the guided light, and the light sees the cells only through sums over
// table nodes, W_j = Σ_i w_i Γ k2g_i ω_j(n_i) (gain) and V_j = Σ_i w_i k2r_i n_i² ω_j(n_i) (source). So one
// evaluation costs nodes × energies, not cells × energies, and the Jacobian is a diagonal plus a matrix of the rank of
// the occupied nodes (about ten). The dependence of the source on density is left out of that matrix: it is weaker
// than that of the gain by γL·dln g/dln n ≈ 10², and Newton's iteration makes it good.

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
  var meanLight: [SIMD4<Double>]
  var meanLightSlope: [SIMD4<Double>]
  var endLight: [SIMD4<Double>]
  /// Largest net modal gain, m⁻¹.
  var peakGain = 0.0
  var rates = ChannelRates()

  init(cells: Int, blocks: Int, tableNodes: Int) {
    loss = [Double](repeating: 0, count: cells)
    lossSlope = loss
    weights = [DensityWeights](
      repeating: DensityWeights(first: 0, values: .zero, slopes: .zero), count: cells)
    source = [Double](repeating: 0, count: tableNodes)
    meanLight = [SIMD4<Double>](repeating: .zero, count: blocks)
    meanLightSlope = meanLight
    endLight = meanLight
  }
}

struct FilmCarriers: Sendable {
  let table: EmissionTable
  let thickness: Double
  let widths: [Double]
  let k1: [Double]
  let k2r: [Double]
  let k2nonr: [Double]
  let k3: Double
  /// k_x E_ext at full field, m³ s⁻¹.
  let extraction: Double
  /// Γ k2g, m³ s⁻¹.
  let gainStrength: [Double]
  let pathLength: Double
  let loss: [SIMD4<Double>]
  /// ½ β per block of energies, dimensionless.
  let halfGuidedShare: [SIMD4<Double>]
  /// Share of the incident photons absorbed per volume of each cell, m⁻¹.
  let absorbedPerDepth: [Double]

  init(film: FilmCells, model: PulseModel) throws(EmissionError) {
    let (parameters, coupling, table) = (model.parameters, model.coupling, model.table)
    self.table = table
    widths = film.widths
    thickness = film.thickness
    let rates = film.ionFraction.map { parameters.rates.rates(atIonFraction: $0) }
    k1 = rates.map(\.k1)
    k2r = rates.map(\.k2r)
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
    halfGuidedShare = (0..<table.blocks).map { block in
      SIMD4((0..<4).map { modes * hc / table.energies[4 * block + $0] })
    }
    let guided = 2 * modes * hc / edge.edgeEnergy
    guard guided + parameters.guide.escapeFraction <= 1 else {
      throw .tooMuchLightGuided(guided: guided, escaping: parameters.guide.escapeFraction)
    }
  }

  /// Losses and light at `density`; `screening` is the share of the extracting field that is left.
  /// - Returns: false where the light grows beyond all numbers.
  func evaluate(_ density: [Double], screening: Double, into result: inout CarrierEvaluation) -> Bool {
    let cells = widths.count
    let blocks = table.blocks
    let kx = extraction * screening
    var rates = ChannelRates()
    var (lowest, highest) = (table.nodes, 0)
    var gainNodes = [Double](repeating: 0, count: table.nodes)
    for node in result.nodes { result.source[node] = 0 }
    for cell in 0..<cells {
      let n = max(density[cell], 0)
      let weights = table.weights(density: n)
      result.weights[cell] = weights
      let first = weights.first
      lowest = min(lowest, first)
      highest = max(highest, first + 4)
      let width = widths[cell]
      let square = n * n
      let linear = k1[cell]
      let quadratic = k2r[cell] + k2nonr[cell] + kx
      result.loss[cell] = n * (linear + n * (quadratic + n * k3))
      result.lossSlope[cell] = linear + n * (2 * quadratic + 3 * n * k3)
      rates.firstOrder += width * linear * n
      rates.radiative += width * k2r[cell] * square
      rates.nonradiative += width * k2nonr[cell] * square
      rates.auger += width * k3 * square * n
      rates.extracted += width * kx * square
      let gain = gainStrength[cell] * width / thickness
      let source = width * k2r[cell] * square
      for lane in 0..<4 {
        gainNodes[first + lane] += gain * weights.values[lane]
        result.source[first + lane] += source * weights.values[lane]
      }
    }
    result.nodes = lowest..<highest

    var peak = -Double.infinity
    let length = pathLength
    let step = table.energyStep
    table.gain.withUnsafeBufferPointer { gainTable in
      table.spontaneous.withUnsafeBufferPointer { spontaneousTable in
        for block in 0..<blocks {
          var gain = -loss[block]
          var source = SIMD4<Double>.zero
          var entry = lowest * blocks + block
          for node in lowest..<highest {
            gain += gainNodes[node] * gainTable[entry]
            source += result.source[node] * spontaneousTable[entry]
            entry += blocks
          }
          source *= halfGuidedShare[block] * (2 * step)
          peak = max(peak, gain.max())
          var (output, mean, slope) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
          for lane in 0..<4 {
            let wave = WaveFunctions(gain[lane] * length)
            output[lane] = wave.output
            mean[lane] = wave.mean
            slope[lane] = wave.meanSlope
          }
          result.endLight[block] = source * output
          result.meanLight[block] = source * mean * length
          result.meanLightSlope[block] = source * slope * (length * length)
        }
      }
    }
    result.peakGain = peak
    guard peak * length < WaveFunctions.largestExponent else { return false }

    var power = [Double](repeating: 0, count: table.nodes)
    table.gain.withUnsafeBufferPointer { gainTable in
      for node in lowest..<highest {
        var sum = SIMD4<Double>.zero
        let entry = node * blocks
        for block in 0..<blocks { sum += gainTable[entry + block] * result.meanLight[block] }
        power[node] = sum.sum()
      }
    }
    for cell in 0..<cells {
      let weights = result.weights[cell]
      let first = weights.first
      let light = SIMD4(power[first], power[first + 1], power[first + 2], power[first + 3])
      let strength = gainStrength[cell] / thickness
      let stimulated = strength * (weights.values * light).sum()
      result.loss[cell] += stimulated
      result.lossSlope[cell] += strength * (weights.slopes * light).sum()
      rates.stimulated += widths[cell] * stimulated
    }
    result.rates = rates
    return rates.stimulated.isFinite
  }
}
