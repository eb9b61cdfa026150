import Foundation
import Materials
import Optics
import Testing

@Suite("Optics of the shipped materials")
struct DeviceOpticsTests {
  @Test("energy balance of the device closes to 1e-13", arguments: IncidenceSide.allCases, [0, 0.3, 1.2])
  func energyBalance(side: IncidenceSide, angle: Double) throws {
    for wavelength in [355e-9, 450e-9, 538e-9] {
      let stack = try OpticalStack(device: DeviceUnderTest.led(), wavelength: wavelength)
      for polarisation in Polarisation.allCases {
        let result = try stack.illuminate(from: side, angle: angle, polarisation: polarisation)
        #expect(abs(result.total - 1) < 1e-13)
      }
    }
  }
}
