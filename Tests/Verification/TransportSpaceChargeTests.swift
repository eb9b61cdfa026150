// Equilibrium space charge against closed forms. Half of a symmetric cell with equal numbers of both ions is compared
// with the semi-infinite solution; the cell is many Debye lengths long, so the other electrode does not matter.
//
// Gouy (1910) and Chapman (1913): tanh(ψ/4) = tanh(ψ₀/4) e^(−x/λ), ψ = φ/V_t, λ² = ε V_t/(2 q c₀).
// Bikerman (1942), in the form of Kilic, Bazant and Ajdari, Phys. Rev. E 75, 021502 (2007),
// doi:10.1103/PhysRevE.75.021502, eqs. 5 and 9: with ν = 2c₀/c_max,
//   c± = c₀ e^(∓ψ)/(1 + 2ν sinh²(ψ/2)) when BOTH ions share the sites; here each sign has its own sites, for which
//   c± = c_max/(1 + (c_max/c₀ − 1) e^(±ψ)) (Fermi–Dirac occupation), and Poisson integrates once:
//   (λ ψ′)² = (c_max/c₀)[ln(1 − t + t e^(−ψ)) + ln(1 − t + t e^(ψ))],  t = c₀/c_max.

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: space charge of ions at rest")
struct TransportSpaceChargeTests {
  static let length = 400e-9
  static let density = 4e23
  static let thermalVoltage = 1.380_649e-23 * 298.15 / 1.602_176_634e-19
  static let permittivity = 20 * 8.854_187_8188e-12
  static let debyeLength = (permittivity * thermalVoltage / (2 * 1.602_176_634e-19 * density)).squareRoot()

  static func model(sites: Double, refinement: Int = 1, coarse: Double = 3e-9) throws -> TransportModel {
    let offer = IonInLayer(restDensity: density, siteDensity: sites, diffusivity: 1e-14)
    let device = Device(
      name: "cell",
      layers: [
        Layer(
          name: "film", thickness: length, opticalMaterial: "film", isEmitter: true,
          transport: LayerTransport(relativePermittivity: 20, largestCell: coarse))
      ],
      ions: [
        IonSpecies(name: "positive", chargeNumber: 1, layers: ["film": offer]),
        IonSpecies(name: "negative", chargeNumber: -1, layers: ["film": offer]),
      ])
    return try TransportModel(device: device, settings: TransportSettings(meshRefinement: refinement))
  }

  /// Drop between the contact at 0 and the bulk in units of V_t, and bulk density: the symmetric cell shares the bias.
  static func bulk(_ model: TransportModel, _ profile: TransportProfile) -> (potential: Double, density: Double) {
    let middle = model.mesh.cellCount / 2
    return (
      (profile.potential[middle - 1] + profile.potential[middle]) / 2,
      (profile.densities[0][middle] + profile.densities[1][middle]) / 2
    )
  }

  @Test("Gouy and Chapman: potential and density at every cell", arguments: [0.05, 0.2])
  func gouyChapman(bias: Double) throws {
    var errors: [Double] = []
    for refinement in [1, 2, 4] {
      let model = try Self.model(sites: .infinity, refinement: refinement)
      let profile = model.profile(of: try model.equilibrium(bias: bias))
      let (potential, density) = Self.bulk(model, profile)
      let debye = Self.debyeLength * (Self.density / density).squareRoot()
      let wall = tanh(-potential / Self.thermalVoltage / 4)
      var worst = 0.0
      for (cell, x) in model.mesh.centres.enumerated() where x < Self.length / 2 {
        let psi = 4 * atanh(wall * exp(-x / debye))
        worst = max(worst, abs((profile.potential[cell] - potential) / Self.thermalVoltage - psi))
      }
      errors.append(worst)
    }
    // A cell of 0.1 nm growing to 3 nm against λ = 1.2 nm: a few 1e-3 V_t, tending to second order.
    #expect(errors[0] < 1e-2)
    let orders = zip(errors, errors.dropFirst()).map { log2($0 / $1) }
    #expect(orders[0] > 1.5 && orders[1] > 1.75, "errors \(errors)")
  }

  @Test("Fermi occupation: density follows the potential exactly in every cell", arguments: [0.2, 0.5, 1])
  func occupation(bias: Double) throws {
    let sites = 4e25
    let model = try Self.model(sites: sites)
    let profile = model.profile(of: try model.equilibrium(bias: bias))
    let (potential, _) = Self.bulk(model, profile)
    let middle = model.mesh.cellCount / 2
    for (cell, phi) in profile.potential.enumerated() {
      for (k, sign) in [(0, 1.0), (1, -1.0)] {
        let reference = profile.densities[k][middle]
        let psi = sign * (phi - profile.potential[middle]) / Self.thermalVoltage
        let expected = sites / (1 + (sites / reference - 1) * exp(psi))
        // A flux below 1e-12 of its parts leaves 1e-12 per face; 240 faces, and psi up to 80 carries its own rounding.
        // Beyond 1 − 1e-4 of the sites the statistics continues linearly and is good to a few 1e-4 of c_max.
        let allowed = expected < (1 - 1e-4) * sites ? 1e-8 * expected + 1 : 5e-4 * sites
        #expect(abs(profile.densities[k][cell] - expected) < allowed, "cell \(cell)")
      }
    }
    #expect(abs(potential - bias / 2) < 1e-6 * bias)
  }

  @Test("Bikerman: surface field and charge of a layer that runs full", arguments: [0.4, 0.6])
  func bikerman(bias: Double) throws {
    let sites = 4e25
    var errors: [Double] = []
    for refinement in [1, 2, 4] {
      let model = try Self.model(sites: sites, refinement: refinement, coarse: 1e-9)
      let state = try model.equilibrium(bias: bias)
      let profile = model.profile(of: state)
      let (potential, density) = Self.bulk(model, profile)
      let t = density / sites
      let psi = potential / Self.thermalVoltage
      let debye = Self.debyeLength * (Self.density / density).squareRoot()
      // (λψ′)² with λ for 2c₀: prefactor 1/t splits evenly over the two signs.
      let squared = (log(1 - t + t * exp(-psi)) + log(1 - t + t * exp(psi))) / t
      let field = squared.squareRoot() * Self.thermalVoltage / debye
      errors.append(abs(abs(profile.fieldAbove[0]) / field - 1))
    }
    #expect(errors[0] < 1e-2)
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(log2(coarse / fine) > 1.7, "errors \(errors)") }
  }
}
