import Foundation
import InputFiles

/// Reads the list of sentences of a protocol: texts are steps, `head:` with a list below it is a block.
struct ProtocolReader {
  private let log: DiagnosticLog
  /// Where each sentence stands, for mistakes that show only when the protocol is laid out in time.
  private(set) var places: [SentencePosition: SourceLocation] = [:]

  /// What stands for each waveform in a resolved input: the points in place of the file.
  private(set) var waveforms: [String: String] = [:]

  init(log: DiagnosticLog) { self.log = log }

  mutating func steps(_ nodes: [InputNode]) -> [ProtocolStep] {
    nodes.compactMap { node in
      switch node.content {
      case .text(let text): step(text, node.location)
      case .mapping(let entries): block(entries, node.location)
      case .list:
        refuse("a list stands where a sentence belongs", node.location)
      }
    }
  }

  private mutating func step(_ text: String, _ place: SourceLocation) -> ProtocolStep? {
    switch SentenceParser(text).parse(position: remember(place)) {
    case .success(.step(let step)): return withWaveform(step, place)
    case .success(.repeated), .success(.forEach), .success(.section):
      log.report(
        Diagnostic(
          code: "E-sentence", message: "'\(text)' opens a block, and nothing stands in it", at: place,
          remedy: "end the line with ':' and put the steps below it, indented"))
      return nil
    case .failure(let found):
      report(found, place)
      return nil
    }
  }

  /// The step with the points of the file that its waveform names.
  private mutating func withWaveform(_ step: ProtocolStep, _ place: SourceLocation) -> ProtocolStep? {
    switch step.action {
    case .course(let course):
      guard case .file(let name) = course.form else { return step }
      return read(name, of: step, place) { file throws(WaveformError) in
        let course = try BiasCourse(csv: file, called: name)
        return (.course(course), "waveform \(course.inline)", course.duration)
      }
    case .fluenceCourse(let course):
      guard let name = course.file else { return step }
      return read(name, of: step, place) { file throws(WaveformError) in
        let course = try FluenceCourse(csv: file, called: name)
        return (.fluenceCourse(course), "waveform \(course.inline)", course.duration)
      }
    default: return step
    }
  }

  /// The step with what `course` makes of the file: the action, how it is written in a sentence, its duration, s.
  private mutating func read(
    _ name: String, of step: ProtocolStep, _ place: SourceLocation,
    course: (URL) throws(WaveformError) -> (action: ProtocolAction, inline: String, duration: Double)
  ) -> ProtocolStep? {
    let before = step.sentence.firstRange(of: name).map { step.sentence[..<$0.lowerBound].unicodeScalars.count } ?? 0
    let caret = place.part(offset: before, length: name.unicodeScalars.count)
    let folder = URL(fileURLWithPath: place.source.isArgument ? "." : place.source.name).deletingLastPathComponent()
    var copy = step
    do throws(WaveformError) {
      let found = try course(name.hasPrefix("/") ? URL(fileURLWithPath: name) : folder.appending(path: name))
      copy.action = found.action
      waveforms["waveform \(name)"] = found.inline
      for case .at(let time) in step.records.map(\.timing) where time > found.duration * (1 + 1e-9) {
        log.report(
          Diagnostic(
            code: "E-sentence", message: "the waveform ends before the record at \(shortest(time)) s is due", at: place,
            remedy: "record earlier"))
      }
    } catch {
      log.report(Diagnostic(code: "E-waveform", message: error.message, at: caret, remedy: error.remedy))
      return nil
    }
    return copy
  }

  private mutating func block(_ entries: [InputNode.Entry], _ place: SourceLocation) -> ProtocolStep? {
    guard entries.count == 1, let entry = entries.first else {
      return refuse("several heads stand in one step", place)
    }
    let position = remember(entry.keyLocation)
    switch SentenceParser(entry.key).parse(position: position) {
    case .success(.repeated(let count)):
      guard let inner = inner(of: entry) else { return nil }
      return ProtocolStep(.repeated(count: count, inner), sentence: entry.key, position: position)
    case .success(.forEach(let series)):
      guard let inner = inner(of: entry) else { return nil }
      return ProtocolStep(.forEach(series, inner), sentence: entry.key, position: position)
    case .success(.section(let name)):
      guard let inner = inner(of: entry) else { return nil }
      return ProtocolStep(.section(name: name, inner), sentence: entry.key, position: position)
    case .success(.step):
      log.report(
        Diagnostic(
          code: "E-sentence", message: "'\(entry.key)' opens no block", at: entry.keyLocation,
          remedy: "remove the ':'; only 'repeat … times:', 'for …:' and 'section …:' have steps below them"))
      _ = inner(of: entry)
      return nil
    case .failure(let found):
      report(found, entry.keyLocation)
      _ = inner(of: entry)
      return nil
    }
  }

  private mutating func inner(of entry: InputNode.Entry) -> [ProtocolStep]? {
    guard let nodes = entry.value.list, !nodes.isEmpty else {
      log.report(
        Diagnostic(
          code: "E-sentence", message: "nothing stands below '\(entry.key)'", at: entry.keyLocation,
          remedy: "put the steps below it, indented, each with '- '"))
      return nil
    }
    return steps(nodes)
  }

  private mutating func remember(_ place: SourceLocation) -> SentencePosition {
    let position = SentencePosition(line: place.line, column: place.column)
    places[position] = place
    return position
  }

  private func report(_ found: SentenceProblems, _ place: SourceLocation) {
    for problem in found.problems {
      log.report(
        Diagnostic(
          code: "E-sentence", message: problem.message,
          at: place.part(offset: problem.column - 1, length: problem.length), remedy: problem.remedy))
    }
  }

  private func refuse(_ message: String, _ place: SourceLocation) -> ProtocolStep? {
    log.report(
      Diagnostic(
        code: "E-sentence", message: message, at: place, remedy: "write one sentence, or one head with steps below it"))
    return nil
  }
}
