// Bins of a decay behind a measured response.
//
// Goals: (1) lifetimes without bias, also where τ is no longer than a few bins; (2) speed: a fit calls this a few hundred
// times.
//
// A photon emitted at time t after excitation falls into a bin; the excitation itself is known to a bin of the response.
// With excitation spread evenly over its bin, the probability of a lag of L bins is the density f against a triangle:
//   K_L = ∫ f(t) (1 − |t − LΔ|/Δ) dt  over (L − 1)Δ … (L + 1)Δ, t ≥ 0.
// For f = e^(−t/τ)/τ and q = e^(−Δ/τ):   K₀ = 1 − (τ/Δ)(1 − q),   K_L = (τ/Δ)(1 − q)² q^(L−1).
// The sum over L is 1 exactly, so that no photons are made or lost. Evaluating f at the bins' centres instead would bias
// τ by (Δ/τ)²/24 and the counts of the first bins by much more.
// Stretched, f = e^(−(t/τ)^β)/(τ Γ(1 + 1/β)): the same triangle, by quadrature, graded towards t = 0 for the first bins.

import Foundation

/// Shape of a decay after a pulse.
public enum DecayShape: String, Sendable, CaseIterable {
  /// One exponential.
  case single
  /// Two exponentials.
  case double
  /// exp(−(t/τ)^β).
  case stretched

  /// Number of exponentials or stretched exponentials.
  var componentCount: Int { self == .double ? 2 : 1 }

  /// Number of parameters beside the background and the shift.
  var parameterCount: Int { self == .single ? 2 : self == .double ? 4 : 3 }
}

/// Probabilities of lags, one for each bin.
enum DecayKernel {
  /// A response convolved with an exponential of lifetime τ, in bins (τ/Δ): the recursion needs one pass.
  static func exponential(_ response: [Double], lifetime: Double) -> [Double] {
    let q = exp(-1 / lifetime)
    let lost = -expm1(-1 / lifetime)
    let (same, later) = (1 - lifetime * lost, lifetime * lost * lost)
    var (sum, result) = (0.0, [Double](repeating: 0, count: response.count))
    for k in response.indices {
      result[k] = same * response[k] + later * sum
      sum = q * sum + response[k]
    }
    return result
  }

  /// A response convolved with a stretched exponential, τ in bins.
  static func stretched(_ response: [Double], lifetime: Double, exponent: Double) -> [Double] {
    let kernel = stretchedKernel(count: response.count, lifetime: lifetime, exponent: exponent)
    var result = [Double](repeating: 0, count: response.count)
    for (j, weight) in response.enumerated() where weight != 0 {
      for k in j..<response.count { result[k] += weight * kernel[k - j] }
    }
    return result
  }

  private static func stretchedKernel(count: Int, lifetime: Double, exponent: Double) -> [Double] {
    let norm = lifetime * tgamma(1 + 1 / exponent)
    let density = { (t: Double) in exp(-pow(max(0, t) / lifetime, exponent)) / norm }
    // Three-point Gauss rule on each half of the triangle: exact to the fifth power of t.
    let nodes: [(place: Double, weight: Double)] = [
      (0.112_701_665_379_258_3, 5.0 / 18), (0.5, 4.0 / 9), (0.887_298_334_620_741_7, 5.0 / 18),
    ]
    return (0..<count).map { lag in
      let centre = Double(lag)
      if lag < 3 {
        // t = end · s⁶ takes the cusp at t = 0 away.
        let (low, end, steps) = (max(0, centre - 1), centre + 1, 48)
        var sum = 0.0
        for step in 0..<steps {
          for node in nodes {
            let s = (Double(step) + node.place) / Double(steps)
            let t = end * pow(s, 6)
            guard t >= low else { continue }
            sum += node.weight / Double(steps) * 6 * end * pow(s, 5) * density(t) * max(0, 1 - abs(t - centre))
          }
        }
        return sum
      }
      return nodes.reduce(0) { sum, node in
        sum + node.weight * (density(centre - node.place) + density(centre + node.place)) * (1 - node.place)
      }
    }
  }

  /// A response moved by a number of bins, by the cubic of Catmull and Rom: smooth in the shift, and the sum stays.
  static func shifted(_ response: [Double], by shift: Double) -> [Double] {
    guard shift != 0 else { return response }
    let whole = Int(shift.rounded(.down))
    let t = shift - Double(whole)
    // Weights of the neighbours of the place k − shift.
    let weights = [
      0.5 * (-t + 2 * t * t - t * t * t), 0.5 * (2 - 5 * t * t + 3 * t * t * t), 0.5 * (t + 4 * t * t - 3 * t * t * t),
      0.5 * (-t * t + t * t * t),
    ]
    return response.indices.map { k in
      var sum = 0.0
      for (offset, weight) in zip([1, 0, -1, -2], weights) {
        let source = k - whole + offset
        if response.indices.contains(source) { sum += weight * response[source] }
      }
      return sum
    }
  }
}
