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

/// What is constant in one cell during a pulse.
struct CellConstants: Sendable {
  /// Width, m.
  var width: Double
  /// First-order rate k1, s⁻¹.
  var k1: Double
  /// Internal radiative rate k2r/(1 − p), m³ s⁻¹: what the film emits before it takes the share p of it back.
  var radiative: Double
  /// Nonradiative second-order rate k2nonr, m³ s⁻¹.
  var nonradiative: Double
  /// Γ k2g, m³ s⁻¹.
  var gainStrength: Double
  /// Share of the incident photons absorbed per depth, m⁻¹.
  var absorbedPerDepth: Double
}

/// What one density means for its cell.
struct CellState: Sendable {
  /// Loss rate, m⁻³ s⁻¹, and its own-density slope at fixed light, s⁻¹.
  var loss = 0.0
  var slope = 0.0
  var weights = DensityWeights(first: 0, values: .zero, slopes: .zero)
}

/// Carriers and light at one set of densities.
struct CarrierEvaluation: Sendable {
  var cells: [CellState]
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
    self.cells = [CellState](repeating: CellState(), count: cells)
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

/// The charge extracted up to an implicit stage: Q of the stage is `base` + `interval` · (extraction rate of the stage).
struct ExtractedCharge: Sendable {
  /// Pairs per area that the stage starts from, m⁻².
  var base = 0.0
  /// τ of the stage, s.
  var interval = 0.0
}

struct FilmCarriers: Sendable {
  let table: EmissionTable
  let thickness: Double
  let cells: [CellConstants]
  /// Share p of spontaneous emission that the film takes back from the guide at low density, dimensionless.
  let reabsorbedShare: Double
  let k3: Double
  /// k_x E_ext at full field, m³ s⁻¹.
  let extraction: Double
  /// Q_cap in pairs per area, m⁻²; infinite for no cap.
  let capacity: Double
  let pathLength: Double
  let loss: [Double]
  /// ½ β per energy, dimensionless.
  let halfGuidedShare: [Double]

  init(film: FilmCells, model: PulseModel) throws(EmissionError) {
    let (parameters, coupling, table) = (model.parameters, model.coupling, model.table)
    self.table = table
    thickness = film.thickness
    let rates = film.ionFraction.map { parameters.rates.rates(atIonFraction: $0) }
    k3 = parameters.rates.k3
    extraction = parameters.rates.extractionCoefficient * max(film.extractingField, 0)
    capacity = film.extractionCapacity.map { $0 / PhysicalConstants.elementaryCharge } ?? .infinity
    let edge = parameters.edge
    pathLength = parameters.guide.pathLength
    loss = model.loss
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
    reabsorbedShare = reabsorbed
    let emitted = 1 - reabsorbed
    cells = film.widths.indices.map { cell in
      CellConstants(
        width: film.widths[cell], k1: rates[cell].k1, radiative: rates[cell].k2r / emitted,
        nonradiative: rates[cell].k2nonr,
        gainStrength: coupling.confinement * edge.gainConstant(radiative: rates[cell].k2r),
        absorbedPerDepth: film.absorbedShare[cell] / film.widths[cell])
    }
  }

  /// Losses and light at `density`.
  /// - Returns: false where the light grows beyond all numbers.
  func evaluate(_ density: [Double], charge: ExtractedCharge, into result: inout CarrierEvaluation) -> Bool {
    gather(density, kx: screenedExtraction(density, charge), into: &result)
    addSpectra(&result)
    guard propagate(&result) else { return false }
    addStimulated(&result)
    return result.rates.stimulated.isFinite
  }

  /// k_x E_ext φ(Q) with φ = 1 − Q/Q_cap at the end of the stage: Q = base + τ r φ gives φ = (1 − base/Q_cap)/(1 + τ r/Q_cap)
  /// for the unscreened sheet rate r.
  private func screenedExtraction(_ density: [Double], _ charge: ExtractedCharge) -> Double {
    guard extraction > 0, capacity.isFinite else { return extraction }
    let left = 1 - charge.base / capacity
    guard left > 0 else { return 0 }
    var rate = 0.0
    for cell in cells.indices { rate += cells[cell].width * extraction * max(density[cell], 0) * max(density[cell], 0) }
    return extraction * left / (1 + charge.interval * rate / capacity)
  }

  /// Spontaneous channels of the cells, and their sums over the table's nodes.
  private func gather(_ density: [Double], kx: Double, into result: inout CarrierEvaluation) {
    for node in result.nodes {
      result.source[node] = 0
      result.gainNodes[node] = 0
    }
    var rates = ChannelRates()
    var (lowest, highest) = (table.nodes, 0)
    density.withUnsafeBufferPointer { density in
      cells.withUnsafeBufferPointer { cells in
        result.cells.withUnsafeMutableBufferPointer { states in
          for index in 0..<cells.count {
            let cell = cells[index]
            let n = max(density[index], 0)
            let weights = table.weights(density: n)
            lowest = min(lowest, weights.first)
            highest = max(highest, weights.first + 4)
            let square = n * n
            let quadratic = cell.radiative + cell.nonradiative + kx
            states[index] = CellState(
              loss: n * (cell.k1 + n * (quadratic + n * k3)), slope: cell.k1 + n * (2 * quadratic + 3 * n * k3),
              weights: weights)
            let pairs = cell.width * square
            rates.firstOrder += cell.width * cell.k1 * n
            rates.radiative += pairs * cell.radiative
            rates.nonradiative += pairs * cell.nonradiative
            rates.auger += pairs * k3 * n
            rates.extracted += pairs * kx
            weights.add(cell.gainStrength * cell.width / thickness, to: &result.gainNodes)
            weights.add(pairs * cell.radiative, to: &result.source)
          }
        }
      }
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
    result.drawn.withUnsafeBufferPointer { drawn in
      result.cells.withUnsafeMutableBufferPointer { states in
        for index in 0..<states.count {
          let weights = states[index].weights
          let first = weights.first
          let light = SIMD4(drawn[first], drawn[first + 1], drawn[first + 2], drawn[first + 3])
          let strength = cells[index].gainStrength / thickness
          let stimulated = strength * (weights.values * light).sum()
          states[index].loss += stimulated
          states[index].slope += strength * (weights.slopes * light).sum()
          total += cells[index].width * stimulated
        }
      }
    }
    result.rates.stimulated = total
  }
}
