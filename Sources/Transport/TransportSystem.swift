// The discretised equations M y′ = f(t, y) of one model at one temperature under one linear run of bias.
//
// Goals, in this order:
//   1. fluxes are added to one cell and taken from the other by the same number: ions are conserved by construction;
//   2. exact Jacobian, assembled into dense blocks of one potential and the densities of a cell;
//   3. no allocation after `init`.
//
// Conservation also survives the linear solver: every stage vector of a blocked-in species must sum to zero over the
// cells it can reach, and a direct solver leaves a sum of 1e-14 of the ions per step, 4e-12 over a long relaxation. That
// sum, along the species' own density, is taken out of each solution (`deflate`); what was taken out is added up and
// reported in the audit, so that a flux that did not conserve could not hide behind it.
//
// Per cell of width w:  0 = [D_left − D_right]/(q w) + Σ z c + ρ/q   (Poisson, algebraic),  ċ = (F_left − F_right)/w,
// with D = −ε₀ε ∂φ/∂x through two half cells in series, φ(0) = 0 and φ(L) = V − V_bi held at the outer faces.
// Densities are carried in units of 2⁸⁰ m⁻³ (1.2e18 cm⁻³): a power of two, so that scaling changes no bit of a mantissa.
// A species that may not enter a cell keeps its density there: its row is ċ = 0.

import Foundation
import Materials
import NumericalMethods
import Quantities

/// The right-hand side, Jacobian and error norm that the integrator works with.
final class TransportSystem: StiffSystem {
  /// Unit of density inside the kernels, m⁻³.
  static let densityUnit = 0x1p80

  let cellCount: Int
  let blockSize: Int
  let unknownCount: Int
  let mass: UnsafePointer<Double>

  let massStorage: UnsafeMutablePointer<Double>
  let buffer: UnsafeMutablePointer<Double>
  let below: UnsafeMutablePointer<Double>
  let centre: UnsafeMutablePointer<Double>
  let above: UnsafeMutablePointer<Double>
  let fixedCharge: UnsafeMutablePointer<Double>
  let inverseWidth: UnsafeMutablePointer<Double>
  let excess: UnsafeMutablePointer<Double>
  let excessSlope: UnsafeMutablePointer<Double>
  let inverseSites: UnsafeMutablePointer<Double>
  /// Absolute tolerance of each unknown; zero for a species where it may not be.
  let absoluteWeight: UnsafeMutablePointer<Double>
  let siteDensity: UnsafeMutablePointer<Double>
  let scratch: UnsafeMutablePointer<Double>
  let links: UnsafeMutablePointer<FluxLink>
  let linkCount: Int
  /// Links within a layer at a constant mobility, face by face: nearly all of them.
  let interior: UnsafeMutablePointer<InteriorLink>
  let interiorCount: Int
  /// Places in `links` of all others.
  let special: [Int]
  let blocked: [Int]
  let charges: [Double]
  let activeCount: Double
  let relativeTolerance: Double
  let reservoirs: [IonReservoir]
  let degenerate: [DegenerateUnknown]
  /// Boundaries with traps; their links are kept there instead of in `links`.
  let interfaces: [InterfaceFace]
  /// Exchange of carriers with a contact through an insulator.
  let leaks: [LeakLink]
  /// Given terms, for verification.
  let sources: SourceTerms?
  /// Electrons and holes: what makes and destroys them; `nil` in the model of ions and majority carriers.
  let reactions: CarrierReactions?
  let light: UnsafeMutablePointer<Double>
  private(set) var generation: Generation?
  let shapes: UnsafeMutablePointer<Double>
  /// Potential that the shape of each reservoir makes, cell by cell, one reservoir after the other.
  let responses: UnsafeMutablePointer<Double>
  /// Ions per area (scaled) that solver round-off would have created or lost, one per species.
  var removedRoundOff: [Double]
  let jacobian: BlockTridiagonalLU
  let matrix: BlockTridiagonalLU
  /// The circuit, if the voltage across the layers is an unknown: it then stands behind the cells, and the charge Q after it.
  let circuit: Circuit?
  /// Electrons and holes as the circuit sees them; taken away after a run, since it refers to this system.
  var balance: CarrierBalance?
  /// Unknowns of the cells, without those of the circuit.
  let cellUnknowns: Int
  /// φ(L) at time 0, V, and its rate, V s⁻¹, without a circuit.
  var outerPotential = 0.0
  var supplyByBias = 0.0
  var biasRate = 0.0
  /// Coupling of the last cell to φ(L) in Poisson's row.
  let outerCoupling: Double

