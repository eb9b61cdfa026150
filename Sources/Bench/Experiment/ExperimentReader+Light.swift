import Emission
import InputFiles
import Quantities

// What shines and what sees it.

extension ExperimentReader {
  /// `pump: {wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}`
  mutating func readPump(_ top: MappingReader) -> Pump? {
    let example = "{wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}"
    guard let pump = top.mapping("pump", example: example) else { return nil }
    let rate = pump.quantity("rate", .positive(.rate, upTo: 1e9, example: "1 kHz"))?.siValue
    let spot = pump.quantity("spot", .positive(.length, upTo: 0.1, example: "100 um"), optional: true)?.siValue
    let beam = readBeam(pump)
    pump.finish()
    let second = readSecondPump(top)
    guard let beam, let rate else { return nil }
    var found = Pump(
      wavelength: beam.wavelength, width: beam.width, rate: rate, fluence: beam.fluence, side: beam.side, spot: spot)
    found.shape = beam.shape
    found.second = second
    return found
  }

  /// `second pump: {wavelength: 532 nm, width: 10 ps, fluence: 50 uJ/cm2, from: ETL, delay: 200 ps}`
  private mutating func readSecondPump(_ top: MappingReader) -> SecondPump? {
    guard let pump = top.mapping("second pump", optional: true) else { return nil }
    let delay = pump.quantity("delay", .within(-1e-3...1e-3, .time, example: "200 ps"))?.siValue
    let beam = readBeam(pump)
    pump.finish()
    guard var found = beam, let delay else { return nil }
    found.delay = delay
    return found
  }

  /// What both pumps have.
  private mutating func readBeam(_ pump: MappingReader) -> SecondPump? {
    let wavelength = pump.quantity("wavelength", .within(150e-9...1100e-9, .length, example: "355 nm"))?.siValue
    let width = pump.quantity("width", .within(1e-14...1e-6, .time, example: "1 ns"))?.siValue
    let fluence = pump.quantity("fluence", .within(1e-8...1e3, .fluence, example: "480 uJ/cm2"))?.siValue
    let side = pump.choice("from", of: PumpSide.self)
    let shape = readShape(pump)
    guard let wavelength, let width, let fluence, let side else { return nil }
    var found = SecondPump(wavelength: wavelength, width: width, fluence: fluence, side: side, delay: 0)
    found.shape = shape
    // A measured pulse brings its own width.
    if case .measured(let pulse) = shape { found.width = pulse.width }
    return found
  }

  /// `shape: gaussian`, `shape: sech2` or `shape: pulse.csv`
  private mutating func readShape(_ pump: MappingReader) -> PulseShape {
    guard let node = pump.text("shape", optional: true, example: "gaussian"), let text = node.text else {
      return .gaussian
    }
    if text == "gaussian" { return .gaussian }
    if text == "sech2" { return .hyperbolicSecantSquared }
    guard text.contains(where: { ".,/".contains($0) }) else {
      log.report(
        Diagnostic(
          code: "E-choice", message: "`\(pump.path(of: "shape"))` cannot be `\(text)`", at: node.location,
          reason: "it is gaussian, sech2, or the CSV file of a measured pulse", remedy: "write one of these",
          suggestion: Spelling.closest(to: text, among: ["gaussian", "sech2"])))
      return .gaussian
    }
    guard let curve = PointCurve(node, as: PointCurve.pulse, log: log) else { return .gaussian }
    do throws(EmissionError) {
      let pulse = try MeasuredPulse(times: curve.positions, powers: curve.values)
      note("shape", text, curve.inline(unit: "s"))
      return .measured(pulse)
    } catch {
      log.report(
        Diagnostic(
          code: "E-curve", message: "\(error)", at: node.location,
          remedy: "give at least two times and a power that is not negative, with the baseline taken off"))
      return .gaussian
    }
  }

  /// `detector: {from: 490 nm, to: 570 nm, points: 401, mode: 538 nm}` and more; what is not given is standard.
  mutating func readDetector(_ top: MappingReader, pump: Pump?) -> DetectorGrid {
    var grid = DetectorGrid.standard
    guard let detector = top.mapping("detector", optional: true) else { return grid }
    let rule = QuantityRule.within(200e-9...2000e-9, .length, example: "490 nm")
    if let value = detector.quantity("from", rule, optional: true)?.siValue { grid.shortest = value }
    if let value = detector.quantity("to", rule, optional: true)?.siValue { grid.longest = value }
    if let value = detector.integer("points", in: 11...4001, optional: true, example: "401") { grid.count = value }
    if let value = detector.quantity("mode", rule, optional: true)?.siValue { grid.modeWavelength = value }
    if let value = detector.choice("modes", of: GuidedPolarisations.self, optional: true) { grid.modes = value }
    grid.resolution =
      detector.quantity(
        "resolution", .nonNegative(.length, upTo: 1e-7, example: "1.5 nm"), optional: true)?.siValue
    if grid.longest <= grid.shortest {
      log.report(
        Diagnostic(
          code: "E-range", message: "the detector's range ends below its beginning", at: detector.location,
          remedy: "write the shorter wavelength as 'from'"))
    }
    grid.filter = readFilter(detector)
    grid.noise = readNoise(detector)
    if let window = readDecay(detector, pump) { grid.decay = window }
    if let window = readStreak(detector) { grid.streak = window }
    detector.finish()
    return grid
  }

