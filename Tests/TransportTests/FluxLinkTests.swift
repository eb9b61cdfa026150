import Foundation
import Testing
import Transport

@Suite("Flux across a face")
struct FluxLinkTests {
  static func link(_ kind: FluxLink.Kind, jump: Double = 0, slow: Bool = false) -> FluxLink {
    var link = FluxLink(kind: kind, drift: -38.9, conductance: 3)
    link.rightConductance = 0.2
    link.leftShare = 0.3
    link.standardJump = jump
    link.inverseVelocity = slow ? 2 : 0
    link.contactDensity = 0.7
    return link
  }

  static let links = [
    link(.interior), link(.contact), link(.boundary), link(.boundary, jump: 4), link(.boundary, jump: -4),
    link(.boundary, jump: 1, slow: true),
  ]

  /// Excess of 10 sites per unit density, as the site blocking of the model.
  static func excess(_ density: Double) -> Double { -log1p(-density / 10) }

  static func value(_ link: FluxLink, _ a: Double, _ b: Double, _ drop: Double) -> Double {
    let excess = link.kind == .contact ? 0 : excess(b) - excess(a)
    return link.flux(a, b, drop: drop, excess: excess)
  }

  @Test("has the derivatives of its own difference quotients, for every kind of face and drop")
  func derivatives() {
    for link in Self.links {
      for (a, b, drop) in [(0.4, 0.9, 0.0), (0.4, 0.9, 0.02), (3, 1e-3, -0.3), (1e-3, 5, 0.4), (7, 8, 0.001)] {
        let excess = link.kind == .contact ? 0 : Self.excess(b) - Self.excess(a)
        let d = link.derivatives(
          a, b, drop: drop, excess: excess, slopeA: link.kind == .contact ? 0 : 1 / (10 - a),
          slopeB: link.kind == .contact ? 0 : 1 / (10 - b))
        #expect(abs(d.flux - Self.value(link, a, b, drop)) <= 1e-14 * abs(d.flux) + 1e-300)
        // Central differences: error h²F‴/6 and round-off of the flux's parts over h, both below 1e-5 of their scale.
        let scale = 3 * (a + b) * (1 + abs(38.9 * drop))
        let h = 1e-5
        let byDrop = (Self.value(link, a, b, drop + h) - Self.value(link, a, b, drop - h)) / (2 * h)
        #expect(abs(d.byDrop - byDrop) < 1e-5 * 38.9 * scale, "\(link.kind) \(a) \(b) \(drop)")
        let s = 1e-5 * max(a, 1e-2)
        let byLeft = (Self.value(link, a + s, b, drop) - Self.value(link, a - s, b, drop)) / (2 * s)
        #expect(abs(d.byLeft - (link.kind == .contact ? 0 : byLeft)) < 1e-6 * scale / min(1, a), "\(link.kind)")
        let t = 1e-5 * max(b, 1e-2)
        let byRight = (Self.value(link, a, b + t, drop) - Self.value(link, a, b - t, drop)) / (2 * t)
        #expect(abs(d.byRight - byRight) < 1e-6 * scale / min(1, b), "\(link.kind)")
      }
    }
  }

  @Test("keeps its derivatives with contact velocities, excess potentials and field-activated mobility")
  func activatedDerivatives() {
    for kind in [FluxLink.Kind.interior, .boundary, .contact, .farContact] {
      for (velocity, activation) in [(0.0, 1e-4), (3.0, 0), (3.0, 2e-4)] {
        var link = FluxLink(kind: kind, drift: -38.9, conductance: 2)
        (link.rightConductance, link.leftShare, link.standardJump) = (5, 0.3, -1.2)
        (link.contactDensity, link.contactExcess, link.faceOffset) = (0.8, 0.1, 0.004)
        (link.inverseVelocity, link.fieldActivation, link.inverseDistance) = (velocity, activation, 1e9)
        let (a, b) = (0.4, 0.9)
        for drop in [-0.05, 0.002, 0.07] {
          let d = link.derivatives(a, b, drop: drop, excess: 0.2, slopeA: 0, slopeB: 0)
          #expect(abs(d.flux - link.flux(a, b, drop: drop, excess: 0.2)) <= 1e-14 * abs(d.flux))
          // Central differences: error h²F‴/6, below 1e-6 of the sum of the slopes.
          let h = 1e-6
          func quotient(_ value: (Double) -> Double) -> Double { (value(h) - value(-h)) / (2 * h) }
          let byDrop = quotient { link.flux(a, b, drop: drop + $0, excess: 0.2) }
          let byLeft = quotient { link.flux(a + $0, b, drop: drop, excess: 0.2) }
          let byRight = quotient { link.flux(a, b + $0, drop: drop, excess: 0.2) }
          let scale = abs(byDrop) + 38.9 * (abs(byLeft) + abs(byRight))
          #expect(abs(d.byDrop - byDrop) < 1e-6 * scale, "\(kind) \(velocity) \(activation) \(drop)")
          #expect(abs(d.byLeft - byLeft) < 1e-6 * scale, "\(kind)")
          #expect(abs(d.byRight - byRight) < 1e-6 * scale, "\(kind)")
        }
      }
    }
  }

  @Test(
    "vanishes where the electrochemical potential is constant, to round-off", arguments: [-0.5, -0.01, 0, 0.2, 0.9])
  func equilibrium(drop: Double) {
    for var link in Self.links {
      // Boltzmann: c_right = c_left exp(−z Δφ/V_t − jump).
      let a = 0.7
      let b = a * exp(-link.drift * drop - (link.kind == .boundary ? link.standardJump : 0))
      let flux = link.flux(a, b, drop: drop, excess: 0)
      link.contactDensity = 0
      let gross = abs(link.flux(0, b, drop: drop, excess: 0))
      #expect(abs(flux) <= 1e-13 * gross, "\(link.kind): \(flux) of \(gross)")
    }
  }

  @Test("across a boundary without a jump is the exact flux of the two layers in series")
  func series() {
    // No field: F = (c_i − c_j)/(1/G₁ + 1/G₂ + 1/v).
    for (slow, expected) in [(false, 1 / (1 / 3.0 + 5)), (true, 1 / (1 / 3.0 + 5 + 2))] {
      let flux = Self.link(.boundary, slow: slow).flux(0.9, 0.4, drop: 0, excess: 0)
      #expect(abs(flux - 0.5 * expected) < 1e-15)
    }
  }
}
