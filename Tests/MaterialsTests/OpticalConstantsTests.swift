import Foundation
import Materials
import Testing

@Suite("Optical constants")
struct OpticalConstantsTests {
  static let library = OpticalConstantsLibrary.shipped()

  @Test("every shipped table names its source and class of evidence, and is physical between its points")
  func shippedTables() throws {
    #expect(Self.library.names.count >= 14)
    for name in Self.library.names {
      let table = try Self.library.load(named: name)
      #expect(table.header["name"] == name)
      #expect(table.header["source"]?.isEmpty == false && table.header["doi"]?.isEmpty == false)
      #expect(table.range.lowerBound < 501e-9 && table.range.upperBound >= 700e-9)
      for row in 1..<table.wavelengths.count {
        let (low, high) = (table.wavelengths[row - 1], table.wavelengths[row])
        for share in [0.1, 0.5, 0.9] {
          let index = try table.index(wavelength: low + share * (high - low))
          let n = [table.refractiveIndex[row - 1], table.refractiveIndex[row]].sorted()
          let k = [table.extinction[row - 1], table.extinction[row]].sorted()
          // Monotone: between the neighbours, but for rounding.
          #expect(index.n >= n[0] - 4 * n[0].ulp && index.n <= n[1] + 4 * n[1].ulp)
          #expect(index.k >= k[0] - 4 * k[0].ulp && index.k <= k[1] + 4 * k[1].ulp)
        }
      }
    }
    #expect(try Self.library.load(named: "TFB-model").evidence == .model)
    #expect(try Self.library.load(named: "CsPbBr3-brennan").evidence == .measured)
  }

  /// Values of the database at 355 and 538 nm as it displays them (four digits).
  @Test(
    "tables agree with the published values",
    arguments: [
      ("soda-lime-rubin", 1.544, 0, 1.526, 0), ("ITO-minenkov-glass", 2.136, 0.0232, 1.864, 0.0082),
      ("ITO-konig", 2.121, 0.0215, 1.875, 0.0033), ("ZnO-stelling", 1.745, 0.1103, 1.624, 0.0080),
      ("Al2O3-zhukovsky", 1.658, 0, 1.631, 0), ("CsPbBr3-brennan", 2.211, 0.4513, 2.239, 0.0030),
      ("MAPbI3-phillips", 2.145, 0.8624, 2.367, 0.4013), ("Ag-jiang", 0.124, 1.0540, 0.048, 3.1440),
    ])
  func publishedValues(name: String, n355: Double, k355: Double, n538: Double, k538: Double) throws {
    let table = try Self.library.load(named: name)
    let (pump, emission) = (try table.index(wavelength: 355e-9), try table.index(wavelength: 538e-9))
    // Half a digit of the display, and what resampling costs (said in each header, at most 4e-4).
    #expect(abs(pump.n - n355) < 1e-3 && abs(pump.k - k355) < 5e-4)
    #expect(abs(emission.n - n538) < 1e-3 && abs(emission.k - k538) < 5e-4)
  }

