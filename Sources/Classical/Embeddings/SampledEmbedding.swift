internal import Torch

/// An embedding that holds all pairs of points, N², or their eigenvectors: of more points than
/// `most`, a seeded sample is embedded, and the others get their places from it.
protocol SampledEmbedding: Embedding {
  /// Points embedded at most.
  var most: Int { get }
  var seed: UInt64 { get }
  /// Embeds all of the points given.
  func embed(_ points: Points) throws -> FittedEmbedding
}

extension SampledEmbedding {
  public func fit(_ points: Points) throws -> FittedEmbedding {
    try require(most > 1, "At least 2 points are needed; `points` is \(most).")
    guard points.count > most else { return try embed(points) }
    let fitted = try embed(points.sampled(most, seed: seed))
    return try FittedEmbedding(
      fitted.place(points.matrix), newPoints: fitted.newPoints, values: fitted.values,
      notes: fitted.notes + [
        "Learned from a sample of \(most) of \(points.count) points; the others were placed by it."
      ])
  }
}
