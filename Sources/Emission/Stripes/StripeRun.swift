// The integration of a stripe (StripeModel.swift). One cell of z is a film of its own: its channels and node sums are
// those
// of the fast model (FilmCarriers), only the light comes from its neighbours.

import Foundation
import Materials
import Quantities

/// What happens in all cells at one instant.
private struct StripeRates {
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
private struct PassingWave {
  var growth = SIMD4<Double>.zero
  var output = SIMD4<Double>.zero
  /// Light of the cell itself in what leaves it, and in its mean.
  var added = SIMD4<Double>.zero
  var mean = SIMD4<Double>.zero
}

struct StripeRun {
  private let model: PulseModel
  private let geometry: StripeGeometry
  private let carriers: FilmCarriers
  private let sources: [PairSource]
  private let sheets: [Double]
  private let excitation: Excitation
  private let depth: Int
  private let count: Int
  private let lightCount: Int
  /// Densities, z by z.
  private var density: [Double]
  private var rates: StripeRates
  private var scratch: CarrierEvaluation
  private var waves: [PassingWave]
  /// Waves that enter each cell from below and from above (time-dependent).
  private var forward: [SIMD4<Double>]
  private var backward: [SIMD4<Double>]
  private var budget = PhotonBudget()
  private var light: [SIMD4<Double>]
  private var lowEnd: [SIMD4<Double>]
  private var highEnd: [SIMD4<Double>]
  private var nodeSource: [Double]
  private var peakProfile: [Double]
  private var peakGain = -Double.infinity
  private var lastPeak = -Double.infinity
  private var times: [Double] = []
  private var endRate: [Double] = []
  private var evaluations = 0
  /// Node sums of all cells of z at the last evaluation, spontaneous part.
  private var sourceSums: [Double]

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

  private func weight(of z: Int) -> Double { geometry.pumpProfile[z] }

  /// Pairs of all cells per width, m⁻¹.
  private func content(_ density: [Double]) -> Double {
    var sum = 0.0
    for z in 0..<count {
      for cell in 0..<depth { sum += geometry.cellLengths[z] * carriers.cells[cell].width * density[z * depth + cell] }
    }
    return sum
  }

  // MARK: Light and rates

  /// Gain, source and channels of the cells at z; returns the node range.
  private mutating func prepare(_ z: Int, _ density: [Double]) -> Range<Int> {
    let own = Array(density[(z * depth)..<((z + 1) * depth)])
    carriers.channels(own, into: &scratch)
    rates.channels[z] = scratch.rates
    return scratch.nodes
  }

  /// All rates and the light at `density`. With `step`, the waves move on by one cell of that length in time.
  private mutating func evaluate(_ density: [Double], moving: Bool) -> Bool {
    evaluations += 1
    let (table, guide, ratios) = (model.table, carriers.guide, carriers.confinementRatios)
    let blocks = table.blocks
    for k in 0..<sourceSums.count { sourceSums[k] = 0 }
    // Gain and half source of each cell; kept for both directions.
    var gains = [SIMD4<Double>](repeating: .zero, count: lightCount * count)
    var halves = gains
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(count)
    var peak = -Double.infinity
    for z in 0..<count {
      let nodes = prepare(z, density)
      ranges.append(nodes)
      for node in nodes { sourceSums[node] += scratch.sums[node].source * geometry.cellLengths[z] }
      for (mode, ratio) in ratios.enumerated() {
        for block in 0..<blocks {
          var (gain, source) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
          for node in nodes {
            let row = table.rows[node * blocks + block]
            gain += scratch.sums[node].gain * row.gain
            source += scratch.sums[node].source * row.spontaneous
          }
          let place = mode * blocks + block
          gain = ratio * gain - guide[place].loss
          peak = max(peak, gain.max())
          gains[z * lightCount + place] = gain
          halves[z * lightCount + place] = 0.5 * source * guide[place].source
        }
      }
      // The loss without stimulated emission; that is added below.
      for cell in 0..<depth { rates.loss[z * depth + cell] = scratch.cells[cell].loss }
    }
    peakGain = max(peakGain, peak)
    lastPeak = peak
    guard peak * geometry.length < WaveFunctions.largestExponent else { return false }
    propagate(gains, halves, moving: moving)
    draw(density, ranges)
    return true
  }

