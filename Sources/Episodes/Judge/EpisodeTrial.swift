internal import Sampling
package import Torch

/// Heads judged on the same episodes of one scene.
package struct EpisodeTrial {
  package let sampler: EpisodeSampler
  /// Row of `features` by pixel.
  private let rows: [Int: Int]
  /// N × d, float32.
  private let features: Tensor

  /// - Parameters:
  ///   - sampler: of one ground.
  ///   - pixels: all that episodes may draw.
  ///   - features: of each of them, N × d.
  package init(_ sampler: EpisodeSampler, pixels: [Int], features: Tensor) throws {
    try require(
      features.rank == 2 && features.shape[0] == pixels.count,
      "\(pixels.count) pixels have features of shape \(features.shape).")
    self.sampler = sampler
    self.features = features
    rows = Dictionary(uniqueKeysWithValues: pixels.enumerated().map { ($1, $0) })
  }

  /// Columns of the features.
  package var columns: Int { features.shape[1] }

  /// The episode of an index with its features.
  package func episode(_ index: Int) throws -> Episode {
    let drawn = try sampler.episode(index)
    return try Episode(
      Support(
        chosen(drawn.support), labels: drawn.supportLabels, ways: drawn.classes.count,
        seed: drawn.seed),
      query: chosen(drawn.query), labels: drawn.queryLabels)
  }

  /// Share of right queries of each head in each episode.
  ///
  /// - Parameters:
  ///   - heads: each answers every episode.
  ///   - episodes: how many.
  ///   - progress: is told the number of episodes done.
  ///   - isInterrupted: asked after each episode; what is done by then is returned.
  package func accuracies(
    of heads: [any Head], episodes: Int, progress: (Int) -> Void = { _ in },
    isInterrupted: () -> Bool = { false }
  ) throws -> [[Double]] {
    var found = Array(repeating: [Double](), count: heads.count)
    for index in 0..<episodes where !isInterrupted() {
      let episode = try episode(index)
      for (place, head) in heads.enumerated() {
        let classes = try head.classes(episode.query, episode.support)
        let right = zip(classes, episode.queryLabels).count { $0 == $1 }
        found[place].append(Double(right) / Double(classes.count))
      }
      progress(index + 1)
    }
    return found
  }

  private func chosen(_ pixels: [Int]) throws -> Tensor {
    let places = try pixels.map { pixel in
      guard let row = rows[pixel] else {
        throw EpisodeError("There are no features of pixel \(pixel), which an episode draws.")
      }
      return Int64(row)
    }
    return try features.selecting(Tensor(places), along: 0)
  }
}
