// PicoQuant time-tagged files (.ptu), mode T3: the decay of each channel out of the stream of photons.
//
// Behind the header of tags stand records of 32 bits, one a photon, a marker or an overflow of the clock.
//   PicoHarp 300     channel 4 bits, time after the pulse 12, pulse number 16; channel 15 is no photon
//   all later ones   special 1 bit, channel 6, time after the pulse 15, pulse number 10; special is no photon
// The time after the pulse counts bins of `MeasDesc_Resolution`; the histogram spans the period of the pulses
// (`MeasDesc_GlobalResolution`) where that is longer than the last photon. Mode T2 knows no pulse and is refused.
// Source: as of PicoQuantTags.swift, demos for T3 of each instrument.

import Foundation

/// Reader of PicoQuant time-tagged files.
enum PicoQuantTimeTags {
  static func isMagic(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("PQTTTR\0".utf8)) }

  static func read(_ bytes: [UInt8], source: String) throws(InstrumentError) -> InstrumentFile {
    guard isMagic(bytes) else {
      throw .wrongFormat(source: source, format: .picoQuantTimeTags, reason: "it does not begin with 'PQTTTR'")
    }
    let tags = try PicoQuantTags(bytes, source: source)
    let kind = try tags.whole("TTResultFormat_TTTRRecType")
    let isPicoHarp = kind == 0x0001_0303
    guard isPicoHarp || [0x0001_0304, 0x0101_0304, 0x0001_0305, 0x0001_0306, 0x0001_0307].contains(kind) else {
      let isT2 = kind & 0xFF00 == 0x0200
      throw .byte(
        source: source, offset: 16,
        reason: isT2
          ? "the photons are tagged in mode T2, without the time after a pulse"
          : "records of the unknown type \(String(kind, radix: 16))",
        remedy: isT2 ? "record in mode T3, or export a histogram" : "export a histogram")
    }
    let count = try tags.whole("TTResult_NumberOfRecords")
    guard count <= (bytes.count - tags.end) / 4 else {
      throw .byte(
        source: source, offset: bytes.count,
        reason: "the file ends after \((bytes.count - tags.end) / 4) of \(count) records",
        remedy: "it was cut off in copying or recording: copy it again")
    }
    guard let width = tags.real("MeasDesc_Resolution"), width.isFinite, width > 0 else {
      throw .byte(
        source: source, offset: 16, reason: "the header has no bin width above zero",
        remedy: "save the file again from the instrument's program")
    }
    let (size, channelCount) = isPicoHarp ? (4096, 15) : (32768, 64)
    var histogram = [UInt32](repeating: 0, count: size * channelCount)
    var last = 0
    bytes.withUnsafeBufferPointer { raw in
      for k in 0..<count {
        let place = tags.end + 4 * k
        let record =
          UInt32(raw[place]) | UInt32(raw[place + 1]) << 8 | UInt32(raw[place + 2]) << 16 | UInt32(raw[place + 3]) << 24
        let channel = Int(isPicoHarp ? record >> 28 : record >> 25)
        // The special bit makes the number too large for a channel.
        guard channel < channelCount else { continue }
        let time = Int(isPicoHarp ? record >> 16 & 0xFFF : record >> 10 & 0x7FFF)
        histogram[channel * size + time] &+= 1
        last = max(last, time)
      }
    }
    let period = (tags.real("MeasDesc_GlobalResolution") ?? 0) / width
    let bins =
      period.isFinite && period >= 1 && period <= Double(size) ? max(last + 1, Int(period.rounded())) : last + 1
    let step = nanosecondsOfBin(width)
    let times = CSVTable.Column("time", unit: "ns", values: (0..<bins).map { Double($0) * step })
    var curves: [MeasuredCurve] = []
    for channel in 0..<channelCount {
      let counts = histogram[(channel * size)..<(channel * size + bins)]
      guard counts.contains(where: { $0 > 0 }) else { continue }
      curves.append(
        MeasuredCurve(
          name: "channel \(channel)", x: times, y: .init("counts", unit: "counts", values: counts.map(Double.init))))
    }
    guard !curves.isEmpty else {
      throw .byte(
        source: source, offset: tags.end, reason: "none of its \(count) records is a photon",
        remedy: "record it again with the detector on")
    }
    return InstrumentFile(source: source, format: .picoQuantTimeTags, curves: curves, metadata: tags.facts)
  }
}
