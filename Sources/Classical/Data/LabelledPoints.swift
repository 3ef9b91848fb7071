public import Torch

/// Points with a class each.
public struct LabelledPoints {
  public let points: Points
  /// The class of each point.
  public let labels: [Int]
  /// The rows of each class; classes ascend.
  public let classes: [(label: Int, rows: [Int])]

  /// - Parameters:
  ///   - points: N × d, finite.
  ///   - labels: N classes.
  /// - Throws: `ClassicalError` for values that are not finite, or another number of labels.
  public init(_ points: Tensor, labels: [Int]) throws {
    try self.init(Points(points), labels: labels)
  }

  init(_ points: Points, labels: [Int]) throws {
    try require(
      labels.count == points.count,
      "\(labels.count) labels for \(points.count) points; one each is needed.")
    self.points = points
    self.labels = labels
    classes = Dictionary(grouping: labels.indices) { labels[$0] }
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// - Parameter method: who needs them, as it is called.
  /// - Throws: `ClassicalError` if all points are of one class.
  func requireTwoClasses(_ method: String) throws {
    try require(
      classes.count > 1,
      "\(method) tells classes apart; all \(points.count) points are of class "
        + "\(classes[0].label). Give points of two classes or more.")
  }

  /// What to tell of classes with one point, if there are some.
  var notesOnSinglePoints: [String] { Self.notes(onClassesOfOne: classes.map { ($0, $1.count) }) }

  static func notes(onClassesOfOne members: [(label: Int, count: Int)]) -> [String] {
    let single = members.filter { $0.count == 1 }.map { "\($0.label)" }
    guard !single.isEmpty else { return [] }
    return [
      (single.count == 1
        ? "Class \(single[0]) has one point; it says"
        : "Classes \(single.joined(separator: ", ")) have one point each; they say")
        + " nothing of how a class varies."
    ]
  }

  /// The points themselves if there are at most `most`; else a sample in proportion to the classes,
  /// of each at least 10 points if it has them and there is room.
  ///
  /// - Returns: the sample, and what to tell of it.
  package func sampled(_ most: Int, seed: UInt64) throws -> (LabelledPoints, notes: [String]) {
    try require(most > 1, "At least 2 points are needed; `points` is \(most).")
    guard points.count > most else { return (self, []) }
    var draws = try Draws(seed: seed)
    var keys: [(key: Double, row: Int)] = []
    for (_, rows) in classes {
      for (place, row) in try draws.shuffled(rows).enumerated() {
        keys.append((place < 10 ? Double(place - 10) : Double(place) / Double(rows.count), row))
      }
    }
    let chosen = keys.sorted { ($0.key, $0.row) < ($1.key, $1.row) }.prefix(most).map(\.row)
      .sorted()
    let sample = try LabelledPoints(points.selecting(chosen), labels: chosen.map { labels[$0] })
    return (sample, ["Learned from a sample of \(most) of \(points.count) points."])
  }
}
