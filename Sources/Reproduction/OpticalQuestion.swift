import Optics

/// What is asked of the optics of a device.
public struct OpticalQuestion: Sendable {
  /// Vacuum wavelength of the light shone on the device, m.
  public var wavelength = 355e-9
  /// Vacuum wavelength of the guided and of the emitted light, m.
  public var modeWavelength = 538e-9
  /// Angle of incidence, rad.
  public var angle = 0.0
  /// Polarisation of the light.
  public var polarisation = Polarisation.unpolarised
  /// The side the light comes from.
  public var side = IncidenceSide.holeSide
  /// A spectrum in place of the single wavelength.
  public var spectrum: IlluminationSpectrum?
  /// Whether the spectrum is in W m⁻² per wavelength, as a file gives it, so that fluxes mean something.
  public var spectrumIsAbsolute = false
  /// Length of the pumped stripe, m, for the threshold gain.
  public var length = 2.6e-3
  /// Width of the pumped stripe, m, for the effective area.
  public var stripeWidth = 100e-6
  /// Whether guided modes are asked for.
  public var includesModes = true
  /// Whether leaky modes are asked for.
  public var includesLeakyModes = false
  /// Whether the emission of dipoles is asked for.
  public var includesDipoles = false
  /// Depths of the dipoles, m from the low face of the emitter; spread over it where none is given.
  public var dipoleDepths: [Double] = []
  /// What to sweep.
  public var sweep: OpticalSweep?

  /// The standard question: 355 nm from the hole side, guided light at 538 nm.
  public init() {}
}
