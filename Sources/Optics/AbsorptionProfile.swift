// Where in a layer light is absorbed: the closed form of k0 Im ε |E|² and of its integral over any interval.
//
// Two waves a e^{iκx} and b e^{−iκ(x−d)}, κ = κ′ + iκ″, each counted from the face where it is largest, give
//   |a|² e^{−2κ″x} + |b|² e^{−2κ″(d−x)} + 2 e^{−κ″d} Re(a b* e^{iκ′(2x−d)}):
// three terms, none of which can overflow, each with an elementary integral free of cancellation (`expm1`, sin x/x).
// Polarisations and directions of incidence share κ, so their profiles add up term by term, and the cells of a mesh are
// evaluated once. In a layer much thinner than the wavelength (|κd| < 1e-3) a and b grow like 1/κd and cancel; there
// the profile is the parabola through its two faces and its middle, exact to |κd|³ of itself.

import Foundation

/// Absorbed share of the incident light per length, m⁻¹, as a function of position in one layer.
struct AbsorptionProfile {
  /// q of the layer, dimensionless, Im q ≥ 0: κ = k0 q.
  var q: ComplexNumber
  /// k0, m⁻¹. Phases are formed as q (k0 x), as everywhere in this room: at 1e5 rad the order of rounding shows.
  var vacuumWavenumber: Double
  /// Thickness d, m.
  var thickness: Double
  /// e^{iκ′d}.
  var turn: ComplexNumber
  /// e^{−κ″d}.
  var attenuation: Double
  /// 1 − e^{−2κ″d}.
  var lost: Double
  /// Term that decays from the low face, m⁻¹.
  var fromLowFace = 0.0
  /// Term that decays from the high face, m⁻¹.
  var fromHighFace = 0.0
  /// Interference of the two, m⁻¹, as the factor of e^{iκ′(2x−d)}, of which the real part counts.
  var interference = ComplexNumber(0)
  /// Values at the low face, the middle and the high face, m⁻¹, of the part of a very thin layer.
  var parabola = (low: 0.0, middle: 0.0, high: 0.0)

  /// A layer that absorbs nothing yet.
  @inline(__always)
  init(_ step: LayerStep, vacuumWavenumber: Double, thickness: Double) {
    q = step.q
    self.vacuumWavenumber = vacuumWavenumber
    self.thickness = thickness
    turn = step.turn
    (attenuation, lost) = (step.attenuation, step.lost)
  }

  /// An incoherent layer that absorbs nothing yet: there is no interference, so no phase.
  init(incoherent q: ComplexNumber, vacuumWavenumber: Double, thickness: Double) {
    self.q = q
    self.vacuumWavenumber = vacuumWavenumber
    self.thickness = thickness
    turn = ComplexNumber(1)
    (attenuation, lost) = LayerStep.decay(q.imaginary * (vacuumWavenumber * thickness))
  }

  /// Multiplies the absorbed light by `share`.
  @inline(__always)
  mutating func scale(by share: Double) {
    fromLowFace *= share
    fromHighFace *= share
    interference = share * interference
    parabola = (share * parabola.low, share * parabola.middle, share * parabola.high)
  }

  /// Whether nothing is absorbed.
  var isDark: Bool {
    fromLowFace == 0 && fromHighFace == 0 && interference.real == 0 && interference.imaginary == 0 && !isThin
  }

  /// Whether the profile is a parabola.
  var isThin: Bool { parabola.low != 0 || parabola.middle != 0 || parabola.high != 0 }

  /// Adds `share` times another profile of the same layer.
  mutating func add(_ share: Double, _ other: AbsorptionProfile) {
    fromLowFace += share * other.fromLowFace
    fromHighFace += share * other.fromHighFace
    interference = interference + share * other.interference
    parabola.low += share * other.parabola.low
    parabola.middle += share * other.parabola.middle
    parabola.high += share * other.parabola.high
  }

