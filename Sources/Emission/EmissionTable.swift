// Gain and spontaneous spectrum of the film against carrier density, both from the one edge a(E).
//
// Goals, in this order:
//   1. gain and spontaneous emission obey the van Roosbroeck–Shockley relation at every node, to round-off;
//   2. every use of the table (rates, emitted light, Jacobian) interpolates by the same rule, and linearly in the
//      table's entries, so that photons taken from the carriers are the photons the guide receives;
//   3. no logarithm, exponential or division per energy in a pulse.
//
// Derivation. Detailed balance of absorption and emission per volume and energy (van Roosbroeck and Shockley, Phys.
// Rev. 94, 1558 (1954), doi:10.1103/PhysRev.94.1558, with quasi-Fermi levels: Würfel, J. Phys. C 15, 3967 (1982),
// doi:10.1088/0022-3719/15/18/012):
//   r(E) = K(E) α₀(E) f_e f_h,   K(E) = 8π n_r² E²/(h³c²),      gain = α₀(E) (f_e + f_h − 1),
// (f_e = f_h = f_E with equal masses),
// where α₀ is the absorption of the empty bands and K the photon flux states of the film (both polarisations, 4π).
// Write α₀ = A a(E). The radiative constant fixes the scale, k2g n² = ∫ r dE = A I(n) with I(n) = ∫ K a f_E² dE, so
//   s(E,n) = K a f_E²/I(n)                    (∫ s dE = 1; spontaneous rate per energy k2r n² s)
//   g(E,n) = k2g n² a (2f_E − 1)/I(n) = k2g n² C(E) s(E,n) (2f_E − 1)/f_E²,      C(E) = 1/K(E).
// With k2g = k2r (ξ = 1) this is detailed balance; k2g = k2ref (k2r/k2ref)^ξ departs from it on purpose.
// I(n) is summed with the weights of the grid itself, so that the identity holds on the grid exactly.
// The interpolation in ln n is Catmull–Rom's cubic: four entries, continuous slope, exact at the nodes.

import Foundation
import Materials
import Quantities

/// Which table entries a density uses, and with which weights.
struct DensityWeights: Sendable {
  /// First of the four nodes.
  var first: Int
  /// Weights of the four nodes; they add up to 1.
  var values: SIMD4<Double>
  /// Slopes of the weights against density, m³.
  var slopes: SIMD4<Double>
}

/// Gain and spontaneous spectrum of four neighbouring energies at one density.
struct SpectralBlock: Sendable {
  /// g/k2g, m⁻¹ per (m³ s⁻¹).
  var gain: SIMD4<Double>
  /// s, J⁻¹.
  var spontaneous: SIMD4<Double>
}

struct EmissionTable: Sendable {
  /// Photon energies E, J, rising; their number is a multiple of four.
  let energies: [Double]
  /// Number of blocks of four energies.
  let blocks: Int
  /// Step of the energies ΔE, J.
  let energyStep: Double
  /// Number of density nodes.
  let nodes: Int
  /// Both spectra at node·blocks + block.
  let rows: [SpectralBlock]
  /// The same at block·nodes + node: the occupied nodes of one block lie side by side.
  let columns: [SpectralBlock]
  /// Temperature the table is for, K.
  let temperature: Double
  let firstLogarithm: Double
  /// Nodes per unit of ln n.
  let inverseStep: Double
  let highestDensity: Double
  /// ∫ r dE/n² for the edge in its own unit, per node: what phase-space filling makes of a radiative constant.
  let radiativeByNode: [Double]

  /// The asymptotic law of low density (n² ∝ e^{Δµ/kT}) holds below this density, m⁻³.
  static let lowestDensity = 1e20

