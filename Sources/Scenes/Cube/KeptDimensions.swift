/// The dimensions of an array that are left if those of length 1 that are too many are dropped: a
/// cube of one time, (time, band, row, column), is a cube.
///
/// - Parameters:
///   - rank: how many are to be left.
///   - names: of the dimensions; those that name an axis of a cube are dropped last.
/// - Returns: their numbers, ascending; nil if there are fewer, or too few have length 1.
func keptDimensions(of shape: [Int], rank: Int, names: [String?] = []) -> [Int]? {
  let excess = shape.count - rank
  guard excess >= 0 else { return nil }
  let single = singleDimensions(of: shape, names: names).prefix(excess)
  return single.count == excess ? shape.indices.filter { !single.contains($0) } : nil
}

/// The dimensions of length 1, those that name an axis of a cube last.
private func singleDimensions(of shape: [Int], names: [String?]) -> [Int] {
  let single = shape.indices.filter { shape[$0] == 1 }
  return single.filter { !isAxis($0, names) } + single.filter { isAxis($0, names) }
}

private func isAxis(_ place: Int, _ names: [String?]) -> Bool {
  (place < names.count ? names[place] : nil).flatMap { Axis(dimension: $0) } != nil
}

/// What a user names as the cube: an array, and in brackets which part of it if it has more than
/// three dimensions, counted from 1: "reflectance[2]".
struct CubeName {
  var array: String
  var parts: [Int] = []

  /// - Parameter exists: whether there is an array of a name; one with brackets in it is meant as it
  ///   stands.
  init(_ text: String, exists: (String) -> Bool) {
    array = text
    guard !exists(text), text.hasSuffix("]"), let open = text.lastIndex(of: "[") else { return }
    let numbers = text[text.index(after: open)...].dropLast().split(separator: ",")
      .map { Int($0.filter { !$0.isWhitespace }) }
    guard !numbers.isEmpty, !numbers.contains(nil) else { return }
    array = String(text[..<open])
    parts = numbers.compactMap { $0 }
  }
}

/// Three dimensions of an array that make up a cube, and one index for each of the others.
struct CubeDimensions: Equatable, Sendable {
  /// Lengths of all dimensions of the array.
  let shape: [Int]
  /// The numbers of the three, ascending.
  let kept: [Int]
  /// An index for each dimension; 0 for those kept.
  let fixed: [Int]

  /// Dimensions of length 1 are dropped wherever they stand; of others the part is taken that
  /// `parts` number from 1.
  ///
  /// - Throws: `SceneError` if there are fewer than three, or a part is to be chosen.
  init(
    of shape: [Int], names: [String?], parts: [Int] = [], isFirstFastest: Bool = false,
    file: String, variable: String
  ) throws {
    let excess = shape.count - 3
    let single = Array(singleDimensions(of: shape, names: names).prefix(max(0, excess)))
    let others = shape.indices.filter { !single.contains($0) }
    let inOrder = isFirstFastest ? others.reversed() : others
    let chosen = Array(
      (inOrder.filter { !isAxis($0, names) } + inOrder.filter { isAxis($0, names) })
        .prefix(max(0, excess - single.count)).sorted())
    guard excess >= 0, parts.count == chosen.count,
      zip(parts, chosen).allSatisfy({ 1...max(1, shape[$1]) ~= $0 })
    else {
      let lengths = chosen.map { place in
        let name = place < names.count ? names[place]?.split(separator: "/").last : nil
        return "\(name.map(String.init) ?? "dimension \(place + 1)") 1 to \(shape[place])"
      }
      let firsts = chosen.map { _ in "1" }.joined(separator: ",")
      throw SceneError(
        file: file, variable: variable,
        problem: "has \(shape.count) dimensions (\(describe(shape: shape))), a cube has 3",
        remedy: chosen.isEmpty
          ? "Name another array with `cube`"
          : "Choose a part with `cube: \(variable)[\(firsts)]`: "
            + lengths.joined(separator: ", "))
    }
    self.shape = shape
    kept = shape.indices.filter { !single.contains($0) && !chosen.contains($0) }
    var fixed = shape.map { _ in 0 }
    for (place, part) in zip(chosen, parts) { fixed[place] = part - 1 }
    self.fixed = fixed
  }

  /// Lengths of the three.
  var lengths: [Int] { kept.map { shape[$0] } }

  /// Values for the three as values for all dimensions; `rest` for the others.
  func spread(_ values: [Int], rest: [Int]) -> [Int] {
    var all = rest
    for (place, value) in zip(kept, values) { all[place] = value }
    return all
  }

  /// First indices of a block for all dimensions.
  func starts(_ start: [Int]) -> [Int] { spread(start, rest: fixed) }

  /// Lengths of a block along all dimensions.
  func counts(_ count: [Int]) -> [Int] { spread(count, rest: shape.map { _ in 1 }) }
}
