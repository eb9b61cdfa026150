import Emission
import Materials
import Optics
import Transport

extension PumpedFilm {
  /// The fundamental modes of a device's stack at a wavelength, m: TE first, and TM behind it where asked for and guided.
  static func fundamentalModes(
    of device: Device, library: OpticalConstantsLibrary, wavelength: Double, polarisations: GuidedPolarisations
  ) throws(ApparatusFailure) -> [GuidedMode] {
    let modes: [GuidedMode]
    do throws(OpticsError) {
      modes = try OpticalStack(device: device, library: library, wavelength: wavelength)
        .guidedModes(
          polarisations: polarisations == .both ? ModePolarisation.allCases : [.transverseElectric], highestOrder: 0)
    } catch {
      throw ApparatusFailure(optics: error)
    }
    guard let mode = modes.first, mode.polarisation == .transverseElectric else {
      throw ApparatusFailure(
        "the stack of '\(device.name)' guides no TE mode at \(shortest(wavelength * 1e9)) nm, so nothing is amplified",
        remedy: "make the light-emitting layer thicker, or its neighbours of lower index")
    }
    return modes
  }

  /// Share of light of a wavelength that each cell of the emitter absorbs, dimensionless.
  static func absorbedShare(
    of device: Device, emitter: Int, edges: [Double], wavelength: Double, side: PumpSide,
    library: OpticalConstantsLibrary
  ) throws(ApparatusFailure) -> [Double] {
    do throws(OpticsError) {
      return try OpticalStack(device: device, library: library, wavelength: wavelength)
        .illuminate(from: side.incidence, cellEdges: [emitter: edges]).absorbedByCell[emitter]
    } catch {
      throw ApparatusFailure(optics: error)
    }
  }

  /// Continuous light as the pulses meet it: what it leaves in each cell of the emitter.
  func steady(
    _ light: BiasLight, device: Device, library: OpticalConstantsLibrary
  ) throws(ApparatusFailure) -> SteadyPump {
    let edges = widths.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
    return SteadyPump(
      irradiance: light.irradiance, photonWavelength: light.wavelength,
      absorbedShare: try Self.absorbedShare(
        of: device, emitter: try Self.emitter(of: device).index, edges: edges, wavelength: light.wavelength,
        side: pump.side, library: library))
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
