// Time: one call is one linear run of the bias. A jump is a new call whose start differs from the state's bias.
//
// Terminal current. J is the same through every face and is taken at the HTL contact: displacement dQ/dt with Q = −D(L)
// the charge on that contact, from the interpolant of the step, and the conduction of full carriers (see
// CarrierBalance.swift; ions and majority electrons are blocked there). A jump of bias charges the contact at once; that
// charge is counted as passed.

import Foundation
import Materials
import NumericalMethods
import Quantities

extension TransportModel {
  /// Time that counts as "until steady", s: far beyond every relaxation of a device.
  static let steadyDuration = 1e12

  /// Advances over `duration` with the bias running linearly from `biasFrom` to `biasTo`.
  ///
  /// A jump of the bias is a call whose `biasFrom` differs from `state.bias`: the potential follows at once, the ions do
  /// not. After such an event, or a change of temperature, the integration starts anew with a tiny step; after a change of
  /// slope alone with one over which the bias moves by V_t/100.
  /// - Parameters:
  ///   - state: advanced in place; keeps the last accepted step if an error is thrown.
  ///   - duration: s, 0 or more (0 performs the jump alone).
  ///   - biasFrom: bias at the start, V.
  ///   - biasTo: bias at the end, V.
  ///   - temperature: lattice temperature, K; `nil` keeps the state's.
  ///   - generation: light; `nil` for darkness. Full carriers only.
  ///   - sampleTimes: times after the start, s, ascending; `observe` gets a sample at each.
  ///   - observe: called in the order of `sampleTimes`.
  /// - Returns: work done and books after it.
  @discardableResult
  public func advance(
    _ state: inout TransportState, duration: Double, biasFrom: Double, biasTo: Double, temperature: Double? = nil,
    generation: Generation? = nil, sampleTimes: [Double] = [], observe: (TransportSample) -> Void = { _ in }
  ) throws(TransportError) -> AdvanceSummary {
    if let node = device.thermalNode, temperature == nil {
      return try advanceHeated(
        &state, node: node, duration: duration,
        course: DriveCourse(from: biasFrom, to: biasTo, isCurrent: false), generation: generation,
        sampleTimes: sampleTimes, observe: observe)
    }
    return try run(
      &state, duration: duration, biasFrom: biasFrom, biasTo: biasTo, temperature: temperature ?? state.temperature,
      generation: generation, sampleTimes: sampleTimes, stop: .whenNothingIsLeft, observe: observe)
  }

  /// Advances over `duration` with the terminal current running linearly from `currentFrom` to `currentTo`; zero for both
  /// is open circuit.
  ///
  /// The voltage follows: `TransportSample.bias` is that at the terminals. Shunt and series resistance of the device count.
  /// - Parameters:
  ///   - state: advanced in place; keeps the last accepted step if an error is thrown.
  ///   - duration: s.
  ///   - currentFrom: current density into the HTL contact (forward) at the start, A m⁻².
  ///   - currentTo: the same at the end, A m⁻².
  ///   - temperature: lattice temperature, K; `nil` keeps the state's.
  ///   - generation: light; `nil` for darkness.
  ///   - sampleTimes: times after the start, s, ascending; `observe` gets a sample at each.
  ///   - observe: called in the order of `sampleTimes`.
  @discardableResult
  public func advance(
    _ state: inout TransportState, duration: Double, currentFrom: Double, currentTo: Double,
    temperature: Double? = nil, generation: Generation? = nil, sampleTimes: [Double] = [],
    observe: (TransportSample) -> Void = { _ in }
  ) throws(TransportError) -> AdvanceSummary {
    for current in [currentFrom, currentTo] where !current.isFinite {
      throw .invalidValue(path: "current", value: current, remedy: "give a finite current density")
    }
    if let node = device.thermalNode, temperature == nil {
      return try advanceHeated(
        &state, node: node, duration: duration,
        course: DriveCourse(from: currentFrom, to: currentTo, isCurrent: true), generation: generation,
        sampleTimes: sampleTimes, observe: observe)
    }
    let rate = duration > 0 ? (currentTo - currentFrom) / duration : 0
    return try run(
      &state, duration: duration, biasFrom: state.bias, biasTo: state.bias,
      temperature: temperature ?? state.temperature, drive: .current(currentFrom, rate: rate), generation: generation,
      sampleTimes: sampleTimes, stop: .whenNothingIsLeft, observe: observe)
  }

