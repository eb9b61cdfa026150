// The diffusing carriers of a film as a stiff system: cells, and behind them two sums that are carried along.
//
// Finite volumes: the flux over a face is −D (n_{i+1} − n_i)/distance of the centres; at a surface D (n₁ − n_s)/(h/2) =
// S n_s
// eliminates the density n_s at the surface itself, flux = n₁/(1/S + h/2D). Both are second order in the cell width,
// also on
// uneven cells whose widths vary slowly, and what leaves one cell enters the next, so pairs are counted exactly.
//
// Unknowns: n_i, then the photons c (c' = mean of k2r n (n + p₀)) and the mean density m (m' = Σ w n_i'/d). They depend
// on the
// n_i and nothing depends on them, so the matrix stays tridiagonal with two rows below it. Their dense output gives the
// light of any interval without touching the cells again. They stay out of the error norm: the error of a step of c is
// that
// of the densities it integrates.
//
// Weights: what leaves a cell enters the next, w_i above_i = w_{i+1} below_{i+1}, so the mean loses Σ w (slope − above
// − below) n.
//
// Elimination without pivoting: shift + slopes of loss and diffusion make every row dominant by its diagonal.

import Foundation
import NumericalMethods

final class DepthResolvedSystem: StiffSystem {
  let unknownCount: Int
  let mass: UnsafePointer<Double>
  private let cells: Int
  private let buffer: UnsafeMutablePointer<Double>
  private let weight: UnsafeMutablePointer<Double>
  private let k1: UnsafeMutablePointer<Double>
  private let k2: UnsafeMutablePointer<Double>
  private let dark: UnsafeMutablePointer<Double>
  private let k3: UnsafeMutablePointer<Double>
  private let generation: UnsafeMutablePointer<Double>
  /// Exchange with the cell below and above, s⁻¹, and the surface losses inside `own`.
  private let below: UnsafeMutablePointer<Double>
  private let above: UnsafeMutablePointer<Double>
  private let own: UnsafeMutablePointer<Double>
  /// Slope of the loss and of the light at the linearisation.
  private let slope: UnsafeMutablePointer<Double>
  private let lightSlope: UnsafeMutablePointer<Double>
  /// Slope of the mean's loss: what a cell loses and no other cell gains, by weight.
  private let netSlope: UnsafeMutablePointer<Double>
  private let k2rWeight: UnsafeMutablePointer<Double>
  /// Factors.
  private let inverse: UnsafeMutablePointer<Double>
  private let lower: UnsafeMutablePointer<Double>
  private let upper: UnsafeMutablePointer<Double>
  private let massBuffer: UnsafeMutablePointer<Double>
  private var shift = 0.0
  private let profile: PulseProfile?
  /// Start of the integration on the clock of the pulse, s.
  var clock = 0.0
  private let relativeTolerance: Double
  /// Density below which errors do not matter while the pulse rises, m⁻³.
  private let smallest: Double

  init(film: DepthResolvedFilm, excitation: DecayExcitation) {
    cells = film.widths.count
    unknownCount = cells + 2
    let rows = 17
    buffer = .allocate(capacity: rows * unknownCount)
    buffer.initialize(repeating: 0, count: rows * unknownCount)
    let places = (0..<rows).map { [buffer, unknownCount] in buffer + $0 * unknownCount }
    (weight, k1, k2, k2rWeight, dark, k3) = (places[0], places[1], places[2], places[3], places[4], places[5])
    (generation, below, above, own) = (places[6], places[7], places[8], places[9])
    (slope, lightSlope, inverse, lower, upper) = (places[10], places[11], places[12], places[13], places[14])
    massBuffer = places[15]
    netSlope = places[16]
    mass = UnsafePointer(massBuffer)
    profile = excitation.profile
    relativeTolerance = film.relativeTolerance
    smallest = 1e-4 * excitation.density
    let thickness = film.thickness
    for i in 0..<unknownCount { massBuffer[i] = 1 }
    for i in 0..<cells {
      let rates = film.constants[i]
      weight[i] = film.widths[i] / thickness
      (k1[i], k2[i], k3[i]) = (rates.smallDensityRate, rates.k2, rates.k3)
      k2rWeight[i] = weight[i] * rates.k2r
      dark[i] = rates.darkDensity
      generation[i] = excitation.density * film.generationShare[i] * thickness / film.widths[i]
    }
    let diffusivity = film.diffusivity
    for i in 0..<max(cells - 1, 0) {
      let exchange = 2 * diffusivity / (film.widths[i] + film.widths[i + 1])
      above[i] = exchange / film.widths[i]
      below[i + 1] = exchange / film.widths[i + 1]
    }
    for i in 0..<cells { own[i] = above[i] + below[i] }
    func surface(_ velocity: Double, _ width: Double) -> Double {
      velocity > 0 ? 1 / (1 / velocity + (diffusivity > 0 ? 0.5 * width / diffusivity : 0)) / width : 0
    }
    own[0] += surface(film.lowSurfaceVelocity, film.widths[0])
    own[cells - 1] += surface(film.highSurfaceVelocity, film.widths[cells - 1])
  }