  @Test("the transparent ZnO is the measured one above the gap and without k below it")
  func transparentZincOxide() throws {
    let measured = try Self.library.load(named: "ZnO-stelling")
    let clear = try Self.library.load(named: "ZnO-stelling-transparent")
    for nanometres in stride(from: 302.0, through: 1000, by: 1.7) {
      let (a, b) = (try measured.index(wavelength: nanometres * 1e-9), try clear.index(wavelength: nanometres * 1e-9))
      #expect(a.n == b.n)
      #expect(nanometres <= 372 ? b.k == a.k : nanometres < 376 || b.k <= a.k)
      if nanometres > 400 { #expect(b.k == 0) }
    }
    #expect(clear.evidence == .model && clear.header["correction"] != nil)
  }

  @Test("interpolation is exact at the points, of second order or better between them, with the slope it claims")
  func interpolation() throws {
    func sine(_ step: Double) throws -> OpticalConstants {
      let wavelengths = stride(from: 400.0, through: 480, by: step).map { $0 * 1e-9 }
      return try OpticalConstants(
        name: "sine", wavelengths: wavelengths, refractiveIndex: wavelengths.map { 2 + sin($0 * 1e9 / 60) },
        extinction: wavelengths.map { _ in 0.1 })
    }
    func worst(_ step: Double) throws -> Double {
      // Rising stretch without an extremum, away from the table's ends: sin has its extremes at 424 and 613.
      let table = try sine(step)
      return try stride(from: 440.0, through: 465, by: 0.31).reduce(0) {
        max($0, abs(try table.index(wavelength: $1 * 1e-9).n - 2 - sin($1 / 60)))
      }
    }
    let (coarse, fine) = (try worst(4), try worst(2))
    #expect(coarse / fine > 3.5, "order at least 2: harmonic means of the slopes")
    #expect(fine < 1e-5)
    let table = try sine(2)
    let h = 1e-13
    let difference = (try table.index(wavelength: 451.3e-9 + h).n - table.index(wavelength: 451.3e-9 - h).n) / (2 * h)
    #expect(abs(try table.dispersion(wavelength: 451.3e-9).n - difference) < 1e-4 * abs(difference))
    for (wavelength, n) in zip(table.wavelengths, table.refractiveIndex) {
      #expect(try table.index(wavelength: wavelength).n == n)
    }
  }

  @Test("nothing is extrapolated")
  func extrapolation() throws {
    let table = try Self.library.load(named: "CsPbBr3-ermolaev-o")
    let error = #expect(throws: OpticalConstantsError.self) { try table.index(wavelength: 355e-9) }
    #expect(
      error?.description.hasPrefix("optical constants 'CsPbBr3-ermolaev-o' cover 500 to 949 nm, not 355 nm") == true)
    #expect(throws: OpticalConstantsError.self) { try table.dispersion(wavelength: 1200e-9) }
    #expect(throws: OpticalConstantsError.self) { try table.index(wavelength: .nan) }
  }

  @Test(
    "a misspelt name finds its neighbour",
    arguments: [("ITO-minenkov", "ITO-minenkov-glass"), ("tfb-modell", "TFB-model"), ("ZnO", "ZnO-stelling")])
  func didYouMean(name: String, suggestion: String) {
    let error = #expect(throws: OpticalConstantsError.self) { try Self.library.load(named: name) }
    #expect(error?.description.contains("did you mean '\(suggestion)'?") == true)
  }

  @Test("a library can be given tables of one's own, which go before the shipped ones")
  func ownTables() throws {
    let denser = try OpticalConstants.constant(name: "TFB-model", refractiveIndex: 1.8)
    let library = Self.library.adding(denser)
    #expect(try library.load(named: "TFB-model").index(wavelength: 538e-9).n == 1.8)
    #expect(try Self.library.load(named: "TFB-model").index(wavelength: 538e-9).n < 1.71)
    #expect(try library.load(named: "air").name == "air")
    #expect(OpticalConstantsLibrary(tables: [denser]).names == ["TFB-model"])
  }

  @Test(
    "an unusable file is refused with its line",
    arguments: [
      ("# evidence: measured\nwavelength_nm,n,k\n400,1.5,0\n500,x,0\n", "mine:4:5"),
      ("# evidence: measured\nnm,n,k\n400,1.5,0\n", "expected 'wavelength_nm,n,k'"),
      ("# evidence: measured\nnm,n,k\n400,1.5,0\n", "mine:2:1"),
      ("# evidence: measured\nwavelength_nm,n,k\n400,1,5,0,1\n500,1,5,0,1\n", "decimal points"),
      ("wavelength_nm,n,k\n400,1.5,0\n500,1.5,0\n", "evidence"),
      ("# evidence: model\nwavelength_nm,n,k\n400,1.5,0\n600,1.5,0\n500,1.5,0\n", "mine:5:1"),
      ("# evidence: model\nwavelength_nm,n,k\n400,1.5,0\n400,1.5,0\n", "keep one of the two rows"),
      ("# evidence: model\nwavelength_nm,n,k\n400,1.5,-0.1\n500,1.5,0\n", "mine:3:9"),
      ("# evidence: model\nwavelength_nm,n,k\n400,1.5,0\n", "at least two rows"),
    ])
  func unusableFiles(text: String, reason: String) {
    let error = #expect(throws: OpticalConstantsError.self) { try OpticalConstants(csv: text, name: "mine") }
    #expect(error?.description.contains(reason) == true)
  }
}
