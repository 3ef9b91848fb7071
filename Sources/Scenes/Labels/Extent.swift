internal import Foundation

/// A rectangle along the axes of a CRS; empty until something is included.
package struct Extent: CustomStringConvertible {
  package private(set) var west = Double.infinity
  package private(set) var east = -Double.infinity
  package private(set) var south = Double.infinity
  package private(set) var north = -Double.infinity

  package init() {}

  /// That of a grid.
  package init(of georeference: Georeference, rows: Int, columns: Int) {
    let t = georeference.transform
    for (x, y) in [(0, 0), (columns, 0), (0, rows), (columns, rows)] {
      include(
        x: t[0] + Double(x) * t[1] + Double(y) * t[2],
        y: t[3] + Double(x) * t[4] + Double(y) * t[5])
    }
  }

  package var isEmpty: Bool { !(west <= east && south <= north) }

  package mutating func include(x: Double, y: Double) {
    guard x.isFinite, y.isFinite else { return }
    west = min(west, x)
    east = max(east, x)
    south = min(south, y)
    north = max(north, y)
  }

  package mutating func include(_ other: Extent) {
    guard !other.isEmpty else { return }
    include(x: other.west, y: other.south)
    include(x: other.east, y: other.north)
  }

  /// The pixels of a grid that the rectangle touches; nil if there are none.
  package func window(
    in georeference: Georeference, rows: Int, columns: Int
  ) -> (rows: Range<Int>, columns: Range<Int>)? {
    let t = georeference.transform
    let determinant = t[1] * t[5] - t[2] * t[4]
    guard !isEmpty, determinant != 0, determinant.isFinite else { return nil }
    var places = Extent()
    for (x, y) in [(west, north), (east, north), (west, south), (east, south)] {
      let (dx, dy) = (x - t[0], y - t[3])
      places.include(
        x: (t[5] * dx - t[2] * dy) / determinant, y: (t[1] * dy - t[4] * dx) / determinant)
    }
    func range(_ from: Double, _ to: Double, _ count: Int) -> Range<Int>? {
      let first = Int(max(0, min(Double(count), from.rounded(.down))))
      let last = Int(max(0, min(Double(count), to.rounded(.down) + 1)))
      return first < last ? first..<last : nil
    }
    guard !places.isEmpty, let rows = range(places.south, places.north, rows),
      let columns = range(places.west, places.east, columns)
    else { return nil }
    return (rows, columns)
  }

  /// "x 366000 to 367000, y 5809000 to 5810000".
  package var description: String {
    guard !isEmpty else { return "nothing" }
    let places = max(abs(west), abs(east)) <= 360 ? 5 : 0
    func text(_ value: Double) -> String { String(format: "%.\(places)f", value) }
    return "x \(text(west)) to \(text(east)), y \(text(south)) to \(text(north))"
  }
}
