import Emission
import Foundation
import Quantities
import Testing

@Suite("Heating of the lattice by a pulse")
struct LatticeHeatingTests {
  @Test("heat that comes at once leaves as e^{−t/τ}; constant power ends at P/G; heat is counted exactly")
  func node() {
    let heating = LatticeHeating(heatCapacity: 1e6, boundaryConductance: 3e7)
    let tau = 1e6 * 150e-9 / 3e7
    let times = (0...40).map { Double($0) * 0.1 * tau }
    let cooling = heating.rise(times: times, power: times.map { _ in 0 }, thickness: 150e-9, before: 5)
    for (time, rise) in zip(times, cooling) { #expect(abs(rise / (5 * exp(-time / tau)) - 1) < 1e-12) }
    let long = heating.rise(times: [0, 100 * tau], power: [3e7, 3e7], thickness: 150e-9)
    #expect(abs(long[1] - 1) < 1e-12)
    // A ramp of power over 1 ns: ∫P = C ΔT + G ∫ΔT dt, with ∫ΔT of the exact solution on fine steps (Simpson, h/τ = 2e-4).
    let fine = (0...1000).map { Double($0) * 1e-12 }
    let ramp = heating.rise(times: fine, power: fine.map { 1e18 * $0 }, thickness: 150e-9)
    var integral = 0.0
    for k in stride(from: 0, to: 1000, by: 2) { integral += 1e-12 / 3 * (ramp[k] + 4 * ramp[k + 1] + ramp[k + 2]) }
    #expect(abs((0.15 * ramp[1000] + 3e7 * integral) / (0.5 * 1e18 * 1e-18) - 1) < 1e-9)
  }

  @Test("the heat of a pulse is the absorbed light less what leaves as light")
  func balance() throws {
    let heated = try Sample.model().fire(
      Excitation(Sample.pulse(480)), film: Sample.film(ionFraction: 1), heating: LatticeHeating())
    let emission = heated.emission
    var heat = 0.0
    for k in 1..<emission.times.count {
      heat += 0.5 * (emission.times[k] - emission.times[k - 1]) * (heated.heatPower[k] + heated.heatPower[k - 1])
    }
    let pair = 2.3695 * Sample.electronVolt
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    let budget = emission.photons
    let lost = budget.firstOrder + budget.nonradiative + budget.auger
    let expected = budget.absorbed * (hc / 355e-9 - pair) + pair * lost
    // Straight lines between the steps of the pulse, half its standard deviation apart and more: (h/σ)²/12.
    #expect(abs(heat / expected - 1) < 0.03)
    // 164 uJ/cm² absorbed, all but a few per cent of it heat, in a film of 0.16 J m⁻² K⁻¹: at most 10 K, and part of it
    // has left for the substrate (τ = 5 ns) before the last pair recombines.
    #expect(heated.peakRise < expected / (1.05e6 * 150e-9) && heated.peakRise > 0.5 * expected / (1.05e6 * 150e-9))
    #expect(heated.temperature > 298.15 && heated.temperature < 298.15 + heated.peakRise)
    #expect(heated.repetitions <= 4)
  }

  @Test("a film that loses its heat at once stays cold; pulses in quick succession find the heat of those before")
  func limits() throws {
    let film = Sample.film(ionFraction: 1)
    let cold = try Sample.model().fire(
      Excitation(Sample.pulse(100)), film: film, heating: LatticeHeating(boundaryConductance: 1e12))
    #expect(cold.peakRise < 1e-2 && cold.repetitions == 1)
    var train = Excitation(Sample.pulse(20))
    let single = try Sample.model().fire(train, film: film, heating: LatticeHeating(boundaryConductance: 1e6))
    train.period = 50e-9
    let fast = try Sample.model().fire(train, film: film, heating: LatticeHeating(boundaryConductance: 1e6))
    // τ = 160 ns: a steady mean of P T/(G T), about 1/(1 − e^{−50/160}) = 3.7 times one pulse's rise.
    #expect(fast.peakRise > 3 * single.peakRise && fast.peakRise < 5 * single.peakRise)
    #expect(throws: EmissionError.self) {
      try Sample.model().fire(train, film: film, heating: LatticeHeating(heatCapacity: -1))
    }
  }
}
