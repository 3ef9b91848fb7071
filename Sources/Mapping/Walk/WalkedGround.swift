internal import Foundation

/// A scene that walks go over, tile by tile, until the tiles agree.
///
/// A tile and a margin around it are solved with the pixels beside them held at what they are known to
/// be so far, one tile after the other. Before each such sweep over all tiles an overview of the scene
/// carries what is missing across it at once, so that few sweeps do however far walkers go (alternating
/// Schwarz with a coarse space; B. Smith, P. Bjørstad, W. Gropp, "Domain Decomposition", 1996). Sweeps
/// end as the solving of one tile does; see `WalkEnding`. So neither the tiles' size nor the margin
/// changes a probability by more than the tolerance. A scene that fits into one tile is solved at once.
///
/// Memory: about 9 numbers a pixel and class of a tile with its margin, classes rounded up to a
/// multiple of 8, and 40 numbers a pixel: 700 MiB for a million pixels of 16 classes. The overview has
/// a quarter as many rows as the largest tile has pixels, whatever the scene.
struct WalkedGround {
  let scores: WalkScores
  /// Class numbers, in the order of the probabilities.
  let numbers: [UInt16]
  /// Pixels along a side of a tile, and around it; nil for what suits.
  let side: Int?
  let margin: Int?
  private let last = LastWalk()

  init(scores: WalkScores, numbers: [UInt16], side: Int?, margin: Int?) {
    (self.scores, self.numbers, self.side, self.margin) = (scores, numbers, side, margin)
  }

  /// Numbers of a tile's vector, at most: 64 MiB.
  static let most = 1 << 24
  /// How many times the reach of its walkers away nothing matters to a pixel: it counts e⁻⁶, a quarter
  /// of the tolerance.
  private static let farthest: Float = 6
  /// Sweeps over all tiles, at most.
  private static let sweeps = 200

  typealias Rectangle = (rows: Range<Int>, columns: Range<Int>)

  private var rows: Int { scores.spool.rows }
  private var columns: Int { scores.spool.columns }

  /// The scene cut into tiles, from left to right and from top to bottom.
  func tiles(classes: Int) -> [Rectangle] {
    let width = (classes + 7) / 8 * 8
    let isWhole = side == nil && rows * columns * width <= Self.most
    let side = max(1, side ?? (isWhole ? max(rows, columns) : sideOfMost(width)))
    return stride(from: 0, to: rows, by: side).flatMap { top in
      stride(from: 0, to: columns, by: side).map { left in
        (top..<min(top + side, rows), left..<min(left + side, columns))
      }
    }
  }

  private func sideOfMost(_ width: Int) -> Int {
    Int(Double(Self.most / width).squareRoot())
  }

  /// Pixels around a tile: about as far as walkers go over even ground, so that a few sweeps do.
  private func margin(prior: Float) -> Int {
    margin ?? max(16, min(256, Int(RandomWalk.reach(prior: prior).rounded(.up))))
  }

  func widened(_ tile: Rectangle, by margin: Int) -> Rectangle {
    let widened = { (range: Range<Int>, limit: Int) in
      max(0, range.lowerBound - margin)..<min(limit, range.upperBound + margin)
    }
    return (widened(tile.rows, rows), widened(tile.columns, columns))
  }

  /// What walks make of the probabilities of a scene, rows × columns × classes, NaN without a value.
  ///
  /// - Parameter step: told after every tile, with the share of the work that is done, about; what it
  ///   throws ends the work.
  /// - Throws: `WalkError` if tiles do not settle.
  func solve(
    _ knowledge: Knowledge, step: (_ share: Double) throws -> Void = { _ in }
  ) throws -> PixelSpool {
    let classes = knowledge.numbers.count
    let solution = try PixelSpool(
      rows: rows, columns: columns, width: classes, contents: "the probabilities of the walk")
    let tiles = tiles(classes: classes)
    let outputs = knowledge.outputs
    if tiles.count == 1 {
      let (values, _) = try solved(tiles[0], knowledge, outputs, from: nil)
      try solution.write(rows: tiles[0].rows, columns: tiles[0].columns, values)
      try step(1)
      return solution
    }
    for tile in tiles {
      let ground = try ground(tile, knowledge, outputs)
      try solution.write(rows: tile.rows, columns: tile.columns, ground.withNaN(ground.priors))
    }
    let margin = margin(prior: knowledge.prior)
    let overview = try WalkOverview(of: self, tiles, knowledge)
    var ending = WalkEnding(tolerance: WalkSolver.tolerance)
    while ending.steps < Self.sweeps, !ending.isReached {
      var change = try overview?.correct(solution, of: self, tiles, knowledge) ?? 0
      for (index, tile) in tiles.enumerated() {
        let outer = widened(tile, by: margin)
        let (values, changed) = try solved(outer, knowledge, outputs, from: solution)
        try solution.write(rows: outer.rows, columns: outer.columns, values)
        change = max(change, changed)
        // Later sweeps have little left to do.
        try step(1 - pow(0.4, Double(ending.steps) + Double(index + 1) / Double(tiles.count)))
      }
      ending.take(Double(change))
    }
    try ending.require()
    return solution
  }

