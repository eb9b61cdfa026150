extension Dataset {
  /// The data for machines: attributes, then each array with its unit, its axes and its values, the last axis fastest.
  public var json: JSONValue {
    [
      "attributes": .object(
        attributes.sorted { $0.key < $1.key }.map { name, value in
          switch value {
          case .text(let text): JSONValue.Member(name, .string(text))
          case .numbers(let numbers): JSONValue.Member(name, .array(numbers.map { .number($0) }))
          }
        }),
      "axes": .object(
        axes.map { axis in
          JSONValue.Member(
            axis.name,
            [
              "unit": .string(axis.unit), "long_name": .string(axis.longName),
              "values": .array(axis.values.map { .number($0) }),
            ])
        }),
      "arrays": .object(
        variables.map { array in
          JSONValue.Member(
            array.name,
            [
              "unit": .string(array.unit), "long_name": .string(array.longName),
              "axes": .array(array.axes.map { .string($0.name) }), "values": .array(array.values.map { .number($0) }),
            ])
        }),
    ]
  }
}
