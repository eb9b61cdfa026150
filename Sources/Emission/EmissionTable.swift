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
    radiativeByNode = radiative
  }

  /// g/k2g of empty bands (node 1, the lowest density) per energy, m⁻¹ per (m³ s⁻¹).
  var emptyGain: [Double] { rows[blocks..<(2 * blocks)].flatMap { block in (0..<4).map { block.gain[$0] } } }
  /// s of empty bands per energy, J⁻¹.
  var emptySpontaneous: [Double] {
    rows[blocks..<(2 * blocks)].flatMap { block in (0..<4).map { block.spontaneous[$0] } }
  }

  /// ln x for positive normal x, to 3e-11: the place between two nodes needs no more, and this takes half the time.
  /// x = 2^k m, m within √½ … √2, ln m = 2 artanh((m − 1)/(m + 1)) by its series.
  @inline(__always)
  private static func logarithm(_ x: Double) -> Double {
    let bits = x.bitPattern
    // Adding the distance of √½ from 1 moves every m above √2 to the next exponent.
    let shifted = bits &+ 0x0009_5F61_9980_C433
    let exponent = Int(truncatingIfNeeded: shifted >> 52) &- 1023
    let mantissa = Double(bitPattern: bits &- (UInt64(bitPattern: Int64(exponent)) << 52))
    let s = (mantissa - 1) / (mantissa + 1)
    let q = s * s
    let series = 1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11)))))
    return Double(exponent) * 0.693_147_180_559_945_3 + 2 * s * series
  }

  /// The four nodes around `density` and their weights (Catmull–Rom's, as polynomials of the place t between the two
  /// middle nodes); below the lowest density the asymptotic law (constant).
  @inline(__always)
  func weights(density: Double) -> DensityWeights {
    guard density > Self.lowestDensity else {
      return DensityWeights(first: 0, values: SIMD4(0, 1, 0, 0), slopes: .zero)
    }
    let place = max((Self.logarithm(density) - firstLogarithm) * inverseStep, 1)
    let position = min(place, Double(nodes - 2) - 1e-9)
    let index = Int(position)
    let t = position - Double(index)
    let constant = SIMD4(0.0, 1, 0, 0)
    let linear = SIMD4(-0.5, 0, 0.5, 0)
    let quadratic = SIMD4(1, -2.5, 2, -0.5)
    let cubic = SIMD4(-0.5, 1.5, -1.5, 0.5)
    let values = constant + t * (linear + t * (quadratic + t * cubic))
    let slopes = linear + t * (2 * quadratic + (3 * t) * cubic)
    return DensityWeights(first: index - 1, values: values, slopes: slopes * (inverseStep / density))
  }
}
