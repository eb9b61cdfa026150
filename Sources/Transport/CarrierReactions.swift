// What makes and destroys electrons and holes within a cell, with exact derivatives.
//
// Goals, in this order:
//   1. detailed balance: with γ = exp(−µˣ) (see BandFilling.swift) every rate carries the factor np − γ_n γ_p n_i², which
//      vanishes in equilibrium for any statistics;
//   2. finite for any trial state, densities below zero included: denominators use |n| and |p|, and the product of two
//      densities below zero counts as negative, so that recombination leads back to zero and not away from it;
//   3. no allocation; densities in 2⁸⁰ m⁻³, so rate constants are scaled once at assembly.
//
//   radiative, Langevin, Auger:   R = (k + C_n n + C_p p) (np − γ_n γ_p n_i²)
//   stationary trap:              R = c_n c_p (np − γ_n γ_p n_i²)/(c_n (n + γ_n n₁) + c_p (p + γ_p p₁)),   c = C N_t
//                                 filled share  f = (c_n n + c_p γ_p p₁)/(same denominator)
//   dynamic trap, filled density t:  U_n = C_n (n (N_t − t) − γ_n n₁ t),  U_p = C_p (p t − γ_p p₁ (N_t − t)),
//                                 ṫ = U_n − U_p; electrons lose U_n, holes U_p
// with n₁ = N_c exp(−depth/kT), p₁ = N_v exp(−(E_g − depth)/kT).
// A donor trap adds N_t − t to Poisson's equation, an acceptor trap −t.
// Sources: Shockley and Read, Phys. Rev. 87, 835 (1952), doi:10.1103/PhysRev.87.835; Hall, Phys. Rev. 87, 387 (1952).

import Foundation
import Materials
import Quantities

/// Rate constants of one trap in the units of the kernel.
struct TrapConstants {
  /// C_n N_t, s⁻¹.
  var electronRate: Double
  /// C_p N_t, s⁻¹.
  var holeRate: Double
  /// n₁.
  var electronEmission: Double
  /// p₁.
  var holeEmission: Double
  /// N_t.
  var density: Double
  /// Charge of the empty trap: 1 for a donor, 0 otherwise.
  var emptyCharge: Double
  /// Charge that filling takes away: 0 for a neutral trap, 1 otherwise.
  var chargeFactor: Double
  /// Row of the filled density among the cell's unknowns; 0 for a stationary trap.
  var row: Int
}

/// Rate constants of one cell in the units of the kernel.
struct CellConstants {
  /// Whether carriers exist here.
  var isActive = false
  /// Radiative and Langevin constant, net of recycling.
  var radiative = 0.0
  var augerElectrons = 0.0
  var augerHoles = 0.0
  /// n_i².
  var intrinsicSquare = 0.0
  var firstTrap = 0
  var endTrap = 0
}

/// The reactions of all cells.
final class CarrierReactions {
  let electronRow: Int
  let holeRow: Int
  let cells: UnsafeMutablePointer<CellConstants>
  let traps: UnsafeMutablePointer<TrapConstants>
  private let cellCount: Int
  private let trapCount: Int

  init(model: TransportModel, carriers: CarrierDomain, temperature: Double) {
    let unit = TransportSystem.densityUnit
    let thermalEnergy = PhysicalConstants.boltzmannConstant * temperature
    let scale = FermiLevel.densityScale(temperature)
    electronRow = carriers.electronRow
    holeRow = carriers.holeRow
    cellCount = carriers.bands.count
    cells = .allocate(capacity: max(1, cellCount))
    cells.initialize(repeating: CellConstants(), count: max(1, cellCount))
    var list: [TrapConstants] = []
    for (cell, semiconductor) in carriers.bands.enumerated() {
      guard let semiconductor else { continue }
      let bulk = semiconductor.recombination
      let mobility = [model.species[electronRow - 1], model.species[holeRow - 1]].reduce(0) {
        $0 + $1.diffusivity(cell: cell, temperature: temperature)
      }
      // γ q (µ_n + µ_p)/(ε₀ε) with q µ = q D/V_t.
      let langevin =
        bulk.langevinFactor * PhysicalConstants.elementaryCharge * mobility
        / (PhysicalConstants.thermalVoltage(temperature: temperature) * PhysicalConstants.vacuumPermittivity
          * model.permittivity[cell])
      var one = CellConstants()
      one.isActive = true
      one.radiative = (bulk.radiative * (1 - bulk.recycledShare) + langevin) * unit
      one.augerElectrons = bulk.augerElectrons * unit * unit
      one.augerHoles = bulk.augerHoles * unit * unit
      let conduction = semiconductor.conductionDensity * scale / unit
      let valence = semiconductor.valenceDensity * scale / unit
      one.intrinsicSquare = conduction * valence * exp(-semiconductor.bandGap / thermalEnergy)
      one.firstTrap = list.count
      var row = holeRow
      for trap in bulk.traps {
        if trap.occupancy == .dynamic { row += 1 }
        list.append(
          TrapConstants(
            electronRate: trap.electronCapture * trap.density, holeRate: trap.holeCapture * trap.density,
            electronEmission: conduction * exp(-trap.depth / thermalEnergy),
            holeEmission: valence * exp((trap.depth - semiconductor.bandGap) / thermalEnergy),
            density: trap.density / unit, emptyCharge: trap.kind == .donor ? 1 : 0,
            chargeFactor: trap.kind == .neutral ? 0 : 1, row: trap.occupancy == .dynamic ? row : 0))
      }
      one.endTrap = list.count
      cells[cell] = one
    }
    trapCount = list.count
    traps = .allocate(capacity: max(1, list.count))
    traps.initialize(from: list, count: list.count)
  }

