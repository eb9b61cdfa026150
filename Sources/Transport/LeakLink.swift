// Carriers that tunnel between a contact and the nearest layer with bands, through the insulators that lie between them.
//
// Each of the N states per volume at the face of the layer exchanges carriers with states of the metal at its own energy
// (elastic tunnelling, or hops through defects of the insulator), as often in one direction as in the other:
//   F = v N [o(η) − o(η_c)],   o(η) = 1/(1 + e^{−η}),
// with η the reduced level of the layer's carriers at the face and η_c that of the metal there, both against the band edge:
//   e^η = (c/N) e^{µˣ − z(φ_face − φ)/V_t},      η_c = η₀ − z(φ_face − φ_contact)/V_t,
//   η₀ = (χ − Φ)/kT for electrons, (Φ − I)/kT for holes.
// So the flux vanishes at equal Fermi levels for any statistics; dilute carriers leave at v (c − c₀) as through a contact
// with the velocity v; and what the metal can supply ends at v N, once every state faces a filled one, however large the
// drop across the insulator is. The quasi-Fermi level is constant over the half cell before the face: v is a trickle
// beside the exchange within the layer.
//
// A field E in the insulators (the mean) adds tunnelling through the triangle that it makes of the barrier:
//   v = v₀ + v_t exp(−E_t/|E|),      E_t = 4 √(2 m*) φ_b^{3/2}/(3 q ħ).
//
// Rejected: a contact density c₀ = N F(η_c) without the bound of the states, which grows as e^{V/V_t} with the drop across
// the insulator; and a chain of cells with bands in the insulator, whose barrier against the metal nobody knows.
// Sources: transfer Hamiltonian, Bardeen, Phys. Rev. Lett. 6, 57 (1961), doi:10.1103/PhysRevLett.6.57; the field's term,
// Lenzlinger and Snow, J. Appl. Phys. 40, 278 (1969), doi:10.1063/1.1657043 (there with a prefactor E², slow beside it).

import Foundation

/// Flux through a leak, towards larger x, and its derivatives.
struct LeakDerivatives {
  /// F, scaled density × m s⁻¹.
  var flux: Double
  /// The larger of the two opposing parts.
  var gross: Double
  /// ∂F/∂c.
  var byDensity: Double
  /// ∂F/∂φ of the cell with bands.
  var byOwn: Double
  /// ∂F/∂φ of its neighbour in the insulator.
  var byNeighbour: Double
  /// ∂F/∂φ of the contact.
  var byContact: Double
}

/// The exchange of one carrier between a contact and a layer with bands.
struct LeakLink {
  /// The cell with bands beside the insulator.
  var cell: Int
  /// The insulator's cell beside it.
  var neighbour: Int
  /// Position of the carrier's density within a cell's unknowns.
  var row: Int
  /// Whether the contact is that at x = L.
  var isFar: Bool
  /// z/V_t, V⁻¹.
  var drift: Double
  /// v₀, m s⁻¹.
  var velocity: Double
  /// v_t, m s⁻¹.
  var tunnellingVelocity: Double
  /// E_t, V m⁻¹.
  var tunnellingField: Double
  /// 1/N, scaled.
  var inverseStates: Double
  /// η₀.
  var contactLevel: Double
  /// 1/thickness of the insulators, m⁻¹.
  var inverseThickness: Double
  /// Share of the drop between the two cells' centres that falls in the half cell with bands.
  var share: Double
  /// Potential by which a charge on the boundary lifts the face, V.
  var faceOffset: Double

  /// The face at which the carrier leaves its layer.
  var face: Int { isFar ? cell + 1 : cell }

  /// F and its derivatives.
  /// - Parameters:
  ///   - density: c, scaled.
  ///   - excess: µˣ.
  ///   - excessSlope: dµˣ/dc.
  ///   - own: φ of the cell, V.
  ///   - neighbour: φ of the insulator's cell, V.
  ///   - contact: φ of the contact, V.
  func derivatives(
    density: Double, excess: Double, excessSlope: Double, own: Double, neighbour: Double, contact: Double
  ) -> LeakDerivatives {
    let rise = share * (neighbour - own) + faceOffset
    let fugacity = inverseStates * exp(min(excess - drift * rise, 600))
    let ratio = density * fugacity
    // A density below zero, a round-off of the integration, continues the dilute limit.
    let vacancy = ratio > 0 ? 1 / (1 + ratio) : 1
    let occupied = ratio > 0 && !ratio.isFinite ? 1 : ratio * vacancy
    let level = contactLevel - drift * (own + rise - contact)
    let metal = 1 / (1 + exp(-level))
    let curvature = occupied * vacancy
    let metalCurvature = metal * (1 / (1 + exp(level)))
    let speed = speed(contact - own - rise)
    let states = (isFar ? 1 : -1) / inverseStates
    let sign = states * speed.value
    let byDrop = states * speed.slope * (occupied - metal)
    return LeakDerivatives(
      flux: sign * (occupied - metal), gross: abs(sign) * max(abs(occupied), metal),
      byDensity: sign * vacancy * vacancy * fugacity * (1 + density * excessSlope),
      byOwn: sign * drift * (share * curvature + (1 - share) * metalCurvature) - (1 - share) * byDrop,
      byNeighbour: sign * drift * share * (metalCurvature - curvature) - share * byDrop,
      byContact: -sign * drift * metalCurvature + byDrop)
  }

  /// v and its slope by the drop across the insulators, m s⁻¹ V⁻¹.
  private func speed(_ drop: Double) -> (value: Double, slope: Double) {
    let field = drop * inverseThickness
    let size = abs(field)
    // Below E_t/700 the exponential is zero in double precision.
    guard tunnellingVelocity > 0, size > tunnellingField / 700 else { return (velocity, 0) }
    let tunnelled = tunnellingVelocity * exp(-tunnellingField / size)
    return (velocity + tunnelled, tunnelled * tunnellingField / (size * field) * inverseThickness)
  }
}
