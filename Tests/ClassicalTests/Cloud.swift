import Classical
import Testing
import Torch

/// Points of three classes that overlap a little: what the laws are run on.
struct Cloud {
  let points: Tensor
  let labels: [Int]

  /// - Parameters:
  ///   - count: points, of classes 3, 5 and 8 in turn.
  ///   - width: features.
  init(count: Int = 60, width: Int = 6, seed: UInt64 = 11) throws {
    labels = (0..<count).map { [3, 5, 8][$0 % 3] }
    let generator = try RandomGenerator(seed: seed)
    let means = try generator.normal([3, width], type: .float64)
    let rows = try Tensor((0..<count).map { Int64($0 % 3) })
    points =
      try generator.normal([count, width], type: .float64)
      + means.selecting(rows, along: 0)
  }

  init(_ points: Tensor, _ labels: [Int]) {
    self.points = points
    self.labels = labels
  }

  func labelled() throws -> LabelledPoints { try LabelledPoints(points, labels: labels) }

  /// With a constant feature more.
  func withConstant(_ value: Double) throws -> Cloud {
    let column = try Tensor.full(value, shape: [labels.count, 1], type: .float64)
    return Cloud(try Tensor.concatenated([points, column], along: 1), labels)
  }

  /// With the first points once more.
  func withCopies(_ count: Int) throws -> Cloud {
    Cloud(
      try Tensor.concatenated([points, points.slice(0, 0..<count)], along: 0),
      labels + labels.prefix(count))
  }

  func moved(by offset: Double) throws -> Cloud { Cloud(try points + offset, labels) }
}

/// Whether all numbers are finite.
func isFinite(_ tensor: Tensor) throws -> Bool {
  try tensor.isFinite().all().to(.float64).item() > 0
}

/// All distances between rows.
func allDistances(_ rows: Tensor) throws -> Tensor { try rows.pairwiseDistances(to: rows) }

/// What an error says; fails if there is none.
func message(_ body: () throws -> some Any) -> String {
  do {
    _ = try body()
    return "no error"
  } catch { return "\(error)" }
}
