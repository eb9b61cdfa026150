// PicoQuant unified histogram files (.phu).
//
// Behind the header of tags, for each curve the tags `HistResDscr_*` with the curve's index give the offset of its uint32
// counts, their number and the width of a bin in seconds.
// Source: as of PicoQuantTags.swift.

import Foundation

/// Reader of PicoQuant unified histogram files.
enum PicoQuantHistogram {
  static func isMagic(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("PQHISTO\0".utf8)) }

  static func read(_ bytes: [UInt8], source: String) throws(InstrumentError) -> InstrumentFile {
    guard isMagic(bytes) else {
      throw .wrongFormat(source: source, format: .picoQuantHistogram, reason: "it does not begin with 'PQHISTO'")
    }
    let tags = try PicoQuantTags(bytes, source: source)
    let export = "save the file again from the instrument's program"
    let count = try tags.whole("HistoResult_NumberOfCurves")
    guard count > 0, count <= 100_000 else {
      throw .byte(source: source, offset: 16, reason: "the header tells of \(count) curves", remedy: export)
    }
    var curves: [MeasuredCurve] = []
    for index in 0..<Int32(count) {
      let (offset, bins) = (
        try tags.whole("HistResDscr_DataOffset", index), try tags.whole("HistResDscr_HistogramBins", index)
      )
      guard bins <= 1 << 24, offset <= bytes.count, bins * 4 <= bytes.count - offset else {
        throw .byte(
          source: source, offset: bytes.count,
          reason: "the file ends inside curve \(index): \(bins) bins from byte \(offset) on need \(bins * 4) bytes",
          remedy: "it was cut off in copying: copy it again")
      }
      let width = tags.real("HistResDscr_MDescResolution", index) ?? tags.real("MeasDesc_Resolution")
      guard let width, width.isFinite, width > 0 else {
        throw .byte(
          source: source, offset: 16, reason: "the header has no bin width above zero for curve \(index)",
          remedy: export)
      }
      let counts = (0..<bins).map { Double(bytes.littleEndian(offset + 4 * $0, as: UInt32.self)) }
      let own = Dictionary(
        tags.values.compactMap { key, value in
          key.index == index ? value.text.map { (key.name.replacing("HistResDscr_", with: ""), $0) } : nil
        }, uniquingKeysWith: { first, _ in first })
      let step = nanosecondsOfBin(width)
      if bins > 0 {
        curves.append(
          MeasuredCurve(
            name: "curve \(index)", x: .init("time", unit: "ns", values: (0..<bins).map { Double($0) * step }),
            y: .init("counts", unit: "counts", values: counts), metadata: own))
      }
    }
    guard !curves.isEmpty else { throw .noNumbers(source: source) }
    return InstrumentFile(source: source, format: .picoQuantHistogram, curves: curves, metadata: tags.facts)
  }
}
