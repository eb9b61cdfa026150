// The chosen solution at one time: cubics between matched ends, and what follows from them at a place.

import Foundation
import Transport

/// One function in one layer: a cubic by its end values and end slopes (functions of time), and a bump.
struct MatchedCubic {
  let start: Double
  let length: Double
  let values: (Jet, Jet)
  let slopes: (Jet, Jet)
  let bump: Jet

  /// Value with derivatives at x.
  func at(_ x: Double) -> Jet {
    let s = (1 / length) * (Jet.position(x) - start)
    let r = Jet(1) - s
    let (ss, rr) = (s * s, r * r)
    let ends = rr * (Jet(1) + 2 * s) * values.0 + ss * (Jet(1) + 2 * r) * values.1
    let inclines = length * (rr * s * slopes.0 - ss * r * slopes.1)
    return ends + inclines + 16 * (ss * rr * bump)
  }
}

/// Everything that depends on time alone.
struct ManufacturedFrame {
  typealias Numbers = ManufacturedSolution
  private var potentials: [MatchedCubic] = []
  private var levels: [[MatchedCubic?]] = []
  /// J, A m⁻².
  private(set) var current = 0.0

  init(_ solution: ManufacturedSolution, time: Double) {
    let voltage = Numbers.thermalVoltage
    /// mean + amplitude sin(2π f t/period + phase).
    func wave(_ mean: Double, _ amplitude: Double, _ frequency: Double, _ phase: Double) -> Jet {
      let omega = 2 * Double.pi * frequency / Numbers.period
      return Jet.course(
        mean + amplitude * sin(omega * time + phase), rate: amplitude * omega * cos(omega * time + phase))
    }
    let bias = Jet.course(Numbers.biasFrom + Numbers.biasRate * time, rate: Numbers.biasRate)
    let starts = [0, Numbers.thicknesses[0], Numbers.thicknesses[0] + Numbers.thicknesses[1]]

    // Potential: values at the four faces, slopes on both sides of each, from equal displacement less the sheet charge.
    let faces = [Jet(0), wave(0.05, 0.02, 0.7, 0.3), wave(0.08, 0.03, 0.5, 1.1), bias - Numbers.builtIn]
    let field = [wave(1e6, 4e5, 0.6, 0), wave(4e5, 3e5, 0.8, 2), wave(-6e5, 5e5, 0.4, 1), wave(5e5, 4e5, 0.9, 0.5)]
    let epsilon = Numbers.permittivities
    let sheet = Numbers.sheetCharge / Numbers.vacuum
    let before = [nil, (1 / epsilon[0]) * (epsilon[1] * field[1] + sheet), (epsilon[2] / epsilon[1]) * field[2], field[3]]
    let bumps = [wave(0.01, 0.01, 0.5, 2), wave(-0.02, 0.015, 0.8, 0), wave(0.01, 0.02, 0.6, 1)]
    potentials = (0..<3).map {
      MatchedCubic(
        start: starts[$0], length: Numbers.thicknesses[$0], values: (faces[$0], faces[$0 + 1]),
        slopes: (field[$0], before[$0 + 1] ?? Jet(0)), bump: bumps[$0])
    }

    // Species: levels at the faces (left and right of each), fluxes through them, slopes from −F/(D c).
    for k in 0..<4 {
      let rooms = Numbers.rooms[k]
      let z = Numbers.charges[k]
      func density(_ level: Jet, _ room: Numbers.Room, face: Int) -> Jet {
        Numbers.density(level, potential: faces[face], charge: z, room: room)
      }
      let middle: [Jet]
      switch k {
      case 0: middle = [Jet(0), wave(1, 0.5, 0.7, 0.5), wave(0.5, 0.6, 0.5, 0), Jet(0)]
      case 1: middle = [Jet(0), wave(-2, 0.5, 0.6, 1), wave(-2.5, 0.5, 0.9, 2), wave(-2, 0.7, 0.5, 0)]
      case 2:
        let near = -Numbers.workFunctions.near / voltage
        middle = [
          Jet(near), wave(near + 0.8, 0.6, 0.5, 0.2), wave(near - 0.5, 0.8, 0.8, 1),
          wave(near - 1, 0.5, 0.6, 2),
        ]
      default:
        let near = Numbers.workFunctions.near / voltage
        middle = [
          wave(near + 1, 0.5, 0.6, 1), wave(near + 1.5, 0.4, 0.7, 0), wave(near + 2, 0.6, 0.5, 2),
          Jet(near) + (1 / voltage) * bias,
        ]
      }
      var left = middle
      let right = middle
      // Slopes left and right of each face; zero where the species stops.
      var slopeBefore = Array(repeating: Jet(0), count: 4)
      var slopeAfter = slopeBefore
      for face in 1...2 {
        guard let one = rooms[face - 1], let two = rooms[face] else { continue }
        let inside = density(right[face], two, face: face)
        // A flux of the size that diffusion over 40 nm brings on the thinner side.
        let scarce = one.diffusivity * density(right[face], one, face: face)
        let plenty = two.diffusivity * inside
        let flux = wave(0.4, 0.8, 0.7, Double(k + face)) * ((1 / 40e-9) * (scarce * plenty / (scarce + plenty)))
        if face == 1, solution.crossingVelocity.isFinite {
          let excess = -Jet.log(Jet(1) - (two.blocking / two.capacity) * inside)
          let height = excess + (two.standard - log(two.capacity)) + (z / voltage) * faces[face]
          left[face] = Jet.log(Jet.exp(right[face]) + (1 / solution.crossingVelocity) * (flux * Jet.exp(height)))
        }
        let outside = density(left[face], one, face: face)
        slopeBefore[face] = (-1 / one.diffusivity) * (flux / outside)
        slopeAfter[face] = (-1 / two.diffusivity) * (flux / inside)
      }
      if k == 2, let room = rooms[2] {
        slopeAfter[0] = wave(1e7, 2e7, 0.6, 0)
        let held = room.capacity * exp(-Numbers.workFunctions.far / voltage - room.standard)
        let outer = density(left[3], room, face: 3)
        let flux = Numbers.electronExit * (outer - held)
        slopeBefore[3] = (-1 / room.diffusivity) * (flux / outer)
        current += Numbers.charge * flux.value
      } else if k == 3, let room = rooms[2] {
        slopeBefore[3] = wave(-2e7, 1e7, 0.5, 1)
        let flux = (-room.diffusivity) * (density(left[3], room, face: 3) * slopeBefore[3])
        current -= Numbers.charge * flux.value
      }
      levels.append(
        (0..<3).map { layer in
          guard rooms[layer] != nil else { return nil }
          return MatchedCubic(
            start: starts[layer], length: Numbers.thicknesses[layer], values: (right[layer], left[layer + 1]),
            slopes: (slopeAfter[layer], slopeBefore[layer + 1]), bump: wave(0.3, 0.4, 0.6, Double(k + 2 * layer)))
        })
    }
    current += Numbers.vacuum * epsilon[2] * field[3].rate
  }

