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

  private let massStorage: UnsafeMutablePointer<Double>
  private let buffer: UnsafeMutablePointer<Double>
  private let below: UnsafeMutablePointer<Double>
  private let centre: UnsafeMutablePointer<Double>
  private let above: UnsafeMutablePointer<Double>
  private let fixedCharge: UnsafeMutablePointer<Double>
  let inverseWidth: UnsafeMutablePointer<Double>
  let excess: UnsafeMutablePointer<Double>
  let excessSlope: UnsafeMutablePointer<Double>
  private let inverseSites: UnsafeMutablePointer<Double>
  /// Absolute tolerance of each unknown; zero for a species where it may not be.
  let absoluteWeight: UnsafeMutablePointer<Double>
  private let siteDensity: UnsafeMutablePointer<Double>
  private let scratch: UnsafeMutablePointer<Double>
  let links: UnsafeMutablePointer<FluxLink>
  let linkCount: Int
  private let blocked: [Int]
  private let charges: [Double]
  private let activeCount: Double
  private let relativeTolerance: Double
  let reservoirs: [IonReservoir]
  private let degenerate: [DegenerateUnknown]
  /// Boundaries with traps; their links are kept there instead of in `links`.
  let interfaces: [InterfaceFace]
  /// Exchange of carriers with a contact through an insulator.
  let leaks: [LeakLink]
  /// Electrons and holes: what makes and destroys them; `nil` in the model of ions and majority carriers.
  let reactions: CarrierReactions?
  let light: UnsafeMutablePointer<Double>
  private(set) var generation: Generation?
  private let shapes: UnsafeMutablePointer<Double>
  /// Ions per area (scaled) that solver round-off would have created or lost, one per species.
  private(set) var removedRoundOff: [Double]
  let jacobian: BlockTridiagonalLU
  private let matrix: BlockTridiagonalLU
  /// The circuit, if the voltage across the layers is an unknown: it then stands behind the cells, and the charge Q after it.
  let circuit: Circuit?
  /// Electrons and holes as the circuit sees them; taken away after a run, since it refers to this system.
  var balance: CarrierBalance?
  /// Unknowns of the cells, without those of the circuit.
  let cellUnknowns: Int
  /// φ(L) at time 0, V, and its rate, V s⁻¹, without a circuit.
  var outerPotential = 0.0
  private var supplyByBias = 0.0
  var biasRate = 0.0
  /// Coupling of the last cell to φ(L) in Poisson's row.
  private let outerCoupling: Double

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
    reservoirs = species.enumerated().filter { $0.element.isIon }.flatMap { k, one in
      IonReservoir.all(of: one, row: k + 1)
    }
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
  }

  deinit {
    massStorage.deallocate()
    buffer.deallocate()
    links.deinitialize(count: linkCount)
    links.deallocate()
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

  private func evaluateCells(time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
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
    for n in 0..<linkCount {
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
  }

  /// Poisson's rows, and zero in all others.
  private func poisson(time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
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

  // MARK: Jacobian

  func linearise(
    time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    lineariseCells(time: time, state: state, rates: rates, timeDerivative: timeDerivative)
    guard let circuit else { return }
    let bias = state[cellUnknowns]
    let supply = circuit.supply(time: time, bias: bias)
    rates[cellUnknowns] = circuit.storedCharge(state, bias: bias) - state[cellUnknowns + 1]
    var conducted = 0.0
    var lightSlope = 0.0
    if let balance {
      conducted = balance.outerCurrent(time: time, state: state, rates: nil)
      let pairs = (0..<cellCount).map { light[$0] * (generation?.slope(at: time) ?? 0) }
      let functional = balance.linearised(time: time, state: state, pairs: pairs)
      for k in 0..<cellUnknowns { circuit.conduction[k] = functional.output[k] / circuit.capacitance }
      circuit.conductionByBias = functional.biasOutput / circuit.capacitance
      lightSlope = functional.lightOutput
    }
    rates[cellUnknowns + 1] = supply.value - conducted / circuit.capacitance
    supplyByBias = supply.byBias
    timeDerivative[cellUnknowns] = 0
    timeDerivative[cellUnknowns + 1] = supply.byTime - lightSlope / circuit.capacitance
    circuit.biasColumn[(cellCount - 1) * blockSize] = outerCoupling
  }

  private func lineariseCells(
    time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    let m = blockSize
    let square = m * m
    poisson(time: time, state: state, rates: rates)
    updateExcess(state)
    updateShapes(state)
    timeDerivative.update(repeating: 0, count: unknownCount)
    timeDerivative[(cellCount - 1) * m] = outerCoupling * biasRate
    let (lower, diagonal, upper) = (jacobian.lower, jacobian.diagonal, jacobian.upper)
    lower.update(repeating: 0, count: cellCount * square)
    diagonal.update(repeating: 0, count: cellCount * square)
    upper.update(repeating: 0, count: cellCount * square)
    for i in 0..<cellCount {
      let block = diagonal + i * square
      lower[i * square] = below[i]
      block[0] = centre[i]
      upper[i * square] = above[i]
      for k in 1..<max(m, 1) { block[k] = charges[k - 1] }
    }
    if let reactions {
      let factor = generation?.factor(at: time) ?? 0
      let slope = generation?.slope(at: time) ?? 0
      let (a, b) = (reactions.electronRow, reactions.holeRow)
      for i in 0..<cellCount {
        let base = i * m
        reactions.linearise(
          i, state + base, excess + base, slope: excessSlope + base, rates + base, block: diagonal + i * square,
          columns: m)
        let pairs = light[i] * factor + light[cellCount + i]
        rates[base + a] += pairs
        rates[base + b] += pairs
        timeDerivative[base + a] += light[i] * slope
        timeDerivative[base + b] += light[i] * slope
      }
    }
    for face in interfaces { linearise(face, state: state, rates: rates) }
    for leak in leaks { linearise(leak, time: time, state: state, rates: rates, timeDerivative: timeDerivative) }
    for n in 0..<linkCount {
      let link = links + n
      let (left, right, row) = (link.pointee.left, link.pointee.right, link.pointee.row)
      if link.pointee.kind == .farContact {
        linearise(farContact: link.pointee, time: time, state: state, rates: rates, timeDerivative: timeDerivative)
        continue
      }
      let j = right * m
      let isContact = link.pointee.kind == .contact
      let i = isContact ? j : left * m
      let drop = isContact ? state[j] : state[j] - state[i]
      let before = isContact ? link.pointee.contactExcess : excess[i + row]
      let d = link.pointee.derivatives(
        state[i + row], state[j + row], drop: drop, excess: excess[j + row] - before,
        slopeA: excessSlope[i + row], slopeB: excessSlope[j + row])
      let r = row * m
      let gain = inverseWidth[right]
      rates[j + row] += d.flux * gain
      let own = diagonal + right * square + r
      own[0] += d.byDrop * gain
      own[row] += d.byRight * gain
      if isContact { continue }
      let loss = inverseWidth[left]
      rates[i + row] -= d.flux * loss
      let fromLeft = lower + right * square + r
      fromLeft[0] -= d.byDrop * gain
      fromLeft[row] += d.byLeft * gain
      let other = diagonal + left * square + r
      other[0] += d.byDrop * loss
      other[row] -= d.byLeft * loss
      let toRight = upper + left * square + r
      toRight[0] -= d.byDrop * loss
      toRight[row] -= d.byRight * loss
    }
  }

  /// The link of the last cell to the contact at x = L, whose potential runs with the bias.
  private func linearise(
    farContact link: FluxLink, time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    let m = blockSize
    let base = link.left * m
    let index = base + link.row
    let d = link.derivatives(
      state[index], 0, drop: outer(time, state) - state[base],
      excess: link.contactExcess - excess[index], slopeA: excessSlope[index], slopeB: 0)
    let loss = inverseWidth[link.left]
    let own = jacobian.diagonal + link.left * m * m + link.row * m
    rates[index] -= d.flux * loss
    own[0] += d.byDrop * loss
    own[link.row] -= d.byLeft * loss
    timeDerivative[index] -= d.byDrop * biasRate * loss
    circuit?.biasColumn[index] = -d.byDrop * loss
  }

  func factor(shift: Double) -> Bool {
    let m = blockSize
    let square = m * m
    let count = cellCount * square
    for n in 0..<count {
      matrix.lower[n] = -jacobian.lower[n]
      matrix.upper[n] = -jacobian.upper[n]
      matrix.diagonal[n] = -jacobian.diagonal[n]
    }
    for i in 0..<cellCount {
      let block = matrix.diagonal + i * square
      for k in 1..<max(m, 1) { block[k * m + k] += shift }
    }
    guard matrix.factor() else { return false }
    guard let circuit else { return true }
    circuit.response.withUnsafeMutableBufferPointer { response in
      for k in 0..<cellUnknowns { response[k] = circuit.biasColumn[k] }
      guard let base = response.baseAddress else { return }
      matrix.solve(base)
      for reservoir in reservoirs { deflate(base, reservoir) }
    }
    return circuit.factor(shift: shift, supplyByBias: supplyByBias)
  }

  /// Factors −∂f/∂y for a steady state. The ions of a reservoir leave one row to spare, since the rows of all its cells add
  /// up to zero: the row of its pin cell becomes "this density stays".
  func factorSteady(pins: [Int]) -> Bool {
    let m = blockSize
    let square = m * m
    for n in 0..<(cellCount * square) {
      matrix.lower[n] = -jacobian.lower[n]
      matrix.upper[n] = -jacobian.upper[n]
      matrix.diagonal[n] = -jacobian.diagonal[n]
    }
    for index in 0..<unknownCount where absoluteWeight[index] == 0 { hold(index) }
    for index in pins { hold(index) }
    return matrix.factor()
  }

  /// Makes the row of an unknown of the matrix "x = right-hand side".
  private func hold(_ index: Int) {
    let m = blockSize
    let (cell, row) = (index / m, index % m)
    let base = cell * m * m + row * m
    for column in 0..<m {
      matrix.lower[base + column] = 0
      matrix.upper[base + column] = 0
      matrix.diagonal[base + column] = column == row ? 1 : 0
    }
  }

  /// Solves with the factors of `factorSteady`, without putting sums right.
  func solveSteady(_ x: UnsafeMutablePointer<Double>) { matrix.solve(x) }

  func solve(_ x: UnsafeMutablePointer<Double>) {
    matrix.solve(x)
    for reservoir in reservoirs { deflate(x, reservoir) }
    circuit?.solve(x)
  }

  /// Takes the spurious sum of a solution over one reservoir out of it, along the shape of the density itself.
  private func deflate(_ x: UnsafeMutablePointer<Double>, _ reservoir: IonReservoir) {
    let (m, row) = (blockSize, reservoir.row)
    var sum = 0.0
    for i in reservoir.cells { sum += x[i * m + row] / inverseWidth[i] }
    guard sum != 0 else { return }
    removedRoundOff[row - 1] += abs(sum)
    for i in reservoir.cells { x[i * m + row] -= sum * shapes[i * m + row] }
  }

  /// Normalised densities of every reservoir, for `deflate`.
  private func updateShapes(_ state: UnsafePointer<Double>) {
    let m = blockSize
    for reservoir in reservoirs {
      var total = 0.0
      for i in reservoir.cells { total += max(0, state[i * m + reservoir.row]) / inverseWidth[i] }
      let inverse = total > 0 ? 1 / total : 0
      for i in reservoir.cells { shapes[i * m + reservoir.row] = max(0, state[i * m + reservoir.row]) * inverse }
    }
  }

  // MARK: Accuracy

  /// Root mean square of error/(atol + rtol·size) over potentials and active densities.
  ///
  /// The size of an ion density is min(c, max(c_max − c, 1e-4 c_max)): near full occupation it is the vacancies that
  /// must be right.
  func errorNorm(
    previous: UnsafePointer<Double>, next: UnsafePointer<Double>, error: UnsafePointer<Double>
  ) -> Double {
    let m = blockSize
    var sum = 0.0
    for i in 0..<cellCount {
      let base = i * m
      let size = max(abs(previous[base]), abs(next[base]))
      let potential = error[base] / (absoluteWeight[base] + relativeTolerance * size)
      sum += potential * potential
      for index in (base + 1)..<max(base + m, base + 1) where absoluteWeight[index] > 0 {
        var size = max(abs(previous[index]), abs(next[index]))
        if inverseSites[index] > 0 {
          size = min(size, max(siteDensity[index] - size, 1e-4 * siteDensity[index]))
        }
        let scaled = error[index] / (absoluteWeight[index] + relativeTolerance * size)
        sum += scaled * scaled
      }
    }
    if circuit != nil {
      for index in cellUnknowns..<(cellUnknowns + 2) {
        let size = max(abs(previous[index]), abs(next[index]))
        let scaled = error[index] / (absoluteWeight[0] + relativeTolerance * size)
        sum += scaled * scaled
      }
    }
    return (sum / activeCount).squareRoot()
  }

  /// Charge number density of the traps of a cell, scaled; needs `updateExcess`.
  func trapCharge(_ cell: Int, _ state: UnsafePointer<Double>) -> Double {
    guard let reactions else { return 0 }
    var charge = reactions.charge(cell, state + cell * blockSize, excess + cell * blockSize)
    for face in interfaces {
      if face.electronLink.left == cell { charge += sheetCharge(face, state) * face.lowerShare }
      if face.electronLink.right == cell {
        charge += sheetCharge(face, state) * (1 - face.lowerShare) * face.leftWidth / face.rightWidth
      }
    }
    return charge
  }

  /// The unknown with the largest share in the error norm; one that is not finite comes first.
  func worstUnknown(
    previous: UnsafePointer<Double>, next: UnsafePointer<Double>, error: UnsafePointer<Double>
  ) -> Int {
    var worst = (index: 0, share: -1.0)
    for index in 0..<unknownCount where index >= cellUnknowns || absoluteWeight[index] > 0 {
      guard error[index].isFinite, next[index].isFinite else { return index }
      let size = max(abs(previous[index]), abs(next[index]))
      let weight = index < cellUnknowns ? absoluteWeight[index] : absoluteWeight[0]
      let share = abs(error[index]) / (weight + relativeTolerance * size)
      if share > worst.share { worst = (index, share) }
    }
    return worst.index
  }

  // MARK: Consistency

  /// Solves Poisson's equation for φ with the densities as they are (Thomas algorithm): the state right after a jump of
  /// bias, when nothing but the potential has moved.
  func makeConsistent(_ state: UnsafeMutablePointer<Double>) {
    let m = blockSize
    updateExcess(state)
    var pivot = centre[0]
    for i in 0..<cellCount {
      var source = fixedCharge[i]
      for k in 1..<max(m, 1) { source += charges[k - 1] * state[i * m + k] }
      if reactions != nil { source += trapCharge(i, state) }
      var value = -source
      if i == cellCount - 1 { value -= outerCoupling * outer(0, state) }
      if i > 0 {
        scratch[i] = above[i - 1] / pivot
        pivot = centre[i] - below[i] * scratch[i]
        value -= below[i] * state[(i - 1) * m]
      }
      state[i * m] = value / pivot
    }
    for i in stride(from: cellCount - 2, through: 0, by: -1) { state[i * m] -= scratch[i + 1] * state[(i + 1) * m] }
  }
}
