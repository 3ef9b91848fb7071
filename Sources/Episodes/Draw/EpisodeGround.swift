/// The labelled pixels of one scene that episodes are drawn from.
package struct EpisodeGround: Equatable, Sendable {
  /// The pixels of a class.
  package struct Class: Equatable, Sendable {
    /// As its legend numbers it.
    package let number: Int
    package let name: String
    /// Row-major indices.
    package let pixels: [Int]

    package init(number: Int, name: String, pixels: [Int]) {
      self.number = number
      self.name = name
      self.pixels = pixels
    }
  }

  /// The scene, for messages.
  package let name: String
  package let columns: Int
  package let classes: [Class]

  package init(name: String, columns: Int, classes: [Class]) {
    self.name = name
    self.columns = columns
    self.classes = classes
  }
}

/// How episodes are made up.
package struct EpisodeShape: Equatable, Sendable {
  /// Classes of an episode.
  package var ways: Int
  /// Labelled points of each.
  package var shots: Int
  /// Points of each to be judged.
  package var queries: Int
  /// Side of the square around a pixel that its features come from.
  package var window: Int
  /// Whether a query may lie inside the window of a labelled point.
  package var mayOverlap: Bool

  package init(
    ways: Int = 5, shots: Int = 1, queries: Int = 15, window: Int = 1, mayOverlap: Bool = false
  ) {
    self.ways = ways
    self.shots = shots
    self.queries = queries
    self.window = window
    self.mayOverlap = mayOverlap
  }

  /// - Throws: `EpisodeError` for numbers that make no episode.
  package func validate() throws {
    try require(ways > 1, "An episode needs at least 2 ways; got \(ways).")
    try require(shots > 0, "An episode needs at least 1 shot; got \(shots).")
    try require(queries > 0, "An episode needs at least 1 query a class; got \(queries).")
    try require(window > 0, "A window has at least 1 pixel; got \(window).")
  }

  var words: String {
    "\(shots == 1 ? "1 shot" : "\(shots) shots") and "
      + (queries == 1 ? "1 query" : "\(queries) queries")
  }
}

/// An episode before its features are known.
package struct DrawnEpisode: Equatable, Sendable {
  /// Index of the ground it is of.
  package let ground: Int
  /// Numbers of its classes; a class's place here is its label.
  package let classes: [Int]
  /// Pixels and labels, in random order.
  package let support: [Int]
  package let supportLabels: [Int]
  package let query: [Int]
  package let queryLabels: [Int]
  /// Of what a head draws.
  package let seed: UInt64
}
