// Time integration of the carriers of one pulse, from the beginning of the first source to the end of the decay.
//
// Goals, in this order:
//   1. no failure and no negative light for any input in range: amplified emission clamps the gain within 0.1 ps;
//   2. pairs and photons counted exactly: whatever leaves the carriers enters a channel, to round-off;
//   3. few evaluations.
//
// TR-BDF2 (Bank et al., IEEE Trans. Electron Devices 32, 1992 (1985), doi:10.1109/T-ED.1985.22232; in the form and
// with the error estimate of Hosea and Shampine, Appl. Numer. Math. 20, 21 (1996), doi:10.1016/0168-9274(95)00115-8):
// second order, L-stable, one Jacobian form for both stages, all weights positive. The new density is not the last
// Newton iterate but n + h Σ b f, with the very rates that are booked to the channels, so goal 2 does not depend on
// how far Newton was driven. The sources are taken at the stages, scaled so that each step takes exactly its pairs.
// Rejected: explicit steps (2000 per pulse where gain is clamped); Rosenbrock (needs an exact Jacobian, which costs
// more than the second Newton iteration it saves).

import Foundation
import Materials
import Quantities

struct PulseIntegrator: Sendable {
  let carriers: FilmCarriers
  let numerics: PulseNumerics
  let sources: [PairSource]
  /// Pairs per area and unit of each source's course, m⁻².
  let sheets: [Double]
  let incidentFluence: Double
  let slowestDecay: Double
  let period: Double?
  let recordsStreak: Bool

  private(set) var density: [Double]
  private(set) var budget = PhotonBudget()
  private(set) var source: [Double]
  /// Time-integrated guided light.
  private(set) var light: [LightBlock]
  private(set) var peakDensity = 0.0
  private(set) var peakMean = 0.0
  private(set) var peakGain = -Double.infinity
  private(set) var times: [Double] = []
  private(set) var meanDensity: [Double] = []
  private(set) var radiativeRate: [Double] = []
  private(set) var lightRate: [Double] = []
  private(set) var endRate: [Double] = []
  private(set) var nonradiativeRate: [Double] = []
  /// Spontaneous sheet rate per node and guided light per block at the recorded times, if asked for.
  private(set) var streakSources: [[Double]] = []
  private(set) var streakLight: [[LightBlock]] = []
  /// Accepted steps and evaluations, for benchmarks.
  private(set) var steps = 0
  private(set) var evaluations = 0

  private var system: StageSystem
  private var stages: [CarrierEvaluation]
  private var diffusion: CellDiffusion?
  private let longestDiffusiveStep: Double
  // Work space of a step, per cell: generation at the three stages, what their quadrature misses, densities.
  private var pumpFirst: [Double]
  private var pumpSecond: [Double]
  private var pumpThird: [Double]
  private var mismatch: [Double]
  private var base: [Double]
  private var guess: [Double]
  private var next: [Double]
  private var estimate: [Double]
  private var residual: [Double]

  static let stageShare = 2 - 2.0.squareRoot()
  static let implicitShare = stageShare / 2
  static let outerWeight = 2.0.squareRoot() / 4

  init(
    carriers: FilmCarriers, excitation: Excitation, film: FilmCells, numerics: PulseNumerics, initial: [Double],
    streak: Bool
  ) {
    self.carriers = carriers
    self.numerics = numerics
    sources = excitation.sources(film)
    sheets = sources.map { zip($0.density, film.widths).reduce(0) { $0 + $1.0 * $1.1 } }
    period = excitation.period
    recordsStreak = streak
    incidentFluence = excitation.pulses.reduce(0) { $0 + $1.pulse.incidentFluence }
    slowestDecay = carriers.cells.map(\.k1).min() ?? 0
    let (cells, table) = (carriers.cells.count, carriers.table)
    density = initial
    source = [Double](repeating: 0, count: table.nodes)
    light = [LightBlock](repeating: LightBlock(), count: carriers.guide.count)
    stages = [CarrierEvaluation](
      repeating: CarrierEvaluation(cells: cells, blocks: carriers.guide.count, tableNodes: table.nodes), count: 3)
    system = StageSystem(cells: cells)
    diffusion = CellDiffusion(film)
    let velocity = film.lowSurfaceVelocity + film.highSurfaceVelocity
    let thickness = film.thickness
    longestDiffusiveStep =
      diffusion != nil && velocity > 0
      ? 0.15 * (thickness / velocity + (film.diffusivity > 0 ? thickness * thickness / (10 * film.diffusivity) : 0))
      : .infinity
    mismatch = [Double](repeating: 0, count: cells)
    (pumpFirst, pumpSecond, pumpThird) = (mismatch, mismatch, mismatch)
    base = mismatch
    guess = mismatch
    next = mismatch
    estimate = mismatch
    residual = mismatch
    budget.initial = zip(initial, film.widths).reduce(0) { $0 + $1.0 * $1.1 }
  }

