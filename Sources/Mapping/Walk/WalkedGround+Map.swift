internal import Scenes

extension WalkedGround {
  /// The share of walkers from each pixel that end at a label; NaN without a value.
  func caught(by labels: Set<Int>, prior: Float) throws -> [Float] {
    try solve(knowledge(ofCatching: labels, prior: prior))
      .read(rows: 0..<scores.spool.rows, columns: 0..<scores.spool.columns)
  }

  /// Decides on what was solved, and finishes the writers.
  ///
  /// - Returns: pixels without a class.
  @discardableResult
  func write(
    _ solution: PixelSpool, into writer: any MapWriter, confidence wanted: Bool,
    probabilities: (any ProbabilityWriter)? = nil
  ) throws -> Int {
    var unclassified = 0
    let height = max(1, (1 << 24) / (solution.columns * solution.width))
    for start in stride(from: 0, to: solution.rows, by: height) {
      let rows = start..<min(start + height, solution.rows)
      let values = try solution.read(rows: rows, columns: 0..<solution.columns)
      let (classes, confidence) = decided(values)
      unclassified += classes.count { $0 == 0 }
      try classes.withUnsafeBufferPointer { classes in
        try confidence.withUnsafeBufferPointer { confidence in
          try writer.write(rows: rows, classes: classes, confidence: wanted ? confidence : nil)
        }
      }
      try values.withUnsafeBufferPointer { try probabilities?.write(rows: rows, probabilities: $0) }
    }
    try probabilities?.finish()
    try writer.finish()
    return unclassified
  }

  /// The likeliest class of each pixel and its probability; 0 and NaN without a value.
  private func decided(_ values: [Float]) -> (classes: [UInt16], confidence: [Float]) {
    let classes = numbers.count
    let count = values.count / max(1, classes)
    var decided = [UInt16](repeating: 0, count: count)
    var confidence = [Float](repeating: .nan, count: count)
    for pixel in 0..<count where !values[pixel * classes].isNaN {
      var best = 0
      for c in 1..<classes where values[pixel * classes + c] > values[pixel * classes + best] {
        best = c
      }
      decided[pixel] = numbers[best]
      confidence[pixel] = values[pixel * classes + best]
    }
    return (decided, confidence)
  }
}