  /// The same profile seen from the other face.
  var mirrored: AbsorptionProfile {
    var result = self
    (result.fromLowFace, result.fromHighFace) = (fromHighFace, fromLowFace)
    result.interference = interference.conjugate
    (result.parabola.low, result.parabola.high) = (parabola.high, parabola.low)
    return result
  }

  /// Absorbed share per length, m⁻¹, at a distance from the low face, m.
  func density(at x: Double) -> Double {
    let decay = 2 * q.imaginary * vacuumWavenumber
    let phase = q.real * (vacuumWavenumber * (2 * x - thickness))
    let t = thickness > 0 ? x / thickness : 0
    return fromLowFace * exp(-decay * x) + fromHighFace * exp(-decay * (thickness - x))
      + interference.real * cos(phase) - interference.imaginary * sin(phase)
      + parabola.low * (1 - t) * (1 - 2 * t) + parabola.middle * 4 * t * (1 - t) + parabola.high * t * (2 * t - 1)
  }

  /// Absorbed share of the whole layer, dimensionless.
  var total: Double {
    let optical = vacuumWavenumber * thickness
    let (phase, decay) = (q.real * optical, 2 * q.imaginary * optical)
    let meanWave = abs(phase) > 1e-4 ? turn.imaginary / phase : 1 - phase * phase / 6
    let decays = (fromLowFace + fromHighFace) * (decay > 1e-12 ? lost / decay : 1 - 0.5 * decay)
    let simpson = (parabola.low + 4 * parabola.middle + parabola.high) / 6
    return thickness * (decays + interference.real * meanWave + simpson)
  }

  /// Adds the absorbed share of every cell, dimensionless.
  ///
  /// Cells of equal width follow each other by multiplication, without a new exponential; rounding grows by an ulp a
  /// cell.
  /// - Parameters:
  ///   - edges: cell edges, distance from the low face, m, ascending.
  ///   - shares: one entry per cell.
  func addCells(edges: [Double], to shares: inout [Double]) {
    guard edges.count >= 2 else { return }
    addDecayFromLowFace(edges, &shares)
    if fromHighFace != 0 { addDecayFromHighFace(edges, &shares) }
    if isThin { addParabola(edges, &shares) }
  }

  /// The absorbed share of each of `cells.count` equal cells, dimensionless, written into `cells`.
  ///
  /// Two exponentials, one sine and one cosine a layer, then multiplications only, four cells at a time. Each lane goes
  /// upwards by the same factors, so that rounding grows by an ulp each four cells.
  func equalCells(_ cells: UnsafeMutableBufferPointer<Double>) {
    let count = cells.count
    guard count > 0, !isDark else {
      cells.update(repeating: 0)
      return
    }
    let width = thickness / Double(count)
    let (rate, turning) = (2 * q.imaginary * vacuumWavenumber, q.real * vacuumWavenumber)
    guard !isThin, rate * thickness < 500 else {
      // Upwards from the low face the wave that comes from the high one would have to grow out of an underflow.
      var shares = [Double](repeating: 0, count: count)
      addCells(edges: (0...count).map { $0 == count ? thickness : Double($0) * width }, to: &shares)
      for (cell, share) in shares.enumerated() { cells[cell] = share }
      return
    }
    let y = rate * width
    let decrement = y < 0.5 ? expm1(-y) : exp(-y) - 1
    let (factor, mean) = (1 + decrement, (y > 1e-12 ? -decrement / y : 1 - 0.5 * y) * width)
    let phase = turning * width
    let half = ComplexNumber(cos(phase), sin(phase))
    let meanWave = (abs(phase) > 1e-4 ? half.imaginary / phase : 1 - phase * phase / 6) * width
    // Values of the first four cells; the wave of cell i is interference · e^{−iκ′d} e^{iκ′h(2i+1)}.
    let square = factor * factor
    var falling = (mean * fromLowFace) * SIMD4(1, factor, square, square * factor)
    var rising =
      (mean * fromHighFace * attenuation * attenuation / factor)
      * SIMD4(1, 1 / factor, 1 / square, 1 / (square * factor))
    let first = meanWave * (interference * turn.conjugate * half)
    let step = half * half
    let (second, double) = (first * step, step * step)
    let (third, fourth) = (first * double, second * double)
    var real = SIMD4(first.real, second.real, third.real, fourth.real)
    var imaginary = SIMD4(first.imaginary, second.imaginary, third.imaginary, fourth.imaginary)
    let stride = double * double
    let (fall, rise) = (square * square, 1 / (square * square))
    var cell = 0
    while cell < count {
      let value = falling + rising + real
      if cell + 4 <= count {
        cells[cell] = value[0]
        cells[cell + 1] = value[1]
        cells[cell + 2] = value[2]
        cells[cell + 3] = value[3]
      } else {
        for lane in 0..<(count - cell) { cells[cell + lane] = value[lane] }
      }
      falling *= fall
      rising *= rise
      (real, imaginary) = (
        real * stride.real - imaginary * stride.imaginary, real * stride.imaginary + imaginary * stride.real
      )
      cell += 4
    }
  }

