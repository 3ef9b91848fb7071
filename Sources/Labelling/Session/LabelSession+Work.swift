internal import Foundation
internal import Mapping
internal import Scenes
internal import Synchronization

/// What a session does while its user paints.
extension LabelSession {
  /// Areas and accuracy of a whole map.
  public struct Summary: Codable, Sendable {
    public struct Area: Codable, Sendable {
      public var number: Int
      public var pixels: Int
      /// Square metres, if the scene has a place on Earth.
      public var area: Double?
    }

    /// The labels that it is of.
    public var revision: Int
    public var areas: [Area]
    /// Pixels that have a class.
    public var mapped: Int
    /// Every how many-th pixel, along a side, was counted.
    public var step: Int
    public var accuracy: BlockEstimate
  }

  public var summary: Summary? { state.withLock { $0.summary } }
  public var status: Status { state.withLock { $0.status } }
  /// The revision of labels and the generation of features: with both a map is the same.
  public var version: (revision: Int, generation: Int) {
    state.withLock { ($0.references.revision, $0.generation) }
  }

  /// Begins to make features, and then to follow the labels; returns at once.
  ///
  /// - Parameter basis: what pixels are compared by at first.
  public func start(_ basis: SceneFeatures.Basis = .components) {
    Thread.detachNewThread { [self] in
      // A run that does not go with the scene any more is told of, and its map is made without it.
      if !makeFeatures(basis), basis.isModel {
        let problem = status.problem
        makeFeatures(.components)
        setStatus { $0.problem = $0.problem ?? problem }
      }
      follow()
    }
  }

  /// Makes features on this thread and changes to them.
  ///
  /// - Returns: whether there are any now.
  @discardableResult
  public func makeFeatures(_ basis: SceneFeatures.Basis) -> Bool {
    let work = basis.isModel ? "metric" : "features"
    setStatus { ($0.work, $0.share, $0.problem) = (work, 0, nil) }
    let last = Mutex(0.0)
    do {
      let features = try SceneFeatures.make(
        basis, of: scene,
        progress: { [self] share in
          // Some twenty messages are enough.
          let isWorth = last.withLock { last in
            guard share >= last + 0.05 else { return false }
            last = share
            return true
          }
          if isWorth { setStatus { $0.share = share } }
        }, isInterrupted: { [self] in state.withLock { $0.isClosed } })
      state.withLock { state in
        state.tiles = DecisionTiles(features.pixels)
        state.basis = basis
        state.generation += 1
        state.points = nil
      }
      setStatus { ($0.work, $0.share, $0.isModel) = (nil, nil, basis.isModel) }
      tell(.features)
      worker.wake()
      return true
    } catch is MappingInterrupted {
      return false
    } catch {
      setStatus { ($0.work, $0.share, $0.problem) = (nil, nil, "\(error)") }
      return false
    }
  }

  private func follow() {
    var last = (-1, -1)
    while !state.withLock({ $0.isClosed }) {
      worker.wait(seconds: 2)
      if state.withLock({ $0.isClosed }) { return }
      let now = version
      if now != last, summarise() { last = now }
      do {
        try save()
      } catch {
        setStatus { $0.problem = "\(error)" }
      }
    }
  }

  /// Brings the whole map up to date.
  ///
  /// - Returns: whether it was ended, and not overtaken by a new stroke.
  @discardableResult
  public func summarise() -> Bool {
    guard let (points, tiles) = state.withLock({ points(&$0) }) else { return false }
    let level = tiles.wholeLevel
    let keys = tiles.keys(level: level)
    let counts = Mutex([Int](repeating: 0, count: 256))
    let isStale = Mutex(false)
    // The page's tiles come first: one thread of two is left to them.
    for key in keys {
      if state.withLock({ $0.references.revision != points.revision || $0.isClosed }) {
        isStale.withLock { $0 = true }
        break
      }
      guard let tile = tiles.tile(key, classes: points.classes.count) else { continue }
      let own = tile.decide(points).counts
      counts.withLock { all in
        for index in own.indices { all[index] += Int(own[index]) }
      }
    }
    guard !isStale.withLock({ $0 }) else { return false }
    let step = tiles.grids[level].step
    let totals = counts.withLock { $0 }
    let areas = scene.georeference?.pixelAreas(
      rows: scene.shape.rows, columns: scene.shape.columns)
    let area = areas.map { $0.reduce(0, +) / Double($0.count) }
    let summary = Summary(
      revision: points.revision,
      areas: points.classes.indices.map { index in
        let pixels = totals[index + 1] * step * step
        return Summary.Area(
          number: index + 1, pixels: pixels, area: area.map { $0 * Double(pixels) })
      }, mapped: totals.dropFirst().reduce(0, +) * step * step, step: step,
      accuracy: BlockEstimate(
        points, columns: scene.shape.columns,
        side: max(8, min(scene.shape.rows, scene.shape.columns) / 16)))
    state.withLock { $0.summary = summary }
    tell(.summary)
    return true
  }

  /// Pixels whose labels would help most, best first; see `Suggestions`. The same labels give the same.
  public func suggestions() throws -> [Suggestion] {
    let now = version
    if let known = state.withLock({ $0.suggestedFor == now ? $0.suggestions : nil }) {
      return known
    }
    guard let (points, tiles) = state.withLock({ points(&$0) }) else { return [] }
    let labels = state.withLock { $0.sheet.labels }
    let keys = tiles.keys(level: tiles.wholeLevel)
    let grid = tiles.grids[tiles.wholeLevel]
    let spread = points.spread
    var generator = SeededGenerator(seed: 1)
    var candidates: [Suggestions.Candidate] = []
    let each = max(64, 6000 / keys.count)
    let columns = scene.shape.columns
    for key in keys {
      guard let tile = tiles.tile(key, classes: points.classes.count),
        let place = grid.tile(key.row, key.column)
      else { continue }
      let decided = tile.decide(points)
      for _ in 0..<min(each, tile.pixels) {
        let pixel = Int.random(in: 0..<tile.pixels, using: &generator)
        let row = grid.sceneRow(place.rows.lowerBound + pixel / tile.columns)
        let column = grid.sceneColumn(place.columns.lowerBound + pixel % tile.columns)
        let values = tile.values(pixel)
        guard !values[0].isNaN, !isNearLabel(row, column, labels, columns) else { continue }
        let distance = decided.distance[pixel]
        candidates.append(
          Suggestions.Candidate(
            row: row, column: column, values: values,
            uncertainty: decided.winner[pixel] == 0
              ? 1 : 1 - Double(decided.confidence[pixel]) / 255,
            strangeness: distance.isFinite ? Double(min(1, distance / (2 * spread))) : 1))
      }
    }
    let chosen = try Suggestions.choose(candidates, count: 12)
    state.withLock { ($0.suggestions, $0.suggestedFor) = (chosen, now) }
    return chosen
  }

  private func isNearLabel(_ row: Int, _ column: Int, _ labels: [UInt16], _ columns: Int) -> Bool {
    let rows = labels.count / columns
    for y in max(0, row - 4)...min(rows - 1, row + 4) {
      for x in max(0, column - 4)...min(columns - 1, column + 4) where labels[y * columns + x] > 0 {
        return true
      }
    }
    return false
  }

  /// Ends the session: what was painted is on the disk afterwards.
  public func close() throws {
    try endStroke()
    try save()
    state.withLock { $0.isClosed = true }
    worker.wake()
  }
}