  mutating func run() throws(EmissionError) {
    let spans = sources.compactMap(\.span)
    let start = spans.map(\.start).min() ?? 0
    let pumpEnd = spans.map(\.end).max() ?? 0
    let scale = spans.map(\.scale).min() ?? 1e-9
    var longest = min(numerics.longestDecay, slowestDecay > 0 ? 25 / slowestDecay : .infinity)
    if let period { longest = min(longest, max(period - (pumpEnd - start), 0)) }
    var time = start
    var step = scale / 4
    let typical = typicalDensity(scale)
    let steadyMean = mean(density)
    _ = carriers.evaluate(density, charge: ExtractedCharge(), into: &stages[0])
    record(time)
    while true {
      let excess = (meanDensity.last ?? 0) - steadyMean
      if time >= pumpEnd, excess <= numerics.finalDensityShare * (peakMean - steadyMean) || time - pumpEnd >= longest {
        break
      }
      if time >= pumpEnd { step = min(step, longest - (time - pumpEnd)) }
      step = limited(step, at: time, spans)
      guard step > 1e-9 * scale else {
        if time >= pumpEnd { break }
        throw .noConvergence(time: time, density: density.max() ?? 0)
      }
      // Strang's splitting: half a step of diffusion on either side of the recombination.
      let undiffused = (density, budget.surface)
      if diffusion != nil { spread(0.5 * step) }
      // While the pump rises, errors small against what it will bring do not matter.
      let floor = (time < start + 4.5 / 14 * (pumpEnd - start) ? 1e-2 : 1e-3) * typical
      let error = attempt(time: time, step: step, floor: floor)
      guard let error, error <= 1 else {
        step *= error.map { max(0.2, 0.85 * pow($0, -1.0 / 3)) } ?? 0.25
        if step.isNaN { step = scale * 1e-3 }
        if diffusion != nil { (density, budget.surface) = undiffused }
        continue
      }
      accept(time: time, step: step)
      if diffusion != nil { spread(0.5 * step) }
      let highest = density.max() ?? 0
      guard highest <= numerics.highestDensity else {
        throw .densityBeyondTable(density: highest, limit: numerics.highestDensity)
      }
      time += step
      steps += 1
      record(time)
      step *= min(4, max(0.3, 0.85 * pow(max(error, 1e-6), -1.0 / 3)))
    }
    budget.remaining = zip(density, carriers.cells).reduce(0) { $0 + $1.0 * $1.1.width }
  }

  private func mean(_ density: [Double]) -> Double {
    zip(density, carriers.cells).reduce(0) { $0 + $1.0 * $1.1.width } / carriers.thickness
  }

  /// The density that the sources will bring about, m⁻³: what there is time for, or what recombination leaves.
  private func typicalDensity(_ scale: Double) -> Double {
    let fastest = carriers.cells.map { $0.radiative + $0.nonradiative }.min() ?? 0
    var generation = 0.0
    for item in sources {
      let length = item.span.map { $0.end - $0.start } ?? scale
      let start = item.span?.start ?? 0
      generation = max(generation, (item.density.max() ?? 0) * item.arrived(from: start, to: start + length))
    }
    return max(min(generation, (generation / scale / max(fastest, 1e-30)).squareRoot()), density.max() ?? 0)
  }

  /// A step no longer than what changes about `time`.
  private func limited(_ step: Double, at time: Double, _ spans: [(start: Double, end: Double, scale: Double)])
    -> Double
  {
    // What the surfaces take in a step must be little, or splitting it from recombination is not exact.
    var step = min(step, longestDiffusiveStep)
    for span in spans {
      if time < span.start { step = min(step, span.start - time + 0.5 * span.scale) }
      guard time >= span.start, time < span.end else { continue }
      step = min(step, max(span.scale / 2, span.end - time))
      // In the heart of a pulse half its standard deviation; its far ends may be passed faster.
      let centre = 0.5 * (span.start + span.end)
      if abs(time - centre) < 4 * span.scale { step = min(step, span.scale / 2) }
    }
    return step
  }

