/// The layouts of measured data that can be read.
public enum InstrumentFormat: String, Sendable, CaseIterable {
  /// Text of Ocean Optics SpectraSuite and OceanView.
  case oceanOptics = "ocean-optics"
  /// ASCII export of Andor Solis.
  case andorSolis = "andor-solis"
  /// Text of Horiba LabSpec: one spectrum or a series of them.
  case labSpec = "labspec"
  /// PicoQuant unified histogram file, binary.
  case picoQuantHistogram = "phu"
  /// PicoQuant time-tagged photons in mode T3, binary.
  case picoQuantTimeTags = "ptu"
  /// Becker & Hickl data file, binary.
  case beckerHicklData = "sdt"
  /// ASCII export of PicoHarp.
  case picoHarp = "picoharp"
  /// ASCII export of FluoTime and FluoFit: pairs of time and counts.
  case fluoTime = "fluotime"
  /// ASCII export of Becker & Hickl SPCM.
  case beckerHickl = "becker-hickl"
  /// Text export of Edinburgh Instruments F980 and Fluoracle.
  case edinburgh
  /// CSV of Keithley source meters and KickStart.
  case keithley
  /// Tables of the drift-diffusion programs SIMsalabim and ZimT.
  case simsalabim
  /// Columns of numbers with any of the usual separators.
  case columns = "csv"
  /// NetCDF record.
  case record = "netcdf"

  /// The layout as its owner calls it.
  public var title: String {
    switch self {
    case .oceanOptics: "Ocean Optics text"
    case .andorSolis: "Andor Solis ASCII"
    case .labSpec: "Horiba LabSpec text"
    case .picoQuantHistogram: "PicoQuant .phu"
    case .picoQuantTimeTags: "PicoQuant .ptu"
    case .beckerHicklData: "Becker & Hickl .sdt"
    case .picoHarp: "PicoHarp ASCII"
    case .fluoTime: "FluoTime ASCII"
    case .beckerHickl: "Becker & Hickl ASCII"
    case .edinburgh: "Edinburgh Instruments text"
    case .keithley: "Keithley CSV"
    case .simsalabim: "SIMsalabim or ZimT table"
    case .columns: "columns of numbers"
    case .record: "NetCDF record"
    }
  }
}
