internal import Parts

/// What margins between distances may be.
let gaps = 0.0...1e6

extension Distance {
  /// What a margin on a distance, or a similarity, may be.
  var margins: ClosedRange<Double> {
    self is CosineSimilarity ? -1...1 : isSimilarity ? -1e6...1e6 : gaps
  }
}

extension PartOption {
  /// A margin on a distance (0 or more) or on a similarity (−1…1 for cosines).
  static func margin(_ name: String, _ standard: Double?, _ summary: String) -> PartOption {
    number(name, standard, summary)
  }
}

extension PartValues {
  /// A margin, in the range that the distance allows.
  ///
  /// - Throws: `MetricLearningError` if it lies outside. A standard is not held to the range of a
  ///   distance that it was not made for.
  func optionalMargin(_ name: String, of distance: any Distance) throws -> Double? {
    guard case .number(let number)? = given(name) else { return optionalNumber(name) }
    let range = distance.margins
    try require(
      range.contains(number),
      "`\(name)` must lie in \(range.lowerBound)…\(range.upperBound), not \(number)")
    return number
  }

  /// A margin that has a standard.
  func margin(_ name: String, of distance: any Distance) throws -> Double {
    try optionalMargin(name, of: distance) ?? number(name)
  }
}