  /// Generation per cell at the stages of a step, scaled so that their quadrature is exact, and what it would have
  /// missed.
  private mutating func book(_ time: Double, _ step: Double) {
    let (weight, share) = (Self.outerWeight, Self.implicitShare)
    let cells = density.count
    for cell in 0..<cells {
      mismatch[cell] = 0
      pumpFirst[cell] = 0
      pumpSecond[cell] = 0
      pumpThird[cell] = 0
    }
    for item in sources {
      var rates = (item.rate(time), item.rate(time + Self.stageShare * step), item.rate(time + step))
      let quadrature = step * (weight * (rates.0 + rates.1) + share * rates.2)
      let exact = item.arrived(from: time, to: time + step)
      var missed = exact
      if quadrature > 0 {
        let scale = exact / quadrature
        rates = (rates.0 * scale, rates.1 * scale, rates.2 * scale)
        missed = exact - quadrature
      }
      if rates.0 == 0, rates.1 == 0, rates.2 == 0, missed == 0 { continue }
      for cell in 0..<cells {
        let generation = item.density[cell]
        pumpFirst[cell] += generation * rates.0
        pumpSecond[cell] += generation * rates.1
        pumpThird[cell] += generation * rates.2
        mismatch[cell] += abs(missed) * generation
      }
    }
  }

  /// One step to `next`, with its error in units of the tolerance; nil where a stage does not converge.
  private mutating func attempt(time: Double, step: Double, floor: Double) -> Double? {
    let cells = density.count
    let tolerance = numerics.relativeTolerance
    let weight = Self.outerWeight
    let interval = Self.implicitShare * step
    book(time, step)

    system.prepare(carriers: carriers, at: stages[0], interval: interval)
    var charge = ExtractedCharge(
      base: budget.extracted + interval * stages[0].rates.extracted, interval: interval)
    stages[0].cells.withUnsafeBufferPointer { first in
      for cell in 0..<cells {
        let rate = pumpFirst[cell] - first[cell].loss
        base[cell] = density[cell] + interval * rate
        residual[cell] = interval * (rate + pumpSecond[cell] - first[cell].loss)
        guess[cell] = density[cell]
      }
    }
    improve()
    guard settle(1, interval: interval, charge: charge, floor: floor) else { return nil }
    charge.base = budget.extracted + step * weight * (stages[0].rates.extracted + stages[1].rates.extracted)
    stages[0].cells.withUnsafeBufferPointer { first in
      stages[1].cells.withUnsafeBufferPointer { second in
        for cell in 0..<cells {
          let gained = pumpFirst[cell] - first[cell].loss + (pumpSecond[cell] - second[cell].loss)
          base[cell] = density[cell] + step * weight * gained
          residual[cell] = base[cell] + interval * (pumpThird[cell] - second[cell].loss) - guess[cell]
        }
      }
    }
    improve()
    guard settle(2, interval: interval, charge: charge, floor: floor) else { return nil }
    guard charge.base + interval * stages[2].rates.extracted <= carriers.capacity else { return nil }

    // Weights of the embedded error.
    let (e0, e1) = ((1 - weight) / 3 - weight, (3 * weight + 1) / 3 - weight)
    let e2 = Self.implicitShare / 3 - Self.implicitShare
    stages[0].cells.withUnsafeBufferPointer { one in
      stages[1].cells.withUnsafeBufferPointer { two in
        stages[2].cells.withUnsafeBufferPointer { three in
          for cell in 0..<cells {
            let first = pumpFirst[cell] - one[cell].loss
            let second = pumpSecond[cell] - two[cell].loss
            let third = pumpThird[cell] - three[cell].loss
            next[cell] = base[cell] + interval * third
            estimate[cell] = step * (e0 * first + e1 * second + e2 * third)
          }
        }
      }
    }
    system.solve(&estimate)
    var error = 0.0
    for cell in 0..<cells {
      let scale = tolerance * (max(next[cell], density[cell]) + floor)
      error = max(error, (abs(estimate[cell]) + mismatch[cell]) / scale)
    }
    return error.isFinite ? error : nil
  }

