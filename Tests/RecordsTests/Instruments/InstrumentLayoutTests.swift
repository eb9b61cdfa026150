import Foundation
import Records
import Testing

/// Files laid out by hand as each program writes them.
enum Layouts {
  static let oceanOptics = """
    SpectraSuite Data File
    ++++++++++++++++++++++++++++++++++++
    Date: Mon Mar 02 14:21:12 CET 2020
    Integration Time (usec): 100000 (USB2E7142)
    Number of Pixels in Processed Spectrum: 4
    >>>>>Begin Processed Spectral Data<<<<<
    339,87\t-12,32
    340,25\t15,00
    340,63\t1500,5
    341,01\t3,0E1
    >>>>>End Processed Spectral Data<<<<<

    """
  static let andor = """
    500.12,612,618,
    500.66,620,-3,
    501.20,655,640,

    Date and Time:                 Tue Mar 10 12:00:00 2020
    Data Type:                     Counts
    Exposure Time (secs):          0.1
    Acquisition Mode:              Kinetic
    """
  static let labSpec = """
    #Acq. time (s)=\t0.5
    #Accumulations=\t2
    #AxisType[1]=\tSpectr
    #AxisUnit[1]=\tnm
    510.5\t100
    511.0\t140
    511.5\t90
    """
  static let labSpecSeries = """
    #Acq. time (s)=\t0.5
    #AxisUnit[1]=\tnm
    \t510.5\t511.0\t511.5
    0\t1\t2\t3
    2.5\t4\t5\t-6
    """
  static let picoHarp = """
    #PicoHarp 300  Software version 2.3 Format version 2.0
    #channels per curve
    4
    #display curve no.
    0\t1
    #memory block no.
    0\t1
    #ns/channel
    0.0040\t0.0080
    #counts
    1\t0
    25\t7
    17\t900
    9\t3

    """
  static let fluoTime = """
    TRPL of film 3
    Time[ns]\tDecay[Cnts]\tTime[ns]\tIRF[Cnts]
    0\t5\t0\t2
    0.064\t120\t0.064\t300
    0.128\t80\t\t
    0.192\t60\t\t
    """
  static let beckerHickl = """
    Title    :  film
    Version  : 1  783 M
    Date     : 2020-03-02
    SYS_PARA_BEGIN:
    #SP [SP_TAC_R,F,5.0000001e-008]
    #SP [SP_TAC_G,I,4]
    #SP [SP_ADC_RE,I,1024]
    SYS_PARA_END:

    *BLOCK 1 Decay_1
    10
    200
    150
    *END
    *BLOCK 2 Decay_2
    1
    2
    3
    *END

    """
  static let edinburgh = """
    Labels,film A,film B
    Type,Emission Scan,Emission Scan
    Start,500.00,500.00
    Stop,501.00,501.00
    Step,0.50,0.50
    Xaxis,Wavelength,Wavelength
    Yaxis,Counts,Counts

    500.00,12,13
    500.50,20,21
    501.00,14,15
    """
  static let keithley = """
    Model,2450
    Serial Number,04412345
    Index,Reading,Unit,Source,Source Unit,Date,Relative Time
    1,1.25E-06,Amp DC,0.5,Volt DC,03/02/2020,0.01
    2,-2.5E-06,Amp DC,1.0,Volt DC,03/02/2020,0.02
    3,5.00E-06,Amp DC,1.5,Volt DC,03/02/2020,0.03
    """

  static func read(
    _ text: String, as format: InstrumentFormat? = nil, columns: ColumnMap? = nil
  ) throws -> InstrumentFile {
    try InstrumentFile(bytes: Array(text.utf8), source: "film.txt", format: format, columns: columns)
  }
}

@Suite("Layouts of instruments")
struct InstrumentLayoutTests {
  @Test("Ocean Optics: decimal commas, facts, values below zero")
  func oceanOptics() throws {
    let file = try Layouts.read(Layouts.oceanOptics)
    #expect(file.format == .oceanOptics)
    #expect(file.curves.map(\.name) == ["film"])
    #expect(file.curves[0].x.values == [339.87, 340.25, 340.63, 341.01])
    #expect(file.curves[0].y.values == [-12.32, 15, 1500.5, 30])
    #expect(file.metadata["Integration Time (usec)"] == "100000 (USB2E7142)")
  }

