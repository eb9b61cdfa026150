import Analysis
import Bench
import Emission
import Foundation
import Materials
import Quantities
import Testing

@Suite("Resolution of the fast model")
struct PulseResolutionTests {
  /// Highest intensities of the PL and the ASE band while 4 V empty the film and the line moves over the energy grid.
  static func heights(_ numerics: PulseNumerics) async throws -> (weak: [Double], strong: [Double]) {
    let device = try DeviceLibrary.load("cspbbr3-led").device
    let pump = Pump(wavelength: 355e-9, width: 1e-9, rate: 1e3, fluence: 4.8, side: .holeSide)
    let timeline = try Timeline(
      try LabProtocol(sentences: ["rest at 0 V until steady", "hold 4 V for 15 s, record spectrum every 0.25 s"]),
      fluence: pump.fluence)
    var apparatus = try SimulatedDevice(device: device, pump: pump, pulseNumerics: numerics)
    let spectra = await apparatus.carryOut(timeline).spectra.compactMap(\.emission)
    func highest(_ band: ClosedRange<Double>) -> [Double] {
      spectra.map { item in
        zip(item.wavelengths, item.spectrum).filter { band.contains($0.0) }.map(\.1).max() ?? .nan
      }
    }
    return (highest(515e-9...530e-9), highest(535e-9...545e-9))
  }

  // A line of standard deviation σ summed over a grid of step h keeps a ripple 2 exp(−2π²σ²/h²) as it moves over the grid.
  // The amplified line alone has σ of about 1.7 meV: 2.5 meV leaves 2e-4, 4 meV would leave 6 %.
  @Test("the shipped energy grid keeps the heights of PL and ASE within 0.1 % of a grid four times as fine")
  func energies() async throws {
    let shipped = PulseNumerics()
    var fine = shipped
    fine.energyStep = 0.6e-3 * PhysicalConstants.elementaryCharge
    let (a, b) = (try await Self.heights(shipped), try await Self.heights(fine))
    let weak = zip(a.weak, b.weak).map { abs($0 / $1 - 1) }.max() ?? .nan
    let strong = zip(a.strong, b.strong).map { abs($0 / $1 - 1) }.max() ?? .nan
    #expect(a.strong.count == 60 && weak < 1e-3 && strong < 1e-3, "PL \(weak), ASE \(strong)")
  }
}
