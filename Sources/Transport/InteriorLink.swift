// The faces within a layer, which are nearly all: the fitted flux of FluxLink.swift in the least memory, face by face.
//
// Species that share a face share its weights: dilute carriers and ions of charge ±1 have the drifts ±Δφ/V_t, and
// B(−x) is the other half of the pair of B(x).

import NumericalMethods

/// One face within a layer that one species crosses at a constant mobility.
struct InteriorLink {
  /// Place of the potentials of both cells among the unknowns.
  var left: Int32
  var right: Int32
  /// Position of the species' density behind them.
  var row: Int32
  /// Cells on both sides.
  var leftCell: Int32
  var rightCell: Int32
  /// z/V_t, V⁻¹.
  var drift: Double
  /// D/h between the centres, m s⁻¹.
  var conductance: Double

  /// Whether a link is of this kind.
  static func isPlain(_ link: FluxLink) -> Bool { link.kind == .interior && link.fieldActivation == 0 }

  /// Those of a system, in the order of their faces.
  static func all(of links: [FluxLink], blockSize m: Int) -> [InteriorLink] {
    let plain = links.filter(isPlain).sorted { ($0.right, $0.row) < ($1.right, $1.row) }
    return plain.map {
      InteriorLink(
        left: Int32($0.left * m), right: Int32($0.right * m), row: Int32($0.row), leftCell: Int32($0.left),
        rightCell: Int32($0.right), drift: $0.drift, conductance: $0.conductance)
    }
  }
}

/// The weights of the last drift, for the next one if it is the same or the opposite.
struct SharedWeights {
  private var drift = 0.0
  private var pair = BernoulliPair(0)

  @inline(__always)
  mutating func callAsFunction(_ x: Double) -> BernoulliPair {
    if x == drift { return pair }
    if x == -drift { return pair.reversed }
    drift = x
    pair = BernoulliPair(x)
    return pair
  }
}

extension TransportSystem {
  /// Adds the fluxes within the layers to the rates.
  func addInterior(state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    var weights = SharedWeights()
    for n in 0..<interiorCount {
      let link = interior + n
      let (left, right, row) = (Int(link.pointee.left), Int(link.pointee.right), Int(link.pointee.row))
      let (i, j) = (left &+ row, right &+ row)
      let pair = weights(link.pointee.drift * (state[right] - state[left]) + (excess[j] - excess[i]))
      let flux = link.pointee.conductance * (state[i] * pair.forward - state[j] * pair.backward)
      rates[i] -= flux * inverseWidth[Int(link.pointee.leftCell)]
      rates[j] += flux * inverseWidth[Int(link.pointee.rightCell)]
    }
  }

  /// Adds the fluxes within the layers to the rates and their derivatives to the Jacobian.
  func lineariseInterior(state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    let m = blockSize
    let square = m * m
    let (lower, diagonal, upper) = (jacobian.lower, jacobian.diagonal, jacobian.upper)
    var weights = SharedWeights()
    for n in 0..<interiorCount {
      let link = interior + n
      let (left, right, row) = (Int(link.pointee.left), Int(link.pointee.right), Int(link.pointee.row))
      let (leftCell, rightCell) = (Int(link.pointee.leftCell), Int(link.pointee.rightCell))
      let (i, j) = (left &+ row, right &+ row)
      let (a, b) = (state[i], state[j])
      let drift = link.pointee.drift * (state[right] - state[left]) + (excess[j] - excess[i])
      let pair = weights(drift)
      let slope = pair.slope(drift)
      let conductance = link.pointee.conductance
      let flux = conductance * (a * pair.forward - b * pair.backward)
      // d B(−d)/dd = 1 + B′(d)
      let byDrift = conductance * (a * slope - b * (1 + slope))
      let byDrop = link.pointee.drift * byDrift
      let byLeft = conductance * pair.forward - excessSlope[i] * byDrift
      let byRight = -conductance * pair.backward + excessSlope[j] * byDrift
      let (gain, loss) = (inverseWidth[rightCell], inverseWidth[leftCell])
      rates[i] -= flux * loss
      rates[j] += flux * gain
      let r = row &* m
      let own = diagonal + (rightCell &* square &+ r)
      own[0] += byDrop * gain
      own[row] += byRight * gain
      let fromLeft = lower + (rightCell &* square &+ r)
      fromLeft[0] -= byDrop * gain
      fromLeft[row] += byLeft * gain
      let other = diagonal + (leftCell &* square &+ r)
      other[0] += byDrop * loss
      other[row] -= byLeft * loss
      let toRight = upper + (leftCell &* square &+ r)
      toRight[0] -= byDrop * loss
      toRight[row] -= byRight * loss
    }
  }
}
