// Robustness: devices and protocols drawn at random from the plausible ranges that the input files themselves give.
//
// Every number of a shipped device with a range is drawn anew inside it, over decades in the logarithm; numbers that
// contradict each other (a contact outside the gap) are refused by the reader and drawn again. The protocol is a rest, then
// three legs of jump, ramp or hold between −2 and 3 V (10 V for the insulated diode), with light or without, from
// nanoseconds to hours. Each either ends with books in order or with an error that says where.
//
// DRIFTLIGHT_DRAWS=300 runs the full number; the suite runs a part of it.

import Foundation
import InputFiles
import Materials
import Quantities
import Testing
import Transport

@Suite("Verification: random devices and protocols")
struct RandomDeviceTests {
  /// A reproducible source of numbers (SplitMix64).
  struct Source: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }
  }

  static let names = [
    "mapi-benchmark", "triple-cation-cell", "single-layer-diode", "organic-diode", "pn-homojunction", "cspbbr3-led",
    "cspbbr3-led-blocked-inner", "cspbbr3-led-blocked-outer",
  ]

  /// A device with every ranged number of its electrical part drawn anew.
  static func draw(_ index: Int) throws -> Device {
    let name = names[index % names.count]
    let plain = try DeviceLibrary.load(name)
    let drawn = plain.ledger.entries.filter { entry in
      entry.plausibleRange != nil && !entry.path.hasPrefix("emission") && !entry.path.hasSuffix("largestCell")
        && ["layers", "contacts", "ions", "interfaces", "temperature"].contains { entry.path.hasPrefix($0) }
    }
    for attempt in 0..<200 {
      var source = Source(state: UInt64(index * 1000 + attempt))
      let overrides =
        ["carriers=full"]
        + drawn.compactMap { entry -> String? in
          guard let range = entry.plausibleRange, let given = entry.value else { return nil }
          let share = source.share()
          let isWide = range.lowerBound > 0 && range.upperBound > 3 * range.lowerBound
          var value =
            isWide
            ? range.lowerBound * pow(range.upperBound / range.lowerBound, share)
            : range.lowerBound + (range.upperBound - range.lowerBound) * share
          // Geometry is drawn within a third of the range, so that a device stays the kind of device it is.
          if entry.path.hasSuffix("thickness") { value = given + (value - given) / 3 }
          let unit = (try? PhysicalUnit(parsing: entry.unit)) ?? .one
          return "\(entry.path)=\(Quantity(siValue: value, unit: unit).formatted(significantDigits: 12))"
        }
      if let device = try? DeviceLibrary.load(name, overrides: overrides).device { return device }
    }
    return try DeviceLibrary.load(name, overrides: ["carriers=full"]).device
  }

  /// Carries a random protocol out; the worst of the books.
  static func run(_ device: Device, index: Int) throws -> AuditReport {
    var source = Source(state: UInt64(index) &+ 0xABCD)
    let model = try TransportModel(device: device)
    let top = device.name.hasPrefix("cspbbr3") ? 10.0 : 3
    let layer = device.layers[device.transportLayerIndices[device.transportLayerIndices.count / 2]]
    var state = try model.equilibrium(bias: 0)
    for _ in 0..<3 {
      let bias = -2 + (top + 2) * source.share()
      let duration = pow(10, -9 + 12.5 * source.share())
      let isRamp = source.share() < 0.4
      let light =
        source.share() < 0.5
        ? try model.uniformGeneration(layer: layer.name, rate: pow(10, 24 + 4.5 * source.share())) : nil
      try model.advance(
        &state, duration: duration, biasFrom: isRamp ? state.bias : bias, biasTo: bias, generation: light)
    }
    return model.audit(of: state)
  }

  @Test("every draw ends with its books in order, or with an error that says where and when")
  func draws() throws {
    let count = Int(ProcessInfo.processInfo.environment["DRIFTLIGHT_DRAWS"] ?? "") ?? 16
    let first = Int(ProcessInfo.processInfo.environment["DRIFTLIGHT_FIRST_DRAW"] ?? "") ?? 0
    var finished = 0
    for index in first..<(first + count) {
      let device = try Self.draw(index)
      do throws(TransportError) {
        let audit: AuditReport
        do { audit = try Self.run(device, index: index) } catch let error as TransportError { throw error } catch {
          Issue.record("draw \(index) \(device.name): \(error)")
          continue
        }
        finished += 1
        #expect(audit.largestIonDrift < 1e-13, "draw \(index) \(device.name)")
        #expect(audit.chargeImbalance < 1e-9, "draw \(index) \(device.name): \(audit)")
      } catch {
        print("draw \(index) \(device.name): \(error)")
      }
    }
    print("random devices: \(finished) of \(count) finished")
    #expect(Double(finished) >= 0.99 * Double(count) - 0.5)
  }
}
