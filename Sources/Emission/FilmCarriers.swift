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

/// The guide at four neighbouring energies.
struct GuideBlock: Sendable {
  /// Loss of the guide, m⁻¹.
  var loss: SIMD4<Double>
  /// β ΔE: photons into the guide per spontaneous photon and energy, J.
  var source: SIMD4<Double>
}

/// Carriers and light at one set of densities.
struct CarrierEvaluation: Sendable {
  var cells: [CellState]
  /// Occupied table nodes.
  var nodes = 0..<1
  /// Sums over the cells per table node.
  var sums: [NodeSums]
  /// Work space: light drawn by each node, four energies apart.
  var drawn: [SIMD4<Double>]
  /// Guided light.
  var light: [LightBlock]
  /// Largest net modal gain, m⁻¹.
  var peakGain = 0.0
  var rates = ChannelRates()

  /// - Parameter blocks: of all modes together.
  init(cells: Int, blocks: Int, tableNodes: Int) {
    self.cells = [CellState](repeating: CellState(), count: cells)
    sums = [NodeSums](repeating: NodeSums(), count: tableNodes)
    drawn = [SIMD4<Double>](repeating: .zero, count: tableNodes)
    light = [LightBlock](repeating: LightBlock(), count: blocks)
  }
}

/// The charge extracted up to an implicit stage: Q of the stage is `base` + `interval` · (extraction rate of the
/// stage).
struct ExtractedCharge: Sendable {
  /// Pairs per area that the stage starts from, m⁻².
  var base = 0.0
  /// τ of the stage, s.
  var interval = 0.0
}

/// What is summed over the cells on the way through them; a value of its own, so that it stays in registers.
private struct GatheredCells {
  var rates = ChannelRates()
  var lowest: Int
  var highest = 0
  var first = 0
  var gain = SIMD4<Double>.zero
  var source = SIMD4<Double>.zero
  let k3: Double
  let extraction: Double
  let inverseThickness: Double

  init(lowest: Int, k3: Double, extraction: Double, inverseThickness: Double) {
    self.lowest = lowest
    self.k3 = k3
    self.extraction = extraction
    self.inverseThickness = inverseThickness
  }

  /// Adds one cell at its density.
  @inline(__always)
  mutating func add(
    _ cell: CellConstants, _ density: Double, _ weights: DensityWeights,
    to sums: UnsafeMutableBufferPointer<NodeSums>
  ) -> CellState {
    let n = max(density, 0)
    lowest = min(lowest, weights.first)
    highest = max(highest, weights.first + 4)
    let quadratic = cell.radiative + cell.nonradiative + extraction
    let pairs = cell.width * n * n
    rates.firstOrder += cell.width * cell.k1 * n
    rates.radiative += pairs * cell.radiative
    rates.nonradiative += pairs * cell.nonradiative
    rates.auger += pairs * k3 * n
    rates.extracted += pairs * extraction
    // Neighbouring cells mostly share their nodes: sum in registers, write where the nodes change.
    if weights.first != first {
      flush(first, gain, source, to: sums)
      (first, gain, source) = (weights.first, .zero, .zero)
    }
    gain += (cell.gainStrength * cell.width * inverseThickness) * weights.values
    source += (pairs * cell.radiative) * weights.values
    return CellState(
      loss: n * (cell.k1 + n * (quadratic + n * k3)), slope: cell.k1 + n * (2 * quadratic + 3 * n * k3),
      weights: weights)
  }
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
  let guide: [GuideBlock]
  /// Γ of each mode over that of the first.
  let confinementRatios: [Double]
  /// ½ β per mode and energy, dimensionless.
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
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    let modes = [coupling] + model.furtherModes
    let index = edge.refractiveIndex
    let perMode = modes.map { 0.5 * $0.effectiveIndex * $0.confinement / (4 * index * index * film.thickness) }
    let halfShare = perMode.flatMap { share in table.energies.map { share * hc / $0 } }
    halfGuidedShare = halfShare
    guide = (0..<(modes.count * table.blocks)).map { block in
      var guide = GuideBlock(loss: .zero, source: .zero)
      for lane in 0..<4 {
        guide.loss[lane] = model.loss[4 * block + lane]
        guide.source[lane] = 2 * halfShare[4 * block + lane] * table.energyStep
      }
      return guide
    }
    confinementRatios = modes.map { $0.confinement / coupling.confinement }
    let guided = 2 * perMode.reduce(0, +) * hc / edge.edgeEnergy
    guard guided + parameters.guide.escapeFraction <= 1 else {
      throw .tooMuchLightGuided(guided: guided, escaping: parameters.guide.escapeFraction)
    }
    let empty = table.emptySpontaneous
    var reabsorbed = 0.0
    for (mode, item) in modes.enumerated() {
      for k in empty.indices {
        let place = mode * empty.count + k
        let absorption = item.confinement * model.filmAbsorption[k]
        let wave = WaveFunctions(-(absorption + model.loss[place]) * pathLength)
        reabsorbed += 2 * halfShare[place] * empty[k] * table.energyStep * absorption * pathLength * wave.mean
      }
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
    precondition(density.count == cells.count && result.cells.count == cells.count)
    gather(density, kx: screenedExtraction(density, charge), into: &result)
    result.peakGain = table.amplify(
      nodes: result.nodes, guide: guide, ratios: confinementRatios, length: pathLength, sums: &result.sums,
      drawn: &result.drawn, light: &result.light)
    guard result.peakGain * pathLength < WaveFunctions.largestExponent else { return false }
    result.rates.stimulated = addStimulated(to: &result.cells, from: result.sums)
    return result.rates.stimulated.isFinite
  }

