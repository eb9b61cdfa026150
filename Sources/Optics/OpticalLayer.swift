/// One layer of an optical stack at one wavelength.
public struct OpticalLayer: Sendable, Equatable {
  /// Name, for messages.
  public var name: String
  /// Thickness, m.
  public var thickness: Double
  /// Refractive index n + ik, dimensionless; k > 0 absorbs.
  public var refractiveIndex: ComplexNumber
  /// dn/dλ + i dk/dλ, m⁻¹; only the group index of guided modes asks for it.
  public var dispersion: ComplexNumber
  /// Whether light loses its phase in the layer: intensities are added instead of fields.
  public var isIncoherent: Bool
  /// Whether the layer emits light; guided modes are sought in the coherent layers around it.
  public var isEmitter: Bool

  /// - Parameters: as the properties of the same names.
  public init(
    name: String = "", thickness: Double, refractiveIndex: ComplexNumber, dispersion: ComplexNumber = ComplexNumber(0),
    isIncoherent: Bool = false, isEmitter: Bool = false
  ) {
    self.name = name
    self.thickness = thickness
    self.refractiveIndex = refractiveIndex
    self.dispersion = dispersion
    self.isIncoherent = isIncoherent
    self.isEmitter = isEmitter
  }

  /// Relative permittivity ε = (n + ik)², dimensionless.
  public var permittivity: ComplexNumber { refractiveIndex * refractiveIndex }
}
