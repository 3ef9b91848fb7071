internal import CPixels
internal import Scenes

/// A coarse picture of a scene that is cut into tiles: it carries at once what would otherwise pass
/// from tile to tile, a margin at a time.
///
/// Pixels of one tile between which walkers go most readily are one row, about a hundred, or more in a
/// scene that would have too many rows. Its system is the walk's own, with all pixels of a row
/// changed by as much; see `WalkLevel`.
struct WalkOverview {
  private let level: WalkLevel
  /// The row of every pixel of the scene, −1 without one. Rows are few enough for a Float to count.
  private let places: PixelSpool

  /// Rounds of joining that make a row of about a hundred pixels.
  private static let rounds = 3
  /// Rows times classes, at most, about: a quarter of a tile.
  private static let most = WalkedGround.most / 4

  /// - Returns: nil if there is nothing that a coarse picture could help with.
  /// - Throws: `SceneError` if there is no room for 4 bytes a pixel.
  init?(
    of scene: WalkedGround, _ tiles: [WalkedGround.Rectangle], _ knowledge: WalkedGround.Knowledge
  ) throws {
    let width = (knowledge.numbers.count + 7) / 8 * 8
    let (rows, columns) = (scene.scores.spool.rows, scene.scores.spool.columns)
    places = try PixelSpool(
      rows: rows, columns: columns, width: 1, contents: "the overview of the scene")
    // The rows of each tile come one after the other.
    var own: [Range<Int>] = []
    let density = Double(Self.most / width) / Double(rows * columns)
    for tile in tiles {
      let first = own.last?.upperBound ?? 0
      let ground = try scene.ground(tile, knowledge, knowledge.outputs)
      let (numbers, count) = ground.unknown()
      let most = Int(density * Double(numbers.count)) + 1
      let found = WalkGraph(ground, rows: numbers, count: count)
        .aggregates(rounds: Self.rounds, most: most)
      var values = [Float](repeating: -1, count: numbers.count)
      if let aggregate = found?.aggregate.base {
        for (pixel, number) in numbers.enumerated() where number >= 0 {
          let row = Int(aggregate[Int(number)])
          if row >= 0 { values[pixel] = Float(first + row) }
        }
      }
      try places.write(rows: tile.rows, columns: tile.columns, values)
      own.append(first..<(first + (found?.count ?? 0)))
    }
    guard let last = own.last, last.upperBound > 0 else { return nil }
    var all = WalkRows()
    for (tile, own) in zip(tiles, own) where !own.isEmpty {
      try Self.append(tile, own, places, scene, knowledge, to: &all)
    }
    level = WalkLevel(WalkGraph(all), width: width)
  }

  /// Adds the rows of a tile, with the steps to those of its neighbours.
  private static func append(
    _ tile: WalkedGround.Rectangle, _ own: Range<Int>, _ places: PixelSpool,
    _ scene: WalkedGround, _ knowledge: WalkedGround.Knowledge, to all: inout WalkRows
  ) throws {
    let ring = scene.widened(tile, by: 1)
    let ground = try scene.ground(ring, knowledge, knowledge.outputs)
    let (numbers, count) = ground.unknown()
    // Its own rows first, then those beside it.
    let aggregate = WalkNumbers<Int32>(count)
    var (beside, names) = ([Int: Int32](), [Int32]())
    let rows = try places.read(rows: ring.rows, columns: ring.columns)
    for (pixel, number) in numbers.enumerated() where number >= 0 {
      let row = Int(rows[pixel])
      if row < 0 || own ~= row {
        aggregate.base[Int(number)] = row < 0 ? -1 : Int32(row - own.lowerBound)
        continue
      }
      let name = beside[row] ?? Int32(own.count + names.count)
      if Int(name) == own.count + names.count { names.append(Int32(row)) }
      beside[row] = name
      aggregate.base[Int(number)] = name
    }
    let graph = WalkGraph(ground, rows: numbers, count: count)
      .joined(WalkAggregates(of: aggregate, count: own.count + names.count))
    graph.append(own.count, to: &all) {
      $0 < own.count ? Int32(own.lowerBound + $0) : names[$0 - own.count]
    }
  }

  /// Adds to a solution what is missing from it, as far as the overview tells.
  ///
  /// - Returns: the largest change of any value.
  func correct(
    _ solution: PixelSpool, of scene: WalkedGround, _ tiles: [WalkedGround.Rectangle],
    _ knowledge: WalkedGround.Knowledge
  ) throws -> Float {
    let vector = { WalkNumbers<Float>(level.count * level.width) }
    let (missing, answer) = (vector(), vector())
    for tile in tiles {
      let ground = try scene.ground(tile, held: solution, knowledge)
      let system = WalkSystem(ground)
      let ring = scene.widened(tile, by: 1)
      let rows = try places.read(rows: ring.rows, columns: ring.columns)
      let aggregate = zip(system.rows, rows).compactMap { $0 < 0 ? nil : Int32($1) }
      withExtendedLifetime(system.missing(from: ground)) {
        facet_walk_collect(aggregate.count, system.width, aggregate, $0.base, missing.base)
      }
    }
    try WalkSolver.solve(level, missing, adding: answer, tolerance: WalkSolver.tolerance / 20)
      .require()
    for tile in tiles {
      let rows = try places.read(rows: tile.rows, columns: tile.columns).map { Int32($0) }
      var values = try solution.read(rows: tile.rows, columns: tile.columns)
      facet_walk_correct(
        rows.count, rows, knowledge.numbers.count, answer.base, level.width, &values)
      try solution.write(rows: tile.rows, columns: tile.columns, values)
    }
    return UnsafeBufferPointer(start: answer.base, count: answer.count)
      .reduce(0) { max($0, abs($1)) }
  }
}
