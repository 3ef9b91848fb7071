/// The name nearest to one that is not known, for "did you mean …?".
///
/// - Returns: the candidate of the smallest edit distance (Levenshtein 1966; upper and lower case,
///   `-` and `_` count as equal), or nil if none shares at least half of its letters.
package func nearestName(to name: String, among candidates: [String]) -> String? {
  let wanted = folded(name)
  let ranked = candidates.map { (name: $0, distance: editDistance(wanted, folded($0))) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance * 2 <= max(name.count, best.name.count) ? best.name : nil
}

private func folded(_ name: String) -> [Character] {
  name.lowercased().map { $0 == "-" ? "_" : $0 }
}

/// Insertions, deletions and exchanges of letters that turn `a` into `b`.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let exchange = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(exchange, row[j + 1] + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
