import Bench
import Materials
import Records

extension PumpSchemeOutcome {
  /// Every scheme and the best ones, for machines; current densities in A/cm², times in s.
  public var json: JSONValue {
    [
      "title": .string(scheme.title), "device": .string(device.device.name),
      "schemes": .array(points.map(Self.json)),
      "best": .array(
        best.map { item in
          [
            "scheme": Self.json(item.point),
            "costs": .object(item.costs.map { JSONValue.Member($0.loss.rawValue, .number($0.factor)) }),
          ]
        }), "audit": audit.json,
    ]
  }

  private static func json(_ point: SurveyedScheme) -> JSONValue {
    let found = point.threshold
    func finite(_ value: Double) -> JSONValue { .number(value.isFinite ? value : nil) }
    return [
      "pre_bias": .number(point.scheme.preBias), "pulse_length": .number(point.scheme.pulseLength),
      "duty_cycle": .number(point.scheme.dutyCycle), "mean_bias": .number(point.meanBias),
      "ion_fraction": .number(point.meanIonFraction), "threshold": finite(found.currentDensity * 1e-4),
      "lower": .number(point.interval.map { $0.lowerBound * 1e-4 }),
      "upper": .number(point.interval.map { $0.upperBound * 1e-4 }), "temperature": finite(found.temperature),
      "reason": found.reason.map { .string($0) } ?? .null,
    ]
  }
}