  private mutating func propagate(_ gains: [SIMD4<Double>], _ halves: [SIMD4<Double>], moving: Bool) {
    var (up, down) = (forward, backward)
    if !moving { for k in 0..<lightCount { (up[k], down[(count - 1) * lightCount + k]) = (.zero, .zero) } }
    var (lastUp, lastDown) = (rates.high, rates.low)
    let (count, lightCount) = (count, lightCount)
    waves.withUnsafeMutableBufferPointer { waves in
      rates.mean.withUnsafeMutableBufferPointer { mean in
        gains.withUnsafeBufferPointer { gains in
          halves.withUnsafeBufferPointer { halves in
            for z in 0..<count {
              let h = geometry.cellLengths[z]
              for k in 0..<lightCount {
                let place = z * lightCount + k
                let x = gains[place] * h
                let wave = WaveBlock(x)
                let own = halves[place] * h
                // e^x = 1 + x φ₁.
                let passing = PassingWave(
                  growth: 1 + x * wave.output, output: wave.output, added: own * wave.output, mean: own * wave.mean)
                waves[place] = passing
                let enters = up[place]
                let leaves = enters * passing.growth + passing.added
                mean[place] = enters * passing.output + passing.mean
                if z + 1 == count {
                  lastUp[k] = leaves
                } else if moving {
                  forward[place + lightCount] = leaves
                } else {
                  up[place + lightCount] = leaves
                }
              }
            }
          }
        }
        for z in stride(from: count - 1, through: 0, by: -1) {
          for k in 0..<lightCount {
            let place = z * lightCount + k
            let passing = waves[place]
            let enters = down[place]
            let leaves = enters * passing.growth + passing.added
            mean[place] += enters * passing.output + passing.mean
            if z == 0 {
              lastDown[k] = leaves
            } else if moving {
              backward[place - lightCount] = leaves
            } else {
              down[place - lightCount] = leaves
            }
          }
        }
      }
    }
    if moving {
      for k in 0..<lightCount {
        forward[k] = geometry.lowReflectivity * lastDown[k]
        backward[(count - 1) * lightCount + k] = geometry.highReflectivity * lastUp[k]
      }
    }
    for k in 0..<lightCount {
      rates.high[k] = (1 - (moving ? geometry.highReflectivity : 0)) * lastUp[k]
      rates.low[k] = (1 - (moving ? geometry.lowReflectivity : 0)) * lastDown[k]
    }
  }

  /// Stimulated emission of every cell from the mean light.
  private mutating func draw(_ density: [Double], _ ranges: [Range<Int>]) {
    let (table, ratios, blocks) = (model.table, carriers.confinementRatios, model.table.blocks)
    var drawn = [Double](repeating: 0, count: table.nodes)
    for z in 0..<count {
      for node in ranges[z] {
        var sum = SIMD4<Double>.zero
        for (mode, ratio) in ratios.enumerated() {
          for block in 0..<blocks {
            let gain: SIMD4<Double> = table.rows[node * blocks + block].gain
            let mean: SIMD4<Double> = rates.mean[z * lightCount + mode * blocks + block]
            sum += (ratio * gain) * mean
          }
        }
        drawn[node] = sum.sum()
      }
      var stimulated = 0.0
      for cell in 0..<depth {
        let index = z * depth + cell
        let weights = table.weights(density: max(density[index], 0))
        let four = SIMD4(
          drawn[weights.first], drawn[weights.first + 1], drawn[weights.first + 2], drawn[weights.first + 3])
        let rate = carriers.cells[cell].gainStrength / carriers.thickness * (weights.values * four).sum()
        rates.loss[index] += rate
        stimulated += carriers.cells[cell].width * rate
      }
      rates.channels[z].stimulated = stimulated
    }
  }

  // MARK: Time

  mutating func carry(_ dynamics: StripeDynamics, tolerance: Double, longest: Double) throws(EmissionError) {
    let spans = sources.compactMap(\.span)
    let start = spans.map(\.start).min() ?? 0
    let end = spans.map(\.end).max() ?? 0
    let scale = spans.map(\.scale).min() ?? 1e-12
    let transit = geometry.length * geometry.groupIndex / PhysicalConstants.speedOfLight
    var time = start
    if dynamics == .timeDependent {
      let step = (geometry.cellLengths[0]) * geometry.groupIndex / PhysicalConstants.speedOfLight
      // Until the light that the pulse has left is gone, or as long as asked for.
      let feedback = geometry.lowReflectivity > 0 || geometry.highReflectivity > 0
      let until = end + (feedback ? longest : min(longest, 20 * transit + 4 * scale))
      while time < until {
        try advance(time, step)
        time += step
        if !feedback, time > end, rates.high.allSatisfy({ $0.max() * 1e12 < 1 }) { break }
      }
      book(inFlight: step)
      if feedback { return finish() }
    }
    try relax(from: time, end: end, scale: scale, tolerance: tolerance, longest: longest)
    finish()
  }

  private mutating func finish() { budget.remaining = content(density) + inFlight }

  /// Photons still in the guide when the waves were let go, per width, m⁻¹.
  private var inFlight = 0.0
  private mutating func book(inFlight step: Double) {
    inFlight = 0
    for k in forward.indices { inFlight += step * (forward[k].sum() + backward[k].sum()) }
  }

