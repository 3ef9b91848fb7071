extension WalkedGround {
  /// What is known before a walk.
  struct Knowledge {
    /// Rate at which it catches a walker.
    let prior: Float
    /// What is said of a rectangle without labels, pixels × classes; numbers of pixels without a value
    /// do not matter.
    let said: (Rectangle) throws -> [Float]
    /// Class numbers by pixel of the scene, which catch walkers at once.
    let labels: [Int: UInt16]
    /// Class numbers, in the order of what is said.
    let numbers: [UInt16]
    /// Whether what is said adds up to 1.
    var areShares = true

    var outputs: [UInt16: Int] {
      Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
    }
  }

  /// What a network says, and labels.
  func knowledge(
    _ network: PixelSpool, _ labels: [Int: UInt16], prior: Float
  ) -> Knowledge {
    Knowledge(
      prior: prior, said: { try network.read(rows: $0.rows, columns: $0.columns) },
      labels: labels, numbers: numbers)
  }

  /// That every class is as likely as any other, and labels.
  func knowledge(ofNothingBut labels: [Int: UInt16], prior: Float) -> Knowledge {
    let classes = numbers.count
    return Knowledge(
      prior: prior,
      said: {
        Array(repeating: 1 / Float(classes), count: $0.rows.count * $0.columns.count * classes)
      }, labels: labels, numbers: numbers)
  }

  /// Which pixels have a label, whatever its class: solved, it is the share of walkers from each pixel
  /// that labels catch.
  func knowledge(ofCatching labels: Set<Int>, prior: Float) -> Knowledge {
    Knowledge(
      prior: prior,
      said: { Array(repeating: 0, count: $0.rows.count * $0.columns.count) },
      labels: Dictionary(uniqueKeysWithValues: labels.map { ($0, 1) }), numbers: [1],
      areShares: false)
  }
}