  /// What walks make of some pixels of a tile by itself and its margin, pixels × classes, NaN without a
  /// value. Ground too far away to matter to any of them is left out.
  func solve(
    at pixels: [(row: Int, column: Int)], of tile: Rectangle, _ knowledge: Knowledge
  ) throws -> [Float] {
    let outer = widened(tile, by: 2 * margin(prior: knowledge.prior))
    var ground = try ground(outer, knowledge, knowledge.outputs)
    let places = pixels.map {
      (row: $0.row - outer.rows.lowerBound, column: $0.column - outer.columns.lowerBound)
    }
    let isWhole = ground.keep(
      within: Int((Self.farthest * RandomWalk.reach(prior: knowledge.prior)).rounded(.up)),
      of: places)
    let solution = (isWhole ? last.solver(of: ground, in: outer) : WalkSolver(ground)).solve()
    try solution.ending.require()
    let values = ground.withNaN(solution.values)
    return places.flatMap { place in
      let first = (place.row * ground.columns + place.column) * ground.classes
      return values[first..<first + ground.classes]
    }
  }

  private func cut(
    _ inner: Rectangle, outOf outer: Rectangle, _ values: [Float], width: Int
  ) -> [Float] {
    if inner == outer { return values }
    return inner.rows.flatMap { row in
      let line = (row - outer.rows.lowerBound) * outer.columns.count
      let first = line + inner.columns.lowerBound - outer.columns.lowerBound
      return values[(first * width)..<((first + inner.columns.count) * width)]
    }
  }

  /// A rectangle solved, with the pixels beside it held at what they are so far.
  ///
  /// - Parameter solution: what is known so far; nil if nothing beside the rectangle matters.
  /// - Returns: its values, and by how much any of them changed.
  private func solved(
    _ rectangle: Rectangle, _ knowledge: Knowledge, _ outputs: [UInt16: Int],
    from solution: PixelSpool?
  ) throws -> (values: [Float], change: Float) {
    guard let solution else {
      let ground = try ground(rectangle, knowledge, outputs)
      let solver = last.solver(of: ground, in: rectangle)
      let solution = solver.solve()
      try solution.ending.require()
      return (ground.withNaN(solution.values), 0)
    }
    let ring = widened(rectangle, by: 1)
    let ground = try ground(rectangle, held: solution, knowledge)
    // So well that what sweeps change is not how well it was solved.
    let solved = WalkSolver(ground).solve(tolerance: WalkSolver.tolerance / 20)
    try solved.ending.require()
    let values = solved.values
    var change: Float = 0
    for index in values.indices { change = max(change, abs(values[index] - ground.start[index])) }
    return (
      cut(rectangle, outOf: ring, ground.withNaN(values), width: knowledge.numbers.count), change
    )
  }

  /// A rectangle and the pixels beside it, which are held at what they are so far.
  func ground(
    _ rectangle: Rectangle, held solution: PixelSpool, _ knowledge: Knowledge
  ) throws -> WalkGround {
    let ring = widened(rectangle, by: 1)
    var ground = try ground(ring, knowledge, knowledge.outputs)
    ground.start = try solution.read(rows: ring.rows, columns: ring.columns).map {
      $0.isNaN ? 0 : $0
    }
    for (index, row) in ring.rows.enumerated() {
      for (place, column) in ring.columns.enumerated()
      where !(rectangle.rows ~= row && rectangle.columns ~= column) {
        ground.fixed[index * ring.columns.count + place] = 1
      }
    }
    return ground
  }

  func ground(
    _ rectangle: Rectangle, _ knowledge: Knowledge, _ outputs: [UInt16: Int]
  ) throws -> WalkGround {
    let (rows, columns) = (rectangle.rows.count, rectangle.columns.count)
    let classes = knowledge.numbers.count
    let scores = try self.scores.spool.read(rows: rectangle.rows, columns: rectangle.columns)
    var priors = try knowledge.said(rectangle)
    var rates = [Float](repeating: knowledge.prior, count: rows * columns)
    for pixel in rates.indices where scores[pixel * WalkGuide.width].isNaN {
      rates[pixel] = 0
      for index in (pixel * classes)..<((pixel + 1) * classes) { priors[index] = 0 }
    }
    for (place, number) in knowledge.labels {
      let (row, column) = place.quotientAndRemainder(dividingBy: self.columns)
      guard rectangle.rows ~= row, rectangle.columns ~= column, let output = outputs[number]
      else { continue }
      let pixel =
        (row - rectangle.rows.lowerBound) * columns + column - rectangle.columns.lowerBound
      guard rates[pixel] > 0 else { continue }
      rates[pixel] = RandomWalk.labelled
      for c in 0..<classes { priors[pixel * classes + c] = c == output ? 1 : 0 }
    }
    var ground = WalkGround(
      rows: rows, columns: columns, classes: classes, priors: priors, rates: rates,
      steps: self.scores.guide.steps(scores, rows: rows, columns: columns))
    ground.areShares = knowledge.areShares
    return ground
  }
}
