// What pump, guide and pulse need of a sample, whatever its ions do: shared by the device with contacts and the bare film.

import Emission
import Materials
import Optics

/// The light-emitting film of a stack under its pump: absorption per cell, guided mode, fast model.
public struct PumpedFilm: Sendable {
  /// The pump laser; only its fluence changes during a protocol.
  public let pump: Pump
  /// What the detectors record.
  public let detector: DetectorGrid
  /// The fast model.
  public private(set) var pulses: PulseModel
  /// The guided mode that carries the amplified light: the fundamental TE mode.
  public let mode: GuidedMode
  /// Pump light absorbed by each layer, fraction of the incident light.
  public let pumpAbsorption: PlaneWaveResult
  /// Width of each cell, m.
  public let widths: [Double]
  /// Share of the incident fluence absorbed in each cell, dimensionless.
  public let absorbedShare: [Double]
  /// The same of the second pump; `nil` without one.
  public let secondAbsorbedShare: [Double]?

  /// The frozen film at the instant of a spectrum, and the pulse that will be fired at it.
  public struct Exposure: Sendable {
    /// The cells of the emitter.
    public var film: FilmCells
    /// Incident fluence F, J m⁻².
    public var fluence: Double
    /// What is wanted of the pulse.
    public var kinds: Set<RecordKind> = [.spectrum]
    /// Light that shines beside the pulses.
    public var light: SteadyPump?
    /// The film at its temperature, with the tables for it.
    var pumped: PumpedFilm
  }

  /// - Parameters:
  ///   - device: the stack; it must have a light-emitting layer with emission parameters.
  ///   - edges: cell edges of that layer from its own low face, m.
  ///   - pump: the pump laser.
  ///   - detector: what the spectrometer records.
  ///   - temperature: lattice temperature T, K.
  ///   - library: optical constants.
  ///   - numerics: resolution of the fast model.
  /// - Throws: `ApparatusFailure` in the words of the model that refused.
  init(
    device: Device, edges: [Double], pump: Pump, detector: DetectorGrid, temperature: Double,
    library: OpticalConstantsLibrary, numerics: PulseNumerics
  ) throws(ApparatusFailure) {
    let (emitter, emission) = try Self.emitter(of: device)
    do throws(OpticsError) {
      pumpAbsorption = try OpticalStack(device: device, library: library, wavelength: pump.wavelength)
        .illuminate(from: pump.side.incidence, cellEdges: [emitter: edges])
    } catch {
      throw ApparatusFailure(optics: error)
    }
    secondAbsorbedShare = try pump.second.map { second throws(ApparatusFailure) in
      try Self.absorbedShare(
        of: device, emitter: emitter, edges: edges, wavelength: second.wavelength, side: second.side, library: library)
    }
    let modes = try Self.fundamentalModes(
      of: device, library: library, wavelength: detector.modeWavelength, polarisations: detector.modes)
    mode = modes[0]
    let couplings = modes.map { ModeCoupling($0, emitter: emitter, wavelength: detector.modeWavelength) }
    var parameters = emission
    if let resolution = detector.resolution { parameters.guide.spectralResolution = resolution }
    do throws(EmissionError) {
      pulses = try PulseModel(
        parameters: parameters, coupling: couplings[0], furtherModes: Array(couplings.dropFirst()),
        wavelengths: detector.wavelengths, filter: detector.filter, temperature: temperature, numerics: numerics)
    } catch {
      throw ApparatusFailure(emission: error)
    }
    self.pump = pump
    self.detector = detector
    widths = zip(edges.dropFirst(), edges).map { $0 - $1 }
    absorbedShare = pumpAbsorption.absorbedByCell[emitter]
  }

  /// The same film at another temperature T, K: the tables of the fast model are made anew.
  func at(temperature: Double) throws(ApparatusFailure) -> PumpedFilm {
    var copy = self
    do throws(EmissionError) { copy.pulses = try pulses.at(temperature: temperature) } catch {
      throw ApparatusFailure(emission: error)
    }
    return copy
  }

  /// The light-emitting layer of a device and its parameters.
  static func emitter(of device: Device) throws(ApparatusFailure) -> (index: Int, parameters: EmissionParameters) {
    guard let parameters = device.emission, let index = device.emitterIndex else {
      throw ApparatusFailure(
        "device '\(device.name)' has no light-emitting layer with emission parameters",
        remedy: "choose a device that emits, or describe its emission")
    }
    return (index, parameters)
  }
}
