// Time integration of the carriers of one pulse, from three pulse widths before its peak to the end of the decay.
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
// how far Newton was driven. The pump is the Gaussian at the stages, scaled so that each step takes exactly its share.
// Rejected: explicit steps (2000 per pulse where gain is clamped); Rosenbrock (needs an exact Jacobian, which costs
// more than the second Newton iteration it saves).

import Foundation
import Materials
import Quantities

struct PulseIntegrator: Sendable {
  let carriers: FilmCarriers
  let numerics: PulseNumerics
  /// Pump photons per area, and the pump's standard deviation in time.
  let pumpPhotons: Double
  let sigma: Double
  let incidentFluence: Double
  let slowestDecay: Double

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
  /// Accepted steps and evaluations, for benchmarks.
  private(set) var steps = 0
  private(set) var evaluations = 0

  private var system: StageSystem
  private var stages: [CarrierEvaluation]
  /// Pump photons absorbed per depth, m⁻³, per cell.
  private let generation: [Double]
  // Work space of a step, per cell.
  private var base: [Double]
  private var guess: [Double]
  private var next: [Double]
  private var estimate: [Double]
  private var residual: [Double]

  static let stageShare = 2 - 2.0.squareRoot()
  static let implicitShare = stageShare / 2
  static let outerWeight = 2.0.squareRoot() / 4

  init(carriers: FilmCarriers, pulse: LaserPulse, film: FilmCells, numerics: PulseNumerics) {
    self.carriers = carriers
    self.numerics = numerics
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    pumpPhotons = pulse.incidentFluence * pulse.photonWavelength / hc
    sigma = pulse.duration / (8 * log(2.0)).squareRoot()
    incidentFluence = pulse.incidentFluence
    slowestDecay = carriers.cells.map(\.k1).min() ?? 0
    let (cells, table) = (carriers.cells.count, carriers.table)
    density = [Double](repeating: 0, count: cells)
    source = [Double](repeating: 0, count: table.nodes)
    light = [LightBlock](repeating: LightBlock(), count: table.blocks)
    stages = [CarrierEvaluation](
      repeating: CarrierEvaluation(cells: cells, blocks: table.blocks, tableNodes: table.nodes), count: 3)
    system = StageSystem(cells: cells)
    base = density
    guess = density
    next = density
    estimate = density
    residual = density
    let photons = pumpPhotons
    generation = carriers.cells.map { $0.absorbedPerDepth * photons }
    budget.absorbed = pumpPhotons * film.absorbedShare.reduce(0, +)
  }

  /// Share of the pump that has arrived at time t (peak at 0); all of it after seven standard deviations.
  private func pumpArrived(_ time: Double) -> Double {
    if time <= -7 * sigma { return 0 }
    if time >= 7 * sigma { return 1 }
    return 0.5 * erfc(-time / (2.0.squareRoot() * sigma))
  }

  /// Pump rate as share per second.
  private func pumpRate(_ time: Double) -> Double {
    guard abs(time) < 7 * sigma else { return 0 }
    return exp(-0.5 * time * time / (sigma * sigma)) / (sigma * (2 * Double.pi).squareRoot())
  }

