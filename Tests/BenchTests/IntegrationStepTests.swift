import Bench
import Foundation
import Materials
import Synchronization
import Testing

@Suite("Callbacks for each integration step")
struct IntegrationStepTests {
  @Test("come in order, cover the protocol's clock without gap, and change no bit")
  func steps() async throws {
    let lab = try LabProtocol(sentences: [
      "rest at 0 V until steady", "hold 4 V for 1 ms, record current", "ramp to 2 V in 2 ms, record current",
      "hold 2 V until ion fraction below 0, at most 1 ms, tested every 0.5 ms",
    ])
    let timeline = try Timeline(lab, fluence: SimulatedDeviceTests.pump.fluence)
    let watched = Mutex<[IntegrationStep]>([])
    var apparatus = try SimulatedDevice(device: SimulatedDeviceTests.device(), pump: SimulatedDeviceTests.pump)
    let run = await apparatus.carryOut(
      timeline, control: RunControl(onStep: { step in watched.withLock { $0.append(step) } }))
    let steps = watched.withLock { $0 }.filter { $0.step > 0 }
    #expect(run.outcome == .complete && steps.count > 20)
    #expect(zip(steps.dropFirst(), steps).allSatisfy { $0.time > $1.time && $0.step >= $1.step })
    #expect(steps.allSatisfy { $0.error <= 1 && $0.length > 0 })
    // Each step begins where the one before ended; sums of some hundred lengths round in the last digits.
    for (next, last) in zip(steps.dropFirst(), steps) where next.step == last.step {
      #expect(abs(next.time - next.length - last.time) <= 1e-12 * next.time)
    }
    #expect(abs((steps.last?.time ?? 0) - timeline.duration) <= 1e-12)
    var other = try SimulatedDevice(device: SimulatedDeviceTests.device(), pump: SimulatedDeviceTests.pump)
    #expect(await other.carryOut(timeline).readings == run.readings)
  }
}