  deinit {
    cells.deallocate()
    traps.deallocate()
  }

  /// Adds the reactions of one cell to its rates.
  /// - Parameters:
  ///   - y: unknowns of the cell, `y[0]` the potential.
  ///   - excess: µˣ of the cell's unknowns, in the same order.
  ///   - f: rates of the cell.
  @inline(__always)
  func add(_ cell: Int, _ y: UnsafePointer<Double>, _ excess: UnsafePointer<Double>, _ f: UnsafeMutablePointer<Double>)
  {
    let one = cells + cell
    guard one.pointee.isActive else { return }
    let (a, b) = (electronRow, holeRow)
    let (n, p) = (y[a], y[b])
    let gn = excess[a] == 0 ? 1 : exp(-excess[a])
    let gp = excess[b] == 0 ? 1 : exp(-excess[b])
    let surplus = (n < 0 && p < 0 ? -n : n) * p - gn * gp * one.pointee.intrinsicSquare
    let direct =
      (one.pointee.radiative + one.pointee.augerElectrons * abs(n) + one.pointee.augerHoles * abs(p)) * surplus
    var (lostElectrons, lostHoles) = (direct, direct)
    for k in one.pointee.firstTrap..<one.pointee.endTrap {
      let trap = traps + k
      let (cn, cp, density) = (trap.pointee.electronRate, trap.pointee.holeRate, trap.pointee.density)
      let (n1, p1) = (gn * trap.pointee.electronEmission, gp * trap.pointee.holeEmission)
      let row = trap.pointee.row
      if row == 0 {
        let denominator = cn * (abs(n) + n1) + cp * (abs(p) + p1)
        guard denominator > 0 else { continue }
        let rate = cn * cp * surplus / denominator
        lostElectrons += rate
        lostHoles += rate
        if trap.pointee.chargeFactor != 0 {
          f[0] += density * (trap.pointee.emptyCharge - (cn * abs(n) + cp * p1) / denominator)
        }
      } else {
        let filled = y[row]
        let empty = density - filled
        let caught = cn / density * (n * empty - n1 * filled)
        let annihilated = cp / density * (p * filled - p1 * empty)
        lostElectrons += caught
        lostHoles += annihilated
        f[row] += caught - annihilated
        f[0] += trap.pointee.emptyCharge * density - trap.pointee.chargeFactor * filled
      }
    }
    f[a] -= lostElectrons
    f[b] -= lostHoles
  }

  /// Charge number density of the traps of a cell.
  func charge(_ cell: Int, _ y: UnsafePointer<Double>, _ excess: UnsafePointer<Double>) -> Double {
    let one = cells[cell]
    var sum = 0.0
    for k in one.firstTrap..<one.endTrap where traps[k].chargeFactor != 0 {
      let trap = traps[k]
      let (cn, cp) = (trap.electronRate, trap.holeRate)
      let n1 = exp(-excess[electronRow]) * trap.electronEmission
      let p1 = exp(-excess[holeRow]) * trap.holeEmission
      let (n, p) = (abs(y[electronRow]), abs(y[holeRow]))
      let filled = trap.row > 0 ? y[trap.row] : trap.density * (cn * n + cp * p1) / (cn * (n + n1) + cp * (p + p1))
      sum += trap.emptyCharge * trap.density - filled
    }
    return sum
  }

