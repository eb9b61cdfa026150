// Light and rates of all cells of a stripe at one instant: gain and source of each cell, two waves through them, what the
// mean light takes from the carriers.

import Foundation
import Materials
import Quantities

extension StripeRun {
  /// Gain, source and channels of the cells at z; returns the node range.
  mutating func prepare(_ z: Int, _ density: [Double]) -> Range<Int> {
    let own = Array(density[(z * depth)..<((z + 1) * depth)])
    carriers.channels(own, into: &scratch)
    rates.channels[z] = scratch.rates
    return scratch.nodes
  }

  /// All rates and the light at `density`. With `step`, the waves move on by one cell of that length in time.
  mutating func evaluate(_ density: [Double], moving: Bool) -> Bool {
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

  mutating func propagate(_ gains: [SIMD4<Double>], _ halves: [SIMD4<Double>], moving: Bool) {
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
  mutating func draw(_ density: [Double], _ ranges: [Range<Int>]) {
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
}