  /// The first and third term: upwards through the cells.
  private func addDecayFromLowFace(_ edges: [Double], _ shares: inout [Double]) {
    guard fromLowFace != 0 || interference != ComplexNumber(0) else { return }
    let rate = 2 * q.imaginary * vacuumWavenumber
    var width = -1.0
    var (factor, meanDecay, half, meanWave) = (1.0, 0.0, ComplexNumber(1), 0.0)
    var decay = exp(-rate * edges[0])
    var wave = ComplexNumber.exp(ComplexNumber(0, q.real * (vacuumWavenumber * (2 * edges[0] - thickness))))
    for cell in 0..<(edges.count - 1) {
      let next = edges[cell + 1] - edges[cell]
      if abs(next - width) > 4e-15 * edges[cell + 1] {
        width = next
        factor = exp(-rate * width)
        meanDecay = fromLowFace * Self.meanOfDecay(rate * width) * width
        let phase = q.real * (vacuumWavenumber * width)
        half = ComplexNumber(cos(phase), sin(phase))
        meanWave = (abs(phase) > 1e-4 ? half.imaginary / phase : 1 - phase * phase / 6) * width
      }
      wave = wave * half
      shares[cell] +=
        meanDecay * decay + meanWave * (interference.real * wave.real - interference.imaginary * wave.imaginary)
      wave = wave * half
      decay *= factor
    }
  }

  /// The second term: downwards, so that a product that has underflowed is never multiplied up again.
  private func addDecayFromHighFace(_ edges: [Double], _ shares: inout [Double]) {
    let rate = 2 * q.imaginary * vacuumWavenumber
    var width = -1.0
    var (factor, mean) = (1.0, 0.0)
    var decay = exp(-rate * (thickness - edges[edges.count - 1]))
    for cell in (0..<(edges.count - 1)).reversed() {
      let next = edges[cell + 1] - edges[cell]
      if abs(next - width) > 4e-15 * edges[cell + 1] {
        width = next
        factor = exp(-rate * width)
        mean = fromHighFace * Self.meanOfDecay(rate * width) * width
      }
      shares[cell] += mean * decay
      decay *= factor
    }
  }

  /// The parabola by Simpson's rule, which is exact for it.
  private func addParabola(_ edges: [Double], _ shares: inout [Double]) {
    var part = AbsorptionProfile(incoherent: ComplexNumber(0), vacuumWavenumber: 0, thickness: thickness)
    part.parabola = parabola
    for cell in 0..<(edges.count - 1) {
      let (low, high) = (edges[cell], edges[cell + 1])
      shares[cell] +=
        (high - low) / 6
        * (part.density(at: low) + 4 * part.density(at: 0.5 * (low + high)) + part.density(at: high))
    }
  }

  /// Mean of e^{−y} over a cell, (1 − e^{−y})/y.
  static func meanOfDecay(_ y: Double) -> Double { abs(y) > 1e-12 ? -expm1(-y) / y : 1 - 0.5 * y }
}