  /// k_x E_ext φ(Q) with φ = 1 − Q/Q_cap at the end of the stage: Q = base + τ r φ gives φ = (1 − base/Q_cap)/(1 + τ
  /// r/Q_cap)
  /// for the unscreened sheet rate r.
  private func screenedExtraction(_ density: [Double], _ charge: ExtractedCharge) -> Double {
    guard extraction > 0, capacity.isFinite else { return extraction }
    let left = 1 - charge.base / capacity
    guard left > 0 else { return 0 }
    var rate = 0.0
    for cell in cells.indices { rate += cells[cell].width * extraction * max(density[cell], 0) * max(density[cell], 0) }
    return extraction * left / (1 + charge.interval * rate / capacity)
  }

  /// Channels and node sums of the cells without light; extraction unscreened.
  func channels(_ density: [Double], into result: inout CarrierEvaluation) {
    gather(density, kx: extraction, into: &result)
  }

  /// Spontaneous channels of the cells, and their sums over the table's nodes.
  private func gather(_ density: [Double], kx: Double, into result: inout CarrierEvaluation) {
    let used = result.nodes
    let (lowest, highest, rates) = gather(density, kx: kx, cleared: used, states: &result.cells, sums: &result.sums)
    result.nodes = lowest..<highest
    result.rates = rates
  }

  private func gather(
    _ density: [Double], kx: Double, cleared: Range<Int>, states: inout [CellState], sums: inout [NodeSums]
  ) -> (lowest: Int, highest: Int, rates: ChannelRates) {
    var gathered = GatheredCells(lowest: table.nodes, k3: k3, extraction: kx, inverseThickness: 1 / thickness)
    for node in cleared { sums[node] = NodeSums() }
    density.withUnsafeBufferPointer { density in
      cells.withUnsafeBufferPointer { cells in
        states.withUnsafeMutableBufferPointer { states in
          sums.withUnsafeMutableBufferPointer { sums in
            let last = cells.count - 1
            for group in stride(from: 0, through: last, by: 4) {
              let four = SIMD4(
                density[group], density[min(group + 1, last)], density[min(group + 2, last)],
                density[min(group + 3, last)])
              let weights = table.places(densities: four).weights()
              // Unrolled, so that each lane is a constant.
              states[group] = gathered.add(cells[group], four[0], weights.weights(0), to: sums)
              if group + 1 <= last {
                states[group + 1] = gathered.add(cells[group + 1], four[1], weights.weights(1), to: sums)
              }
              if group + 2 <= last {
                states[group + 2] = gathered.add(cells[group + 2], four[2], weights.weights(2), to: sums)
              }
              if group + 3 <= last {
                states[group + 3] = gathered.add(cells[group + 3], four[3], weights.weights(3), to: sums)
              }
            }
            flush(gathered.first, gathered.gain, gathered.source, to: sums)
          }
        }
      }
    }
    return (gathered.lowest, gathered.highest, gathered.rates)
  }

  /// Stimulated emission (or reabsorption) of every cell.
  /// - Returns: its sheet rate, m⁻² s⁻¹.
  private func addStimulated(to states: inout [CellState], from sums: [NodeSums]) -> Double {
    var total = 0.0
    let inverseThickness = 1 / thickness
    sums.withUnsafeBufferPointer { sums in
      cells.withUnsafeBufferPointer { cells in
        states.withUnsafeMutableBufferPointer { states in
          for index in 0..<states.count {
            let first = states[index].weights.first
            let light = SIMD4(sums[first].drawn, sums[first + 1].drawn, sums[first + 2].drawn, sums[first + 3].drawn)
            let strength = cells[index].gainStrength * inverseThickness
            let stimulated = strength * (states[index].weights.values * light).sum()
            states[index].loss += stimulated
            states[index].slope += strength * (states[index].weights.slopes * light).sum()
            total += cells[index].width * stimulated
          }
        }
      }
    }
    return total
  }
}
