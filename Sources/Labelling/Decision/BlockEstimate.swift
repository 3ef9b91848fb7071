internal import Accuracy
internal import CPixels
internal import Foundation

/// How right the map may be, told by the labels themselves: labelled ground is cut into blocks, and the
/// references of each block are decided by those of the others, none nearer than a few pixels.
///
/// The interval is Student's over blocks, each a cluster of pixels (W. Cochran, "Sampling Techniques",
/// 3rd edition 1977, 9A): pixels of one block are no independent evidence. It says how the map does on
/// ground like that which was labelled, and no more.
public struct BlockEstimate: Codable, Equatable, Sendable {
  /// Share of judged pixels that are right; nil if nothing can be judged.
  public var accuracy: Double?
  /// 95 %; nil for fewer than two blocks.
  public var lower: Double?
  public var upper: Double?
  public var blocks: Int
  public var pixels: Int
  /// Numbers of classes that lie in one block only, and so cannot be judged.
  public var untold: [Int]
  /// Whether the interval deserves little trust: fewer than ten blocks, or a class is untold.
  public var isWeak: Bool

  /// References this near to a judged one do not decide: smoothing has mixed their spectra.
  static let gap = 4

  init(_ points: ReferencePoints, columns: Int, side: Int) {
    struct Point {
      var pixel: Int
      var label: Int
      var place: Int
    }
    var blocksOf: [Int: [Point]] = [:]
    var blocksByClass: [Int: Set<Int>] = [:]
    let perRow = columns / side + 1
    for (index, one) in points.classes.enumerated() {
      for (place, pixel) in one.pixels.enumerated() {
        let block = pixel / columns / side * perRow + pixel % columns / side
        blocksOf[block, default: []].append(Point(pixel: pixel, label: index, place: place))
        blocksByClass[index, default: []].insert(block)
      }
    }
    untold = blocksByClass.filter { $0.value.count < 2 }.map { $0.key + 1 }.sorted()
    let judged = Set(blocksByClass.keys.filter { blocksByClass[$0]?.count ?? 0 > 1 })
    var outcomes: [(right: Double, count: Double)] = []
    let width = HalfPixels.width
    func values(_ point: Point) -> ArraySlice<Float> {
      points.classes[point.label].values[(point.place * width)..<((point.place + 1) * width)]
    }
    for block in blocksOf.keys.sorted() {
      let own = (blocksOf[block] ?? []).filter { judged.contains($0.label) }
      guard !own.isEmpty, judged.count > 1 else { continue }
      let rows = own.map { $0.pixel / columns }
      let places = own.map { $0.pixel % columns }
      let (top, bottom) = ((rows.min() ?? 0) - Self.gap, (rows.max() ?? 0) + Self.gap)
      let (left, right) = ((places.min() ?? 0) - Self.gap, (places.max() ?? 0) + Self.gap)
      let others = blocksOf.filter { $0.key != block }.sorted { $0.key < $1.key }.flatMap(\.value)
        .filter {
          let (row, column) = ($0.pixel / columns, $0.pixel % columns)
          return judged.contains($0.label)
            && !(top...bottom ~= row && left...right ~= column)
        }
      guard !others.isEmpty else { continue }
      let features = own.flatMap { values($0).map { Float16($0).bitPattern } }
      var best = [Float](repeating: .infinity, count: own.count)
      var owner = [UInt16](repeating: 0, count: own.count)
      facet_label_nearest(
        features, own.count, others.flatMap { values($0) }, others.map { UInt16($0.label) },
        others.count, &best, &owner)
      let hits = own.indices.count { Int(owner[$0]) == own[$0].label && best[$0].isFinite }
      outcomes.append((Double(hits), Double(own.count)))
    }
    blocks = outcomes.count
    pixels = Int(outcomes.reduce(0) { $0 + $1.count })
    isWeak = outcomes.count < 10 || !untold.isEmpty
    guard pixels > 0 else { return }
    let share = outcomes.reduce(0) { $0 + $1.right } / Double(pixels)
    accuracy = share
    guard blocks > 1 else { return }
    let m = Double(blocks)
    let squares = outcomes.reduce(0) { sum, one in
      let gap = one.right - share * one.count
      return sum + gap * gap
    }
    let error = (m / (m - 1) * squares).squareRoot() / Double(pixels)
    let half = StudentDistribution.quantile(0.975, degreesOfFreedom: blocks - 1) * error
    let interval = Interval(lower: share - half, upper: share + half).clipped(to: 0...1)
    (lower, upper) = (interval.lower, interval.upper)
  }
}