  @Test("Andor Solis: facts below the numbers, a curve for each column, separators at the ends of lines")
  func andor() throws {
    let file = try Layouts.read(Layouts.andor)
    #expect(file.format == .andorSolis)
    #expect(file.curves.map(\.y.values) == [[612, 620, 655], [618, -3, 640]])
    #expect(file.metadata["Exposure Time (secs)"] == "0.1")
  }

  @Test("LabSpec: one spectrum, and a series with a row of wavelengths")
  func labSpec() throws {
    let file = try Layouts.read(Layouts.labSpec)
    #expect(file.format == .labSpec)
    #expect(file.curves[0].x.unit == "nm")
    #expect(file.curves[0].y.values == [100, 140, 90])
    #expect(file.metadata["Acq. time (s)"] == "0.5")
    let series = try Layouts.read(Layouts.labSpecSeries)
    #expect(series.curves.map(\.x.values) == [[510.5, 511, 511.5], [510.5, 511, 511.5]])
    #expect(series.curves.map(\.y.values) == [[1, 2, 3], [4, 5, -6]])
    #expect(series.curves[1].metadata["position"] == "2.5")
  }

  @Test("PicoHarp: a channel width for each curve")
  func picoHarp() throws {
    let file = try Layouts.read(Layouts.picoHarp)
    #expect(file.format == .picoHarp)
    #expect(file.curves.map(\.y.values) == [[1, 25, 17, 9], [0, 7, 900, 3]])
    #expect(file.curves[0].x.values == [0, 0.004, 0.008, 0.012])
    #expect(file.curves[1].x.values == [0, 0.008, 0.016, 0.024])
  }

  @Test("FluoTime: curves with times of their own, one shorter than the other")
  func fluoTime() throws {
    let file = try Layouts.read(Layouts.fluoTime)
    #expect(file.format == .fluoTime)
    #expect(file.curves.map(\.name) == ["Decay", "IRF"])
    #expect(file.curves[0].y.values == [5, 120, 80, 60])
    #expect(file.curves[1].y.values == [2, 300])
    #expect(file.curves[1].x.unit == "ns")
    #expect(file.curves[1].metadata["missing samples"] == nil)
  }

  @Test("Becker & Hickl: several blocks, bin width from the converter's range, gain and resolution")
  func beckerHickl() throws {
    let file = try Layouts.read(Layouts.beckerHickl)
    #expect(file.format == .beckerHickl)
    #expect(file.curves.map(\.y.values) == [[10, 200, 150], [1, 2, 3]])
    #expect(abs(file.curves[0].x.values[1] - 50.000001 / 4 / 1024) < 1e-12)
  }

  @Test("Edinburgh: a label and facts for each column")
  func edinburgh() throws {
    let file = try Layouts.read(Layouts.edinburgh)
    #expect(file.format == .edinburgh)
    #expect(file.curves.map(\.name) == ["film A", "film B"])
    #expect(file.curves[1].y.values == [13, 21, 15])
    #expect(file.curves[0].x.name == "wavelength")
    #expect(file.curves[1].metadata["type"] == "Emission Scan")
  }

  @Test("Keithley: current against source voltage, words left out, facts kept")
  func keithley() throws {
    let file = try Layouts.read(Layouts.keithley)
    #expect(file.format == .keithley)
    #expect(file.curves[0].x.values == [0.5, 1, 1.5])
    #expect(file.curves[0].y.values == [1.25e-6, -2.5e-6, 5e-6])
    #expect(file.curves[0].x.unit == "V")
    #expect(file.curves[0].y.unit == "A")
    #expect(file.metadata["Model"] == "2450")
  }