  init(model: TransportModel, temperature: Double, circuit: Circuit? = nil) {
    let mesh = model.mesh
    let species = model.species
    let cells = mesh.cellCount
    cellCount = cells
    let m = model.unknownsPerCell
    blockSize = m
    let count = cells * m
    self.circuit = circuit
    cellUnknowns = count
    unknownCount = count + (circuit == nil ? 0 : 2)
    massStorage = .allocate(capacity: count + 2)
    massStorage.initialize(repeating: 1, count: count + 2)
    massStorage[count] = 0
    mass = UnsafePointer(massStorage)
    let total = 8 * cells + 6 * (count + 2)
    buffer = .allocate(capacity: total)
    buffer.initialize(repeating: 0, count: total)
    below = buffer
    centre = buffer + cells
    above = buffer + 2 * cells
    fixedCharge = buffer + 3 * cells
    inverseWidth = buffer + 4 * cells
    scratch = buffer + 5 * cells
    let wide = buffer + 6 * cells
    excess = wide
    excessSlope = wide + count
    inverseSites = wide + 2 * count
    absoluteWeight = wide + 3 * count
    siteDensity = wide + 4 * count
    shapes = wide + 5 * count
    light = wide + 6 * count
    // Traps with an occupancy of their own come last; their charge is added with the reactions.
    charges = species.map(\.charge) + Array(repeating: 0, count: m - 1 - species.count)
    relativeTolerance = model.settings.relativeTolerance
    jacobian = BlockTridiagonalLU(blockCount: cells, blockSize: m)
    matrix = BlockTridiagonalLU(blockCount: cells, blockSize: m)

    let unit = Self.densityUnit
    let thermalVoltage = PhysicalConstants.thermalVoltage(temperature: temperature)
    let scale = PhysicalConstants.vacuumPermittivity / (PhysicalConstants.elementaryCharge * unit)
    for i in 0..<cells {
      massStorage[i * m] = 0
      inverseWidth[i] = 1 / mesh.widths[i]
      fixedCharge[i] = model.fixedCharge[i] / unit
      let left = scale * model.faceCapacity(i) / mesh.widths[i]
      let right = scale * model.faceCapacity(i + 1) / mesh.widths[i]
      below[i] = left
      above[i] = right
      centre[i] = -(left + right)
      absoluteWeight[i * m] = 10 * relativeTolerance * thermalVoltage
    }
    outerCoupling = above[cells - 1]
    above[cells - 1] = 0
    below[0] = 0

    var blocked: [Int] = []
    var active = Double(cells)
    for (k, one) in species.enumerated() {
      for i in 0..<cells where one.isActive[i] {
        let index = i * m + 1 + k
        active += 1
        absoluteWeight[index] = (one.isIon ? 1e-2 : 1e-6) * relativeTolerance
        siteDensity[index] = one.siteDensity[i] / unit
        if one.siteDensity[i].isFinite {
          inverseSites[index] = unit / one.siteDensity[i]
          blocked.append(index)
        }
      }
    }
    self.blocked = blocked
    degenerate = DegenerateUnknown.all(of: model, temperature: temperature)
    reactions = model.carriers.map { CarrierReactions(model: model, carriers: $0, temperature: temperature) }
    if let carriers = model.carriers, carriers.trapRows > 0 {
      for i in 0..<cells {
        let count = carriers.trapRows(ofCell: i)
        for row in 0..<(count.bulk + count.surface) {
          absoluteWeight[i * m + carriers.holeRow + 1 + row] = 1e-6 * relativeTolerance
          active += 1
        }
      }
    }
    sources = model.sources.map { SourceTerms($0) }
    var reservoirs: [IonReservoir] = []
    for (k, one) in species.enumerated() where one.isIon && model.sources == nil {
      reservoirs += IonReservoir.all(of: one, row: k + 1)
    }
    for n in reservoirs.indices { reservoirs[n].number = n }
    self.reservoirs = reservoirs
    responses = .allocate(capacity: max(1, reservoirs.count * cells))
    responses.initialize(repeating: 0, count: max(1, reservoirs.count * cells))
    removedRoundOff = Array(repeating: 0, count: species.count)
    activeCount = active

    let all = model.links(temperature: temperature)
    let interfaces = model.interfaceFaces(links: all, temperature: temperature)
    self.interfaces = interfaces
    leaks = model.leaks(temperature: temperature)
    let assembled =
      interfaces.isEmpty
      ? all
      : all.filter { link in
        !interfaces.contains { face in
          link.kind == .boundary && link.right == face.electronLink.right
            && (link.row == face.electronLink.row || link.row == face.holeLink.row)
        }
      }
    linkCount = assembled.count
    links = .allocate(capacity: max(1, assembled.count))
    links.initialize(from: assembled, count: assembled.count)
    let plain = InteriorLink.all(of: assembled, blockSize: m)
    interiorCount = plain.count
    interior = .allocate(capacity: max(1, plain.count))
    interior.initialize(from: plain, count: plain.count)
    special = assembled.indices.filter { !InteriorLink.isPlain(assembled[$0]) }
  }

