package import Sampling
package import Scenes

/// Random walks over a scene without any network: from labels alone, or smoothing another
/// classifier's map. What a network is worth is its gain over them.
///
/// L. Grady, "Random walks for image segmentation", IEEE TPAMI 28(11), 2006.
package struct LabelWalk {
  private let scene: Scene
  private let standardisation: Standardisation
  private let contrast: Float
  private let labels: [Int: UInt16]
  private let numbers: [UInt16]

  /// The rate at which a walker is caught by no label at all, if there are labels alone: it hardly
  /// ever happens, and every class is as likely then.
  package static let astray: Float = 1e-6

  /// - Parameter labels: class numbers of labelled pixels, by pixel.
  package init(
    _ scene: Scene, _ standardisation: Standardisation, contrast: Float, labels: [Int: UInt16]
  ) {
    (self.scene, self.standardisation, self.contrast) = (scene, standardisation, contrast)
    self.labels = labels
    numbers = Set(labels.values).sorted()
  }

  /// A map, and the share of walkers from each pixel that end at a label (NaN without a value).
  package struct Outcome {
    package var map: LabelMap
    package var caughtByLabels: [Float]
  }

  /// Every pixel has the class of the labels that most walkers from it come to first.
  ///
  /// - Throws: `SceneError` if the scene cannot be read, or there is no room for its principal
  ///   components and probabilities.
  package func fromLabels() throws -> Outcome {
    let ground = try ground(numbers)
    return try map(
      ground, ground.solve(ground.knowledge(ofNothingBut: labels, prior: Self.astray)),
      prior: Self.astray)
  }

  /// The map smoothed: its class catches a walker at a rate of `prior`, a label almost at once.
  ///
  /// - Parameter first: class numbers by pixel; 0 says nothing.
  /// - Throws: as above.
  package func smoothing(_ first: LabelMap, prior: Float) throws -> Outcome {
    let numbers = Set(self.numbers).union(first.values.filter { $0 > 0 }).sorted()
    let ground = try ground(numbers)
    let spool = try PixelSpool(
      rows: first.rows, columns: first.columns, width: numbers.count,
      contents: "the classes of the map")
    let outputs = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
    for row in 0..<first.rows {
      var values = [Float](repeating: 0, count: first.columns * numbers.count)
      for column in 0..<first.columns {
        let place = column * numbers.count
        if let output = outputs[first.values[row * first.columns + column]] {
          values[place + output] = 1
        } else {
          for c in numbers.indices { values[place + c] = 1 / Float(numbers.count) }
        }
      }
      try spool.write(rows: row..<(row + 1), columns: 0..<first.columns, values)
    }
    return try map(
      ground, ground.solve(ground.knowledge(spool, labels, prior: prior)), prior: prior)
  }

  private func ground(_ numbers: [UInt16]) throws -> WalkedGround {
    let scores = try WalkScores(scene, standardisation, contrast: contrast)
    try scores.see(scene, standardisation)
    return WalkedGround(scores: scores, numbers: numbers, side: nil, margin: nil)
  }

  private func map(
    _ ground: WalkedGround, _ solution: PixelSpool, prior: Float
  ) throws -> Outcome {
    let memory = MapInMemory()
    try ground.write(solution, into: memory, confidence: false)
    return Outcome(
      map: LabelMap(rows: solution.rows, columns: solution.columns, values: memory.classes),
      caughtByLabels: try ground.caught(by: Set(labels.keys), prior: prior))
  }
}
