internal import Parts

/// What is known of points before they are read: enough to refuse numbers that cannot be had.
public struct PointsAhead: Sendable {
  /// Features a point.
  let features: Int
  /// At most so many points are learned from.
  let points: Int
  /// At most so many points of each class; empty if a method needs no classes.
  let classes: [Int: Int]

  public init(features: Int, points: Int, classes: [Int: Int] = [:]) {
    self.features = features
    self.points = points
    self.classes = classes
  }

  /// - Parameters:
  ///   - values: whole numbers by the option's name, standards among them.
  ///   - isSupervised: whether neighbours are looked for within classes.
  /// - Throws: `ClassicalError` for more components or neighbours than there can be.
  func require(_ values: [String: Int], of kind: any ClassicalKind, isSupervised: Bool) throws {
    // Of one class or none, what needs classes has more to say itself.
    guard !isSupervised || classes.count > 1 else { return }
    let learned = min(points, values["points"] ?? points)
    if let bound = kind.components?.most {
      _ = try componentsToKeep(values["components"], of: most(bound, learned)) {
        reason(bound, learned)
      }
    }
    guard let neighbours = values["neighbours"] else { return }
    if isSupervised {
      try requireNeighbours(neighbours, within: classes.map { ($0, $1) })
    } else {
      try Neighbours.require(neighbours, ofOthers: learned)
    }
  }

  private func most(_ bound: ComponentOption.Bound, _ learned: Int) -> Int {
    switch bound {
    case .directions: features
    case .classes: min(features, classes.count - 1)
    case .points: learned - 1
    }
  }

  private func reason(_ bound: ComponentOption.Bound, _ learned: Int) -> String {
    switch bound {
    case .directions: "points of \(features) features vary in \(features) directions at most."
    case .classes:
      "\(classes.count) classes of \(features) features have at most \(most(bound, learned))."
    case .points: "\(learned) points have at most \(learned - 1)."
    }
  }
}