  /// One step of Euler's method with the waves moving on.
  private mutating func advance(_ time: Double, _ step: Double) throws(EmissionError) {
    guard evaluate(density, moving: true) else { throw .noConvergence(time: time, density: density.max() ?? 0) }
    guard lastPeak * geometry.cellLengths[0] < log(10) else {
      throw .cellsTooLong(gain: lastPeak, length: geometry.cellLengths[0])
    }
    for (item, pairs) in zip(sources, sheets) {
      let share = item.arrived(from: time, to: time + step)
      guard share != 0 else { continue }
      for z in 0..<count {
        for cell in 0..<depth { density[z * depth + cell] += weight(of: z) * share * item.density[cell] }
        book(pairs * share * weight(of: z) * geometry.cellLengths[z], from: item)
      }
    }
    for index in density.indices { density[index] -= step * rates.loss[index] }
    try collect(step, at: time + step)
  }

  private mutating func book(_ pairs: Double, from source: PairSource) {
    if case .sampled = source.course { budget.injected += pairs } else { budget.absorbed += pairs }
  }

  /// Heun's method with quasi-stationary light.
  private mutating func relax(
    from start: Double, end: Double, scale: Double, tolerance: Double, longest: Double
  ) throws(EmissionError) {
    var (time, step) = (start, scale / 8)
    guard evaluate(density, moving: false) else { throw .noConvergence(time: time, density: density.max() ?? 0) }
    let peak0 = max(density.max() ?? 0, 1)
    var highest = peak0
    while time < end + longest {
      let mean = density.reduce(0, +) / Double(density.count)
      highest = max(highest, density.max() ?? 0)
      if time >= end, (density.max() ?? 0) < model.numerics.finalDensityShare * highest { break }
      if time < end { step = min(step, max(scale / 2, end - time), max(0.5 * scale, 1e-15)) }
      let first = rates
      let firstSums = sourceSums
      var arrived = [Double](repeating: 0, count: depth)
      for item in sources {
        let share = item.arrived(from: time, to: time + step)
        for cell in 0..<depth { arrived[cell] += share * item.density[cell] }
      }
      var trial = density
      for z in 0..<count {
        for cell in 0..<depth {
          let index = z * depth + cell
          trial[index] = max(density[index] + weight(of: z) * arrived[cell] - step * first.loss[index], 0)
        }
      }
      let fine = evaluate(trial, moving: false)
      var error = 0.0
      let floor = 1e-2 * max(highest, mean)
      if fine {
        for index in density.indices {
          let change = 0.5 * step * (rates.loss[index] - first.loss[index])
          error = max(error, abs(change) / (tolerance * (abs(trial[index]) + floor)))
        }
      }
      guard fine, error.isFinite, error <= 1 else {
        step *= fine && error.isFinite ? max(0.2, 0.9 / error.squareRoot()) : 0.25
        rates = first
        sourceSums = firstSums
        guard step > 1e-9 * scale else { throw .noConvergence(time: time, density: density.max() ?? 0) }
        continue
      }
      for z in 0..<count {
        for cell in 0..<depth {
          let index = z * depth + cell
          let loss = 0.5 * (first.loss[index] + rates.loss[index])
          density[index] += weight(of: z) * arrived[cell] - step * loss
        }
      }
      for (item, pairs) in zip(sources, sheets) {
        let share = item.arrived(from: time, to: time + step)
        for z in 0..<count { book(pairs * share * weight(of: z) * geometry.cellLengths[z], from: item) }
      }
      // Half of the step with each set of rates: what leaves the carriers is what the channels get.
      let second = (rates, sourceSums)
      (rates, sourceSums) = (first, firstSums)
      try collect(0.5 * step, at: nil)
      (rates, sourceSums) = second
      try collect(0.5 * step, at: time + step)
      time += step
      step *= min(3, max(0.3, 0.9 / max(error, 1e-4).squareRoot()))
      guard evaluate(density, moving: false) else { throw .noConvergence(time: time, density: density.max() ?? 0) }
    }
  }

  /// Books the present rates for a time.
  private mutating func collect(_ step: Double, at time: Double?) throws(EmissionError) {
    for z in 0..<count {
      let area = step * geometry.cellLengths[z]
      let own = rates.channels[z]
      budget.firstOrder += area * own.firstOrder
      budget.radiative += area * own.radiative
      budget.nonradiative += area * own.nonradiative
      budget.auger += area * own.auger
      budget.extracted += area * own.extracted
      budget.stimulated += area * own.stimulated
      for k in 0..<lightCount { light[k] += area * rates.mean[z * lightCount + k] }
      guard time != nil else { continue }
      var mean = 0.0
      for cell in 0..<depth { mean += carriers.cells[cell].width * density[z * depth + cell] }
      peakProfile[z] = max(peakProfile[z], mean / carriers.thickness)
    }
    for k in 0..<lightCount {
      lowEnd[k] += step * rates.low[k]
      highEnd[k] += step * rates.high[k]
    }
    for node in nodeSource.indices { nodeSource[node] += step * sourceSums[node] }
    guard let time else { return }
    let highest = density.max() ?? 0
    guard highest <= model.numerics.highestDensity else {
      throw .densityBeyondTable(density: highest, limit: model.numerics.highestDensity)
    }
    times.append(time)
    endRate.append(rates.low.reduce(.zero, +).sum() + rates.high.reduce(.zero, +).sum())
  }

  // MARK: Result

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