  /// `filter: longpass.csv`
  private mutating func readFilter(_ detector: MappingReader) -> DetectionFilter? {
    guard let node = detector.text("filter", optional: true, example: "longpass.csv"), let text = node.text,
      let curve = PointCurve(node, as: PointCurve.filter, log: log)
    else { return nil }
    do throws(EmissionError) {
      let filter = try DetectionFilter(wavelengths: curve.positions, transmissions: curve.values)
      note("filter", text, curve.inline(unit: "m"))
      return filter
    } catch {
      log.report(
        Diagnostic(
          code: "E-curve", message: "\(error)", at: node.location,
          remedy: "give at least two wavelengths, transmissions from 0 to 1 (or in %, as the heading says)"))
      return nil
    }
  }

  /// `collecting area: 1e-8 cm2, dark counts: 3, seed: 7`
  private func readNoise(_ detector: MappingReader) -> CountingNoise? {
    let area = detector.quantity(
      "collecting area", .positive(.area, upTo: 1e6, example: "1e-8 cm2"), optional: true)?.siValue
    let dark = detector.quantity(
      "dark counts", .nonNegative(.dimensionless, upTo: 1e12, example: "3"), optional: true)?.siValue
    let seed = detector.integer("seed", in: 0...Int.max, optional: true, example: "1")
    guard let area else {
      if dark != nil || seed != nil {
        log.report(
          Diagnostic(
            code: "E-key-missing", message: "nothing is counted without `\(detector.path(of: "collecting area"))`",
            at: detector.location, remedy: "add `collecting area: 1e-8 cm2`: area × pulses × quantum efficiency"))
      }
      return nil
    }
    return CountingNoise(collectingArea: area, darkCounts: dark ?? 0, seed: UInt64(seed ?? 1))
  }

  /// `decay: {bin: 50 ps, length: 200 ns, response: 80 ps}`
  private func readDecay(_ detector: MappingReader, _ pump: Pump?) -> DecayWindow? {
    guard let reader = detector.mapping("decay", optional: true) else { return nil }
    var window = DecayWindow()
    let rule = QuantityRule.within(1e-14...1, .time, example: "50 ps")
    if let value = reader.quantity("bin", rule, optional: true)?.siValue { window.binWidth = value }
    if let value = reader.quantity("length", rule, optional: true)?.siValue { window.length = value }
    let response = QuantityRule.nonNegative(.time, upTo: 1e-3, example: "80 ps")
    if let value = reader.quantity("response", response, optional: true)?.siValue { window.response = value }
    reader.finish()
    func refuse(_ message: String, _ remedy: String) {
      log.report(Diagnostic(code: "E-range", message: message, at: reader.location, remedy: remedy))
    }
    let count = window.binCount(pulse: pump?.width ?? 0)
    if window.length < window.binWidth {
      refuse("the decay is shorter than one of its bins", "give a shorter bin or a longer decay")
    } else if count > DecayWindow.mostBins {
      refuse("the decay has \(count) bins, more than \(DecayWindow.mostBins)", "give a longer bin or a shorter decay")
    } else if window.response > 1e3 * window.binWidth {
      refuse("the response is more than a thousand bins wide", "give a longer bin")
    } else if let pump, Double(count) * window.binWidth > 1 / pump.rate {
      refuse(
        "the decay is longer than the \(shortest(1e9 / pump.rate)) ns between two pulses of the pump",
        "give a shorter decay or a lower rate")
    }
    return window
  }

  /// `streak: {from: -1 ns, to: 10 ns, pixels: 200, response: 20 ps}`
  private func readStreak(_ detector: MappingReader) -> StreakWindow? {
    guard let reader = detector.mapping("streak", optional: true) else { return nil }
    var window = StreakWindow()
    let rule = QuantityRule.within(-1e-3...1e-3, .time, example: "10 ns")
    if let value = reader.quantity("from", rule, optional: true)?.siValue { window.start = value }
    if let value = reader.quantity("to", rule, optional: true)?.siValue { window.end = value }
    if let value = reader.integer("pixels", in: 2...2000, optional: true, example: "200") { window.pixels = value }
    let response = QuantityRule.nonNegative(.time, upTo: 1e-3, example: "20 ps")
    if let value = reader.quantity("response", response, optional: true)?.siValue { window.response = value }
    reader.finish()
    if window.end <= window.start {
      log.report(
        Diagnostic(
          code: "E-range", message: "the streak image ends before it begins", at: reader.location,
          remedy: "write the earlier time as 'from'"))
    } else if window.response > 1e3 * (window.end - window.start) / Double(window.pixels) {
      log.report(
        Diagnostic(
          code: "E-range", message: "the response is more than a thousand pixels wide", at: reader.location,
          remedy: "give fewer pixels or a longer window"))
    }
    return window
  }
}
