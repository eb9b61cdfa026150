/// What a run must conserve, how well it did, and the limit it is held to.
public struct PhysicsAudit: Sendable, Hashable {
  /// One conserved quantity.
  public struct Check: Sendable, Hashable {
    /// What is conserved, e.g. `ions: Br vacancy`.
    public let name: String
    /// Relative violation, dimensionless.
    public let value: Double
    /// Largest relative violation allowed, dimensionless.
    public let limit: Double

    /// - Parameters: as the properties of the same names.
    public init(_ name: String, value: Double, limit: Double) {
      self.name = name
      self.value = value
      self.limit = limit
    }

    /// Whether the violation stays within the limit; a value that is not a number never does.
    public var passed: Bool { value.magnitude <= limit }
  }

  /// Checks in the order they were made.
  public let checks: [Check]

  /// - Parameter checks: in the order they were made.
  public init(_ checks: [Check]) { self.checks = checks }

  /// The three conservation laws of every run.
  /// - Parameters:
  ///   - ionDrift: relative change of the number of ions, by species.
  ///   - chargeImbalance: relative difference of ∫J dt and the stored charge; nil where no current flowed.
  ///   - photonImbalance: relative residual of the photon balance; nil where no pulse was fired.
  public init(ionDrift: [String: Double], chargeImbalance: Double?, photonImbalance: Double?) {
    checks =
      ionDrift.sorted { $0.key < $1.key }.map { Check("ions: \($0.key)", value: $0.value, limit: Self.ionLimit) }
      + (chargeImbalance.map { [Check("charge", value: $0, limit: Self.chargeLimit)] } ?? [])
      + (photonImbalance.map { [Check("photons", value: $0, limit: Self.photonLimit)] } ?? [])
  }

  /// The same checks held to other limits.
  /// - Parameter limits: by the word a check's name begins with: `ions`, `charge`, `photons`.
  public func held(to limits: [String: Double]) -> PhysicsAudit {
    PhysicsAudit(
      checks.map { check in
        let word = String(check.name.prefix { $0 != ":" })
        return Check(check.name, value: check.value, limit: limits[word] ?? check.limit)
      })
  }

  /// Largest relative change of an ion inventory: round-off of 10³ steps over 10² cells, 1e-12.
  public static let ionLimit = 1e-12
  /// Largest relative difference of ∫J dt and the stored charge: dense output at rtol 1e-4 and better, 1e-6.
  public static let chargeLimit = 1e-6
  /// Largest relative residual of the photon balance of one pulse, 1e-9.
  public static let photonLimit = 1e-9

  /// Whether every check passed; a run without checks has not passed.
  public var passed: Bool { !checks.isEmpty && checks.allSatisfy(\.passed) }

  /// Checks that failed.
  public var failures: [Check] { checks.filter { !$0.passed } }

  /// One line a check, for people.
  public var summary: String {
    checks.map { "\($0.passed ? "passed" : "FAILED")  \($0.name): \($0.value) (limit \($0.limit))" }
      .joined(separator: "\n")
  }

  /// The audit for machines, keys always in this order.
  public var json: JSONValue {
    [
      "passed": .bool(passed),
      "checks": .array(
        checks.map { check in
          [
            "name": .string(check.name), "value": .number(check.value), "limit": .number(check.limit),
            "passed": .bool(check.passed),
          ]
        }),
    ]
  }

  /// This audit and another as one: the same check keeps its worst value.
  public func merged(with other: PhysicsAudit) -> PhysicsAudit {
    var merged = checks
    for check in other.checks {
      if let index = merged.firstIndex(where: { $0.name == check.name && $0.limit == check.limit }) {
        let worse = check.value.isNaN || check.value.magnitude > merged[index].value.magnitude
        if worse { merged[index] = check }
      } else {
        merged.append(check)
      }
    }
    return PhysicsAudit(merged)
  }
}
