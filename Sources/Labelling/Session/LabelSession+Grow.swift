internal import Scenes
internal import Synchronization

extension LabelSession {
  /// Labels the connected pixels that are like one of them.
  ///
  /// - Parameter reach: how unlike they may be, in units of the features.
  public func grow(row: Int, column: Int, label: Int, reach: Double) throws {
    guard let (_, tiles) = state.withLock({ points(&$0) }) else {
      throw LabelError("the features are not ready yet")
    }
    guard 0..<scene.shape.rows ~= row, 0..<scene.shape.columns ~= column else {
      throw LabelError("there is no pixel \(row), \(column)")
    }
    let pixels = Growth(tiles.pixels).pixels(
      from: row * scene.shape.columns + column, reach: Float(max(0, min(reach, 1000))))
    guard !pixels.isEmpty else { throw LabelError("this pixel has no value") }
    try perform(LabelCommand(.pixels, label: label, runs: LabelCommand.runs(of: pixels)))
  }
}

/// Pixels that hang together and are like one of them.
private struct Growth {
  static let most = 5000
  let pixels: HalfPixels

  init(_ pixels: HalfPixels) { self.pixels = pixels }

  func pixels(from start: Int, reach: Float) -> [Int] {
    guard pixels.hasValue(start) else { return [] }
    let centre = pixels.values(start)
    var seen: Set<Int> = [start]
    var queue = [start]
    var next = 0
    while next < queue.count, seen.count < Self.most {
      let pixel = queue[next]
      next += 1
      let (row, column) = (pixel / pixels.columns, pixel % pixels.columns)
      for (dy, dx) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
        let (y, x) = (row + dy, column + dx)
        guard 0..<pixels.rows ~= y, 0..<pixels.columns ~= x else { continue }
        let neighbour = y * pixels.columns + x
        guard !seen.contains(neighbour) else { continue }
        let gap = zip(pixels.values(neighbour), centre).reduce(Float(0)) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
        }
        guard gap <= reach * reach else { continue }
        seen.insert(neighbour)
        queue.append(neighbour)
      }
    }
    return seen.sorted()
  }
}
