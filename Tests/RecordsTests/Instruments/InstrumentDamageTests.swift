import Foundation
import Records
import Testing

@Suite("Damaged files")
struct InstrumentDamageTests {
  private static let texts = [
    Layouts.oceanOptics, Layouts.andor, Layouts.labSpec, Layouts.labSpecSeries, Layouts.picoHarp, Layouts.fluoTime,
    Layouts.beckerHickl, Layouts.edinburgh, Layouts.keithley,
  ]

  /// The message of a refusal; fails if the file is read or refused by another error.
  private func refusal(_ text: String, as format: InstrumentFormat? = nil) -> String {
    do {
      let file = try Layouts.read(text, as: format)
      Issue.record("read as \(file.format) with \(file.curves.map(\.y.values))")
      return ""
    } catch let error as InstrumentError {
      #expect(error.exitStatus == .dataUnreadable)
      return error.description
    } catch {
      Issue.record("unexpected \(error)")
      return ""
    }
  }

  @Test("a word among the numbers: line, field and word are named")
  func word() {
    #expect(
      refusal("a,b\n1,2\n3,4\n5,overflow\n7,8\n9,10\n").hasPrefix("film.txt:4: field 2 is 'overflow', not a number"))
    #expect(
      refusal((Layouts.edinburgh + "\n501.50,1,2\n502.00,?2,1\n502.50,1,1\n503.00,1,1\n")).contains(
        ":13: field 2 is '?2'"))
    #expect(refusal(Layouts.keithley.replacing("-2.5E-06", with: "over")).contains(":5: field 2 is 'over'"))
  }

  @Test("rows of another length, a file that ends inside a row, counts that do not agree with the header")
  func counts() {
    #expect(refusal("1,2,3\n4,5,6\n7,8\n9,10,11\n").contains(":3: 2 fields where the rows above have 3"))
    #expect(refusal("1,2,3\n4,5,6\n7,8").contains("ends inside a row"))
    #expect(
      refusal(Layouts.oceanOptics.replacing("340,63\t1500,5\n", with: "")).contains(
        "3 rows of numbers where the header says 4"))
    #expect(refusal(Layouts.picoHarp.replacing("17\t900\n", with: "")).contains("where the header says 4"))
    #expect(refusal(Layouts.beckerHickl.replacing("3\n*END", with: "3")).contains("the block has no '*END'"))
    #expect(refusal(Layouts.edinburgh.replacing("film A,", with: "")).contains("where 'Labels' names 1"))
    #expect(refusal(Layouts.keithley.replacing(",0.03", with: "")).contains(":6: 6 fields where the heading has 7"))
  }

  @Test("a layout that is forced on another file is refused with the reason")
  func forced() {
    for format in [InstrumentFormat.oceanOptics, .picoHarp, .beckerHickl, .edinburgh, .picoQuantHistogram, .keithley] {
      #expect(refusal("1,2\n3,4\n", as: format).contains(format.title))
    }
    #expect(refusal("1,2\n3,4\n", as: .fluoTime).contains("FluoTime"))
  }

  @Test("nothing, prose and zeros")
  func nothing() throws {
    #expect(refusal("").contains("is empty"))
    #expect(refusal(" \n\r\n").contains("is empty"))
    #expect(refusal("Dear reader,\nthese are no data.\n").contains("no two lines of numbers"))
    #expect(throws: InstrumentError.binary(source: "x", offset: 3)) {
      try InstrumentFile(bytes: [49, 44, 50, 0, 7, 51, 52, 10, 49, 44, 50, 10], source: "x")
    }
  }

  @Test("histogram files cut at every length, and with wrong numbers in the header")
  func histogramFile() throws {
    let whole = PicoQuantFixture.bytes
    for length in 0..<whole.count {
      #expect(throws: InstrumentError.self) { try InstrumentFile(bytes: Array(whole.prefix(length)), source: "a.phu") }
    }
    let cut = #expect(throws: InstrumentError.self) { try InstrumentFile(bytes: whole.dropLast(100), source: "a.phu") }
    #expect(cut?.description.contains("the file ends inside curve 1") == true)
    // Every byte of the header set to 255: an error or a file, never a crash.
    for place in 8..<1200 {
      var damaged = whole
      damaged[place] = 255
      _ = try? InstrumentFile(bytes: damaged, source: "a.phu")
    }
  }

  @Test("any layout cut at any length, or with garbage in it, is read or refused, and never crashes")
  func cutAnywhere() {
    for text in Self.texts {
      let bytes = Array(text.utf8)
      for length in 0..<bytes.count { _ = try? InstrumentFile(bytes: Array(bytes.prefix(length)), source: "x") }
      for format in InstrumentFormat.allCases {
        _ = try? InstrumentFile(bytes: bytes, source: "x", format: format)
      }
    }
    var state: UInt64 = 7
    for round in 0..<400 {
      var bytes = Array(Self.texts[round % Self.texts.count].utf8)
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
      }
      _ = try? InstrumentFile(bytes: bytes, source: "x")
    }
  }

  @Test("numbers are the nearest Double to what is written")
  func nearest() throws {
    let written = [
      "0.1", "1e23", "9007199254740993", "8.41e-45", "123456789012345678901234567890", "-0.000000000000000000001",
      "1.7976931348623157e308",
      "4.9e-324", "2.2250738585072011e-308", "+7.", ".5", "6.02214076E+23", "0.30000000000000004",
      "17976931348623157e292",
    ]
    let file = try Layouts.read(written.map { "1;\($0)\n" }.joined())
    for (text, value) in zip(written, file.curves[0].y.values) {
      let expected = try #require(Double(text.hasPrefix(".") ? "0" + text : text.hasSuffix(".") ? text + "0" : text))
      #expect(value.bitPattern == expected.bitPattern, "\(text)")
    }
  }

  /// Processor time of this thread, so that neither a busy machine nor other tests count; a reader that makes strings of its lines takes thirty times
  /// as long.
  @Test("a table is read at 50 MB and more in a second of processor time")
  func speed() throws {
    let row = "523.1234,-12.5,1034.25,0.00123,9.8765e-3,15,16,17.5\n"
    let bytes = [UInt8](String(repeating: row, count: 20_000_000 / row.utf8.count).utf8)
    let begin = Self.threadSeconds()
    let rows = try InstrumentFile(bytes: bytes, source: "x").curves[0].y.values.count
    let seconds = Self.threadSeconds() - begin
    #expect(rows == 20_000_000 / row.utf8.count)
    #expect(Double(bytes.count) / 1e6 / seconds > 50)
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
