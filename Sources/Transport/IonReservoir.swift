/// A run of neighbouring cells among which one ion species moves and out of which it cannot.
struct IonReservoir {
  /// Position of the species' density within a cell's unknowns, 1 or more.
  let row: Int
  /// The cells.
  let cells: Range<Int>
  /// Place among all reservoirs of a device.
  var number = 0

  /// All reservoirs of a species: its layers, joined where they touch.
  static func all(of species: MobileSpecies, row: Int) -> [IonReservoir] {
    var found: [IonReservoir] = []
    var start: Int?
    for (cell, isActive) in species.isActive.enumerated() {
      if isActive, start == nil { start = cell }
      if !isActive, let first = start {
        found.append(IonReservoir(row: row, cells: first..<cell))
        start = nil
      }
    }
    if let first = start { found.append(IonReservoir(row: row, cells: first..<species.isActive.count)) }
    return found
  }
}
