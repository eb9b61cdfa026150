// The integration of a stripe (StripeModel.swift). One cell of z is a film of its own: its channels and node sums are
// those
// of the fast model (FilmCarriers), only the light comes from its neighbours.

import Foundation
import Materials
import Quantities

/// What happens in all cells at one instant.
struct StripeRates {
  /// Loss of every cell of depth, z by z, m⁻³ s⁻¹.
  var loss: [Double]
  /// Channels per area of each cell of z.
  var channels: [ChannelRates]
  /// Mean guided light of each cell of z, mode and block, m⁻¹ s⁻¹.
  var mean: [SIMD4<Double>]
  /// Light out of the low and of the high end per mode and block, m⁻¹ s⁻¹.
  var low: [SIMD4<Double>]
  var high: [SIMD4<Double>]
}

/// What one cell does to a wave that passes it.
struct PassingWave {
  var growth = SIMD4<Double>.zero
  var output = SIMD4<Double>.zero
  /// Light of the cell itself in what leaves it, and in its mean.
  var added = SIMD4<Double>.zero
  var mean = SIMD4<Double>.zero
}

struct StripeRun {
  let model: PulseModel
  let geometry: StripeGeometry
  let carriers: FilmCarriers
  let sources: [PairSource]
  let sheets: [Double]
  let excitation: Excitation
  let depth: Int
  let count: Int
  let lightCount: Int
  /// Densities, z by z.
  var density: [Double]
  var rates: StripeRates
  var scratch: CarrierEvaluation
  var waves: [PassingWave]
  /// Waves that enter each cell from below and from above (time-dependent).
  var forward: [SIMD4<Double>]
  var backward: [SIMD4<Double>]
  var budget = PhotonBudget()
  var light: [SIMD4<Double>]
  var lowEnd: [SIMD4<Double>]
  var highEnd: [SIMD4<Double>]
  var nodeSource: [Double]
  var peakProfile: [Double]
  var peakGain = -Double.infinity
  var lastPeak = -Double.infinity
  var times: [Double] = []
  var endRate: [Double] = []
  var evaluations = 0
  /// Photons still in the guide when the waves were let go, per width, m⁻¹.
  var inFlight = 0.0
  /// Node sums of all cells of z at the last evaluation, spontaneous part.
  var sourceSums: [Double]

  init(model: PulseModel, geometry: StripeGeometry, film: FilmCells, excitation: Excitation) throws(EmissionError) {
    self.model = model
    self.geometry = geometry
    self.excitation = excitation
    carriers = try FilmCarriers(film: film, model: model)
    sources = excitation.sources(film)
    sheets = sources.map { zip($0.density, film.widths).reduce(0) { $0 + $1.0 * $1.1 } }
    depth = film.widths.count
    count = geometry.cellLengths.count
    lightCount = carriers.guide.count
    density = [Double](repeating: 0, count: depth * count)
    let dark = [SIMD4<Double>](repeating: .zero, count: lightCount)
    rates = StripeRates(
      loss: density, channels: [ChannelRates](repeating: ChannelRates(), count: count),
      mean: [SIMD4<Double>](repeating: .zero, count: lightCount * count), low: dark, high: dark)
    scratch = CarrierEvaluation(cells: depth, blocks: lightCount, tableNodes: model.table.nodes)
    waves = [PassingWave](repeating: PassingWave(), count: lightCount * count)
    forward = rates.mean
    backward = rates.mean
    light = dark
    lowEnd = dark
    highEnd = dark
    nodeSource = [Double](repeating: 0, count: model.table.nodes)
    sourceSums = nodeSource
    peakProfile = [Double](repeating: 0, count: count)
    for z in 0..<count {
      for cell in 0..<depth {
        let rates = carriers.cells[cell]
        let steady = sources.filter(\.isSteady).reduce(0) { $0 + $1.density[cell] * $1.rate(-.infinity) }
        guard steady > 0 else { continue }
        let constants = RecombinationConstants(
          k1: rates.k1, k2r: rates.radiative * (1 - carriers.reabsorbedShare), k2nonr: rates.nonradiative,
          k3: carriers.k3)
        density[z * depth + cell] = try constants.steadyDensity(generation: steady * weight(of: z))
      }
    }
    budget.initial = content(density)
  }

  func weight(of z: Int) -> Double { geometry.pumpProfile[z] }

  /// Pairs of all cells per width, m⁻¹.
  func content(_ density: [Double]) -> Double {
    var sum = 0.0
    for z in 0..<count {
      for cell in 0..<depth { sum += geometry.cellLengths[z] * carriers.cells[cell].width * density[z * depth + cell] }
    }
    return sum
  }
}
