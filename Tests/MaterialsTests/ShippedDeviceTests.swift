import Foundation
import InputFiles
import Materials
import Quantities
import Testing

@Suite("Shipped devices")
struct ShippedDeviceTests {
  @Test("every shipped device loads without a warning, with each of its parameter sets")
  func allLoad() throws {
    #expect(DeviceLibrary.names.contains("cspbbr3-led"))
    for name in DeviceLibrary.names {
      let loaded = try DeviceLibrary.load(name)
      #expect(loaded.device.name == name)
      #expect(loaded.warnings.isEmpty)
      for set in loaded.parameterSets {
        let other = try DeviceLibrary.load(name, parameterSet: set)
        #expect(other.parameterSet == set)
        #expect(other.warnings.isEmpty)
      }
    }
  }

  @Test("every number of a shipped device says its source, its evidence and a range that holds it")
  func evidence() throws {
    for name in DeviceLibrary.names {
      for entry in try DeviceLibrary.load(name).ledger.entries where entry.value != nil {
        guard entry.origin != .standard, !entry.path.hasSuffix("chargeNumber") else { continue }
        #expect(entry.source != nil && entry.evidence != nil, "\(entry.path)")
        #expect(entry.plausibleRange?.contains(entry.value ?? .nan) == true, "\(entry.path)")
      }
    }
  }

  @Test("the diode is built as the paper's, and its numbers are those of the ledger")
  func diode() throws {
    let loaded = try DeviceLibrary.load("cspbbr3-led")
    let device = loaded.device
    #expect(device.layers.map(\.name) == ["glass", "ITO-cathode", "ZnO", "CsPbBr3", "TFB", "Al2O3", "ITO-anode"])
    #expect(device.transportLayerIndices == [2, 3, 4, 5])
    #expect(device.emitterIndex == 3)
    #expect(device.layers[0].isIncoherent && !device.layers[1].isIncoherent)
    #expect(try #require(device.layers[4].transport?.largestCell) <= 0.5e-9)
    #expect(device.ionsAreMobile)
    for layer in device.layers {
      #expect(layer.thickness == loaded.ledger["layers.\(layer.name).thickness"]?.value)
      let path = "layers.\(layer.name).transport"
      #expect(layer.transport?.relativePermittivity == loaded.ledger["\(path).relativePermittivity"]?.value)
      #expect(layer.transport?.electronMobility == loaded.ledger["\(path).electronMobility"]?.value)
    }
    for species in device.ions {
      for (name, ion) in species.layers {
        let path = "ions.species.\(species.name).layers.\(name)"
        #expect(ion.restDensity == loaded.ledger["\(path).restDensity"]?.value)
        #expect(ion.siteDensity == loaded.ledger["\(path).siteDensity"]?.value)
        #expect(ion.diffusivity == loaded.ledger["\(path).diffusivity"]?.value)
      }
    }
    let emission = try #require(device.emission)
    #expect(emission.rates.k2rMaximum == loaded.ledger["emission.rates.k2rMaximum"]?.value)
    #expect(emission.edge.gainExponent == loaded.ledger["emission.edge.gainExponent"]?.value)
    #expect(emission.guide.scatteringLoss == loaded.ledger["emission.guide.scatteringLoss"]?.value)
  }

  @Test("the parameter sets differ in what they name and in nothing else")
  func parameterSets() throws {
    let joint = try DeviceLibrary.load("cspbbr3-led", parameterSet: "joint").device
    let names = joint.ions.map(\.name)
    let (negative, positive) = (
      try #require(names.firstIndex(of: "negative")), try #require(names.firstIndex(of: "positive"))
    )
    #expect(joint.ions[negative].chargeNumber == -1 && joint.ions[positive].chargeNumber == 1)
    #expect(joint.ions[negative].layers["TFB"]?.isPermeable == true)
    #expect(joint.ions[positive].layers["ZnO"]?.isPermeable == false)

    var m1 = try DeviceLibrary.load("cspbbr3-led", parameterSet: "M1").device
    #expect(m1.contacts.builtInVoltage == 0.5)
    #expect(m1.ions.map { $0.layers["CsPbBr3"]?.restDensity } == [4e23, 4e23])
    #expect(m1.ions.map { $0.layers["CsPbBr3"]?.siteDensity } == [1e27, 1e27])
    #expect(m1.ions[negative].layers["TFB"]?.diffusivity == 7e-18)
    for index in m1.ions.indices {
      m1.ions[index].layers["CsPbBr3"]?.restDensity = joint.ions[index].layers["CsPbBr3"]?.restDensity ?? 0
    }
    m1.ions[negative].layers["TFB"]?.diffusivity = joint.ions[negative].layers["TFB"]?.diffusivity ?? 0
    m1.contacts = joint.contacts
    #expect(m1 == joint)

    var m2 = try DeviceLibrary.load("cspbbr3-led", overrides: ["use=M2"]).device
    #expect(m2.ions[negative].layers["TFB"]?.isPermeable == false)
    #expect(m2.ions[positive].layers["ZnO"]?.isPermeable == true)
    m2.ions[negative].layers["TFB"]?.isPermeable = true
    m2.ions[positive].layers["ZnO"]?.isPermeable = false
    #expect(m2 == joint)
  }

  @Test("the film has the emission of the diode and no electrical part")
  func film() throws {
    let film = try DeviceLibrary.load("cspbbr3-film").device
    #expect(film.transportLayerIndices.isEmpty)
    #expect(film.ions.isEmpty && !film.ionsAreMobile)
    #expect(film.emission == (try DeviceLibrary.load("cspbbr3-led").device.emission))
  }

  @Test("the resolved input gives the same device again")
  func resolvedInput() throws {
    for overrides in [["use=M1"], ["layers.TFB.thickness=30nm", "ions.mobile=false"]] {
      let loaded = try DeviceLibrary.load("cspbbr3-led", overrides: overrides)
      let again = try DeviceLibrary.load(text: loaded.resolvedInput, name: "input.yaml")
      #expect(again.device == loaded.device)
      #expect(again.ledger.entries.map(\.path) == loaded.ledger.entries.map(\.path))
      #expect(loaded.resolvedInput.contains("# parameter set M1") == (overrides == ["use=M1"]))
    }
  }

  @Test("a device loads in at most 20 ms")
  func speed() throws {
    let times = try (0..<20).map { _ in
      let start = Self.processorTime()
      _ = try DeviceLibrary.load("cspbbr3-led")
      return Self.processorTime() - start
    }
    #expect(try #require(times.min()) < 0.02, "\(times) s")
  }

  /// Processor time of this thread, s: other work on the machine does not count.
  static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
