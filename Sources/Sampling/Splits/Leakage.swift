/// How much of the test side a network has met while it was trained, as shares of the test pixels.
///
/// Training pixels are those that the weights see (`Split.train`); validation pixels, which only
/// choose among models, do not count.
public struct Leakage: Equatable, Sendable, Codable {
  /// Side r of the window, in pixels.
  public var window: Int
  /// Share of test pixels whose r×r window contains a training pixel.
  public var containsTrainingPixel: Double
  /// Share of test pixels whose r×r window shares a pixel with the r×r window of a training pixel.
  public var overlapsTrainingWindow: Double
  /// Share of test pixels with a training pixel among their 8 neighbours, whatever the window: what
  /// is left to look at where pixels are classified one by one.
  public var besideTrainingPixel: Double
}

extension Split {
  /// How much the split leaks for windows of `window` × `window` pixels (odd).
  ///
  /// The mirrored border adds nothing: a mirrored pixel is one that the window holds anyway. A window
  /// contains a training pixel at a Chebyshev distance of at most (r−1)/2, and meets a training
  /// window at one of at most r−1; both are counted in a summed-area table, in time that does not
  /// depend on r.
  public func leakage(window: Int) -> Leakage {
    precondition(window > 0 && window % 2 == 1, "a window of \(window) pixels is not odd")
    let table = SummedArea(of: train, rows: rows, columns: columns)
    let share = { (radius: Int) in
      Double(test.count { table.count(around: $0, radius: radius) > 0 }) / Double(test.count)
    }
    return Leakage(
      window: window, containsTrainingPixel: share((window - 1) / 2),
      overlapsTrainingWindow: share(window - 1), besideTrainingPixel: share(1))
  }
}

/// Counts of marked pixels in any rectangle, in constant time (Crow, SIGGRAPH 1984).
struct SummedArea {
  private let rows: Int
  private let columns: Int
  /// Marked pixels above and to the left; (rows + 1) × (columns + 1).
  private var sums: [Int32]

  init(of pixels: [Int], rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    let stride = columns + 1
    var sums = [Int32](repeating: 0, count: (rows + 1) * stride)
    for pixel in pixels { sums[(pixel / columns + 1) * stride + pixel % columns + 1] = 1 }
    for row in 1...rows {
      var line: Int32 = 0
      for at in (row * stride + 1)..<((row + 1) * stride) {
        line += sums[at]
        sums[at] = sums[at - stride] + line
      }
    }
    self.sums = sums
  }

  /// Marked pixels at a Chebyshev distance of at most `radius`.
  func count(around pixel: Int, radius: Int) -> Int32 {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: columns)
    let stride = columns + 1
    let top = max(0, row - radius) * stride
    let bottom = min(rows, row + radius + 1) * stride
    let left = max(0, column - radius)
    let right = min(columns, column + radius + 1)
    return sums[bottom + right] - sums[top + right] - sums[bottom + left] + sums[top + left]
  }
}