  deinit {
    massStorage.deallocate()
    buffer.deallocate()
    responses.deallocate()
    links.deinitialize(count: linkCount)
    links.deallocate()
    interior.deallocate()
  }

  /// Light for the calls that follow; `nil` for darkness.
  func setGeneration(_ generation: Generation?) {
    self.generation = generation
    let unit = Self.densityUnit
    for i in 0..<cellCount {
      light[i] = (generation?.rates[i] ?? 0) / unit
      light[cellCount + i] = (generation?.background.isEmpty == false ? generation?.background[i] ?? 0 : 0) / unit
    }
  }

  // MARK: Right-hand side

  /// φ(L), V.
  @inline(__always)
  func outer(_ time: Double, _ state: UnsafePointer<Double>) -> Double {
    guard let circuit else { return outerPotential + biasRate * time }
    return state[cellUnknowns] - circuit.builtInVoltage
  }

  func evaluate(time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    evaluateCells(time: time, state: state, rates: rates)
    guard let circuit else { return }
    let bias = state[cellUnknowns]
    rates[cellUnknowns] = circuit.storedCharge(state, bias: bias) - state[cellUnknowns + 1]
    let conducted = balance?.outerCurrent(time: time, state: state, rates: nil) ?? 0
    rates[cellUnknowns + 1] = circuit.supply(time: time, bias: bias).value - conducted / circuit.capacitance
  }

  func evaluateCells(time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    poisson(time: time, state: state, rates: rates)
    updateExcess(state)
    let m = blockSize
    if let reactions {
      let factor = generation?.factor(at: time) ?? 0
      for i in 0..<cellCount {
        let base = i * m
        reactions.add(i, state + base, excess + base, rates + base)
        let pairs = light[i] * factor + light[cellCount + i]
        rates[base + reactions.electronRow] += pairs
        rates[base + reactions.holeRow] += pairs
      }
    }
    for face in interfaces { add(face, state: state, rates: rates) }
    for leak in leaks { add(leak, time: time, state: state, rates: rates) }
    addInterior(state: state, rates: rates)
    for n in special {
      let link = links + n
      let (left, right, row) = (link.pointee.left, link.pointee.right, link.pointee.row)
      if link.pointee.kind == .contact {
        let flux = link.pointee.flux(
          0, state[right * m + row], drop: state[right * m],
          excess: excess[right * m + row] - link.pointee.contactExcess)
        rates[right * m + row] += flux * inverseWidth[right]
        continue
      }
      if link.pointee.kind == .farContact {
        let flux = link.pointee.flux(
          state[left * m + row], 0, drop: outer(time, state) - state[left * m],
          excess: link.pointee.contactExcess - excess[left * m + row])
        rates[left * m + row] -= flux * inverseWidth[left]
        continue
      }
      let (i, j) = (left * m, right * m)
      let flux = link.pointee.flux(
        state[i + row], state[j + row], drop: state[j] - state[i], excess: excess[j + row] - excess[i + row])
      rates[i + row] -= flux * inverseWidth[left]
      rates[j + row] += flux * inverseWidth[right]
    }
    sources?.add(time: time, to: rates)
  }

  /// Poisson's rows, and zero in all others.
  func poisson(time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    let m = blockSize
    let outer = outer(time, state)
    for i in 0..<cellCount {
      let y = state + i * m
      let f = rates + i * m
      var charge = fixedCharge[i]
      for k in 1..<max(m, 1) {
        charge += charges[k - 1] * y[k]
        f[k] = 0
      }
      var field = centre[i] * y[0]
      if i > 0 { field += below[i] * y[-m] }
      field += i + 1 < cellCount ? above[i] * y[m] : outerCoupling * outer
      f[0] = field + charge
    }
  }

  /// µˣ and dµˣ/dc for every blocked species.
  func updateExcess(_ state: UnsafePointer<Double>) {
    for index in blocked {
      let one = SiteBlocking(state[index] * inverseSites[index])
      excess[index] = one.excess
      excessSlope[index] = one.slope * inverseSites[index]
    }
    for one in degenerate {
      let excess = BandFilling.excess(state[one.index] * one.inverseStates, one.statistics)
      self.excess[one.index] = excess.value
      excessSlope[one.index] = excess.slope * one.inverseStates
    }
  }
}
