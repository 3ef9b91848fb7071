public import Torch

/// A linear map L, and the point that it takes to the origin:
///
///     y = L (x − c)        ‖y − y′‖² = (x − x′)ᵀ M (x − x′),  M = LᵀL
public struct LinearMap: PointMap {
  /// L, k × d, float64 on the CPU.
  public let matrix: Tensor
  /// c, 1 × d, float64 on the CPU.
  public let centre: Tensor

  public var inputs: Int { matrix.shape[1] }
  public var outputs: Int { matrix.shape[0] }

  init(_ matrix: Tensor, centre: Tensor) throws {
    self.matrix = try matrix.contiguous()
    self.centre = centre
  }

  /// M = LᵀL, d × d.
  public func metric() throws -> Tensor { try matrix.transposed().times(matrix) }

  /// This map with another matrix after it, about the same centre.
  ///
  /// - Parameter matrix: m × k, float64.
  package func followed(by matrix: Tensor) throws -> LinearMap {
    try LinearMap(matrix.times(self.matrix), centre: centre)
  }

  public func callAsFunction(_ points: Tensor) throws -> Tensor {
    try requireWidth(of: points)
    let type: ElementType = try points.elementType == .float64 ? .float64 : .float32
    let (turned, origin) = try (
      matrix.to(points.device).transposed(), centre.to(points.device)
    )
    func place(_ rows: Range<Int>) throws -> Tensor {
      try (points.slice(0, rows).detached().to(.float64) - origin).times(turned).to(type)
    }
    // Blocks stay in the processor's cache.
    let count = points.shape[0]
    guard points.device == .cpu, count > 2048 else { return try place(0..<count) }
    return try Tensor.concatenated(
      stride(from: 0, to: count, by: 2048).map { try place($0..<min($0 + 2048, count)) }, along: 0)
  }
}

/// A linear map as a method has learned it.
public struct FittedMap {
  public let map: LinearMap
  /// What each row of the map holds: a variance, or an eigenvalue of the method's problem; empty if
  /// the method has none.
  public let values: [Double]
  /// What the caller should tell the user: a ridge, a sample, a class of one point.
  public let notes: [String]

  init(_ matrix: Tensor, centre: Tensor, values: [Double] = [], notes: [String] = []) throws {
    map = try LinearMap(matrix, centre: centre)
    self.values = values
    self.notes = notes
  }

  /// The map of the first rows, at most `most`.
  package func keeping(most: Int) throws -> FittedMap {
    let rows = min(most, map.outputs)
    return try FittedMap(
      map.matrix.slice(0, 0..<rows), centre: map.centre, values: Array(values.prefix(rows)),
      notes: notes)
  }

  /// The same with more to tell, first.
  func adding(_ notes: [String]) throws -> FittedMap {
    try FittedMap(map.matrix, centre: map.centre, values: values, notes: notes + self.notes)
  }
}
