import Foundation
import InputFiles
import Materials
import Testing

import Reproduction

@Suite("Parts of the report")
struct ReportPartsTests {
  @Test("every row of the table is computed, and every id that is named elsewhere is one of them")
  func ids() throws {
    let table = Set(try PaperTable().rows.map(\.id))
    #expect(Set(PaperObservations.all.map(\.id)) == table)
    #expect(ControlExperiment.rowsOfIons.isSubset(of: table))
    for dispute in ModelDispute.all { #expect(Set(dispute.rows).isSubset(of: table), "\(dispute.rows)") }
  }

  @Test("controls freeze the ions, close every open layer beside the emitter, or ask for both carriers")
  func controls() throws {
    let device = try DeviceLibrary.load("cspbbr3-led")
    #expect(ControlExperiment.frozenIons.overrides(of: device) == ["ions.mobile=false"])
    #expect(
      ControlExperiment.impermeableLayers.overrides(of: device)
        == ["ions.species.negative.layers.TFB.permeable=false"])
    for control in ControlExperiment.allCases {
      _ = try DeviceLibrary.load("cspbbr3-led", overrides: control.overrides(of: device))
    }
  }

  @Test("sensitivities move every fitted number of the device and the layers' thicknesses, none twice")
  func parameters() throws {
    let moved = try Reproduction(ids: ["K2"]).movedParameters.map(\.path)
    #expect(Set(moved).count == moved.count && moved.count > 25)
    for path in ["emission.rates.k2rMaximum", "layers.TFB.thickness", "contacts.builtInVoltage"] {
      #expect(moved.contains(path), "\(path)")
    }
  }

  @Test("an elasticity is what the model says: the radiative share answers to k2r as its formula does")
  func elasticity() async throws {
    let found = try await Reproduction(ids: ["K2"]).sensitivities()
    let row = try #require(found.first)
    let up = try #require(row.elasticities.first { $0.path == "emission.rates.k2rMaximum" }).elasticity
    // η = k2r/(k2r + k2nonr) at 0 V is 0.095: ∂ln η/∂ln k2r = 1 − η for each film, with forward differences of a thirtieth
    // low by half a thirtieth; where the carriers sit shifts it a little.
    #expect(abs(up - (1 - row.value)) < 0.04, "\(up) \(row.value)")
  }
}
