import Foundation
import Materials
import Optics
import Testing

@Suite("Many wavelengths at once")
struct SpectralStackTests {
  @Test(
    "the map is what single wavelengths give, from both sides, at any angle", arguments: IncidenceSide.allCases,
    [0, 0.7])
  func agreesWithSingleWavelengths(side: IncidenceSide, angle: Double) throws {
    let device = DeviceUnderTest.led()
    let wavelengths = stride(from: 320e-9, through: 640e-9, by: 16e-9).map { $0 }
    let cells = [3, 5, 7, 301, 40, 1, 10]
    let map = try SpectralStack(device: device, wavelengths: wavelengths)
      .absorptionMap(from: side, angle: angle, cells: cells)
    for (position, wavelength) in wavelengths.enumerated() {
      let edges = Dictionary(
        uniqueKeysWithValues: cells.enumerated().map { layer, count in
          (layer, (0...count).map { min(1, Double($0) / Double(count)) * device.layers[layer].thickness })
        })
      let single = try OpticalStack(device: device, wavelength: wavelength)
        .illuminate(from: side, angle: angle, cellEdges: edges)
      #expect(map.reflectance[position] == single.reflectance && map.transmittance[position] == single.transmittance)
      var place = position * map.cellCount
      for layer in cells.indices {
        let share = map.absorbedByLayer[position * cells.count + layer]
        #expect(share == single.absorbedByLayer[layer])
        let found = map.absorbedByCell[place..<(place + cells[layer])]
        // The recurrence gains an ulp each four cells: 75 of them in the longest layer.
        #expect(abs(found.reduce(0, +) - share) < 1e-13)
        for (ours, theirs) in zip(found, single.absorbedByCell[layer]) { #expect(abs(ours - theirs) < 1e-14) }
        place += cells[layer]
      }
    }
  }

  @Test("an absorber 100 µm thick: no overflow, all light in its first cells", arguments: IncidenceSide.allCases)
  func thickAbsorber(side: IncidenceSide) throws {
    let layers = [layer(50, 1.6, 0.01), layer(100_000, 2.2, 0.45), layer(50, 1.6, 0.01)]
    let map = try SpectralStack(
      layers: layers, refractiveIndices: [layers.map(\.refractiveIndex)], wavelengths: [355e-9]
    ).absorptionMap(from: side, cells: [4, 1000, 4])
    let film = map.absorbedByCell[4..<1004]
    #expect(map.absorbedByCell.allSatisfy { $0.isFinite && $0 >= 0 })
    #expect(abs(film.reduce(0, +) - map.absorbedByLayer[1]) < 1e-14)
    let towards = side == .electronSide ? film.first : film.last
    // α = 4πk/λ = 1.6e7 m⁻¹: a cell of 100 nm keeps 1 − e^{−1.6} = 0.80 of what enters.
    #expect(abs((towards ?? 0) / map.absorbedByLayer[1] - (1 - exp(-4 * .pi * 0.45 / 355e-9 * 100e-9))) < 1e-3)
    #expect(map.transmittance[0] == 0)
    #expect(abs(map.reflectance[0] + map.absorbedByLayer.reduce(0, +) - 1) < 1e-13)
  }

  @Test("cutting a layer in two, or adding a clear one of no thickness to speak of, changes nothing")
  func splitting() throws {
    let whole = [layer(50, 1.9, 0.02), layer(120, 2.2, 0.4), layer(40, 1.7, 0.1)]
    let cut = [layer(50, 1.9, 0.02), layer(33, 2.2, 0.4), layer(1e-13, 1.5), layer(87, 2.2, 0.4), layer(40, 1.7, 0.1)]
    for polarisation in [Polarisation.s, .p] {
      let (a, b) = (
        try OpticalStack(layers: whole, wavelength: 400e-9)
          .illuminate(from: .holeSide, angle: 0.9, polarisation: polarisation),
        try OpticalStack(layers: cut, wavelength: 400e-9)
          .illuminate(from: .holeSide, angle: 0.9, polarisation: polarisation)
      )
      #expect(abs(a.reflectance - b.reflectance) < 1e-13 && abs(a.transmittance - b.transmittance) < 1e-13)
      #expect(abs(a.absorbedByLayer[1] - b.absorbedByLayer[1] - b.absorbedByLayer[3]) < 1e-13)
    }
  }

  @Test("averaged over its phase a coherent slab becomes the incoherent one")
  func phaseAverage() throws {
    // Thickness over exactly one period of 2nd/λ; the trapezoidal rule of a periodic function converges geometrically.
    let (n, wavelength, count) = (1.5, 500e-9, 64)
    let period = wavelength / (2 * n) * 1e9
    var mean = 0.0
    for step in 0..<count {
      let slab = layer(20_000 + period * Double(step) / Double(count), n)
      mean +=
        try OpticalStack(layers: [slab], wavelength: wavelength).illuminate(from: .holeSide).reflectance
        / Double(count)
    }
    let incoherent = try OpticalStack(layers: [layer(20_000, n, incoherent: true)], wavelength: wavelength)
      .illuminate(from: .holeSide).reflectance
    #expect(abs(mean - incoherent) < 1e-14)
  }

  @Test("a broad spectrum weighs by photons or by power")
  func weighting() throws {
    let diode = try IlluminationSpectrum.gaussian(centre: 400e-9, width: 20e-9)
    // ∫ of the Gaussian: width √(π/4 ln 2), less the cut tails: 3e-6.
    #expect(abs(diode.power / (20e-9 * (.pi / (4 * log(2))).squareRoot()) - 1) < 1e-5)
    let device = DeviceUnderTest.led()
    let map = try SpectralStack(device: device, wavelengths: diode.wavelengths)
      .absorptionMap(from: .holeSide, cells: [0, 0, 0, 20])
    let weighted = try map.weighted(by: diode)
    #expect(abs(weighted.absorbedByLayer.reduce(weighted.reflectance + weighted.transmittance, +) - 1) < 1e-13)
    #expect(abs(weighted.absorbedByCell.reduce(0, +) - weighted.absorbedByLayer[3]) < 1e-13)
    let line = try IlluminationSpectrum.line(400e-9)
    let single = try SpectralStack(device: device, wavelengths: line.wavelengths).absorptionMap(from: .holeSide)
    #expect(try single.weighted(by: line).reflectance == single.reflectance[0])
    #expect(throws: OpticsError.self) { try map.weighted(by: line) }
    #expect(throws: OpticsError.self) { try IlluminationSpectrum(wavelengths: [2, 1], irradiance: [1, 1]) }
    #expect(throws: OpticsError.self) { try IlluminationSpectrum.file("nowhere/am15g.csv") }
  }

  @Test("a spectrum from a file: its unit, its power and photons, and the part that tables cover")
  func spectrumFile() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "lamp-\(UUID().uuidString).txt")
    // 2 W m⁻² µm⁻¹ from 0.4 to 0.8 µm: 0.8 W m⁻², and 2 ∫λ dλ/hc photons.
    let rows = stride(from: 0.4, through: 0.8001, by: 0.01).map { "\($0) 2" }.joined(separator: "\n")
    try "wavelength (um) irradiance\n\(rows)\n".write(to: file, atomically: true, encoding: .utf8)
    let lamp = try IlluminationSpectrum.file(file.path(percentEncoded: false))
    #expect(abs(lamp.power - 0.8) < 1e-12)
    let photons = 2e6 * (0.64e-12 - 0.16e-12) / 2 / (6.62607015e-34 * 299_792_458)
    #expect(abs(lamp.photonFlux / photons - 1) < 1e-12)
    let (part, share) = try lamp.within(500e-9...700.0001e-9)
    #expect(abs(share - 0.5) < 1e-9 && part.wavelengths.count == 21)
    #expect(throws: OpticsError.self) { try lamp.within(1e-6...2e-6) }
    // Shares weighed by photons lie nearer to those of long waves than shares weighed by power.
    let shares = lamp.wavelengths.map { $0 * 1e6 }
    #expect(abs(lamp.mean(of: shares, countsPhotons: false) - 0.6) < 1e-12)
    #expect(lamp.mean(of: shares) > 0.6)
  }
}