  deinit { buffer.deallocate() }

  /// Pairs of a pulse that is over at once, added to the state.
  func addPulse(to state: UnsafeMutablePointer<Double>) {
    for i in 0..<cells {
      state[i] += generation[i]
      state[cells + 1] += weight[i] * generation[i]
    }
  }

  /// Mean density of a state, m⁻³.
  func meanDensity(_ state: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    for i in 0..<cells { sum += weight[i] * state[i] }
    return sum
  }

  func evaluate(time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    let pump = profile?.rate(time + clock) ?? 0
    let last = cells - 1
    // Two cells at a time and two sums of each kind: no long chain of additions. The outermost cells have one neighbour.
    var (light, mean) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    let inner = max(last - 1, 0) & ~1
    for i in stride(from: 1, to: 1 + inner, by: 2) {
      let n = Self.pair(state, i)
      let kept = Self.pair(own, i) + Self.pair(k1, i) + n * (Self.pair(k2, i) + n * Self.pair(k3, i))
      var rate = Self.pair(above, i) * Self.pair(state, i + 1) + Self.pair(below, i) * Self.pair(state, i - 1) - n * kept
      if pump != 0 { rate += pump * Self.pair(generation, i) }
      rates[i] = rate.x
      rates[i + 1] = rate.y
      light += Self.pair(k2rWeight, i) * n * (n + Self.pair(dark, i))
      mean += Self.pair(weight, i) * rate
    }
    func single(_ i: Int) {
      let n = state[i]
      var rate = pump * generation[i] - n * (own[i] + k1[i] + n * (k2[i] + n * k3[i]))
      if i > 0 { rate += below[i] * state[i - 1] }
      if i < last { rate += above[i] * state[i + 1] }
      rates[i] = rate
      light.x += k2rWeight[i] * n * (n + dark[i])
      mean.x += weight[i] * rate
    }
    single(0)
    for i in (1 + inner)..<max(cells, 1 + inner) { single(i) }
    rates[cells] = light.sum()
    rates[cells + 1] = mean.sum()
  }

  @inline(__always)
  private static func pair(_ base: UnsafePointer<Double>, _ index: Int) -> SIMD2<Double> {
    UnsafeRawPointer(base + index).loadUnaligned(as: SIMD2<Double>.self)
  }

  func linearise(
    time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    evaluate(time: time, state: state, rates: rates)
    let pumpSlope = profile?.rateSlope(time + clock) ?? 0
    var mean = 0.0
    for i in 0..<cells {
      let n = state[i]
      slope[i] = own[i] + k1[i] + n * (2 * k2[i] + 3 * n * k3[i])
      lightSlope[i] = k2rWeight[i] * (2 * n + dark[i])
      netSlope[i] = weight[i] * (slope[i] - above[i] - below[i])
      timeDerivative[i] = generation[i] * pumpSlope
      mean += weight[i] * timeDerivative[i]
    }
    timeDerivative[cells] = 0
    timeDerivative[cells + 1] = mean
  }

