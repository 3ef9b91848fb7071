public import Torch

/// Places for points in fewer dimensions.
public protocol Embedding: Sendable {
  /// - Throws: `ClassicalError` if the points do not suffice; it says what is needed.
  func fit(_ points: Points) throws -> FittedEmbedding
}

/// What an embedding has learned.
public struct FittedEmbedding {
  /// Where points go that it was not learned from.
  public enum NewPoints {
    case placed(by: any PointMap)
    /// The method has no such rule; why, and what to do.
    case refused(because: String)
  }

  /// Of the points learned from, N × k, float64.
  public let coordinates: Tensor
  public let newPoints: NewPoints
  /// What each coordinate holds: a variance, or an eigenvalue of the method's problem; empty if the
  /// method has none.
  public let values: [Double]
  /// What the caller should tell the user: a sample, an end before convergence.
  public let notes: [String]

  init(
    _ coordinates: Tensor, newPoints: NewPoints, values: [Double] = [], notes: [String] = []
  ) throws {
    self.coordinates = try coordinates.contiguous()
    self.newPoints = newPoints
    self.values = values
    self.notes = notes
  }

  /// Of a linear map and the points that it was learned from.
  init(_ fitted: FittedMap, of points: Points) throws {
    try self.init(
      fitted.map(points.matrix), newPoints: .placed(by: fitted.map), values: fitted.values,
      notes: fitted.notes)
  }

  /// Places new points.
  ///
  /// - Parameter points: N × d.
  /// - Returns: N × k, of the points' type.
  /// - Throws: `ClassicalError` if the method has no rule for new points, or for another width.
  public func place(_ points: Tensor) throws -> Tensor {
    switch newPoints {
    case .placed(let map): return try map(points)
    case .refused(let reason): throw ClassicalError(reason)
    }
  }
}

/// A linear embedding that needs no more than the points' moments: it learns from a whole scene,
/// strip by strip.
public protocol MomentEmbedding: Embedding {
  func fit(_ moments: Moments) throws -> FittedMap
}

extension MomentEmbedding {
  public func fit(_ points: Points) throws -> FittedEmbedding {
    try FittedEmbedding(fit(Moments(points)), of: points)
  }
}
