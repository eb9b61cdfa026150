import Foundation

/// Where a record comes from: everything needed to make it again.
public struct Provenance: Sendable, Hashable {
  /// Version of Driftlight.
  public let version: String
  /// Commit and local changes.
  public let revision: SourceRevision
  /// When the run was made.
  public let date: Date
  /// The machine it was made on.
  public let host: HostDescription
  /// Number of threads the run was allowed to use.
  public let threadsUsed: Int
  /// Tolerances by name, e.g. `transport relative tolerance: 1e-4`; the unit belongs in the name.
  public let tolerances: [String: Double]
  /// Seeds of random numbers by name.
  public let seeds: [String: UInt64]
  /// The command as it was given, one word an element.
  public let commandLine: [String]
  /// Name of the parameter set, e.g. `M1`.
  public let parameterSet: String

  /// - Parameters: as the properties of the same names.
  public init(
    version: String = DriftlightVersion.current, revision: SourceRevision, date: Date, host: HostDescription,
    threadsUsed: Int, tolerances: [String: Double], seeds: [String: UInt64], commandLine: [String],
    parameterSet: String
  ) {
    self.version = version
    self.revision = revision
    self.date = date
    self.host = host
    self.threadsUsed = threadsUsed
    self.tolerances = tolerances
    self.seeds = seeds
    self.commandLine = commandLine
    self.parameterSet = parameterSet
  }

  /// The provenance of a run made here and now; never fails: what cannot be told is `unknown`.
  ///
  /// Asks git once. A program that writes many records should take it once and use `with` for what differs.
  public static func current(
    parameterSet: String, tolerances: [String: Double] = [:], seeds: [String: UInt64] = [:],
    commandLine: [String] = CommandLine.arguments, threadsUsed: Int? = nil
  ) -> Provenance {
    let host = HostDescription.current()
    return Provenance(
      revision: .ofRunningProgram(), date: Date(), host: host, threadsUsed: threadsUsed ?? host.threads,
      tolerances: tolerances, seeds: seeds, commandLine: commandLine, parameterSet: parameterSet)
  }

  /// The same origin with another parameter set, further tolerances or further seeds.
  public func with(
    parameterSet: String? = nil, tolerances: [String: Double] = [:], seeds: [String: UInt64] = [:]
  ) -> Provenance {
    Provenance(
      version: version, revision: revision, date: date, host: host, threadsUsed: threadsUsed,
      tolerances: self.tolerances.merging(tolerances) { $1 }, seeds: self.seeds.merging(seeds) { $1 },
      commandLine: commandLine, parameterSet: parameterSet ?? self.parameterSet)
  }

  /// The provenance for machines, keys always in this order.
  public var json: JSONValue {
    [
      "program": "Driftlight", "version": .string(version), "commit": .string(revision.commit),
      "local_changes": revision.hasLocalChanges.map { .bool($0) } ?? .null,
      "date": .string(date.ISO8601Format()),
      "operating_system": .string(host.operatingSystem), "processor": .string(host.processor),
      "threads_available": .integer(host.threads), "threads_used": .integer(threadsUsed),
      "parameter_set": .string(parameterSet),
      "tolerances": .sorted(tolerances.mapValues { .number($0) }),
      "seeds": .sorted(seeds.mapValues { .string($0.description) }),
      "command_line": .array(commandLine.map { .string($0) }),
    ]
  }
}