  /// Newton's iteration of one stage from and to `guess`: n = base + τ (G − loss(n)).
  private mutating func settle(
    _ stage: Int, interval: Double, charge: ExtractedCharge, floor: Double
  ) -> Bool {
    // What is missing is no error of the density: that is as much less as the cell is stiff. Driving it to a fifth of
    // this moves yields and peaks by less than a tenth of what the steps in time leave, and costs a third more.
    let tolerance = numerics.relativeTolerance
    var previous = Double.infinity
    for _ in 0..<12 {
      evaluations += 1
      guard carriers.evaluate(guess, charge: charge, into: &stages[stage]) else { return false }
      let worst = leave(stage, interval: interval, floor: floor)
      guard worst.isFinite else { return false }
      if worst <= tolerance || worst == 0 { return true }
      if worst > 0.1 * previous { system.prepare(carriers: carriers, at: stages[stage], interval: interval) }
      system.refresh(at: stages[stage], interval: interval)
      previous = worst
      improve()
    }
    return false
  }

  /// What is missing in n = base + τ (G − loss(n)), into `residual`; largest share of the density.
  private mutating func leave(_ stage: Int, interval: Double, floor: Double) -> Double {
    var worst = 0.0
    let (base, generation, guess) = (base, stage == 1 ? pumpSecond : pumpThird, guess)
    let count = guess.count
    stages[stage].cells.withUnsafeBufferPointer { states in
      residual.withUnsafeMutableBufferPointer { residual in
        base.withUnsafeBufferPointer { base in
          generation.withUnsafeBufferPointer { generation in
            guess.withUnsafeBufferPointer { guess in
              for cell in 0..<count {
                let change = base[cell] + interval * (generation[cell] - states[cell].loss) - guess[cell]
                residual[cell] = change
                worst = max(worst, abs(change) / (abs(guess[cell]) + floor))
              }
            }
          }
        }
      }
    }
    return worst
  }

  /// Newton's step from the residual that `guess` leaves.
  private mutating func improve() {
    system.solve(&residual)
    let residual = residual
    guess.withUnsafeMutableBufferPointer { guess in
      residual.withUnsafeBufferPointer { residual in
        for cell in 0..<guess.count { guess[cell] = max(guess[cell] + residual[cell], 0.1 * guess[cell]) }
      }
    }
  }

  private mutating func accept(time: Double, step: Double) {
    swap(&density, &next)
    for (item, pairs) in zip(sources, sheets) {
      let arrived = pairs * item.arrived(from: time, to: time + step)
      if case .sampled = item.course { budget.injected += arrived } else { budget.absorbed += arrived }
    }
    for (stage, share) in [(0, Self.outerWeight), (1, Self.outerWeight), (2, Self.implicitShare)] {
      let weight = share * step
      let rates = stages[stage].rates
      budget.firstOrder += weight * rates.firstOrder
      budget.radiative += weight * rates.radiative
      budget.nonradiative += weight * rates.nonradiative
      budget.auger += weight * rates.auger
      budget.extracted += weight * rates.extracted
      budget.stimulated += weight * rates.stimulated
      for node in stages[stage].nodes { source[node] += weight * stages[stage].sums[node].source }
      for block in light.indices {
        light[block].mean += weight * stages[stage].light[block].mean
        light[block].end += weight * stages[stage].light[block].end
      }
      peakGain = max(peakGain, stages[stage].peakGain)
    }
    stages.swapAt(0, 2)
  }

  private mutating func record(_ time: Double) {
    var mean = 0.0
    for cell in density.indices {
      mean += carriers.cells[cell].width * density[cell]
      peakDensity = max(peakDensity, density[cell])
    }
    mean /= carriers.thickness
    peakMean = max(peakMean, mean)
    times.append(time)
    meanDensity.append(mean)
    radiativeRate.append(stages[0].rates.radiative)
    let rates = stages[0].rates
    nonradiativeRate.append(rates.firstOrder + rates.nonradiative + rates.auger)
    var total = LightBlock()
    for block in stages[0].light {
      total.mean += block.mean
      total.end += block.end
    }
    lightRate.append(total.mean.sum())
    endRate.append(total.end.sum())
    guard recordsStreak else { return }
    streakSources.append(stages[0].sums.map(\.source))
    streakLight.append(stages[0].light)
  }

  /// Lets the carriers diffuse for a time and brings their rates up to date.
  private mutating func spread(_ time: Double) {
    guard time != 0, var diffusion else { return }
    budget.surface += diffusion.advance(&density, by: time)
    self.diffusion = diffusion
    _ = carriers.evaluate(density, charge: ExtractedCharge(base: budget.extracted), into: &stages[0])
  }
}
