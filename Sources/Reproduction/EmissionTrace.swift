import Analysis
import Bench

/// The spectra of one step with what is read in them: PL and ASE heights by band, their ratio, times and biases.
struct EmissionTrace {
  /// Time since the step began, s.
  let times: [Double]
  /// Bias, V.
  let biases: [Double]
  /// Incident fluence, J m⁻².
  let fluences: [Double]
  /// The spectra.
  let spectra: [Spectrum]
  /// Highest intensity in the PL band, J m⁻² m⁻¹.
  let photoluminescence: [Double]
  /// Highest intensity in the ASE band, J m⁻² m⁻¹.
  let amplified: [Double]
  /// ASE/PL, dimensionless.
  var ratio: [Double] { zip(amplified, photoluminescence).map { $0 / $1 } }

  /// - Parameter readings: readings that carry spectra; others are passed over.
  init(_ readings: [Reading], bands: EmissionBands = .caesiumLeadBromide) throws {
    let lit = readings.filter { $0.emission != nil && $0.kinds.contains(.spectrum) }
    guard !lit.isEmpty else { throw ReproductionError.noSpectra }
    times = lit.map(\.timeInStep)
    biases = lit.map(\.bias)
    fluences = lit.map { $0.fluence ?? 0 }
    spectra = try lit.compactMap(\.emission).map {
      try Spectrum(wavelengths: $0.wavelengths, intensities: $0.spectrum)
    }
    let components = try spectra.map { try $0.components(in: bands) }
    photoluminescence = components.map(\.photoluminescence.height.value)
    amplified = components.map(\.amplified.height.value)
  }

  /// Number of spectra.
  var count: Int { times.count }
}

extension Double {
  /// Fluence in µJ/cm² from J m⁻².
  var microjoulesPerSquareCentimetre: Double { self * 100 }
  /// Length in nm from m.
  var nanometres: Double { self * 1e9 }
  /// Detected emission in nJ/(cm² nm) from J m⁻² m⁻¹.
  var nanojoulesPerSquareCentimetreNanometre: Double { self * 1e-4 }
  /// Current density in nA/cm² from A m⁻².
  var nanoamperesPerSquareCentimetre: Double { self * 1e5 }
}
