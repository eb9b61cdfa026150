import Emission
import Materials
import Transport

extension SimulatedDevice {
  /// The frozen film at the instant of a spectrum, and the pulse that will be fired at it.
  public struct Exposure: Sendable {
    /// The cells of the emitter.
    public var film: FilmCells
    /// Incident fluence F, J m⁻².
    public var fluence: Double
  }

  public func develop(_ exposure: Exposure) throws(ApparatusFailure) -> DetectedEmission {
    let pulse = LaserPulse(
      incidentFluence: exposure.fluence, photonWavelength: pump.wavelength, duration: pump.width)
    do {
      return DetectedEmission(try pulses.fire(pulse, film: exposure.film))
    } catch {
      throw ApparatusFailure(emission: error)
    }
  }

  /// The pulse of an exposure with everything the fast model knows of it, such as its decay in time.
  public func emission(of exposure: Exposure) throws(EmissionError) -> PulseEmission {
    try pulses.fire(
      LaserPulse(incidentFluence: exposure.fluence, photonWavelength: pump.wavelength, duration: pump.width),
      film: exposure.film)
  }
}

extension DetectedEmission {
  /// What the detector shows of a computed pulse.
  init(_ pulse: PulseEmission) {
    let photons = pulse.photons
    let pairs = photons.absorbed
    self.init(
      wavelengths: pulse.wavelengths, spectrum: pulse.spectrum, plSpectrum: pulse.plSpectrum,
      aseSpectrum: pulse.aseSpectrum,
      figures: EmissionFigures(
        externalYield: pulse.externalYield, meanRadiativeFraction: pulse.meanRadiativeFraction,
        peakDensity: pulse.peakDensity, peakMeanDensity: pulse.peakMeanDensity, absorbedPhotons: pairs,
        k1Share: photons.firstOrder / pairs, radiativeShare: photons.radiative / pairs,
        nonradiativeShare: photons.nonradiative / pairs, augerShare: photons.auger / pairs,
        extractionShare: photons.extracted / pairs, aseShare: photons.stimulated / pairs,
        photonBalance: pulse.photonBalance))
  }
}

extension DepthProfile {
  init(_ profile: TransportProfile, device: Device, mesh: TransportMesh) {
    self.init(
      positions: profile.positions, potential: profile.potential, facePositions: profile.facePositions,
      field: profile.fieldBelow,
      ions: zip(device.ions, profile.densities).map {
        IonProfile(name: $0.name, chargeNumber: $0.chargeNumber, density: $1)
      },
      electrons: profile.electrons, layers: mesh.layerIndices.map { device.layers[$0].name })
  }
}
