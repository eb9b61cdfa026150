/// Everything the slow problem remembers: the unknowns, the clock, and the books its audit is kept in.
///
/// Plain numbers throughout: writing them out and reading them back bit by bit continues a run bit by bit.
public struct TransportState: Sendable, Equatable, Codable {
  /// Time since the state was made, s.
  public var time: Double
  /// Bias V, V, at that time.
  public var bias: Double
  /// Lattice temperature T, K.
  public var temperature: Double
  /// Unknowns cell by cell: potential φ, V, then the density of each species, m⁻³ (ions in the device's order, then
  /// electrons and holes as far as the device has them, then filled traps).
  public var unknowns: [Double]
  /// Ions per area that the device held when the state was made, m⁻², one per ion species.
  public var ionInventory: [Double]
  /// Ions per area that round-off of the linear solver would have created or lost and that were put right, m⁻², summed
  /// without sign since the state was made, one per ion species.
  public var ionRoundOff: [Double]
  /// Charge that has flowed into the HTL contact ∫J dt, C m⁻², jumps of bias included.
  public var chargePassed: Double
  /// ∫|J| dt, C m⁻²: the scale of the charge audit.
  public var chargeTurnover: Double
  /// Charge on the HTL contact when the state was made, C m⁻², by the induced-charge theorem.
  public var initialContactCharge: Double
  /// Rate at which the bias last changed, V s⁻¹; a change of it is a kink where the integration starts anew.
  public var biasRate: Double
  /// Step the integration would take next, s; zero asks for a fresh start.
  public var nextStep: Double
  /// Share of `chargePassed` that carriers conducted through the HTL contact, C m⁻².
  public var chargeConducted: Double
  /// Time derivatives of the unknowns, in their order and units per s, where full carriers need them for their currents;
  /// empty at rest.
  public var rates: [Double]
  /// Voltage across the layers, V, where a circuit makes it differ from the bias at the terminals; else `nil`.
  public var layerVoltage: Double?
  /// Voltage across the layers, V.
  public var layerBias: Double { layerVoltage ?? bias }
  /// Pairs made by light in each cell, m⁻³ s⁻¹; empty in the dark.
  public var generation: [Double]

  /// - Parameters: as the properties of the same names.
  public init(
    time: Double, bias: Double, temperature: Double, unknowns: [Double], ionInventory: [Double],
    ionRoundOff: [Double] = [], chargePassed: Double = 0, chargeTurnover: Double = 0, initialContactCharge: Double = 0,
    biasRate: Double = 0, nextStep: Double = 0, chargeConducted: Double = 0, rates: [Double] = [],
    generation: [Double] = [], layerVoltage: Double? = nil
  ) {
    self.time = time
    self.bias = bias
    self.temperature = temperature
    self.unknowns = unknowns
    self.ionInventory = ionInventory
    self.ionRoundOff = ionRoundOff.isEmpty ? ionInventory.map { _ in 0 } : ionRoundOff
    self.chargePassed = chargePassed
    self.chargeTurnover = chargeTurnover
    self.initialContactCharge = initialContactCharge
    self.biasRate = biasRate
    self.nextStep = nextStep
    self.chargeConducted = chargeConducted
    self.rates = rates
    self.generation = generation
    self.layerVoltage = layerVoltage
  }
}

/// What an observer gets at each sample time.
public struct TransportSample: Sendable, Equatable {
  /// Time since the state was made, s.
  public let time: Double
  /// Bias V, V.
  public let bias: Double
  /// Terminal current density J, A m⁻²: conduction and displacement, positive into the HTL contact (forward).
  public let currentDensity: Double
  /// The state at that time.
  public let state: TransportState
}

/// What one `advance` did.
public struct AdvanceSummary: Sendable, Equatable {
  /// Accepted steps.
  public let steps: Int
  /// Rejected steps.
  public let rejectedSteps: Int
  /// Shortest and longest accepted step, s (infinite and zero if there was none).
  public let shortestStep: Double
  /// Longest accepted step, s.
  public let longestStep: Double
  /// Whether the hold became stationary and was stopped before its end.
  public let becameStationary: Bool
  /// Books after the call.
  public let audit: AuditReport
}

/// Conservation of ions and charge since the state was made: numbers, to be judged by the reader.
public struct AuditReport: Sendable, Equatable, Codable {
  /// Relative change of the number of ions, dimensionless, one per ion species; zero for a species that is frozen.
  public let ionDrift: [Double]
  /// Round-off of the linear solver that was put right, summed without sign, as a share of the ions, dimensionless: a
  /// flux that did not conserve would show here.
  public let ionRoundOff: [Double]
  /// |∫J dt − ΔQ|/∫|J| dt, dimensionless, with Q the contact charge that the ions and carriers in the device induce.
  public let chargeImbalance: Double

  /// Largest ion drift, dimensionless.
  public var largestIonDrift: Double { ionDrift.map { abs($0) }.max() ?? 0 }

  /// - Parameters: as the properties of the same names.
  public init(ionDrift: [Double], ionRoundOff: [Double], chargeImbalance: Double) {
    self.ionDrift = ionDrift
    self.ionRoundOff = ionRoundOff
    self.chargeImbalance = chargeImbalance
  }
}
