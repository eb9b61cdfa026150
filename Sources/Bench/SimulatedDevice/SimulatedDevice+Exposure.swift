import Emission
import Materials
import Transport

extension SimulatedDevice {
  /// The detected emission of one representative pulse on a frozen state.
  public func develop(_ exposure: PumpedFilm.Exposure) throws(ApparatusFailure) -> DetectedEmission {
    try exposure.pumped.develop(exposure)
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
  /// A profile of the slow model with the names of the device.
  package init(_ profile: TransportProfile, device: Device, mesh: TransportMesh) {
    self.init(
      positions: profile.positions, potential: profile.potential, facePositions: profile.facePositions,
      field: profile.fieldBelow,
      ions: zip(device.ions, profile.densities).map {
        IonProfile(name: $0.name, chargeNumber: $0.chargeNumber, density: $1)
      },
      electrons: profile.electrons, layers: mesh.layerIndices.map { device.layers[$0].name })
  }
}