  /// Net capture of both carriers by the traps of a cell, and the filled share of each trap.
  func trapping(
    _ cell: Int, _ y: UnsafePointer<Double>, _ excess: UnsafePointer<Double>
  ) -> (electrons: Double, holes: Double, filling: [Double]) {
    let one = cells[cell]
    let (n, p) = (y[electronRow], y[holeRow])
    let (gn, gp) = (exp(-excess[electronRow]), exp(-excess[holeRow]))
    let surplus = (n < 0 && p < 0 ? -n : n) * p - gn * gp * one.intrinsicSquare
    var (electrons, holes) = (0.0, 0.0)
    var filling: [Double] = []
    for k in one.firstTrap..<one.endTrap {
      let trap = traps[k]
      let (cn, cp) = (trap.electronRate, trap.holeRate)
      let (n1, p1) = (gn * trap.electronEmission, gp * trap.holeEmission)
      if trap.row == 0 {
        let denominator = cn * (abs(n) + n1) + cp * (abs(p) + p1)
        let rate = denominator > 0 ? cn * cp * surplus / denominator : 0
        electrons += rate
        holes += rate
        filling.append(denominator > 0 ? (cn * abs(n) + cp * p1) / denominator : 0)
      } else {
        let share = y[trap.row] / trap.density
        electrons += cn * (n * (1 - share) - n1 * share)
        holes += cp * (p * share - p1 * (1 - share))
        filling.append(share)
      }
    }
    return (electrons, holes, filling)
  }

  /// Adds the rates and their derivatives to a diagonal block.
  /// - Parameters:
  ///   - slope: dµˣ per density of the cell's unknowns.
  ///   - block: block of the cell, row-major, of `m` columns.
  func linearise(
    _ cell: Int, _ y: UnsafePointer<Double>, _ excess: UnsafePointer<Double>, slope: UnsafePointer<Double>,
    _ f: UnsafeMutablePointer<Double>, block: UnsafeMutablePointer<Double>, columns m: Int
  ) {
    add(cell, y, excess, f)
    let one = cells + cell
    guard one.pointee.isActive else { return }
    let (a, b) = (electronRow, holeRow)
    let (n, p) = (y[a], y[b])
    let (signN, signP) = (n < 0 ? -1.0 : 1.0, p < 0 ? -1.0 : 1.0)
    let gn = excess[a] == 0 ? 1 : exp(-excess[a])
    let gp = excess[b] == 0 ? 1 : exp(-excess[b])
    let (slopeN, slopeP) = (-gn * slope[a], -gp * slope[b])
    let square = one.pointee.intrinsicSquare
    let sign = n < 0 && p < 0 ? -1.0 : 1
    let surplus = sign * n * p - gn * gp * square
    let (surplusN, surplusP) = (sign * p - slopeN * gp * square, sign * n - slopeP * gn * square)
    let constant = one.pointee.radiative + one.pointee.augerElectrons * abs(n) + one.pointee.augerHoles * abs(p)
    let directN = constant * surplusN + one.pointee.augerElectrons * signN * surplus
    let directP = constant * surplusP + one.pointee.augerHoles * signP * surplus
    block[a * m + a] -= directN
    block[a * m + b] -= directP
    block[b * m + a] -= directN
    block[b * m + b] -= directP
    for k in one.pointee.firstTrap..<one.pointee.endTrap {
      let trap = traps + k
      let (cn, cp, density) = (trap.pointee.electronRate, trap.pointee.holeRate, trap.pointee.density)
      let (n1, p1) = (gn * trap.pointee.electronEmission, gp * trap.pointee.holeEmission)
      let (n1N, p1P) = (slopeN * trap.pointee.electronEmission, slopeP * trap.pointee.holeEmission)
      let row = trap.pointee.row
      if row == 0 {
        let denominator = cn * (abs(n) + n1) + cp * (abs(p) + p1)
        guard denominator > 0 else { continue }
        let inverse = 1 / denominator
        let rate = cn * cp * surplus * inverse
        let (denominatorN, denominatorP) = (cn * (signN + n1N), cp * (signP + p1P))
        let byN = (cn * cp * surplusN - rate * denominatorN) * inverse
        let byP = (cn * cp * surplusP - rate * denominatorP) * inverse
        block[a * m + a] -= byN
        block[a * m + b] -= byP
        block[b * m + a] -= byN
        block[b * m + b] -= byP
        if trap.pointee.chargeFactor != 0 {
          let filled = (cn * abs(n) + cp * p1) * inverse
          block[a] -= density * (cn * signN - filled * denominatorN) * inverse
          block[b] -= density * (cp * p1P - filled * denominatorP) * inverse
        }
      } else {
        let filled = y[row]
        let empty = density - filled
        let (kn, kp) = (cn / density, cp / density)
        let (caughtN, caughtT) = (kn * (empty - n1N * filled), -kn * (n + n1))
        let (lostP, lostT) = (kp * (filled - p1P * empty), kp * (p + p1))
        block[a * m + a] -= caughtN
        block[a * m + row] -= caughtT
        block[b * m + b] -= lostP
        block[b * m + row] -= lostT
        block[row * m + a] += caughtN
        block[row * m + b] -= lostP
        block[row * m + row] += caughtT - lostT
        block[row] -= trap.pointee.chargeFactor
      }
    }
  }
}
