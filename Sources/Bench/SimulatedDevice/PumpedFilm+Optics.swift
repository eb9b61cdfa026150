import Emission
import Materials
import Optics
import Transport

extension PumpedFilm {
  /// The TE0 mode of a device's stack at a wavelength, m.
  static func fundamentalMode(
    of device: Device, library: OpticalConstantsLibrary, wavelength: Double
  ) throws(ApparatusFailure) -> GuidedMode {
    let modes: [GuidedMode]
    do throws(OpticsError) {
      modes = try OpticalStack(device: device, library: library, wavelength: wavelength)
        .guidedModes(polarisations: [.transverseElectric], highestOrder: 0)
    } catch {
      throw ApparatusFailure(optics: error)
    }
    guard let mode = modes.first else {
      throw ApparatusFailure(
        "the stack of '\(device.name)' guides no TE mode at \(shortest(wavelength * 1e9)) nm, so nothing is amplified",
        remedy: "make the light-emitting layer thicker, or its neighbours of lower index")
    }
    return mode
  }
}

extension ModeCoupling {
  /// What the pulse needs to know of a guided mode. The emitter's own absorption is left out of the loss: it is the
  /// negative side of the gain.
  init(_ mode: GuidedMode, emitter: Int, wavelength: Double) {
    let passive = mode.lossByLayer.indices.filter { $0 != emitter }.reduce(0) { $0 + mode.lossByLayer[$1] }
    self.init(
      confinement: mode.gainConfinement[emitter], absorptionLoss: passive, effectiveIndex: mode.effectiveIndex.real,
      emissionWavelength: wavelength)
  }
}

extension PumpSide {
  /// The side of the stack.
  var incidence: IncidenceSide {
    switch self {
    case .holeSide: .holeSide
    case .electronSide: .electronSide
    }
  }
}
