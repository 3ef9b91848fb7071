package import Sampling
internal import Scenes

/// Draws N-way K-shot episodes: each of one ground, with random classes of it, random labelled pixels
/// of each and random queries.
///
/// Every episode has its own numbers by seed, stream and index, whatever was drawn before.
package struct EpisodeSampler {
  package let shape: EpisodeShape
  /// With classes that cannot be drawn left out.
  package let grounds: [EpisodeGround]
  /// What the user should know, such as classes that are left out.
  package let notes: [String]
  private let seed: UInt64
  private let stream: RandomStream
  private let drawable: [Int]
  private static let attempts = 50

  /// - Parameters:
  ///   - grounds: the scenes.
  ///   - shape: of the episodes.
  ///   - fewest: if no ground has as many classes as the shape has ways, as many as there are do, but
  ///     not fewer than this; nil for no fewer than the ways.
  ///   - seed: same seed, same episodes.
  ///   - stream: separates the uses of a seed.
  /// - Throws: `EpisodeError` for a shape that makes no episode, or if no ground has enough classes
  ///   with enough pixels.
  package init(
    _ grounds: [EpisodeGround], _ shape: EpisodeShape, fewest: Int? = nil, seed: UInt64,
    stream: RandomStream
  ) throws {
    try shape.validate()
    self.seed = seed
    self.stream = stream
    var notes: [String] = []
    self.grounds = grounds.map { ground in
      let usable = ground.classes.filter { Self.isDrawable($0, ground.columns, shape, seed) }
      let short = ground.classes.filter { one in !usable.contains { $0.number == one.number } }
      if !short.isEmpty {
        notes.append(
          "left out of \(ground.name), too small for \(shape.words)"
            + (shape.mayOverlap || shape.window == 1
              ? "" : " outside the labelled pixels' windows of \(shape.window)")
            + ": " + short.map { "\($0.name) (\($0.pixels.count))" }.joined(separator: ", "))
      }
      return EpisodeGround(name: ground.name, columns: ground.columns, classes: usable)
    }
    self.notes = notes
    var shape = shape
    let most = self.grounds.map(\.classes.count).max() ?? 0
    shape.ways = min(shape.ways, max(fewest ?? shape.ways, most))
    self.shape = shape
    drawable = self.grounds.indices.filter { [grounds = self.grounds] in
      grounds[$0].classes.count >= shape.ways
    }
    guard drawable.isEmpty else { return }
    let counts = zip(grounds, self.grounds).map {
      "\($0.name) has \(counted($0.classes.count, "class")), "
        + "\($1.classes.count) of them with pixels enough for \(shape.words)"
    }
    throw EpisodeError(
      "No scene has \(shape.ways) classes for an episode: "
        + (counts.isEmpty ? "there are none" : counts.joined(separator: "; "))
        + ". Ask for fewer ways, shots or queries, label more pixels, or let queries lie inside "
        + "the windows of labelled pixels.")
  }

  /// The episode of an index, from 0.
  ///
  /// - Throws: `EpisodeError` if the classes lie so close together that no draw has enough queries
  ///   outside the windows of the labelled pixels.
  package func episode(_ index: Int) throws -> DrawnEpisode {
    var generator = SeededGenerator(seed: seed, for: stream, part: index)
    for _ in 0..<Self.attempts {
      let place = drawable[Int.random(in: 0..<drawable.count, using: &generator)]
      let ground = grounds[place]
      let classes = Array(ground.classes.shuffled(using: &generator).prefix(shape.ways))
      guard
        let drawn = Self.draw(classes.map(\.pixels), ground.columns, shape, &generator)
      else { continue }
      let support = drawn.support.shuffled(using: &generator)
      // Queries in the order of their classes would tell what they are.
      let query = drawn.query.shuffled(using: &generator)
      return DrawnEpisode(
        ground: place, classes: classes.map(\.number), support: support.map(\.pixel),
        supportLabels: support.map(\.label), query: query.map(\.pixel),
        queryLabels: query.map(\.label), seed: generator.next())
    }
    throw EpisodeError(
      "\(Self.attempts) draws of \(shape.ways) classes found none with \(shape.queries) queries of "
        + "each outside the windows of \(shape.window) pixels around \(shape.shots) labelled ones. "
        + "Ask for fewer queries or shots, or let queries lie inside these windows.")
  }

  private typealias Labelled = (pixel: Int, label: Int)

  /// Labelled pixels of each class first, then queries outside of their windows; nil if too few are left.
  private static func draw(
    _ classes: [[Int]], _ columns: Int, _ shape: EpisodeShape,
    _ generator: inout SeededGenerator
  ) -> (support: [Labelled], query: [Labelled])? {
    let shuffled = classes.map { $0.shuffled(using: &generator) }
    guard shuffled.allSatisfy({ $0.count >= shape.shots + shape.queries }) else { return nil }
    let support = shuffled.enumerated().flatMap { label, pixels in
      pixels.prefix(shape.shots).map { ($0, label) }
    }
    let reach = shape.mayOverlap ? -1 : shape.window / 2
    func isFree(_ pixel: Int) -> Bool {
      support.allSatisfy { other, _ in
        abs(pixel / columns - other / columns) > reach
          || abs(pixel % columns - other % columns) > reach
      }
    }
    var query: [Labelled] = []
    for (label, pixels) in shuffled.enumerated() {
      let free = pixels.dropFirst(shape.shots).lazy.filter(isFree).prefix(shape.queries)
      guard free.count == shape.queries else { return nil }
      query += free.map { ($0, label) }
    }
    return (support, query)
  }

  private static func isDrawable(
    _ one: EpisodeGround.Class, _ columns: Int, _ shape: EpisodeShape, _ seed: UInt64
  ) -> Bool {
    var generator = SeededGenerator(
      seed: seed, for: RandomStream("episodes.drawable"), part: one.number)
    return (0..<attempts).contains { _ in
      draw([one.pixels], columns, shape, &generator) != nil
    }
  }
}
