internal import Foundation

/// Which pixels of a grid shapes cover. Work is bounded by the grid, however large a shape is.
struct Raster {
  let rows: Int
  let columns: Int
  /// Rows that the lines of a shape may cross, all together: a drawing crosses some thousands.
  private static let mostCrossings = 2_000_000

  private static func require(_ crossings: Int) throws {
    guard crossings <= mostCrossings else {
      throw LabelError("the shape is too large; draw it in parts, or import it from a file")
    }
  }

  /// Pixels whose centre is no farther than `radius` from a line, and those that its corners lie in.
  func brush(_ points: [Double], radius: Double) throws -> [Int] {
    var spans: [Int: [Range<Int>]] = [:]
    var crossings = 0
    for place in stride(from: 0, to: points.count, by: 2) {
      let (x, y) = (points[place], points[place + 1])
      let before = max(0, place - 2)
      crossings += add(segment: (points[before], points[before + 1], x, y), radius, to: &spans)
      try Self.require(crossings)
      if 0..<Double(columns) ~= x, 0..<Double(rows) ~= y {
        spans[Int(y), default: []].append(Int(x)..<Int(x) + 1)
      }
    }
    return pixels(spans)
  }

  /// Row by row: the columns whose centres are near enough to a segment.
  ///
  /// - Returns: how many rows it crosses.
  private func add(
    segment: (Double, Double, Double, Double), _ radius: Double, to spans: inout [Int: [Range<Int>]]
  ) -> Int {
    let (x0, y0, x1, y1) = segment
    let low = clamped(min(y0, y1) - radius - 0.5, rows)
    let high = clamped(max(y0, y1) + radius + 0.5, rows)
    guard low < high else { return 1 }
    let (dx, dy) = (x1 - x0, y1 - y0)
    let length = (dx * dx + dy * dy).squareRoot()
    for row in low..<high {
      let y = Double(row) + 0.5
      var (left, right) = (Double.infinity, -Double.infinity)
      func cover(_ a: Double, _ b: Double) {
        left = min(left, a)
        right = max(right, b)
      }
      for (cx, cy) in [(x0, y0), (x1, y1)] where abs(y - cy) <= radius {
        let half = (radius * radius - (y - cy) * (y - cy)).squareRoot()
        cover(cx - half, cx + half)
      }
      // The band around the segment between its ends: where the row cuts its four sides.
      if length > 0 {
        let (nx, ny) = (-dy / length * radius, dx / length * radius)
        let corners = [
          (x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny),
        ]
        for i in 0..<4 {
          let (a, b) = (corners[i], corners[(i + 1) % 4])
          guard (a.1 <= y) != (b.1 <= y) else { continue }
          let x = a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)
          cover(x, x)
        }
      }
      guard left <= right else { continue }
      // Columns whose centre, column + ½, lies within.
      let first = clamped((left - 0.5).rounded(.up), columns)
      let end = clamped((right - 0.5).rounded(.down) + 1, columns)
      if first < end { spans[row, default: []].append(first..<end) }
    }
    return high - low
  }

  /// Pixels whose centre lies inside, by the even-odd rule.
  func polygon(_ points: [Double]) throws -> [Int] {
    let corners = points.count / 2
    var count = 0
    var crossings: [Int: [Double]] = [:]
    for i in 0..<corners {
      let j = (i + 1) % corners
      var (a, b) = ((points[2 * i], points[2 * i + 1]), (points[2 * j], points[2 * j + 1]))
      if a.1 > b.1 { swap(&a, &b) }
      // Rows whose centre y satisfies a.y ≤ y < b.y.
      let first = clamped((a.1 - 0.5).rounded(.up), rows)
      let end = clamped((b.1 - 0.5).rounded(.up), rows)
      guard first < end else { continue }
      count += end - first
      try Self.require(count)
      for row in first..<end {
        let share = (Double(row) + 0.5 - a.1) / (b.1 - a.1)
        crossings[row, default: []].append(a.0 + share * (b.0 - a.0))
      }
    }
    var spans: [Int: [Range<Int>]] = [:]
    for (row, places) in crossings {
      let sorted = places.sorted()
      for i in stride(from: 0, to: sorted.count - 1, by: 2) {
        let first = clamped((sorted[i] - 0.5).rounded(.up), columns)
        let end = clamped((sorted[i + 1] - 0.5).rounded(.up), columns)
        if first < end { spans[row, default: []].append(first..<end) }
      }
    }
    return pixels(spans)
  }

  /// Pixels between two corners; those of a box that is smaller than a pixel too.
  func box(_ points: [Double]) -> [Int] {
    let left = clamped(min(points[0], points[2]).rounded(.down), columns)
    let right = clamped(max(points[0], points[2]).rounded(.up), columns)
    let top = clamped(min(points[1], points[3]).rounded(.down), rows)
    let bottom = clamped(max(points[1], points[3]).rounded(.up), rows)
    guard left < right, top < bottom else { return [] }
    return (top..<bottom).flatMap { ($0 * columns + left)..<($0 * columns + right) }
  }

  private func clamped(_ value: Double, _ most: Int) -> Int {
    value <= 0 ? 0 : value >= Double(most) ? most : Int(value)
  }

  private func pixels(_ spans: [Int: [Range<Int>]]) -> [Int] {
    var pixels: [Int] = []
    for (row, ranges) in spans.sorted(by: { $0.key < $1.key }) {
      var end = 0
      for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        let first = max(end, range.lowerBound)
        guard first < range.upperBound else { continue }
        pixels += (row * columns + first)..<(row * columns + range.upperBound)
        end = range.upperBound
      }
    }
    return pixels
  }
}