  enum StopRule { case whenNothingIsLeft, atRoundOff }

  func run(
    _ state: inout TransportState, duration: Double, biasFrom: Double, biasTo: Double, temperature: Double,
    drive: CircuitDrive? = nil, generation: Generation? = nil, sampleTimes: [Double], stop: StopRule,
    observe: (TransportSample) -> Void
  ) throws(TransportError) -> AdvanceSummary {
    try check(state, duration: duration, biasFrom: biasFrom, biasTo: biasTo, temperature: temperature)
    if let generation { try check(generation) }
    let m = unknownsPerCell
    let builtIn = builtInVoltage(temperature: temperature)
    let rate = duration > 0 ? (biasTo - biasFrom) / duration : 0
    let circuit = circuit(
      drive: drive ?? .voltage(biasFrom, rate: rate), isBias: drive == nil, temperature: temperature)
    let system = TransportSystem(model: self, temperature: temperature, circuit: circuit)
    defer { system.balance = nil }
    system.outerPotential = biasFrom - builtIn
    // With a circuit the voltage across the layers is an unknown, and only the circuit's equation runs with time.
    system.biasRate = circuit == nil ? rate : 0
    system.setGeneration(generation)
    system.sources?.origin = state.time
    let scaled = ScaledUnknowns(state.unknowns, blockSize: m, border: circuit == nil ? 0 : 2)
    let y = scaled.values
    let voltage = circuit == nil ? nil : Optional(system.cellUnknowns)
    let shuntConductance = 1 / device.contacts.shuntResistance
    let contactCapacity = PhysicalConstants.vacuumPermittivity * faceCapacity(mesh.cellCount)
    let lastPotential = (mesh.cellCount - 1) * m
    let balance = carriers.map { CarrierBalance(model: self, carriers: $0, system: system) }

    let light = carriers == nil ? [] : generation?.rates(at: 0) ?? []
    let isContinuous =
      drive == nil && (circuit == nil) == (state.layerVoltage == nil) && state.bias == biasFrom
      && state.temperature == temperature
      && state.nextStep > 0 && state.generation == light
      // A step that was never tried could pass over a pulse.
      && (state.time > 0 || generation?.course == nil)
    var books = (passed: state.chargePassed, turnover: state.chargeTurnover, conducted: state.chargeConducted)
    let layerFrom = circuit == nil ? biasFrom : state.layerBias
    if let voltage { y[voltage] = layerFrom }
    if state.layerBias != layerFrom || state.temperature != temperature || sources != nil {
      let before =
        contactCapacity
        * (state.layerBias - builtInVoltage(temperature: state.temperature) - y[lastPotential])
      system.makeConsistent(y)
      let jump = contactCapacity * (layerFrom - builtIn - y[lastPotential]) - before
      books.passed += jump
      books.turnover += abs(jump)
    }
    if let circuit {
      prepare(circuit, system: system, balance: balance, state: y)
    }
    var step = fixedStep ?? settings.firstStep
    if isContinuous, fixedStep == nil {
      // At a kink nothing jumps but the displacement current: the bias moves by V_t/100.
      let kink = abs(rate - state.biasRate)
      let slow = 0.01 * PhysicalConstants.thermalVoltage(temperature: temperature) / kink
      step = kink == 0 ? state.nextStep : max(step, min(state.nextStep, slow))
    }
    let origin = state
    var recorder = SampleRecorder(times: sampleTimes, duration: duration)
    var isStationary = false
    var reached = 0.0
    var finalRates: [Double] = []
    var finalBiasRate = rate
    var statistics = IntegrationStatistics()
    let change = UnsafeMutablePointer<Double>.allocate(capacity: system.unknownCount)
    change.initialize(repeating: 0, count: system.unknownCount)
    defer { change.deallocate() }

    /// Current and voltage at the terminals when the layers take a current at a voltage.
    func terminal(at time: Double, layerCurrent: Double, layerVoltage: Double?) -> (current: Double, bias: Double) {
      let given = time == duration ? biasTo : biasFrom + rate * time
      guard let layerVoltage else { return (layerCurrent + given * shuntConductance, given) }
      if case .current(let start, let rise) = drive {
        let current = start + rise * time
        return (current, layerVoltage + current * device.contacts.seriesResistance)
      }
      return (layerCurrent + layerVoltage * shuntConductance, given)
    }
    func sample(
      at time: Double, current: Double, biasRate: Double, rates: [Double], _ value: (Int) -> Double
    ) -> TransportSample {
      var copy = origin
      copy.time = origin.time + time
      let layerVoltage = voltage.map { value($0) }
      let terminals = terminal(at: time, layerCurrent: current, layerVoltage: layerVoltage)
      copy.bias = terminals.bias
      copy.layerVoltage = layerVoltage
      copy.biasRate = biasRate
      copy.temperature = temperature
      copy.nextStep = 0
      copy.chargePassed = books.passed
      copy.chargeTurnover = books.turnover
      copy.chargeConducted = books.conducted
      copy.rates = rates
      copy.generation = carriers == nil ? [] : generation?.rates(at: time) ?? []
      for k in copy.unknowns.indices { copy.unknowns[k] = value(k) * scaled.unit(k) }
      return TransportSample(time: copy.time, bias: copy.bias, currentDensity: terminals.current, state: copy)
    }
    /// Time derivatives of the unknowns; kept with full carriers only, whose currents are read from them.
    func rates(of interpolant: StepInterpolant) -> [Double] {
      guard carriers != nil else { return [] }
      return (0..<system.cellUnknowns).map { interpolant.rates[$0] * scaled.unit($0) }
    }

    // A hold for a start of Newton's method that takes longer than this has met round-off.
    let stepLimit = stop == .atRoundOff && carriers != nil ? min(settings.stepLimit, 3_000) : settings.stepLimit
    let stops = (generation?.breakpoints ?? []).filter { $0 > 0 && $0 < duration }.sorted() + [duration]
    let integrator = Rodas4P(unknownCount: system.unknownCount)
    let interpolant = StepInterpolant(
      count: system.unknownCount,
      carriers: system.reactions.map { reactions in
        (0..<mesh.cellCount).filter { reactions.cells[$0].isActive }.flatMap {
          [$0 * m + reactions.electronRow, $0 * m + reactions.holeRow]
        }
      } ?? [])
    do throws(IntegrationError) {
      var from = 0.0
      for to in stops where to > from && !isStationary {
        if from > 0 { step = min(step, settings.firstStep) }
        let work = try integrator.integrate(
          system, start: from, end: to, state: y, step: &step, stepLimit: stepLimit,
          hasFixedStep: fixedStep != nil
        ) { dense in
          if circuit == nil { balance?.chooseFaces(dense) }
          let contact = ContactCurrent(
            step: dense, capacity: contactCapacity, index: lastPotential, biasRate: rate, biasIndex: voltage,
            balance: balance, interpolant: interpolant)
          let base = books
          while let time = recorder.next(
            upTo: dense.start + dense.length, isEnd: dense.start + dense.length >= duration)
          {
            let theta = min(max((time - dense.start) / dense.length, 0), 1)
            let partial = contact.charge(upTo: theta)
            books = (
              base.passed + partial.passed, base.turnover + partial.turnover, base.conducted + partial.conducted
            )
            let current = contact.density(at: theta)
            // With full carriers the current has just been read at θ.
            if balance == nil { interpolant.evaluate(dense, at: theta) }
            observe(
              sample(
                at: time, current: current, biasRate: contact.biasRate(at: theta), rates: rates(of: interpolant)
              ) { interpolant.values[$0] })
          }
          let whole = contact.charge(upTo: 1)
          books = (base.passed + whole.passed, base.turnover + whole.turnover, base.conducted + whole.conducted)
          interpolant.conclude(dense)
          reached = dense.start + dense.length
          onStep?(AcceptedStep(time: reached, length: dense.length, error: dense.error))
          if reached >= duration {
            interpolant.evaluate(dense, at: 1)
            finalRates = rates(of: interpolant)
            finalBiasRate = contact.biasRate(at: 1)
          }
          guard rate == 0, drive?.isSteady ?? true, generation?.course == nil, sources == nil else { return true }
          for k in 0..<system.unknownCount { change[k] = dense.after[k] - dense.before[k] }
          let moved = system.errorNorm(previous: dense.before, next: dense.after, error: change)
          switch stop {
          case .whenNothingIsLeft:
            let left = duration - reached
            isStationary = left > 0 && dense.length >= 1e-3 * left && moved * left < 1e-2 * dense.length
          case .atRoundOff:
            isStationary = dense.length > 1e6 && moved < 1e-9
          }
          return !isStationary
        }
        statistics.accepted += work.accepted
        statistics.rejected += work.rejected
        statistics.shortest = min(statistics.shortest, work.shortest)
        statistics.longest = max(statistics.longest, work.longest)
        from = to
      }
    } catch {
      let worst = integrator.withLastAttempt { system.worstUnknown(previous: y, next: $0, error: $1) }
      let place = place(ofUnknown: worst)
      scaled.copy(to: &state.unknowns)
      let now = reached > 0 ? biasFrom + rate * reached : biasFrom
      (state.time, state.bias, state.biasRate, state.nextStep) = (origin.time + reached, now, rate, 0)
      (state.temperature, state.chargePassed, state.chargeTurnover) = (temperature, books.passed, books.turnover)
      (state.chargeConducted, state.rates) = (books.conducted, [])
      state.layerVoltage = voltage.map { y[$0] }
      throw .notIntegrable(bias: now, time: reached, place: place, reason: error)
    }

    if recorder.hasMore {
      let steady = balance?.steadyCurrent(time: duration, state: y) ?? 0
      while let time = recorder.next(upTo: duration, isEnd: true) {
        observe(sample(at: time, current: steady, biasRate: rate, rates: []) { y[$0] })
      }
    }
    if isStationary, stop == .whenNothingIsLeft, let balance {
      // The rest of the hold passes at the stationary current.
      let passed = balance.steadyCurrent(time: duration, state: y) * (duration - reached)
      books = (books.passed + passed, books.turnover + abs(passed), books.conducted + passed)
    }
    scaled.copy(to: &state.unknowns)
    state.time += isStationary && stop == .atRoundOff ? reached : duration
    state.layerVoltage = voltage.map { y[$0] }
    let end = terminal(at: duration, layerCurrent: 0, layerVoltage: state.layerVoltage)
    (state.bias, state.biasRate, state.nextStep, state.temperature) = (end.bias, finalBiasRate, step, temperature)
    (state.chargePassed, state.chargeTurnover, state.chargeConducted) = books
    (state.rates, state.generation) = (finalRates, carriers == nil ? [] : generation?.rates(at: duration) ?? [])
    for k in state.ionRoundOff.indices {
      state.ionRoundOff[k] += system.removedRoundOff[k] * TransportSystem.densityUnit
    }
    return AdvanceSummary(
      steps: statistics.accepted, rejectedSteps: statistics.rejected, shortestStep: statistics.shortest,
      longestStep: statistics.longest, becameStationary: isStationary, audit: audit(of: state))
  }

