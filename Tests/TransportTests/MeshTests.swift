import Foundation
import Materials
import Testing
import Transport

@Suite("Transport mesh")
struct TransportMeshTests {
  @Test("fills every layer exactly, with fine cells at each boundary and one cell in an insulator")
  func layers() throws {
    let device = ReferenceDevices.m1(film: 120e-9)
    let mesh = try TransportModel(device: device).mesh
    #expect(mesh.cellCount == 187)
    for (index, layer) in device.layers.enumerated() {
      let cells = mesh.cells(ofLayer: index)
      let sum = mesh.widths[cells].reduce(0, +)
      #expect(abs(sum - layer.thickness) < 1e-14 * layer.thickness * Double(cells.count))
      let within = mesh.edgesWithinLayer(index)
      #expect(within.first == 0)
      #expect(abs((within.last ?? 0) - layer.thickness) < 1e-12 * mesh.length)
    }
    #expect(mesh.cells(ofLayer: 3).count == 1)
    #expect((mesh.widths[mesh.cells(ofLayer: 2)].max() ?? 1) <= 0.5e-9)
    #expect((mesh.widths[mesh.cells(ofLayer: 1)].first ?? 1) <= 0.1e-9)
  }

  @Test("halves every cell when refined")
  func refinement() throws {
    let device = ReferenceDevices.m1()
    let coarse = try TransportModel(device: device).mesh
    let fine = try TransportModel(device: device, settings: TransportSettings(meshRefinement: 2)).mesh
    #expect(fine.cellCount == 2 * coarse.cellCount)
    for i in 0..<coarse.cellCount { #expect(abs(fine.widths[2 * i] - coarse.widths[i] / 2) < 1e-12 * coarse.widths[i]) }
  }

  @Test("takes the cell size that the device names")
  func namedSize() throws {
    var device = ReferenceDevices.m1()
    device.layers[1].transport?.largestCell = 1e-9
    let mesh = try TransportModel(device: device).mesh
    #expect((mesh.widths[mesh.cells(ofLayer: 1)].max() ?? 1) <= 1e-9)
  }

  @Test("leaves optical layers out")
  func opticalLayers() throws {
    var device = ReferenceDevices.m1()
    device.layers.insert(Layer(name: "glass", thickness: 1e-3, opticalMaterial: "glass"), at: 0)
    let mesh = try TransportModel(device: device).mesh
    #expect(mesh.layerIndices.first == 1)
    #expect(mesh.cells(ofLayer: 0).isEmpty)
    #expect(mesh.length < 1e-6)
  }
}

@Suite("Transport errors")
struct TransportErrorTests {
  @Test("a stack without electrical layers, or with a gap, is refused")
  func stack() {
    var device = ReferenceDevices.m1()
    for k in device.layers.indices { device.layers[k].transport = nil }
    #expect(throws: TransportError.noElectricalLayers(device: "m1")) { try TransportModel(device: device) }
    device = ReferenceDevices.m1()
    device.layers[1].transport = nil
    #expect(throws: TransportError.layersNotNeighbours(layer: "CsPbBr3")) { try TransportModel(device: device) }
  }

  @Test("a negative thickness, a zero permittivity and more ions than sites are refused by path and remedy")
  func values() {
    var device = ReferenceDevices.m1()
    device.layers[2].thickness = -1
    var error = #expect(throws: TransportError.self) { try TransportModel(device: device) }
    #expect(error?.description.contains("layers.TFB.thickness") == true)
    device = ReferenceDevices.m1()
    device.layers[0].transport?.relativePermittivity = 0
    error = #expect(throws: TransportError.self) { try TransportModel(device: device) }
    #expect(error?.description.contains("permittivity") == true)
    device = ReferenceDevices.m1()
    device.ions[0].layers["CsPbBr3"]?.siteDensity = 1e22
    error = #expect(throws: TransportError.self) { try TransportModel(device: device) }
    #expect(error?.description.contains("more sites") == true)
  }

  @Test("a state of another mesh and a bias that is not a number are refused, and the state is left alone")
  func calls() throws {
    let model = try TransportModel(device: ReferenceDevices.m1())
    let other = try TransportModel(device: ReferenceDevices.m1(film: 60e-9))
    var state = other.asMade(bias: 0)
    #expect(throws: TransportError.self) { try model.advance(&state, duration: 1, biasFrom: 0, biasTo: 0) }
    state = model.asMade(bias: 0)
    let before = state
    #expect(throws: TransportError.self) { try model.advance(&state, duration: 1, biasFrom: .nan, biasTo: 0) }
    #expect(throws: TransportError.self) { try model.advance(&state, duration: -1, biasFrom: 0, biasTo: 0) }
    #expect(state == before)
  }

  @Test("a run out of steps keeps the last good state, with its time and bias")
  func stepLimit() throws {
    var settings = TransportSettings()
    settings.stepLimit = 20
    let model = try TransportModel(device: ReferenceDevices.m1(), settings: settings)
    var state = model.asMade(bias: 0)
    #expect(throws: TransportError.self) { try model.advance(&state, duration: 100, biasFrom: 4, biasTo: 4) }
    #expect(state.time > 0 && state.time < 100)
    #expect(state.bias == 4)
    #expect(model.audit(of: state).largestIonDrift < 1e-13)
    #expect(model.audit(of: state).chargeImbalance < 1e-9)
  }
}
