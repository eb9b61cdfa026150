/// How finely space and time are resolved. The defaults meet the reference numbers in `Documentation/methods/transport.md`.
public struct TransportSettings: Sendable, Equatable {
  /// Relative tolerance of the time integration, dimensionless.
  public var relativeTolerance: Double
  /// Divides every cell of the automatic mesh by this number; 2 halves them all.
  public var meshRefinement: Int
  /// Joins so many neighbouring cells of a layer into one; 2 gives the nested mesh of an estimate of the error in space.
  public var meshCoarsening: Int
  /// Width of the cells that touch a layer boundary, m, at most: see `cellsPerDebyeLength`.
  public var smallestCell: Double
  /// The same, m, in a layer with full carriers, where recombination and current feel the potential next to a boundary.
  public var smallestCarrierCell: Double
  /// Least number of boundary cells that a layer's Debye length holds, dimensionless; cells at a boundary are made narrower
  /// until it does. 10 leaves an error of at most 1 % of the double layer's capacitance.
  public var cellsPerDebyeLength: Double
  /// Ratio of neighbouring cells away from a layer boundary in a layer with full carriers, dimensionless.
  public var carrierGrowthRatio: Double
  /// Ratio of neighbouring cells away from a layer boundary, dimensionless.
  public var growthRatio: Double
  /// Largest cell of a layer with mobile charge, m, where the device names none.
  public var largestCell: Double
  /// Largest cell, m, of a layer that ions may enter but where none rest: nothing screens the field there, ions drift in
  /// all of it, and the cell Péclet number decides the resolution.
  public var largestUnscreenedCell: Double
  /// Velocity at which ions cross a layer boundary, m s⁻¹; infinite for a boundary that resists nothing.
  public var interfaceVelocity: Double
  /// First step after a jump of bias or temperature, s.
  public var firstStep: Double
  /// Change of temperature, K, over which a device with a thermal node is taken to keep its temperature.
  public var temperatureStep: Double
  /// Most integration steps in one call.
  public var stepLimit: Int

  /// - Parameters: as the properties of the same names.
  public init(
    relativeTolerance: Double = 1e-4, meshRefinement: Int = 1, meshCoarsening: Int = 1, smallestCell: Double = 0.1e-9,
    smallestCarrierCell: Double = 0.05e-9, cellsPerDebyeLength: Double = 10, carrierGrowthRatio: Double = 1.15,
    growthRatio: Double = 1.3, largestCell: Double = 3e-9, largestUnscreenedCell: Double = 0.5e-9,
    interfaceVelocity: Double = .infinity, firstStep: Double = 1e-13, temperatureStep: Double = 0.05,
    stepLimit: Int = 100_000
  ) {
    self.relativeTolerance = relativeTolerance
    self.meshRefinement = meshRefinement
    self.meshCoarsening = meshCoarsening
    self.smallestCell = smallestCell
    self.smallestCarrierCell = smallestCarrierCell
    self.cellsPerDebyeLength = cellsPerDebyeLength
    self.carrierGrowthRatio = carrierGrowthRatio
    self.growthRatio = growthRatio
    self.largestCell = largestCell
    self.largestUnscreenedCell = largestUnscreenedCell
    self.interfaceVelocity = interfaceVelocity
    self.firstStep = firstStep
    self.temperatureStep = temperatureStep
    self.stepLimit = stepLimit
  }
}
