internal import Scenes

/// Pixels of a scene whose windows teach without a class.
package struct UnlabelledPixels: Sendable {
  private let rows: Int
  private let columns: Int

  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// All pixels of the scene.
  package var all: [Int] { Array(0..<(rows * columns)) }

  /// The pixels whose windows share no pixel with the window of a test pixel, and the training and
  /// validation pixels, whose windows a training sees anyway.
  ///
  /// - Parameter window: side of the windows.
  package func apart(from split: Split, window: Int) -> [Int] {
    let near = NearbyCounts(split.test, rows: rows, columns: columns)
    let own = Set(split.train + split.validation)
    return all.filter { near.count(around: $0, within: window - 1) == 0 || own.contains($0) }
  }

  /// At most about so many of some pixels: blocks of the scene drawn at random, so that the ground
  /// around them is that of the blocks and a large scene is not read as a whole.
  ///
  /// - Returns: ascending. All of the pixels if they are no more.
  package func limited(_ pixels: [Int], to most: Int, seed: UInt64) -> [Int] {
    guard pixels.count > most else { return pixels }
    let size = TouchedBlocks.size
    let across = (columns + size - 1) / size
    let blocks = Dictionary(grouping: pixels) { pixel in
      pixel / columns / size * across + pixel % columns / size
    }
    var generator = SeededGenerator(seed: seed, for: "selfSupervise.blocks")
    var chosen: [Int] = []
    for block in blocks.keys.sorted().shuffled(using: &generator) {
      chosen += blocks[block] ?? []
      if chosen.count >= most { break }
    }
    return chosen.sorted()
  }

  /// How many of some pixels lie in the windows around others.
  package func count(of pixels: [Int], inWindowsAround others: [Int], window: Int) -> Int {
    let near = NearbyCounts(others, rows: rows, columns: columns)
    return pixels.count { near.count(around: $0, within: window / 2) > 0 }
  }
}

/// How many of some pixels lie near a pixel: sums over all rectangles from the scene's corner.
private struct NearbyCounts {
  private let rows: Int
  private let columns: Int
  private let sums: [Int32]

  init(_ pixels: [Int], rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    let width = columns + 1
    var sums = [Int32](repeating: 0, count: (rows + 1) * width)
    for pixel in pixels { sums[(pixel / columns + 1) * width + pixel % columns + 1] += 1 }
    for row in 1..<(rows + 1) {
      for column in 1..<width {
        sums[row * width + column] +=
          sums[(row - 1) * width + column] + sums[row * width + column - 1]
          - sums[(row - 1) * width + column - 1]
      }
    }
    self.sums = sums
  }

  /// - Parameter reach: rows and columns at most.
  func count(around pixel: Int, within reach: Int) -> Int {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: columns)
    let (top, bottom) = (max(0, row - reach), min(rows, row + reach + 1))
    let (left, right) = (max(0, column - reach), min(columns, column + reach + 1))
    let width = columns + 1
    return Int(
      sums[bottom * width + right] - sums[top * width + right] - sums[bottom * width + left]
        + sums[top * width + left])
  }
}