  mutating func run() throws(EmissionError) {
    let pumpEnd = 7 * sigma
    let longest = min(numerics.longestDecay, slowestDecay > 0 ? 25 / slowestDecay : .infinity)
    var time = -7 * sigma
    var step = sigma / 4
    let highestGeneration = pumpPhotons * (carriers.cells.map(\.absorbedPerDepth).max() ?? 0)
    let fastest = carriers.cells.map { $0.radiative + $0.nonradiative }.min() ?? 0
    let typical = min(highestGeneration, (highestGeneration / sigma / max(fastest, 1e-30)).squareRoot())
    _ = carriers.evaluate(density, charge: ExtractedCharge(), into: &stages[0])
    record(time)
    while true {
      let mean = meanDensity.last ?? 0
      if time >= pumpEnd, mean <= numerics.finalDensityShare * peakMean || time - pumpEnd >= longest { break }
      if time < pumpEnd { step = min(step, max(sigma / 2, pumpEnd - time)) }
      if time >= -4 * sigma, time < 4 * sigma { step = min(step, sigma / 2) }
      guard step > 1e-9 * sigma else {
        throw .noConvergence(time: time, density: density.max() ?? 0)
      }
      // While the pump rises, errors small against what it will bring do not matter.
      let floor = (time < -2.5 * sigma ? 1e-2 : 1e-3) * typical
      let error = attempt(time: time, step: step, floor: floor)
      guard let error, error <= 1 else {
        step *= error.map { max(0.2, 0.85 * pow($0, -1.0 / 3)) } ?? 0.25
        if step.isNaN { step = sigma * 1e-3 }
        continue
      }
      accept(step: step)
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

  private func booked(_ time: Double, _ step: Double) -> (rates: (Double, Double, Double), mismatch: Double) {
    let weight = Self.outerWeight
    let rates = (pumpRate(time), pumpRate(time + Self.stageShare * step), pumpRate(time + step))
    let quadrature = step * (weight * (rates.0 + rates.1) + Self.implicitShare * rates.2)
    let exact = pumpArrived(time + step) - pumpArrived(time)
    guard quadrature > 0 else { return (rates, exact) }
    let scale = exact / quadrature
    return ((rates.0 * scale, rates.1 * scale, rates.2 * scale), exact - quadrature)
  }

  /// One step to `next`, with its error in units of the tolerance; nil where a stage does not converge.
  private mutating func attempt(time: Double, step: Double, floor: Double) -> Double? {
    let cells = density.count
    let tolerance = numerics.relativeTolerance
    let weight = Self.outerWeight
    let interval = Self.implicitShare * step
    let (pump, mismatch) = booked(time, step)

    system.prepare(carriers: carriers, at: stages[0], interval: interval)
    var charge = ExtractedCharge(
      base: budget.extracted + interval * stages[0].rates.extracted, interval: interval)
    for cell in 0..<cells {
      let rate = generation[cell] * pump.0 - stages[0].cells[cell].loss
      base[cell] = density[cell] + interval * rate
      residual[cell] = interval * (rate + generation[cell] * pump.1 - stages[0].cells[cell].loss)
      guess[cell] = density[cell]
    }
    improve()
    guard settle(1, interval: interval, pump: pump.1, charge: charge, floor: floor) else { return nil }
    charge.base = budget.extracted + step * weight * (stages[0].rates.extracted + stages[1].rates.extracted)
    for cell in 0..<cells {
      let first = generation[cell] * pump.0 - stages[0].cells[cell].loss
      let second = generation[cell] * pump.1 - stages[1].cells[cell].loss
      base[cell] = density[cell] + step * weight * (first + second)
      residual[cell] =
        base[cell] + interval * (generation[cell] * pump.2 - stages[1].cells[cell].loss) - guess[cell]
    }
    improve()
    guard settle(2, interval: interval, pump: pump.2, charge: charge, floor: floor) else { return nil }
    guard charge.base + interval * stages[2].rates.extracted <= carriers.capacity else { return nil }

    for cell in 0..<cells {
      let first = generation[cell] * pump.0 - stages[0].cells[cell].loss
      let second = generation[cell] * pump.1 - stages[1].cells[cell].loss
      let third = generation[cell] * pump.2 - stages[2].cells[cell].loss
      next[cell] = base[cell] + interval * third
      estimate[cell] =
        step
        * ((1 - weight) / 3 * first + (3 * weight + 1) / 3 * second + Self.implicitShare / 3 * third
          - weight * (first + second) - Self.implicitShare * third)
    }
    system.solve(&estimate)
    var error = 0.0
    for cell in 0..<cells {
      let scale = tolerance * (max(next[cell], density[cell]) + floor)
      error = max(error, (abs(estimate[cell]) + abs(mismatch) * generation[cell]) / scale)
    }
    return error.isFinite ? error : nil
  }

  /// Newton's iteration of one stage from and to `guess`: n = base + τ (G − loss(n)).
  private mutating func settle(
    _ stage: Int, interval: Double, pump: Double, charge: ExtractedCharge, floor: Double
  ) -> Bool {
    let tolerance = 0.2 * numerics.relativeTolerance
    var previous = Double.infinity
    for _ in 0..<12 {
      evaluations += 1
      guard carriers.evaluate(guess, charge: charge, into: &stages[stage]) else { return false }
      let worst = leave(stage, interval: interval, pump: pump, floor: floor)
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
  private mutating func leave(_ stage: Int, interval: Double, pump: Double, floor: Double) -> Double {
    var worst = 0.0
    let (base, generation, guess) = (base, generation, guess)
    let count = guess.count
    stages[stage].cells.withUnsafeBufferPointer { states in
      residual.withUnsafeMutableBufferPointer { residual in
        base.withUnsafeBufferPointer { base in
          generation.withUnsafeBufferPointer { generation in
            guess.withUnsafeBufferPointer { guess in
              for cell in 0..<count {
                let change = base[cell] + interval * (generation[cell] * pump - states[cell].loss) - guess[cell]
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

  private mutating func accept(step: Double) {
    swap(&density, &next)
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
    var total = LightBlock()
    for block in stages[0].light {
      total.mean += block.mean
      total.end += block.end
    }
    lightRate.append(total.mean.sum())
    endRate.append(total.end.sum())
  }
}
