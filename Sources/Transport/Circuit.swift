// The circuit around the layers: series resistance R_s, shunt R_sh, and what drives them.
//
// With a circuit the voltage V across the layers is an unknown. The terminal current is what the layers take and what the
// shunt takes beside them:
//   J = c(y, V) + d/dt Q(y, V) + V/R_sh,      V_app = V + R_s J   or   J = J_app.
// c is the conduction current into the HTL contact without the terms in ∂n/∂t, and Q the linear form of the unknowns whose
// rate are those terms and the displacement (CarrierBalance.swift). Q is an unknown beside V, so that the mass matrix
// stays diagonal:
//   Q̇ = J − V/R_sh − c(y, V),      0 = Q(y, V) − Q.
// Both equations reach over the whole device; the matrix becomes block-tridiagonal with a border of two rows and two
// columns, which costs one more solution a factorisation. Q is carried in units of the geometric capacitance, in V.

import NumericalMethods

/// What drives the layers through the circuit, from its start at time 0.
enum CircuitDrive: Sendable, Equatable {
  /// Voltage at the terminals, V, and its rate, V s⁻¹.
  case voltage(Double, rate: Double)
  /// Current density at the terminals, A m⁻², and its rate.
  case current(Double, rate: Double)

  /// Whether the drive stays as it is.
  var isSteady: Bool {
    switch self {
    case .voltage(_, let rate), .current(_, let rate): rate == 0
    }
  }
}

/// The border of the system: constants and the last linearisation.
final class Circuit {
  let drive: CircuitDrive
  let seriesResistance: Double
  let shuntConductance: Double
  /// Geometric capacitance, the unit of Q, F m⁻².
  let capacitance: Double
  /// V_bi, V.
  let builtInVoltage: Double
  /// d: ∂Q/∂y, in V.
  var charge: [Double] = []
  /// h: ∂Q/∂V.
  var chargeByBias = 0.0
  /// c: ∂(conduction)/∂y, over the capacitance.
  var conduction: [Double] = []
  /// ∂(conduction)/∂V, over the capacitance.
  var conductionByBias = 0.0
  /// ∂f/∂V of the cells, and the solution for it.
  var biasColumn: [Double]
  var response: [Double]
  private var pivot = 1.0
  private var shift = 0.0

  init(
    drive: CircuitDrive, seriesResistance: Double, shuntConductance: Double, capacitance: Double,
    builtInVoltage: Double, unknownCount: Int
  ) {
    self.drive = drive
    self.seriesResistance = seriesResistance
    self.shuntConductance = shuntConductance
    self.capacitance = capacitance
    self.builtInVoltage = builtInVoltage
    biasColumn = Array(repeating: 0, count: unknownCount)
    response = biasColumn
    conduction = biasColumn
    charge = biasColumn
  }

  /// What the terminals supply to the layers, J − V/R_sh, over the capacitance, and its derivatives by V and time.
  func supply(time: Double, bias: Double) -> (value: Double, byBias: Double, byTime: Double) {
    switch drive {
    case .current(let start, let rate):
      return (
        (start + rate * time - bias * shuntConductance) / capacitance, -shuntConductance / capacitance,
        rate / capacitance
      )
    case .voltage(let start, let rate):
      let conductance = 1 / seriesResistance
      return (
        ((start + rate * time - bias) * conductance - bias * shuntConductance) / capacitance,
        -(conductance + shuntConductance) / capacitance, rate * conductance / capacitance
      )
    }
  }

  /// Q(y, V), in V.
  func storedCharge(_ y: UnsafePointer<Double>, bias: Double) -> Double {
    var sum = chargeByBias * bias
    for k in charge.indices { sum += charge[k] * y[k] }
    return sum
  }

  /// Prepares the elimination of the border; `response` must hold the solution for `biasColumn`.
  func factor(shift: Double, supplyByBias: Double) -> Bool {
    self.shift = shift
    var (charged, conducted) = (chargeByBias, conductionByBias - supplyByBias)
    for k in response.indices {
      charged += charge[k] * response[k]
      conducted += conduction[k] * response[k]
    }
    pivot = shift * charged + conducted
    return pivot != 0 && pivot.isFinite
  }

  /// Completes a solution: `x` holds that of the cells alone, with the right-hand sides of the border behind it.
  func solve(_ x: UnsafeMutablePointer<Double>) {
    let count = response.count
    var (charged, conducted) = (x[count], 0.0)
    for k in 0..<count {
      charged += charge[k] * x[k]
      conducted += conduction[k] * x[k]
    }
    let bias = (x[count + 1] - conducted - shift * charged) / pivot
    var stored = charged + chargeByBias * bias
    for k in 0..<count {
      stored += charge[k] * response[k] * bias
      x[k] += response[k] * bias
    }
    x[count] = bias
    x[count + 1] = stored
  }
}
