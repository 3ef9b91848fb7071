/// A class number for each pixel of a scene, 0 where the pixel is unlabelled.
public struct LabelMap: Equatable, Sendable {
  public let rows: Int
  public let columns: Int
  /// Class numbers from 1, row by row; 0 is "unlabelled", which is no class.
  public var values: [UInt16]

  public init(rows: Int, columns: Int, values: [UInt16]) {
    precondition(
      values.count == rows * columns, "\(values.count) labels for \(rows)×\(columns) pixels")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  public subscript(row row: Int, column column: Int) -> UInt16 {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// Pixels of each class number, from 0 (unlabelled) to the largest that occurs.
  public func counts() -> [Int] {
    var counts = [Int](repeating: 0, count: Int(values.max() ?? 0) + 1)
    for value in values { counts[Int(value)] += 1 }
    return counts
  }
}
