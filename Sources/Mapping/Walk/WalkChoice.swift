internal import Scenes

/// How far a walk goes, and whether its map is used, as validation pixels have it.
public struct WalkChoice: Equatable, Sendable {
  /// The rate at which the network's probabilities catch walkers.
  public var prior: Float
  /// Validation pixels that judged; 0 if there were none, and the walk is used as it was asked for.
  public var judges = 0
  /// Of these, how many the walk maps right that starts from the other labels, and the network alone.
  public var rightWalked = 0
  public var rightAlone = 0
  /// Whether the walk's map is the map.
  public var isUsed = true

  public init(prior: Float) {
    self.prior = prior
  }

  /// What validation pixels said, in a sentence; nil if there were none.
  public var statement: String? {
    guard judges > 0 else { return nil }
    let verdict =
      "of \(counted(judges, "validation pixel")) the walk maps \(rightWalked) right, the network alone "
      + "\(rightAlone)"
    return isUsed
      ? "The random walk is used: \(verdict)."
      : "The random walk is not used: \(verdict)"
        + (rightWalked == rightAlone ? ", with better probabilities." : ".")
  }
}

/// What is right, and how far off probabilities are, over some pixels.
private struct Judgement {
  var right = 0
  /// Sum of squared differences of all probabilities (Brier 1950).
  var squares = 0.0

  mutating func count(_ values: ArraySlice<Float>, _ numbers: [UInt16], truth: UInt16) {
    guard !values.contains(where: \.isNaN), var best = values.indices.first else { return }
    for (index, number) in zip(values.indices, numbers) {
      if values[index] > values[best] { best = index }
      let difference = Double(values[index]) - (number == truth ? 1 : 0)
      squares += difference * difference
    }
    if numbers[best - values.startIndex] == truth { right += 1 }
  }
}

extension WalkedGround {
  /// Tiles that judge, at most: those with most validation pixels.
  static var judgedTiles: Int { 4 }

  /// Chooses the prior with which most validation pixels are right, walks starting from the other
  /// labels; of several the middle one, whose ends would tell of the few pixels more than of the
  /// ground. The walk is used unless the network alone maps more of these pixels right, or as many with
  /// better probabilities.
  ///
  /// - Parameters:
  ///   - labels: class numbers of labelled pixels, by pixel.
  ///   - judges: validation pixels among them.
  ///   - check: called after each solution; what it throws ends the work.
  func choice(
    of walk: RandomWalk, on network: PixelSpool, labels: [Int: UInt16], judges: [Int],
    check: () throws -> Void
  ) throws -> WalkChoice {
    guard !judges.isEmpty else { return WalkChoice(prior: walk.prior ?? RandomWalk.usual) }
    let others = labels.filter { [judges = Set(judges)] in !judges.contains($0.key) }
    let priors = walk.prior.map { [$0] } ?? RandomWalk.priors
    let tiles = judged(by: judges, classes: network.width)
    var alone = Judgement()
    var walked = priors.map { _ in Judgement() }
    for (tile, pixels) in tiles {
      let places = pixels.map { pixel in
        (row: pixel / network.columns, column: pixel % network.columns)
      }
      let count = { (values: [Float], judgement: inout Judgement) in
        for (index, pixel) in pixels.enumerated() {
          judgement.count(
            values[(index * network.width)..<((index + 1) * network.width)], numbers,
            truth: labels[pixel] ?? 0)
        }
      }
      count(
        try places.flatMap {
          try network.read(rows: $0.row..<$0.row + 1, columns: $0.column..<$0.column + 1)
        }, &alone)
      for (index, prior) in priors.enumerated() {
        count(
          try solve(at: places, of: tile, knowledge(network, others, prior: prior)),
          &walked[index])
        try check()
      }
    }
    let most = walked.map(\.right).max() ?? 0
    let best = priors.indices.filter { walked[$0].right == most }
    let chosen = best[(best.count - 1) / 2]
    var choice = WalkChoice(prior: priors[chosen])
    choice.judges = tiles.reduce(0) { $0 + $1.pixels.count }
    (choice.rightWalked, choice.rightAlone) = (most, alone.right)
    choice.isUsed =
      most > alone.right || most == alone.right && walked[chosen].squares <= alone.squares
    return choice
  }

  /// The tiles with most validation pixels, and these.
  private func judged(
    by judges: [Int], classes: Int
  ) -> [(tile: Rectangle, pixels: [Int])] {
    let columns = scores.spool.columns
    return tiles(classes: classes).map { tile in
      (
        tile: tile,
        pixels: judges.filter { tile.rows ~= $0 / columns && tile.columns ~= $0 % columns }
      )
    }.filter { !$0.pixels.isEmpty }.enumerated().sorted {
      $0.element.pixels.count == $1.element.pixels.count
        ? $0.offset < $1.offset : $0.element.pixels.count > $1.element.pixels.count
    }.prefix(Self.judgedTiles).map(\.element)
  }
}
