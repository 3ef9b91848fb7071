public import Torch

/// Gives points a place in another space; also points that it was not learned from.
public protocol PointMap {
  /// Features a point that it takes, and that it gives.
  var inputs: Int { get }
  var outputs: Int { get }
  /// - Parameter points: N × inputs.
  /// - Returns: N × outputs, of the points' type (float32 unless they are float64), computed in
  ///   float64. A point with a value that is not finite gets NaN.
  /// - Throws: `ClassicalError` for another number of features.
  func callAsFunction(_ points: Tensor) throws -> Tensor
}

extension PointMap {
  func requireWidth(of points: Tensor) throws {
    try require(
      points.rank == 2 && points.shape[1] == inputs,
      "Points must be N × \(inputs), as those that the map was learned from, not of shape "
        + "\(points.shape).")
  }

  /// Places points block by block, so that memory does not grow with them.
  ///
  /// - Parameter place: of a block, float64 on the CPU and finite, its coordinates.
  func inBlocks(_ points: Tensor, _ place: (Tensor) throws -> Tensor) throws -> Tensor {
    try requireWidth(of: points)
    let type: ElementType = try points.elementType == .float64 ? .float64 : .float32
    guard points.shape[0] > 0 else {
      return try .zeros([0, outputs], type: type, device: points.device)
    }
    let blocks = try stride(from: 0, to: points.shape[0], by: 2048).map { start in
      let block = try points.slice(0, start..<min(start + 2048, points.shape[0]))
        .detached().to(.float64, device: .cpu)
      let isMissing = try block.isFinite().not()
      let placed = try place(block.filled(where: isMissing, with: 0))
      return try placed.filled(where: isMissing.any(1, keep: true), with: .nan).to(type)
    }
    return try Tensor.concatenated(blocks, along: 0).to(type, device: points.device)
  }
}
