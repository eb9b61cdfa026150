// What cannot be meant, and what cannot be computed: typed errors with the place, and a state that keeps what was reached.

import Foundation
import Materials
import NumericalMethods
import Testing
import Transport

@Suite("Transport: bad input and runs that end early")
struct BadInputTests {
  /// The path and value that a device is refused for.
  private static func refusal(_ change: (inout Device) -> Void) -> TransportError? {
    var device = CarrierDevices.cell()
    change(&device)
    return #expect(throws: TransportError.self) { try TransportModel(device: device) }
  }

  private static func path(_ error: TransportError?) -> String? {
    guard case .invalidValue(let path, _, let remedy) = error else { return nil }
    #expect(!remedy.isEmpty)
    return path
  }

  @Test("thickness 0, ions above their sites, a NaN anywhere: refused by path")
  func numbers() {
    #expect(Self.path(Self.refusal { $0.layers[1].thickness = 0 }) == "layers.perovskite.thickness")
    #expect(Self.path(Self.refusal { $0.layers[2].thickness = .nan }) == "layers.HTL.thickness")
    #expect(
      Self.path(Self.refusal { $0.ions[0].layers["perovskite"]?.siteDensity = 1e24 })
        == "ions.vacancy.perovskite.siteDensity")
    #expect(
      Self.path(Self.refusal { $0.ions[0].layers["perovskite"]?.diffusivity = .nan })
        == "ions.vacancy.perovskite.diffusivity")
    #expect(
      Self.path(Self.refusal { $0.layers[0].transport?.semiconductor?.electronMobility.lowField = .nan })
        == "layers.ETL.electronMobility")
    #expect(
      Self.path(Self.refusal { $0.layers[1].transport?.relativePermittivity = .nan })
        == "layers.perovskite.permittivity")
    #expect(Self.path(Self.refusal { $0.contacts.seriesResistance = .nan }) == "contacts.seriesResistance")
    #expect(Self.path(Self.refusal { $0.contacts.holeSide.holeVelocity = .nan }) == "contacts.hole-side.holeVelocity")
    #expect(Self.path(Self.refusal { $0.temperature = 0 }) == "temperature")
  }

  @Test("contact levels above the conduction band and below the valence band: refused with the band edges")
  func contacts() {
    for (workFunction, isNear) in [(3.9, true), (7.2, true), (1.9, false), (5.2, false)] {
      let error = Self.refusal {
        if isNear {
          $0.contacts.electronSide.workFunction = workFunction * CarrierDevices.electronVolt
        } else {
          $0.contacts.holeSide.workFunction = workFunction * CarrierDevices.electronVolt
        }
      }
      guard case .contactOutsideGap(_, let layer, let found, let affinity, let ionisation) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(layer == (isNear ? "ETL" : "HTL"))
      #expect(abs(found - workFunction) < 1e-9 && affinity < ionisation)
    }
  }

  @Test("an insulator across the whole stack passes displacement alone, and every kind of run says so without failing")
  func insulatorBetweenContacts() throws {
    var device = CarrierDevices.cell()
    device.layers[1].transport?.semiconductor = nil
    device.ions = []
    let model = try TransportModel(device: device)
    var state = try model.equilibrium(bias: 0)
    try model.advance(&state, duration: 1, biasFrom: 1, biasTo: 1)
    let books = model.audit(of: state)
    #expect(books.chargeImbalance < 1e-9)
    let point = try model.steadyState(bias: 0.5, from: state)
    let scale = model.geometricCapacitance * 1
    // Nothing but the recharging of the plates can pass: far less than their charge within a second.
    #expect(abs(point.currentDensity) < 1e-9 * scale)
  }

  @Test("light and tables with a NaN or of another mesh, current that is not a number: refused, the state untouched")
  func tables() throws {
    let model = try TransportModel(device: CarrierDevices.cell())
    var state = try model.equilibrium(bias: 0)
    let before = state
    var rates = Array(repeating: 1e27, count: model.mesh.cellCount)
    rates[7] = .nan
    for profile in [rates, [1e27]] {
      #expect(throws: TransportError.self) {
        try model.advance(&state, duration: 1, biasFrom: 0, biasTo: 0, generation: Generation(rates: profile))
      }
    }
    #expect(throws: TransportError.self) { try model.advance(&state, duration: 1, currentFrom: .nan, currentTo: 0) }
    #expect(throws: TransportError.self) { try model.advance(&state, duration: 1, biasFrom: 0, biasTo: .infinity) }
    #expect(throws: TransportError.self) {
      try model.advance(&state, duration: 1, biasFrom: 0, biasTo: 0, temperature: .nan)
    }
    #expect(state == before)
  }

  @Test("a ramp of a volt in a femtosecond is followed; one below the resolution of time is an error that keeps the state")
  func fastRamps() throws {
    let model = try TransportModel(device: CarrierDevices.cell())
    var state = try model.equilibrium(bias: 0)
    let summary = try model.advance(&state, duration: 1e-15, biasFrom: 0, biasTo: 1)
    #expect(summary.audit.chargeImbalance < 1e-9)
    // In a femtosecond nothing but the plates is charged: C ΔV.
    #expect(abs(state.chargePassed / model.geometricCapacitance - 1) < 1e-2)
    var other = try model.equilibrium(bias: 0)
    let start = other
    do {
      try model.advance(&other, duration: 1e-31, biasFrom: 0, biasTo: 1)
      Issue.record("a ramp shorter than any step was followed")
    } catch {
      guard case .notIntegrable(_, let time, let place, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(time == 0 && !place.isEmpty)
      #expect(other.unknowns == start.unknowns && other.time == start.time)
    }
  }

  @Test("a run that runs out of steps keeps samples and state up to there, names equation, layer and depth, and goes on")
  func earlyEnd() throws {
    let device = CarrierDevices.cell()
    let short = try TransportModel(device: device, settings: TransportSettings(stepLimit: 40))
    let model = try TransportModel(device: device)
    var state = try model.equilibrium(bias: 0)
    var samples: [TransportSample] = []
    let times = (0..<40).map { pow(10, -12 + 0.3 * Double($0)) }
    do {
      try short.advance(&state, duration: 1, biasFrom: 1, biasTo: 1, sampleTimes: times) { samples.append($0) }
      Issue.record("40 steps were enough")
      return
    } catch {
      guard case .notIntegrable(let bias, let time, let place, let reason) = error,
        case .tooManySteps(_, let limit) = reason
      else {
        Issue.record("\(error)")
        return
      }
      #expect(bias == 1 && limit == 40)
      #expect(device.layers.contains { place.contains("'\($0.name)'") } && place.contains("nm into it"), "\(place)")
      #expect(error.description.contains("loosen the tolerance"))
      #expect(time > 0 && state.time == time)
    }
    #expect(samples.count > 3 && (samples.last?.time ?? .infinity) <= state.time)
    #expect(short.audit(of: state).chargeImbalance < 1e-9)
    // Going on from there with steps enough comes to what an undisturbed run comes to, within the tolerance of the run.
    let rest = 1 - state.time
    try model.advance(&state, duration: rest, biasFrom: 1, biasTo: 1)
    var whole = try model.equilibrium(bias: 0)
    try model.advance(&whole, duration: 1, biasFrom: 1, biasTo: 1)
    #expect(abs(state.chargePassed / whole.chargePassed - 1) < 1e-3)
  }
}