  init(
    edge: EdgeModel, measured: MeasuredEdge? = nil, temperature: Double, wavelengths: ClosedRange<Double>,
    resolution: Double, numerics: PulseNumerics
  ) throws(EmissionError) {
    let filling = BandFilling(edge: edge, temperature: temperature)
    let urbach = measured?.urbachEnergy ?? edge.urbachEnergy
    guard urbach < 0.95 * filling.thermalEnergy else {
      throw .tailTooWide(urbachEnergy: urbach, thermalEnergy: filling.thermalEnergy)
    }
    let highest = numerics.highestDensity
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    let shift = filling.edgeShift(density: highest)
    // The tail of the spontaneous spectrum falls as e^{(E−E₀)(1/E_U − 1/kT)}.
    let disorder = measured?.gaussianDisorder ?? edge.gaussianDisorder
    let tail = 1 / (1 / urbach - 1 / filling.thermalEnergy) + disorder * disorder / filling.thermalEnergy / 4
    let top = max(
      edge.edgeEnergy + 8 * filling.thermalEnergy, filling.splitting(density: highest) + 4 * filling.thermalEnergy,
      hc / max(wavelengths.lowerBound - 2 * resolution, 0.5 * wavelengths.lowerBound))
    let bottom = max(
      0.25 * edge.edgeEnergy,
      min(edge.edgeEnergy - shift - 4 * tail, hc / (wavelengths.upperBound + 2 * resolution)))
    // The instrument's resolution at the edge, as a standard deviation in energy, and no finer than 0.1 meV.
    let instrument =
      resolution / (8 * log(2.0)).squareRoot() * edge.edgeEnergy * edge.edgeEnergy / hc
    let finest = 1e-4 * PhysicalConstants.elementaryCharge
    let coarsest = min(numerics.energyStep, max(Detector.coarsestStep * instrument, finest))
    let blocks = max(2, Int(((top - bottom) / coarsest / 4).rounded(.up)))
    let step = (top - bottom) / Double(4 * blocks - 1)
    energyStep = step
    let grid = (0..<(4 * blocks)).map { bottom + Double($0) * step }
    energies = grid
    self.blocks = blocks
    self.temperature = temperature
    highestDensity = highest
    let logarithmStep = log(10) / Double(numerics.nodesPerDecade)
    inverseStep = 1 / logarithmStep
    firstLogarithm = log(Self.lowestDensity) - logarithmStep
    nodes = Int(((log(highest) - firstLogarithm) / logarithmStep).rounded(.up)) + 3

    let shape = AbsorptionEdge(edge: edge, span: top - edge.edgeEnergy + shift)
    let index = edge.refractiveIndex
    let h = PhysicalConstants.planckConstant
    let states = 8 * Double.pi * index * index / (h * hc * hc)
    var radiative: [Double] = []
    var rows: [SpectralBlock] = []
    rows.reserveCapacity(nodes * blocks)
    for node in 0..<nodes {
      let density = exp(firstLogarithm + Double(node) * logarithmStep)
      let shifted = filling.edgeShift(density: density)
      let absorption = grid.map { energy in
        measured.map { $0.absorption(at: energy + shifted) } ?? shape.absorption(energy - edge.edgeEnergy + shifted)
      }
      let occupations = grid.map(filling.occupations(density: density))
      let emission = grid.indices.map {
        states * grid[$0] * grid[$0] * absorption[$0] * occupations[$0].product
      }
      let total = emission.reduce(0, +) * step
      radiative.append(total / (density * density))
      for block in 0..<blocks {
        var row = SpectralBlock(gain: .zero, spontaneous: .zero)
        for lane in 0..<4 {
          let k = 4 * block + lane
          row.gain[lane] = density * density * absorption[k] * occupations[k].inversion / total
          row.spontaneous[lane] = emission[k] / total
        }
        rows.append(row)
      }
    }
    self.rows = rows
    columns = (0..<(nodes * blocks)).map { [nodes] place in rows[(place % nodes) * blocks + place / nodes] }
    radiativeByNode = radiative
  }

  /// g/k2g of empty bands (node 1, the lowest density) per energy, m⁻¹ per (m³ s⁻¹).
  var emptyGain: [Double] { rows[blocks..<(2 * blocks)].flatMap { block in (0..<4).map { block.gain[$0] } } }
  /// s of empty bands per energy, J⁻¹.
  var emptySpontaneous: [Double] {
    rows[blocks..<(2 * blocks)].flatMap { block in (0..<4).map { block.spontaneous[$0] } }
  }

  /// The four nodes around `density` and their weights (Catmull–Rom's, as polynomials of the place t between the two
  /// middle nodes); below the lowest density the asymptotic law (constant).
  @inline(__always)
  func weights(density: Double) -> DensityWeights { places(densities: SIMD4(repeating: density)).weights().weights(0) }

