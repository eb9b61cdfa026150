// The dimensions of this field by name. One line each: the word people read in a diagnostic and a value they can copy.

extension PhysicalDimension {
  /// Pure number.
  public static let dimensionless = Self()
  /// Length, m.
  public static let length = Self(length: 1)
  /// Area, m².
  public static let area = Self(length: 2)
  /// Volume, m³.
  public static let volume = Self(length: 3)
  /// Time, s.
  public static let time = Self(time: 1)
  /// Frequency or first-order rate constant, s⁻¹.
  public static let rate = Self(time: -1)
  /// Mass, kg.
  public static let mass = Self(mass: 1)
  /// Absolute temperature, K.
  public static let temperature = Self(temperature: 1)
  /// Electric current, A.
  public static let current = Self(current: 1)
  /// Electric charge, C.
  public static let charge = Self(time: 1, current: 1)
  /// Energy, J.
  public static let energy = Self(length: 2, mass: 1, time: -2)
  /// Power, W.
  public static let power = energy / time
  /// Voltage, V.
  public static let voltage = power / current
  /// Rate of change of voltage (scan rate), V s⁻¹.
  public static let scanRate = voltage / time
  /// Electric field, V m⁻¹.
  public static let electricField = voltage / length
  /// Electric resistance, Ω.
  public static let resistance = voltage / current
  /// Resistance times area, Ω m².
  public static let areaResistance = resistance * area
  /// Electric conductance, S.
  public static let conductance = current / voltage
  /// Conductivity, S m⁻¹.
  public static let conductivity = conductance / length
  /// Capacitance, F.
  public static let capacitance = charge / voltage
  /// Capacitance per area, F m⁻².
  public static let arealCapacitance = capacitance / area
  /// Current density, A m⁻².
  public static let currentDensity = current / area
  /// Charge per area, C m⁻².
  public static let arealCharge = charge / area
  /// Energy per area (fluence), J m⁻².
  public static let fluence = energy / area
  /// Power per area (irradiance), W m⁻².
  public static let irradiance = power / area
  /// Number per volume, m⁻³.
  public static let numberDensity = volume.raised(to: -1)
  /// Number per area, m⁻².
  public static let arealDensity = area.raised(to: -1)
  /// Inverse length (absorption coefficient, modal gain or loss), m⁻¹.
  public static let inverseLength = length.raised(to: -1)
  /// Diffusivity, m² s⁻¹.
  public static let diffusivity = area / time
  /// Carrier mobility, m² V⁻¹ s⁻¹.
  public static let mobility = area / (voltage * time)
  /// Velocity, m s⁻¹.
  public static let velocity = length / time
  /// Second-order rate constant, m³ s⁻¹.
  public static let bimolecularRate = volume / time
  /// Third-order (Auger) rate constant, m⁶ s⁻¹.
  public static let augerRate = volume * volume / time
  /// Second-order rate constant per electric field, m³ s⁻¹ per V m⁻¹.
  public static let bimolecularRatePerField = bimolecularRate / electricField
  /// Generation rate per volume, m⁻³ s⁻¹.
  public static let volumetricRate = numberDensity / time
  /// Heat capacity per area, J m⁻² K⁻¹.
  public static let arealHeatCapacity = fluence / temperature
  /// Heat transfer coefficient, W m⁻² K⁻¹.
  public static let heatTransfer = irradiance / temperature
  /// Luminance, cd m⁻².
  public static let luminance = Self(length: -2, luminousIntensity: 1)

  /// Word and example of each named dimension.
  static let named: [(dimension: PhysicalDimension, phrase: String, example: String)] = [
    (.dimensionless, "a pure number", "0.5"), (.length, "a length", "40 nm"), (.area, "an area", "4 mm^2"),
    (.volume, "a volume", "1 cm^3"), (.time, "a time", "2 s"), (.rate, "a rate", "1 kHz"), (.mass, "a mass", "1 kg"),
    (.temperature, "a temperature", "25 °C"), (.current, "a current", "1 mA"), (.charge, "a charge", "1 uC"),
    (.energy, "an energy", "2.3 eV"), (.power, "a power", "1 mW"), (.voltage, "a voltage", "4 V"),
    (.scanRate, "a scan rate", "2 V/s"), (.electricField, "an electric field", "1 MV/cm"),
    (.resistance, "a resistance", "50 ohm"), (.areaResistance, "an area resistance", "10 ohm cm^2"),
    (.conductance, "a conductance", "1 mS"), (.conductivity, "a conductivity", "1e-3 S/cm"),
    (.capacitance, "a capacitance", "1 nF"), (.arealCapacitance, "a capacitance per area", "0.1 uF/cm2"),
    (.currentDensity, "a current density", "10 mA/cm2"), (.arealCharge, "a charge per area", "1 uC/cm2"),
    (.fluence, "a fluence", "480 uJ/cm2"), (.irradiance, "an irradiance", "100 mW/cm2"),
    (.numberDensity, "a number density", "1e18 cm^-3"), (.arealDensity, "a number per area", "1e12 cm^-2"),
    (.inverseLength, "an inverse length", "100 cm^-1"), (.diffusivity, "a diffusivity", "1e-10 cm^2/s"),
    (.mobility, "a mobility", "1 cm^2/(V s)"), (.velocity, "a velocity", "1e3 cm/s"),
    (.bimolecularRate, "a second-order rate constant", "1e-10 cm^3/s"),
    (.augerRate, "a third-order rate constant", "1e-29 cm^6/s"),
    (.bimolecularRatePerField, "a second-order rate constant per field", "1e-9 cm^3/s/(MV/cm)"),
    (.volumetricRate, "a generation rate", "1e27 cm^-3 s^-1"), (.luminance, "a luminance", "100 cd/m^2"),
    (.arealHeatCapacity, "a heat capacity per area", "2000 J/(m^2 K)"),
    (.heatTransfer, "a heat transfer coefficient", "20 W/(m^2 K)"),
  ]
}
