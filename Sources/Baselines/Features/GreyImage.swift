/// An image of one value a pixel, and the morphology of Serra (1982) and Vincent (1993) on it.
/// Pixels beyond the border have no say.
package struct GreyImage: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  /// Row by row.
  package var values: [Float]

  package init(rows: Int, columns: Int, values: [Float]) {
    precondition(
      values.count == rows * columns, "\(values.count) values for \(rows)×\(columns) pixels")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The least value within a disk of some radius (x² + y² ≤ r²) around each pixel.
  func eroded(radius: Int) -> GreyImage {
    var result = self
    for down in -radius...radius {
      for right in -radius...radius where down * down + right * right <= radius * radius {
        for row in max(0, -down)..<max(max(0, -down), min(rows, rows - down)) {
          let target = row * columns
          let source = (row + down) * columns + right
          for column in max(0, -right)..<max(max(0, -right), min(columns, columns - right)) {
            result.values[target + column] = min(
              result.values[target + column], values[source + column])
          }
        }
      }
    }
    return result
  }

  /// The image with its heights as depths.
  package var inverted: GreyImage {
    GreyImage(rows: rows, columns: columns, values: values.map { -$0 })
  }

  /// What of the image a disk of some radius does not erase, its shapes kept whole.
  package func openedByReconstruction(radius: Int) -> GreyImage {
    eroded(radius: radius).reconstructed(under: self)
  }

  /// The same for what is dark.
  package func closedByReconstruction(radius: Int) -> GreyImage {
    inverted.openedByReconstruction(radius: radius).inverted
  }

  /// The image grown under a mask until it grows no more, over the 8 neighbours: Vincent's hybrid of
  /// two scans and a queue (IEEE Transactions on Image Processing 2, 1993).
  ///
  /// - Parameter mask: nowhere below the image.
  func reconstructed(under mask: GreyImage) -> GreyImage {
    var marker = self
    let all = Array(values.indices)
    for pixel in all { marker.grow(pixel, mask, Self.before) }
    var queue: [Int] = []
    for pixel in all.reversed() {
      marker.grow(pixel, mask, Self.after)
      let level = marker.values[pixel]
      var isSource = false
      marker.forEachNeighbour(of: pixel, Self.after) {
        isSource = isSource || (marker.values[$0] < level && marker.values[$0] < mask.values[$0])
      }
      if isSource { queue.append(pixel) }
    }
    var next = 0
    while next < queue.count {
      let level = marker.values[queue[next]]
      forEachNeighbour(of: queue[next], Self.all) { other in
        guard marker.values[other] < level, marker.values[other] < mask.values[other] else {
          return
        }
        marker.values[other] = min(level, mask.values[other])
        queue.append(other)
      }
      next += 1
    }
    return marker
  }

  /// Neighbours that a scan from the top has met, and those that it has not.
  private static let before = [(-1, -1), (-1, 0), (-1, 1), (0, -1)]
  private static let after = [(0, 1), (1, -1), (1, 0), (1, 1)]

  private static let all = before + after

  @inline(__always)
  private func forEachNeighbour(
    of pixel: Int, _ offsets: [(Int, Int)], _ body: (_ other: Int) -> Void
  ) {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: columns)
    for (down, right) in offsets where 0..<rows ~= row + down && 0..<columns ~= column + right {
      body(pixel + down * columns + right)
    }
  }

  private mutating func grow(_ pixel: Int, _ mask: GreyImage, _ offsets: [(Int, Int)]) {
    var largest = values[pixel]
    forEachNeighbour(of: pixel, offsets) { largest = max(largest, values[$0]) }
    values[pixel] = min(largest, mask.values[pixel])
  }
}