  // From both ends to the middle: two chains of dependent operations run side by side.
  func factor(shift: Double) -> Bool {
    self.shift = shift
    let (middle, last) = (cells / 2, cells - 1)
    for i in 0..<middle {
      var diagonal = shift + slope[i]
      if i > 0 {
        lower[i] = below[i] * inverse[i - 1]
        diagonal -= lower[i] * above[i - 1]
      }
      inverse[i] = 1 / diagonal
      upper[i] = above[i] * inverse[i]
    }
    for i in stride(from: last, to: middle, by: -1) {
      var diagonal = shift + slope[i]
      if i < last {
        lower[i] = above[i] * inverse[i + 1]
        diagonal -= lower[i] * below[i + 1]
      }
      inverse[i] = 1 / diagonal
      upper[i] = below[i] * inverse[i]
    }
    var diagonal = shift + slope[middle]
    if middle > 0 { diagonal -= below[middle] * upper[middle - 1] }
    if middle < last { diagonal -= above[middle] * upper[middle + 1] }
    inverse[middle] = 1 / diagonal
    return inverse[middle].isFinite
  }

  func solve(_ x: UnsafeMutablePointer<Double>) {
    let (light, mean) = (x[cells], x[cells + 1])
    let (middle, last) = (cells / 2, cells - 1)
    // Rows 1 … middle − 1 from the front, last − 1 … middle + 1 from the back.
    let pairs = max(min(middle, last - middle) - 1, 0)
    for step in 0..<pairs {
      let (i, j) = (1 + step, last - 1 - step)
      x[i] += lower[i] * x[i - 1]
      x[j] += lower[j] * x[j + 1]
    }
    for i in (1 + pairs)..<max(middle, 1 + pairs) { x[i] += lower[i] * x[i - 1] }
    for j in stride(from: last - 1 - pairs, to: middle, by: -1) { x[j] += lower[j] * x[j + 1] }
    if middle > 0 { x[middle] += below[middle] * inverse[middle - 1] * x[middle - 1] }
    if middle < last { x[middle] += above[middle] * inverse[middle + 1] * x[middle + 1] }
    x[middle] *= inverse[middle]
    // The sums are taken along the way, where the next x has to be waited for anyway: light by its slope, mean by what
    // the exchange does not carry on, Σ w (slope − exchange) x.
    var (lightSum, lossSum) = (lightSlope[middle] * x[middle], netSlope[middle] * x[middle])
    var (lightFar, lossFar) = (0.0, 0.0)
    let back = min(middle, last - middle)
    for step in 0..<back {
      let (i, j) = (middle - 1 - step, middle + 1 + step)
      let (near, far) = (x[i] * inverse[i] + upper[i] * x[i + 1], x[j] * inverse[j] + upper[j] * x[j - 1])
      (x[i], x[j]) = (near, far)
      lightSum += lightSlope[i] * near
      lossSum += netSlope[i] * near
      lightFar += lightSlope[j] * far
      lossFar += netSlope[j] * far
    }
    for i in stride(from: middle - 1 - back, through: 0, by: -1) {
      x[i] = x[i] * inverse[i] + upper[i] * x[i + 1]
      lightSum += lightSlope[i] * x[i]
      lossSum += netSlope[i] * x[i]
    }
    for j in (middle + 1 + back)..<max(cells, middle + 1 + back) {
      x[j] = x[j] * inverse[j] + upper[j] * x[j - 1]
      lightFar += lightSlope[j] * x[j]
      lossFar += netSlope[j] * x[j]
    }
    lightSum += lightFar
    lossSum += lossFar
    x[cells] = (light + lightSum) / shift
    x[cells + 1] = (mean - lossSum) / shift
  }

  func errorNorm(
    previous: UnsafePointer<Double>, next: UnsafePointer<Double>, error: UnsafePointer<Double>
  ) -> Double {
    var highest = 0.0
    for i in 0..<cells { highest = max(highest, max(abs(next[i]), abs(previous[i]))) }
    guard highest.isFinite else { return .infinity }
    if profile != nil, clock < 0 { highest = max(highest, smallest) }
    guard highest > 0 else { return 0 }
    let floor = 1e-2 * highest
    var sum = 0.0
    for i in 0..<cells {
      let share = error[i] / (abs(next[i]) + floor)
      sum += share * share
    }
    return (sum / Double(cells)).squareRoot() / relativeTolerance
  }
}
