// A stripe in time: with the waves moving cell by cell, or with light that follows the carriers at once.

import Foundation
import Materials
import Quantities

extension StripeRun {
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

  mutating func finish() { budget.remaining = content(density) + inFlight }

  mutating func book(inFlight step: Double) {
    inFlight = 0
    for k in forward.indices { inFlight += step * (forward[k].sum() + backward[k].sum()) }
  }

  /// One step of Euler's method with the waves moving on.
  mutating func advance(_ time: Double, _ step: Double) throws(EmissionError) {
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

  mutating func book(_ pairs: Double, from source: PairSource) {
    if case .sampled = source.course { budget.injected += pairs } else { budget.absorbed += pairs }
  }

  /// Heun's method with quasi-stationary light.
  mutating func relax(
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
  mutating func collect(_ step: Double, at time: Double?) throws(EmissionError) {
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
}
