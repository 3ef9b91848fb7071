public import Torch

/// Points that a method learns from: N × d, one a row, float64 on the CPU, all finite.
public struct Points {
  /// N × d.
  public let matrix: Tensor
  public var count: Int { matrix.shape[0] }
  /// Features a point, d.
  public var width: Int { matrix.shape[1] }

  /// - Parameter points: N × d, of any type and on any device.
  /// - Throws: `ClassicalError` for an empty matrix, or a value that is not finite; it names the
  ///   point and the feature.
  public init(_ points: Tensor) throws {
    try requireFinite(points)
    matrix = try points.detached().to(.float64, device: .cpu).contiguous()
  }

  init(finite matrix: Tensor) { self.matrix = matrix }

  /// Some of the points, in the order given.
  func selecting(_ rows: [Int]) throws -> Points {
    Points(finite: try matrix.selecting(Tensor(rows.map { Int64($0) }), along: 0))
  }

  /// A sample without replacement, in the points' order.
  func sampled(_ most: Int, seed: UInt64) throws -> Points {
    var draws = try Draws(seed: seed)
    let chosen = try draws.shuffled(Array(0..<count)).prefix(most)
    return try selecting(chosen.sorted())
  }

  /// The points about their mean, so that products of them keep digits; and the mean, 1 × d.
  func centred() throws -> (points: Tensor, mean: Tensor) {
    let mean = try matrix.mean(0, keep: true)
    return (try matrix - mean, mean)
  }
}

/// - Throws: `ClassicalError` unless a strip of points fits to those before it.
func requireWidth(of strip: Tensor, _ width: Int) throws {
  try require(
    strip.rank == 2 && strip.shape.last == width,
    "A strip of \(strip.rank == 2 ? "\(strip.shape[1]) features" : "shape \(strip.shape)") was given "
      + "after strips of \(width) features.")
}

/// - Parameters:
///   - points: N × d.
///   - first: the number of the first row, for the message.
func requireFinite(_ points: Tensor, first: Int = 0) throws {
  try require(
    points.rank == 2 && points.shape.allSatisfy { $0 > 0 },
    "Points must be N × d with both above 0, not of shape \(points.shape).")
  let isFinite = try points.isFinite()
  guard try isFinite.all().to(.float64).item() == 0 else { return }
  let place = try isFinite.not().nonzero().slice(0, 0..<1).to(.int64, device: .cpu)
    .values(Int64.self).map { Int($0) }
  let value = try points.slice(0, place[0]..<(place[0] + 1))
    .slice(1, place[1]..<(place[1] + 1)).item()
  throw ClassicalError(
    "Point \(first + place[0]) has the value \(value) in feature \(place[1]) (both from 0); leave "
      + "such points out, or fill their gaps first.")
}
