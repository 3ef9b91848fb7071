internal import Sampling
internal import Scenes

extension EpisodeGround {
  /// The ground in two: classes to learn from, and classes held apart for testing.
  ///
  /// - Parameters:
  ///   - count: classes held apart.
  ///   - seed: that they are drawn by.
  /// - Throws: `EpisodeError` unless classes are left on both sides.
  package func holdingApart(_ count: Int, seed: UInt64) throws -> (
    learned: EpisodeGround, held: EpisodeGround
  ) {
    try require(
      count > 0 && count < classes.count,
      "\(count) classes cannot be held apart of the \(classes.count) of \(name).")
    var generator = SeededGenerator(seed: seed, for: RandomStream("episodes.held"))
    let held = Set(classes.map(\.number).shuffled(using: &generator).prefix(count))
    return (keeping { !held.contains($0) }, keeping { held.contains($0) })
  }

  /// Only the classes of some numbers.
  package func keeping(_ isKept: (Int) -> Bool) -> EpisodeGround {
    EpisodeGround(name: name, columns: columns, classes: classes.filter { isKept($0.number) })
  }
}
