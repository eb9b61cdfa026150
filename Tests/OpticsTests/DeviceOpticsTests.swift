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

  /// Oracle: `tmm` 0.2.0 on the source tables themselves, linear between their points, run once; 2e-4 covers the
  /// resampling of the shipped tables.
  @Test(
    "pump at 355 nm: what the film absorbs in the device and on bare glass",
    arguments: [(120e-9, 0.33922, 0.70301), (150e-9, 0.38580, 0.77712)])
  func pump(thickness: Double, device: Double, film: Double) throws {
    let led = try OpticalStack(device: DeviceUnderTest.led(perovskite: thickness), wavelength: 355e-9)
    let bare = try OpticalStack(device: DeviceUnderTest.film(perovskite: thickness), wavelength: 355e-9)
    #expect(abs(try led.illuminate(from: .holeSide).absorbedByLayer[3] - device) < 2e-4)
    #expect(abs(try bare.illuminate(from: .holeSide).absorbedByLayer[1] - film) < 2e-4)
  }

  /// Oracle: an independent tangent recursion with numerical derivatives on the source tables, run once. Loss in cm⁻¹.
  @Test(
    "TE0 at 538 nm: index, gain confinement and loss, device and film",
    arguments: [(120e-9, 1.96415, 0.79056, 129.69, 0.89944), (150e-9, 2.01761, 0.86712, 84.27, 0.95370)])
  func mode(thickness: Double, index: Double, gain: Double, loss: Double, filmGain: Double) throws {
    let led = try OpticalStack(device: DeviceUnderTest.led(perovskite: thickness), wavelength: 538e-9)
    let mode = try #require(try led.guidedModes(highestOrder: 0).first)
    #expect(abs(mode.effectiveIndex.real - index) < 1e-5)
    #expect(abs(mode.gainConfinement[DeviceUnderTest.emitter] - gain) < 1e-4)
    #expect(abs(mode.totalLoss / 100 - loss) < 0.05)
    #expect(!mode.nearCutOff)
    let bare = try OpticalStack(device: DeviceUnderTest.film(perovskite: thickness), wavelength: 538e-9)
    let filmMode = try #require(try bare.guidedModes().first)
    #expect(abs(filmMode.gainConfinement[1] - filmGain) < 1e-4)
    #expect(filmMode.totalLoss < 1)
  }

  @Test("k = 0.008 of the measured ZnO table more than doubles the loss of the mode, and hardly moves anything else")
  func zincOxide() throws {
    func stack(_ table: String, _ wavelength: Double) throws -> OpticalStack {
      try OpticalStack(device: DeviceUnderTest.led(zincOxide: table), wavelength: wavelength)
    }
    let clear = try #require(try stack("ZnO-stelling-transparent", 538e-9).guidedModes().first)
    let measured = try #require(try stack("ZnO-stelling", 538e-9).guidedModes().first)
    #expect(measured.totalLoss > 2 * clear.totalLoss)
    #expect(clear.lossByLayer[2] == 0)
    #expect(abs(measured.gainConfinement[3] - clear.gainConfinement[3]) < 1e-4)
    // The pump is above the gap, where both tables are the same.
    #expect(
      try stack("ZnO-stelling", 355e-9).illuminate(from: .holeSide)
        == stack("ZnO-stelling-transparent", 355e-9).illuminate(from: .holeSide))
  }

  @Test("missing tables and wavelengths outside them are refused by layer and name")
  func refusals() throws {
    let short = #expect(throws: OpticsError.self) {
      try OpticalStack(device: DeviceUnderTest.led(), wavelength: 280e-9)
    }
    #expect(
      short?.description.contains("layer 'glass': optical constants 'soda-lime-rubin' cover 310 to 1000 nm") == true)
    let unknown = #expect(throws: OpticsError.self) {
      try OpticalStack(device: DeviceUnderTest.led(zincOxide: "ZnO-steling"), wavelength: 538e-9)
    }
    #expect(unknown?.description.contains("did you mean 'ZnO-stelling'?") == true)
  }
}
