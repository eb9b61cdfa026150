import Records
import Testing

@Suite("Labelled data")
struct DatasetTests {
  static let time = Axis("time", unit: "s", values: [0, 0.5])
  static let wavelength = Axis("wavelength", longName: "wavelength of emission", unit: "nm", values: [520, 530, 540])

  static func emission() throws -> LabelledArray {
    try LabelledArray(
      "emission", longName: "detected emission", unit: "uJ cm-2 nm-1", axes: [time, wavelength],
      values: [1, 2, 3, 4, 5, .nan])
  }

  @Test("the last axis runs fastest")
  func order() throws {
    let array = try Self.emission()
    #expect(array[0, 2] == 3)
    #expect(array[1, 0] == 4)
    #expect(array.row(1).prefix(2) == [4, 5])
    #expect(array.shape == [2, 3])
  }

  @Test("what contradicts itself is refused with its name")
  func refusals() throws {
    #expect(throws: DatasetError.wrongCount(variable: "a", shape: ["time: 2"], values: 3)) {
      try LabelledArray("a", unit: "1", axes: [Self.time], values: [1, 2, 3])
    }
    let a = try LabelledArray("a", unit: "1", axes: [Self.time], values: [1, 2])
    let otherTime = Axis("time", unit: "s", values: [0, 0.6])
    let b = try LabelledArray("b", unit: "1", axes: [otherTime], values: [1, 2])
    #expect(throws: DatasetError.axisConflict(axis: "time", variable: "b")) { try Dataset([a, b]) }
    #expect(throws: DatasetError.duplicateName("a")) { try Dataset([a, a]) }
    let clash = try LabelledArray("time", unit: "s", axes: [], values: [1])
    #expect(throws: DatasetError.duplicateName("time")) { try Dataset([a, clash]) }
    let spaced = try LabelledArray("ASE peak", unit: "1", axes: [], values: [1])
    #expect(throws: DatasetError.invalidName("ASE peak")) { try Dataset([spaced]) }
    let square = try LabelledArray("square", unit: "1", axes: [Self.time, Self.time], values: [1, 2, 3, 4])
    #expect(throws: DatasetError.repeatedAxis(variable: "square")) { try Dataset([square]) }
    let empty = try LabelledArray("empty", unit: "1", axes: [Axis("none", unit: "s", values: [])], values: [])
    #expect(throws: DatasetError.emptyAxis(axis: "none")) { try Dataset([empty]) }
    let error = #expect(throws: DatasetError.self) { try Dataset([a]).variable("current") }
    #expect(error?.description == "there is no 'current' here; there is a")
  }
}
