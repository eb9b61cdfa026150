/// Ions, electrons, potential and field against depth at one instant.
public struct DepthProfile: Sendable, Equatable, Codable {
  /// Cell centres x from the electron side, m.
  public var positions: [Double]
  /// Potential φ at the cell centres, V.
  public var potential: [Double]
  /// Positions of the cell faces, m; one more than cells, or only the inner faces.
  public var facePositions: [Double]
  /// Field E at the faces, V m⁻¹.
  public var field: [Double]
  /// Density of each ionic species per cell, m⁻³, in the order of the device; zero where it may not enter.
  public var ions: [IonProfile]
  /// Electron density per cell, m⁻³; zero where there are none.
  public var electrons: [Double]
  /// Name of the layer of each cell.
  public var layers: [String]

  /// - Parameters: as the properties of the same names.
  public init(
    positions: [Double], potential: [Double], facePositions: [Double], field: [Double], ions: [IonProfile],
    electrons: [Double], layers: [String]
  ) {
    self.positions = positions
    self.potential = potential
    self.facePositions = facePositions
    self.field = field
    self.ions = ions
    self.electrons = electrons
    self.layers = layers
  }
}

/// One ionic species against depth.
public struct IonProfile: Sendable, Equatable, Codable {
  /// Name of the species.
  public var name: String
  /// Charge number z.
  public var chargeNumber: Int
  /// Density c per cell, m⁻³.
  public var density: [Double]

  /// - Parameters: as the properties of the same names.
  public init(name: String, chargeNumber: Int, density: [Double]) {
    self.name = name
    self.chargeNumber = chargeNumber
    self.density = density
  }
}