  /// The circuit around the layers, where it makes their voltage an unknown.
  private func circuit(drive: CircuitDrive, isBias: Bool, temperature: Double) -> Circuit? {
    guard !isBias || device.contacts.seriesResistance > 0 else { return nil }
    return Circuit(
      drive: drive, seriesResistance: device.contacts.seriesResistance,
      shuntConductance: 1 / device.contacts.shuntResistance, capacitance: geometricCapacitance,
      builtInVoltage: builtInVoltage(temperature: temperature), unknownCount: mesh.cellCount * unknownsPerCell)
  }

  /// Gives the circuit its charge form, for the faces from which the carriers' balance starts, and the state its charge.
  private func prepare(
    _ circuit: Circuit, system: TransportSystem, balance: CarrierBalance?, state y: UnsafeMutablePointer<Double>
  ) {
    let capacity = PhysicalConstants.vacuumPermittivity * faceCapacity(mesh.cellCount)
    circuit.charge[(mesh.cellCount - 1) * unknownsPerCell] = -capacity / circuit.capacitance
    circuit.chargeByBias = capacity / circuit.capacitance
    if let balance {
      balance.chooseFaces(time: 0, state: y)
      let rates = balance.linearised(state: y, pairs: []).rateOutput
      for k in circuit.charge.indices { circuit.charge[k] += rates[k] / circuit.capacitance }
      system.balance = balance
    }
    y[system.cellUnknowns + 1] = circuit.storedCharge(y, bias: y[system.cellUnknowns])
  }
}
