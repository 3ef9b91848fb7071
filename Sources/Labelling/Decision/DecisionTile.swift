internal import CPixels
internal import Synchronization

/// A tile of the map: to each class the distance of every pixel to its nearest reference, kept up to
/// date by what has changed since it was asked for last.
///
/// Law: whatever happened before, the tile is as one that is made anew.
// All that changes is reached through `decide`, which holds the lock.
final class DecisionTile: @unchecked Sendable {
  /// What is known of a tile's pixels.
  struct Decided: Sendable {
    var rows: Int
    var columns: Int
    /// Class number of each pixel; 0 if there is none.
    var winner: [UInt8]
    /// 255 · (1 − distance to the nearest class / distance to the next).
    var confidence: [UInt8]
    /// To the nearest reference; infinite if there is none.
    var distance: [Float]

    /// Pixels of each class number.
    var counts: [Int64] {
      var counts = [Int64](repeating: 0, count: 256)
      facet_label_count(winner, winner.count, &counts)
      return counts
    }
  }

  let rows: Int
  let columns: Int
  private let features: [UInt16]
  private let lock = Mutex(())
  private var best: [Float] = []
  private var owner: [UInt16] = []
  private var classes = 0
  /// Of the references that each class was brought up to date with; −1 for none.
  private var revisions: [Int] = []
  private var decided: (revision: Int, result: Decided)?

  /// About how much memory it takes with so many classes.
  static func bytes(classes: Int) -> Int {
    Grid.side * Grid.side * (HalfPixels.width * 2 + classes * 6 + 6)
  }

  init(_ pixels: HalfPixels, grid: Grid, rows: Range<Int>, columns: Range<Int>) {
    (self.rows, self.columns) = (rows.count, columns.count)
    let width = HalfPixels.width
    let count = rows.count * columns.count * width
    let left = grid.sceneColumn(columns.lowerBound)
    // The last column of a thinned scene may stand for one that is nearer than a step.
    let inner = columns.filter {
      $0 == columns.lowerBound
        || grid.sceneColumn($0) == left
          + ($0 - columns.lowerBound) * grid.step
    }.count
    features = [UInt16](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      for (index, row) in rows.enumerated() {
        let line = pixels.line(grid.sceneRow(row))
        let to = base + index * columns.count * width
        facet_label_thin(line + left * width, grid.step, inner, to)
        for column in inner..<columns.count {
          facet_label_thin(
            line + grid.sceneColumn(columns.lowerBound + column) * width, 1, 1,
            to + column * width)
        }
      }
      filled = count
    }
  }

  var pixels: Int { rows * columns }

  /// - Parameter points: the references as they are now.
  func decide(_ points: ReferencePoints) -> Decided {
    lock.withLock { _ in
      if let decided, decided.revision == points.revision { return decided.result }
      update(points)
      let result = decision()
      decided = (points.revision, result)
      return result
    }
  }

  private func update(_ points: ReferencePoints) {
    let count = pixels
    while classes < points.classes.count {
      best += [Float](repeating: .infinity, count: count)
      owner += [UInt16](repeating: 0, count: count)
      revisions.append(-1)
      classes += 1
    }
    best.withUnsafeMutableBufferPointer { best in
      owner.withUnsafeMutableBufferPointer { owner in
        guard let best = best.baseAddress, let owner = owner.baseAddress else { return }
        for (place, one) in points.classes.enumerated() {
          update(one, place, best + place * count, owner + place * count)
          revisions[place] = points.revision
        }
      }
    }
  }

  private func update(
    _ one: ReferencePoints.Class, _ place: Int, _ best: UnsafeMutablePointer<Float>,
    _ owner: UnsafeMutablePointer<UInt16>
  ) {
    let since = revisions[place]
    var (values, slots) = (one.values, one.slots)
    if since < one.horizon {
      best.update(repeating: .infinity, count: pixels)
    } else {
      let gone = one.emptied.filter { $0.revision > since }
      if !gone.isEmpty {
        var flags = [UInt8](repeating: 0, count: 1 << 16)
        for slot in gone { flags[Int(slot.slot)] = 1 }
        facet_label_again(features, pixels, values, slots, slots.count, flags, best, owner)
      }
      let fresh = slots.indices.filter { one.filled[$0] > since }
      values = fresh.flatMap {
        one.values[($0 * HalfPixels.width)..<(($0 + 1) * HalfPixels.width)]
      }
      slots = fresh.map { slots[$0] }
    }
    guard !slots.isEmpty else { return }
    facet_label_nearest(features, pixels, values, slots, slots.count, best, owner)
  }

  private func decision() -> Decided {
    let count = pixels
    var result = Decided(
      rows: rows, columns: columns, winner: Array(repeating: 0, count: count),
      confidence: Array(repeating: 0, count: count),
      distance: Array(repeating: .infinity, count: count))
    if classes > 0 {
      facet_label_decide(
        best, classes, count, &result.winner, &result.confidence, &result.distance)
    }
    return result
  }

  /// How far every pixel is from each of some points, squared; the number of the nearest from 1.
  func nearest(of points: [Float]) -> [UInt8] {
    let count = points.count / HalfPixels.width
    var best = [Float](repeating: .infinity, count: pixels)
    var owner = [UInt16](repeating: 0, count: pixels)
    facet_label_nearest(
      features, pixels, points, (0..<count).map { UInt16($0 + 1) }, count, &best, &owner)
    return owner.map { UInt8(truncatingIfNeeded: $0) }
  }

  /// The features of a pixel of the tile.
  func values(_ pixel: Int) -> [Float] {
    (0..<HalfPixels.width).map {
      Float(Float16(bitPattern: features[pixel * HalfPixels.width + $0]))
    }
  }
}

/// The references' features at one moment.
struct ReferencePoints: Sendable {
  struct Class: Sendable {
    /// References × 16.
    var values: [Float]
    var slots: [UInt16]
    /// The revision in which each of them came.
    var filled: [Int]
    /// The pixel that each of them is.
    var pixels: [Int]
    var emptied: [(revision: Int, slot: UInt16)]
    var horizon: Int
  }

  var revision: Int
  /// By class number − 1.
  var classes: [Class]

  init(revision: Int, classes: [Class]) {
    (self.revision, self.classes) = (revision, classes)
  }

  /// - Parameter pixels: the features of all pixels, which are ready.
  init(_ references: References, _ pixels: HalfPixels) {
    revision = references.revision
    classes = references.classes.dropFirst().map { one in
      // A pixel without a value is no reference.
      let known = one.slots.sorted { $0.key < $1.key }.filter { pixels.hasValue($0.key) }
      return Class(
        values: known.flatMap { pixels.values($0.key) }, slots: known.map(\.value),
        filled: known.map { one.filled[Int($0.value)] }, pixels: known.map(\.key),
        emptied: one.emptied, horizon: one.horizon)
    }
  }

  var count: Int { classes.reduce(0) { $0 + $1.slots.count } }

  /// The mean of each class's references; of a class without any, what no pixel is near to.
  var means: [Float] {
    classes.flatMap { one -> [Float] in
      let count = one.slots.count
      guard count > 0 else { return Array(repeating: .infinity, count: HalfPixels.width) }
      return (0..<HalfPixels.width).map { feature in
        (0..<count).reduce(Float(0)) { $0 + one.values[$1 * HalfPixels.width + feature] }
          / Float(count)
      }
    }
  }
}
