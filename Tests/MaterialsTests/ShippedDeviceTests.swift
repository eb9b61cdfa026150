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

  @Test("the diode has the values of its description, in SI, to the last bit")
  func diode() throws {
    let loaded = try DeviceLibrary.load("cspbbr3-led")
    let device = loaded.device
    #expect(device.layers.map(\.name) == ["glass", "ITO-cathode", "ZnO", "CsPbBr3", "TFB", "Al2O3", "ITO-anode"])
    #expect(device.layers.map(\.thickness) == [1e-3, 50e-9, 50e-9, 150e-9, 40e-9, 7e-9, 50e-9])
    #expect(device.transportLayerIndices == [2, 3, 4, 5])
    #expect(device.emitterIndex == 3)
    #expect(device.layers[0].isIncoherent && !device.layers[1].isIncoherent)
    #expect(device.layers.compactMap { $0.transport?.relativePermittivity } == [8.5, 20, 3, 7.5])
    #expect(device.layers[2].transport?.donorDensity == 1e24)
    #expect(device.layers[4].transport?.largestCell == 0.5e-9)
    #expect(device.temperature == 298.15)
    #expect(device.contacts.builtInVoltage == 0.2)
    #expect(device.ionsAreMobile)
    let negative = try #require(device.ions.first { $0.name == "negative" })
    let positive = try #require(device.ions.first { $0.name == "positive" })
    #expect(negative.chargeNumber == -1 && positive.chargeNumber == 1)
    #expect(negative.layers["CsPbBr3"]?.restDensity == 5.5e23)
    #expect(negative.layers["CsPbBr3"]?.siteDensity == 1e27)
    #expect(negative.layers["CsPbBr3"]?.diffusivity == 1e-14)
    #expect(negative.layers["TFB"]?.diffusivity == 6e-18)
    #expect(negative.layers["TFB"]?.restDensity == 0)
    #expect(negative.layers["TFB"]?.isPermeable == true)
    #expect(positive.layers["ZnO"]?.isPermeable == false)
    let emission = try #require(device.emission)
    #expect(emission.rates.k2rMaximum == 2.749e-15)
    #expect(emission.rates.k2nonrSaturation == 0.095)
    #expect(emission.rates.extractionCoefficient == 9.2e-24)
    #expect(emission.edge.edgeEnergy == 2.3695 * 1.602_176_634 / 1e19)
    #expect(emission.guide.pathLength == 2.6e-3)
    #expect(emission.guide.scatteringCollection == 17100)
  }

  @Test("the parameter sets differ in what they name and in nothing else")
  func parameterSets() throws {
    let joint = try DeviceLibrary.load("cspbbr3-led", parameterSet: "joint").device
    var m1 = try DeviceLibrary.load("cspbbr3-led", parameterSet: "M1").device
    #expect(m1.contacts.builtInVoltage == 0.5)
    for index in m1.ions.indices {
      #expect(m1.ions[index].layers["CsPbBr3"]?.restDensity == 4e23)
      m1.ions[index].layers["CsPbBr3"]?.restDensity = 5.5e23
    }
    #expect(m1.ions[0].layers["TFB"]?.diffusivity == 7e-18)
    m1.ions[0].layers["TFB"]?.diffusivity = 6e-18
    m1.contacts.builtInVoltage = 0.2
    #expect(m1 == joint)
    var m2 = try DeviceLibrary.load("cspbbr3-led", overrides: ["use=M2"]).device
    #expect(m2.ions[0].layers["TFB"]?.isPermeable == false)
    #expect(m2.ions[1].layers["ZnO"]?.isPermeable == true)
    m2.ions[0].layers["TFB"]?.isPermeable = true
    m2.ions[1].layers["ZnO"]?.isPermeable = false
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
