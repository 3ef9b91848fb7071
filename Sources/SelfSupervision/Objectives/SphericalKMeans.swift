// Dhillon and Modha, "Concept decompositions for large sparse text data using clustering",
// Machine Learning 42, 2001.
package import Torch

/// Clusters of unit vectors that make the sum of cosines to their centroids large.
package struct SphericalKMeans {
  /// Clusters × width, of unit length.
  package let centroids: Tensor
  /// The cluster of each point, int64; the lower of two that are as near.
  package let assignments: Tensor

  /// - Parameters:
  ///   - points: N × width; used at unit length.
  ///   - starts: points that the centroids begin at, int64.
  ///   - iterations: each assigns points, then moves centroids; a centroid without a point stays.
  package init(_ points: Tensor, starts: Tensor, iterations: Int) throws {
    (centroids, assignments) = try withoutGradients {
      let points = try points.detached().unitRows()
      let count = starts.count
      var centroids = try points.selecting(starts, along: 0)
      func assigned() throws -> Tensor { try points.times(centroids.transposed()).argmax(1) }
      for _ in 0..<iterations {
        let clusters = try assigned()
        let sums = try points.summed(by: clusters, count: count)
        let lengths = try sums.norm(p: 2, along: 1, keep: true)
        centroids = try (sums / lengths.maximum(1e-12))
          .selected(where: lengths.greater(0), else: centroids)
      }
      return (centroids, try assigned())
    }
  }
}
