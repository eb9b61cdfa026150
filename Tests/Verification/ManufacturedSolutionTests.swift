// Order of accuracy on a solution chosen beforehand (ManufacturedSolution.swift): ions, three different layers, degenerate
// statistics, recombination, a charged boundary that resists, contacts of every kind.
//
// Space: the error against the solution itself after half a period, on meshes whose cells are halved, with an error in time
// far below (rtol 1e-8). Time: fixed steps on one mesh against steps at least four times as short, from a state at which the
// mesh has come to its own solution, so that no initial layer is left.
//
// With a finite crossing velocity the boundary's own resistance takes the degeneracy µˣ from the cells beside it and not
// from the face: a term of first order, with a factor so small here that the order still reads 1.97 at the finest mesh.

import Foundation
import Testing
import Transport

@Suite("Verification: manufactured solution")
struct ManufacturedSolutionTests {
  static let names = ["potential", "positive ions", "negative ions", "electrons", "holes"]

  /// Largest errors after half a period: of the potential in V_t, of each density relative, of the current relative.
  static func errors(_ solution: ManufacturedSolution, refinement: Int) throws -> [Double] {
    let model = try solution.model(refinement: refinement, tolerance: 1e-8)
    let end = 0.5 * ManufacturedSolution.period
    var state = model.asMade(bias: ManufacturedSolution.biasFrom)
    state.unknowns = solution.unknowns(model.mesh, time: 0)
    var current = 0.0
    try model.advance(
      &state, duration: end, biasFrom: ManufacturedSolution.biasFrom,
      biasTo: ManufacturedSolution.biasFrom + ManufacturedSolution.biasRate * end, sampleTimes: [end]
    ) { current = $0.currentDensity }
    let exact = solution.unknowns(model.mesh, time: end)
    var errors = Array(repeating: 0.0, count: 6)
    for (k, value) in exact.enumerated() where value != 0 {
      let row = k % 5
      let scale = row == 0 ? ManufacturedSolution.thermalVoltage : value
      errors[row] = max(errors[row], abs((state.unknowns[k] - value) / scale))
    }
    errors[5] = abs(current / solution.current(time: end) - 1)
    return errors
  }

  @Test("order 2 in space, of every unknown and the current", arguments: [Double.infinity, 1])
  func space(velocity: Double) throws {
    let solution = ManufacturedSolution(crossingVelocity: velocity)
    let errors = try [1, 2, 4, 8].map { try Self.errors(solution, refinement: $0) }
    for (row, name) in (Self.names + ["current"]).enumerated() {
      let course = errors.map { $0[row] }
      let orders = zip(course, course.dropFirst()).map { log2($0 / $1) }
      // The order comes as the mesh becomes fine: the terms beyond h² are h² smaller still.
      #expect(orders[1] > 1.9 && orders[1] < 2.1, "\(name): \(course), \(orders)")
      #expect(orders[2] > 1.95 && orders[2] < 2.05, "\(name): \(course), \(orders)")
      #expect(course[3] < 0.01, "\(name): \(course)")
    }
  }

  @Test("order 3 to 4 in time of every unknown, 4 of the charge passed, 3 of the current at an instant")
  func time() throws {
    let solution = ManufacturedSolution(crossingVelocity: 1)
    var model = try solution.model(coarsening: 2, tolerance: 1e-8)
    let (start, end) = (0.1 * ManufacturedSolution.period, 0.5 * ManufacturedSolution.period)
    func bias(_ time: Double) -> Double { ManufacturedSolution.biasFrom + ManufacturedSolution.biasRate * time }
    var first = model.asMade(bias: ManufacturedSolution.biasFrom)
    first.unknowns = solution.unknowns(model.mesh, time: 0)
    try model.advance(&first, duration: start, biasFrom: bias(0), biasTo: bias(start))
    func run(_ steps: Int) throws -> [Double] {
      model.fixedStep = (end - start) / Double(steps)
      var state = first
      var current = 0.0
      let work = try model.advance(
        &state, duration: end - start, biasFrom: bias(start), biasTo: bias(end), sampleTimes: [end - start]
      ) { current = $0.currentDensity }
      #expect(work.steps == steps)
      return state.unknowns + [state.chargePassed - first.chargePassed, current]
    }
    let reference = try run(2048)
    let count = reference.count - 2
    let errors = try [64, 128, 256, 512].map { steps in
      var errors = Array(repeating: 0.0, count: 7)
      for (k, pair) in zip(try run(steps), reference).enumerated() where pair.1 != 0 {
        let row = k < count ? k % 5 : k - count + 5
        let scale = row == 0 ? ManufacturedSolution.thermalVoltage : pair.1
        errors[row] = max(errors[row], abs((pair.0 - pair.1) / scale))
      }
      return errors
    }
    for (row, name) in (Self.names + ["charge passed", "current"]).enumerated() {
      let course = errors.map { $0[row] }
      let orders = zip(course, course.dropFirst()).map { log2($0 / $1) }
      // 128 to 256 steps: the difference quotients of the sources, 1e-10, are far below. The current is the slope of an
      // interpolant of order 3 and nears that order from below; one more halving shows it.
      let order = name == "current" ? orders[2] : orders[1]
      let least = name == "current" ? 2.7 : 3
      #expect(order > least && order < 4.4, "\(name): \(course), \(orders)")
      #expect(course[2] < 1e-6, "\(name): \(course)")
    }
  }
}
