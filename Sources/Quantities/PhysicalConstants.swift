// Physical constants, SI. The first four are exact by definition of the SI; the others are CODATA 2022
// (Mohr, Newell, Taylor, Tiesinga, Rev. Mod. Phys. 97, 025002 (2025), doi:10.1103/RevModPhys.97.025002).

/// Constants of nature in SI units.
public enum PhysicalConstants {
  /// Elementary charge q, C (exact).
  public static let elementaryCharge = 1.602_176_634e-19
  /// Boltzmann constant k, J K⁻¹ (exact).
  public static let boltzmannConstant = 1.380_649e-23
  /// Planck constant h, J s (exact).
  public static let planckConstant = 6.626_070_15e-34
  /// Speed of light in vacuum c, m s⁻¹ (exact).
  public static let speedOfLight = 299_792_458.0
  /// Reduced Planck constant ħ = h/2π, J s.
  public static let reducedPlanckConstant = planckConstant / (2 * Double.pi)
  /// Vacuum permittivity ε₀, F m⁻¹ (CODATA 2022, relative uncertainty 1.6e-10).
  public static let vacuumPermittivity = 8.854_187_8188e-12
  /// Electron mass m₀, kg (CODATA 2022, relative uncertainty 3.1e-10).
  public static let electronMass = 9.109_383_7139e-31

  /// Thermal voltage V_t = kT/q, V.
  /// - Parameter temperature: T, K.
  @inlinable
  public static func thermalVoltage(temperature: Double) -> Double {
    boltzmannConstant * temperature / elementaryCharge
  }
}
