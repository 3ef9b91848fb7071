internal import Torch

/// Places new points by a formula over the points that an embedding was learned from.
struct ExtendedMap: PointMap {
  let inputs: Int
  let outputs: Int
  /// Of a block of points, float64 on the CPU and finite, their coordinates.
  let place: (Tensor) throws -> Tensor

  func callAsFunction(_ points: Tensor) throws -> Tensor { try inBlocks(points, place) }
}

extension FittedEmbedding {
  /// Of points whose coordinates others follow from by `place`.
  init(
    _ coordinates: Tensor, of points: Points, values: [Double], notes: [String] = [],
    place: @escaping (Tensor) throws -> Tensor
  ) throws {
    try self.init(
      coordinates,
      newPoints: .placed(
        by: ExtendedMap(inputs: points.width, outputs: coordinates.shape[1], place: place)),
      values: values, notes: notes)
  }
}