  @Test("PicoQuant histogram file written by ptufile")
  func picoQuant() throws {
    let file = try InstrumentFile(bytes: PicoQuantFixture.bytes, source: "a.phu")
    #expect(file.format == .picoQuantHistogram)
    #expect(file.curves.map { $0.y.values.reduce(0, +) } == [38640, 15100])
    #expect(Array(file.curves[0].y.values[16..<24]) == [636, 611, 524, 569, 587, 573, 586, 570])
    #expect(file.curves[1].y.values.firstIndex(of: file.curves[1].y.values.max() ?? 0) == 32)
    #expect(file.curves[0].x.values[255] == 255 * 0.064)
    #expect(file.curves[1].x.values[2] == 0.064)
    #expect(file.metadata["File_Comment"] == "CsPbBr₃ film, 405 nm")
    #expect(file.curves[0].metadata["SyncRate"] == "1000000")
  }

  @Test(
    "columns with any separator and decimal sign",
    arguments: [
      "wavelength [nm]\tdark\tlit\n500.5\t1\t-2.5\n501\t3\t4e2\n",
      "wavelength (nm);dark;lit\r\n500,5;1;-2,5\r\n501;3;4e2\r\n",
      "wavelength [nm],dark,lit\n500.5,1,-2.5\n501,3,4e2\n",
      "# wavelength [nm]   dark lit\n 500.5  1  -2.5\n 501  3  4e2\nend",
      "\"wavelength [nm]\",\"dark\",\"lit\"\n\"500.5\",\"1\",\"-2.5\"\n\"501\",\"3\",\"4e2\"\n",
      "date 2020\n\nwavelength [nm]\tdark\tlit\n500,5\t1\t-2,5\n501\t3\t4e2\n\nlamp: off\n",
    ])
  func columns(text: String) throws {
    let file = try Layouts.read(text)
    #expect(file.format == .columns)
    #expect(file.curves.count == 2)
    #expect(file.curves[1].x.values == [500.5, 501])
    #expect(file.curves[1].y.values == [-2.5, 400])
    if text.contains("[nm]\"") || text.contains("\t") { #expect(file.curves[0].name == "dark") }
  }

  @Test("a column map by name, by place; and what there is where a name is wrong")
  func columnMap() throws {
    let text = "t [s],V [V],I [A]\n0,1,2\n1,3,4\n"
    let byName = try Layouts.read(text, columns: ColumnMap(parsing: "V:I"))
    #expect(byName.curves[0].x.values == [1, 3])
    #expect(byName.curves[0].y.unit == "A")
    let byPlace = try Layouts.read(text, columns: ColumnMap(parsing: "1:3"))
    #expect(byPlace.curves.map(\.y.values) == [[2, 4]])
    #expect(
      throws: InstrumentError.noSuchColumn(source: "film.txt", column: "U", available: ["1 't'", "2 'V'", "3 'I'"])
    ) {
      try Layouts.read(text, columns: ColumnMap(parsing: "t:U"))
    }
  }

  @Test("UTF-16 of either order, UTF-8 with its mark, Latin-1")
  func encodings() throws {
    let text = "Länge [µm]\tHöhe\n1\t2\n3\t4\n"
    let wide = Array(text.utf16)
    let little = wide.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let big = wide.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    let latin = text.unicodeScalars.map { UInt8($0.value & 255) }
    for bytes in [
      [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little, big, [0xEF, 0xBB, 0xBF] + Array(text.utf8), latin,
    ] {
      let file = try InstrumentFile(bytes: bytes, source: "a.txt")
      #expect(file.curves[0].x.name == "Länge")
      #expect(file.curves[0].x.unit == "µm")
      #expect(file.curves[0].y.name == "Höhe")
      #expect(file.curves[0].y.values == [2, 4])
    }
  }

  @Test("a record of ours: one curve for each place on the other axes")
  func record() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "driftlight-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let axes = [Axis("bias", unit: "V", values: [0, 6]), Axis("wavelength", unit: "nm", values: [520, 530, 540])]
    let array = try LabelledArray("emission", unit: "a.u.", axes: axes, values: [1, 2, 3, 4, 5, 6])
    let path = folder.appending(path: "record.nc")
    try await NetCDFLibrary.shared.write(Dataset([array]), to: path)
    let file = try await InstrumentFile(contentsOf: path)
    #expect(file.format == .record)
    #expect(file.curves.map(\.y.values) == [[1, 2, 3], [4, 5, 6]])
    #expect(file.curves[1].metadata["bias"] == "6.0 V")
  }
}
