// How often a search for modes may evaluate the mode equation. Counting turns of arg F halves its steps where F turns
// fast; two zeros that coincide, or a zero on the border itself, would keep it halving. One number bounds the whole
// search, whatever the shape of its recursion: an evaluation takes about 1 µs, so the standard limit is 0.3 s.

/// Evaluations of the mode equation that a search may still make.
struct SearchBudget {
  /// 300 000 evaluations: a hundred times what the hardest of 400 random absorbing stacks takes.
  static let standard = 300_000

  private let limit: Int
  private let polarisation: ModePolarisation
  private var left: Int

  init(_ limit: Int = Self.standard, polarisation: ModePolarisation) {
    self.limit = limit
    self.polarisation = polarisation
    left = limit
  }

  /// Takes one evaluation off.
  ///
  /// - Throws: `OpticsError.searchEnded` where none is left.
  mutating func spend() throws(OpticsError) {
    left -= 1
    guard left >= 0 else { throw .searchEnded(polarisation: polarisation, evaluations: limit) }
  }
}