  /// Where four densities lie among the nodes; a density below zero counts as none.
  @inline(__always)
  func places(densities: SIMD4<Double>) -> DensityPlaces {
    let highest = SIMD4(repeating: Double(nodes - 2) - 1e-6)
    var place = (Self.logarithm(densities) - firstLogarithm) * inverseStep
    place.replace(with: highest, where: place .> highest)
    var slope = inverseStep / densities
    // What is no number counts as low, too: its place must be a node of the table, and its losses say that it is none.
    let isLow = .!(densities .> Self.lowestDensity)
    place.replace(with: 1, where: isLow)
    slope.replace(with: 0, where: isLow)
    // Adding 2⁵² leaves no digits behind the point; 1e-7 short of one half, so that node 1 itself is not rounded down.
    let rounded: SIMD4<Double> = place - (0.5 - 1e-7) + 0x1p52
    let lower: SIMD4<Double> = rounded - 0x1p52
    return DensityPlaces(places: place - lower, indices: rounded, slopes: slope)
  }

  /// ln x for positive normal x, to 3e-11: the place between two nodes needs no more, and four at a time take the time
  /// of one. x = 2^k m, m within √½ … √2, ln m = 2 artanh((m − 1)/(m + 1)) by its series.
  @inline(__always)
  private static func logarithm(_ x: SIMD4<Double>) -> SIMD4<Double> {
    let bits = unsafeBitCast(x, to: SIMD4<UInt64>.self)
    // Adding the distance of √½ from 1 moves every m above √2 to the next exponent.
    let exponent = (bits &+ 0x0009_5F61_9980_C433) &>> 52
    let scale: SIMD4<UInt64> = (exponent &- 1023) &<< 52
    let mantissa = unsafeBitCast(bits &- scale, to: SIMD4<Double>.self)
    // The exponent as the last digits of 2⁵²: there is no instruction for the conversion of four.
    let digits: SIMD4<UInt64> = exponent | 0x4330_0000_0000_0000
    let power: SIMD4<Double> = unsafeBitCast(digits, to: SIMD4<Double>.self) - (0x1p52 + 1023)
    let s: SIMD4<Double> = (mantissa - 1) / (mantissa + 1)
    let q: SIMD4<Double> = s * s
    var series: SIMD4<Double> = q * (1.0 / 11) + 1.0 / 9
    series = q * series + 1.0 / 7
    series = q * series + 1.0 / 5
    series = q * series + 1.0 / 3
    series = q * series + 1
    return power * 0.693_147_180_559_945_3 + 2 * s * series
  }
}

/// Where four densities lie among the nodes of a table.
struct DensityPlaces {
  /// Place t between the two middle nodes.
  var places: SIMD4<Double>
  /// 2⁵² plus the lower middle node.
  var indices: SIMD4<Double>
  /// dt/dn, m³.
  var slopes: SIMD4<Double>

  /// Weights of the four nodes (Catmull–Rom's cubics), each for the four densities, and their slopes.
  @inline(__always)
  func weights() -> DensityWeightColumns {
    let t = places
    let half = 0.5 * t
    let square = t * t
    let reach = 1.5 * t
    return DensityWeightColumns(
      values: ((1 - half) * square - half, (reach - 2.5) * square + 1, (2 - reach) * square + half, (half - 0.5) * square),
      slopes: (
        slopes * ((2 - reach) * t - 0.5), slopes * ((3 * reach - 5) * t), slopes * ((4 - 3 * reach) * t + 0.5),
        slopes * ((reach - 1) * t)
      ), indices: indices)
  }
}

/// The weights of four densities, node by node.
struct DensityWeightColumns {
  var values: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)
  var slopes: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)
  var indices: SIMD4<Double>

  /// Nodes and weights of one of the four.
  @inline(__always)
  func weights(_ lane: Int) -> DensityWeights {
    let index = Int(truncatingIfNeeded: indices[lane].bitPattern & 0xFFFF_FFFF)
    return DensityWeights(
      first: index &- 1, values: SIMD4(values.0[lane], values.1[lane], values.2[lane], values.3[lane]),
      slopes: SIMD4(slopes.0[lane], slopes.1[lane], slopes.2[lane], slopes.3[lane]))
  }
}
