// The slow problem of a device: Poisson's equation with any number of mobile ions, and electrons where a layer has them.

import Foundation
import Materials
import Quantities

/// Potential, ions and carriers of a device on a finite-volume mesh, from picoseconds to years. Immutable, assembled once.
///
/// A `TransportState` carries everything that changes; the model advances it. See `Documentation/methods/transport.md`.
public struct TransportModel: Sendable {
  /// The device, as given.
  public let device: Device
  /// Resolution in space and time.
  public let settings: TransportSettings
  /// Cells of the electrical domain.
  public let mesh: TransportMesh
  /// Mobile species: ions in the device's order, then electrons, then holes.
  let species: [MobileSpecies]
  /// Bands, contacts and traps of electrons and holes; `nil` in the model of ions and majority carriers.
  let carriers: CarrierDomain?
  /// Relative permittivity ε per cell.
  let permittivity: [Double]
  /// Fixed charge number density, m⁻³: donors, and the background that makes the as-made layer neutral.
  let fixedCharge: [Double]

  /// Called with each accepted step of the time integration, in order; `nil` for nobody.
  public var onStep: (@Sendable (AcceptedStep) -> Void)?

  /// Given terms added to the equations, for verification by manufactured solutions; `nil` otherwise.
  package var sources: GivenSources?
  /// Step of an integration without error control, s, for measuring its order; `nil` controls the error.
  package var fixedStep: Double?

  /// Assembles a device.
  ///
  /// Layers with a `transport` description form the domain. Ions at rest are neutralised in each layer by a fixed
  /// background −Σ z c₀: for a pair of ions of opposite sign and equal rest density it vanishes, for a single ion it is
  /// the countercharge of the lattice.
  /// - Throws: `TransportError` if the stack or a number in it cannot be meant.
  public init(device: Device, settings: TransportSettings = .init()) throws(TransportError) {
    try Self.check(device, settings)
    self.device = device
    self.settings = settings
    let mesh = TransportMesh(device: device, settings: settings)
    self.mesh = mesh
    var species = device.ions.map { MobileSpecies(ion: $0, device: device, mesh: mesh) }
    switch device.carriers {
    case .majority:
      if let electrons = MobileSpecies(electronsOf: device, mesh: mesh) { species.append(electrons) }
      carriers = nil
    case .full:
      carriers = CarrierDomain(device: device, mesh: mesh, ionCount: species.count)
      species.append(MobileSpecies(carriersOf: device, charge: -1, mesh: mesh))
      species.append(MobileSpecies(carriersOf: device, charge: 1, mesh: mesh))
    }
    self.species = species
    let layers = mesh.layerIndices.map { device.layers[$0].transport }
    permittivity = layers.map { $0?.relativePermittivity ?? 1 }
    var fixed = mesh.layerIndices.indices.map { cell in
      let ions = species.filter(\.isIon)
      let acceptors = device.carriers == .full ? layers[cell]?.semiconductor?.acceptorDensity ?? 0 : 0
      let donors = layers[cell]?.donorDensity ?? 0
      return ions.reduce(donors - acceptors) { $0 - $1.charge * $1.restDensity[cell] }
    }
    // A charge on a boundary counts for the two cells in the shares of their half cells' capacitances.
    for (face, interface) in carriers?.interfaces ?? [:] where interface.fixedCharge != 0 {
      let sheet = interface.fixedCharge / PhysicalConstants.elementaryCharge
      let (one, two) = (mesh.widths[face - 1] / permittivity[face - 1], mesh.widths[face] / permittivity[face])
      fixed[face - 1] += sheet * two / (one + two) / mesh.widths[face - 1]
      fixed[face] += sheet * one / (one + two) / mesh.widths[face]
    }
    fixedCharge = fixed
  }

  /// Names of the mobile species in the order of `TransportProfile.densities`: ions, then electrons, then holes.
  public var speciesNames: [String] { species.map(\.name) }

  /// Unknowns per cell: the potential, one density per species, and the filled density of every dynamic trap.
  public var unknownsPerCell: Int { species.count + 1 + (carriers?.trapRows ?? 0) }

  /// Geometric capacitance per area of the whole domain, F m⁻².
  public var geometricCapacitance: Double {
    let elastance = zip(mesh.widths, permittivity).reduce(0) { $0 + $1.0 / $1.1 }
    return PhysicalConstants.vacuumPermittivity / elastance
  }

  /// ε/distance across face `face` (0…cellCount), m⁻¹: two half cells in series, one at a contact.
  func faceCapacity(_ face: Int) -> Double {
    let last = mesh.cellCount
    let left = face > 0 ? mesh.widths[face - 1] / (2 * permittivity[face - 1]) : 0
    let right = face < last ? mesh.widths[face] / (2 * permittivity[face]) : 0
    return 1 / (left + right)
  }

  /// Whether the face lies between two layers.
  func isLayerBoundary(_ face: Int) -> Bool {
    face > 0 && face < mesh.cellCount && mesh.layerIndices[face - 1] != mesh.layerIndices[face]
  }

  /// All faces that species can cross, at temperature T.
  func links(temperature: Double) -> [FluxLink] {
    let thermalVoltage = PhysicalConstants.thermalVoltage(temperature: temperature)
    let thermalEnergy = PhysicalConstants.boltzmannConstant * temperature
    var links: [FluxLink] = []
    for (k, one) in species.enumerated() {
      let drift = one.charge / thermalVoltage
      let diffusivity = mesh.widths.indices.map { one.diffusivity(cell: $0, temperature: temperature) }
      if one.hasBands { links += contactLinks(of: one, row: k + 1, temperature: temperature, diffusivity: diffusivity) }
      if let density = one.contactDensity {
        var link = FluxLink(kind: .contact, drift: drift, conductance: 2 * diffusivity[0] / mesh.widths[0])
        link.row = k + 1
        link.contactDensity = density / TransportSystem.densityUnit
        links.append(link)
      }
      for face in 1..<max(1, mesh.cellCount) where one.isActive[face - 1] && one.isActive[face] {
        let (i, j) = (face - 1, face)
        let isBoundary = isLayerBoundary(face)
        let conductance = 2 * diffusivity[i] / (isBoundary ? mesh.widths[i] : mesh.widths[i] + mesh.widths[j])
        var link = FluxLink(kind: isBoundary ? .boundary : .interior, drift: drift, conductance: conductance)
        (link.left, link.right, link.row) = (i, j, k + 1)
        if isBoundary {
          let (first, second) = (mesh.widths[i] / permittivity[i], mesh.widths[j] / permittivity[j])
          link.leftShare = first / (first + second)
          link.rightConductance = 2 * diffusivity[j] / mesh.widths[j]
          link.inverseVelocity = 1 / (one.hasBands ? crossingVelocity(face) : settings.interfaceVelocity)
          link.standardJump = (one.partitionEnergy[j] - one.partitionEnergy[i]) / thermalEnergy
          // Occupation decides: unequal site densities are a partition energy. Without a limit there is nothing to count.
          if one.siteDensity[i].isFinite && one.siteDensity[j].isFinite {
            link.standardJump -= log(one.siteDensity[j] / one.siteDensity[i])
          }
          link.faceOffset = faceOffset(face)
          if one.hasBands { link.standardJump -= log(one.stateDensity[j] / one.stateDensity[i]) }
        }
        if one.hasBands {
          link.fieldActivation = 0.5 * (one.fieldActivation[i] + one.fieldActivation[j])
          link.inverseDistance = 2 / (mesh.widths[i] + mesh.widths[j])
        }
        links.append(link)
      }
    }
    return links
  }
}