  /// φ and the densities at a place, with derivatives; zero for a species that is not there.
  private func fields(_ x: Double, layer: Int) -> (potential: Jet, levels: [Jet?], densities: [Jet]) {
    let potential = potentials[layer].at(x)
    let levels = levels.map { $0[layer]?.at(x) }
    let densities = levels.enumerated().map { k, level -> Jet in
      guard let level, let room = Numbers.rooms[k][layer] else { return Jet(0) }
      return Numbers.density(level, potential: potential, charge: Numbers.charges[k], room: room)
    }
    return (potential, levels, densities)
  }

  func unknowns(_ x: Double, layer: Int) -> [Double] {
    let fields = fields(x, layer: layer)
    return [fields.potential.value] + fields.densities.map(\.value)
  }

  /// Sources of Poisson's equation, m⁻³, and of each species, m⁻³ s⁻¹.
  func sources(_ x: Double, layer: Int) -> [Double] {
    let fields = fields(x, layer: layer)
    var fixed = Numbers.donors[layer]
    for k in 0..<2 { fixed -= Numbers.charges[k] * Numbers.restDensities[k][layer] }
    let space = zip(Numbers.charges, fields.densities).reduce(fixed) { $0 + $1.0 * $1.1.value }
    var found = [
      -Numbers.vacuum * Numbers.permittivities[layer] / Numbers.charge * fields.potential.curvature - space
    ]
    var lost = 0.0
    if layer == 1, let electrons = fields.levels[2], let holes = fields.levels[3] {
      lost =
        Numbers.recombination * fields.densities[2].value * fields.densities[3].value
        * -expm1(-electrons.value - holes.value)
    }
    for k in 0..<4 {
      guard let level = fields.levels[k], let room = Numbers.rooms[k][layer] else {
        found.append(0)
        continue
      }
      let density = fields.densities[k]
      let divergence = -room.diffusivity * (density.slope * level.slope + density.value * level.curvature)
      found.append(density.rate + divergence + (k >= 2 ? lost : 0))
    }
    return found
  }
}

extension ManufacturedSolution {
  /// c of a level u at a potential φ.
  static func density(_ level: Jet, potential: Jet, charge: Double, room: Room) -> Jet {
    let eta = level - (charge / thermalVoltage) * potential - room.standard
    return Jet(room.capacity) / (Jet.exp(-eta) + room.blocking)
  }
}
