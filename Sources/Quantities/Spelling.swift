// "Did you mean": the optimal string alignment distance (insertion, deletion, substitution, swap of neighbours, each 1),
// because swapped letters are the commonest slip of the hand. Source: R. A. Wagner, R. Lowrance, J. ACM 22, 177 (1975),
// doi:10.1145/321879.321880, in its restricted form (no substring is edited twice).

/// Distance between words and the closest of several.
public enum Spelling {
  /// Number of slips that turn `a` into `b`.
  public static func distance(_ a: String, _ b: String) -> Int {
    let (x, y) = (Array(a), Array(b))
    guard !x.isEmpty else { return y.count }
    guard !y.isEmpty else { return x.count }
    var beforeLast = [Int](repeating: 0, count: y.count + 1)
    var last = Array(0...y.count)
    for i in 1...x.count {
      var row = [i] + [Int](repeating: 0, count: y.count)
      for j in 1...y.count {
        let change = x[i - 1] == y[j - 1] ? 0 : 1
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change)
        if i > 1, j > 1, x[i - 1] == y[j - 2], x[i - 2] == y[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 1) }
      }
      (beforeLast, last) = (last, row)
    }
    return last[y.count]
  }

  /// The candidate that was most probably meant, or `nil` when none is near (at most a third of the letters off).
  ///
  /// Letter case, spaces, hyphens and underscores do not count.
  public static func closest(to word: String, among candidates: some Sequence<String>) -> String? {
    func folded(_ s: String) -> String { s.lowercased().filter { !" -_".contains($0) } }
    let target = folded(word)
    guard !target.isEmpty, target.count <= 64 else { return nil }
    let allowed = max(1, (target.count + 1) / 3)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where abs(candidate.count - word.count) <= allowed + 4 {
      let distance = distance(target, folded(candidate))
      if distance <= allowed, distance < best?.distance ?? Int.max, distance < max(target.count, 2) {
        best = (candidate, distance)
      }
    }
    if best == nil, target.count >= 3 {
      return candidates.first { folded($0).hasPrefix(target) }
    }
    return best?.candidate
  }
}
