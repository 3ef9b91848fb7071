import Foundation
import Scenes
import Testing

/// Lookup tables made of the positions of pixels.
@Suite struct PixelPositionsTests {
  /// An image of 20×30 pixels, turned by `angle` and larger than cells by `scale`; in degrees, of
  /// which a cell of the grid has one hundredth.
  private func table(
    angle: Double, scale: Double, change: (inout [Double], inout [Double]) -> Void = { _, _ in }
  ) throws -> (table: GeographicLookupTable, x: [Double], y: [Double]) {
    var (x, y) = ([Double](), [Double]())
    for row in 0..<20 {
      for column in 0..<30 {
        let (u, v) = (scale * (Double(column) - 14.5), scale * (Double(row) - 9.5))
        x.append(40 + u * cos(angle) - v * sin(angle))
        y.append(40 + u * sin(angle) + v * cos(angle))
      }
    }
    change(&x, &y)
    let table = try GeographicLookupTable(
      positions: PixelPositions(
        rows: 20, columns: 30, longitudes: x.map { 10 + $0 / 100 },
        latitudes: y.map { 50 - $0 / 100 }),
      rows: 80, columns: 80, georeference: ([10, 0.01, 0, 50, 0, -0.01], "EPSG:4326"),
      file: "image.h5", variable: "grid")
    return (table, x, y)
  }

  @Test(
    "Every cell inside shows the nearest pixel, none outside shows any",
    arguments: [0, 0.3, 0.8, 2, 3.1], [0.6, 1, 1.7])
  func nearest(angle: Double, scale: Double) throws {
    let (table, x, y) = try table(angle: angle, scale: scale)
    for row in 0..<80 {
      for column in 0..<80 {
        let (dx, dy) = (Double(column) + 0.5 - 40, Double(row) + 0.5 - 40)
        let along = (dx * cos(angle) + dy * sin(angle)) / scale + 14.5
        let down = (dy * cos(angle) - dx * sin(angle)) / scale + 9.5
        let inside = min(min(along + 0.5, 29.5 - along), min(down + 0.5, 19.5 - down))
        let source = table.source(row: row, column: column)
        if inside < -0.06 {
          #expect(source == nil)
        } else if inside > 0.001 {
          let place = try #require(source)
          let distances = x.indices.map {
            hypot(Double(column) + 0.5 - x[$0], Double(row) + 0.5 - y[$0])
          }
          let least = try #require(distances.min())
          #expect(distances[place.row * 30 + place.column] <= least + 1e-9)
        }
      }
    }
  }

  @Test("Pixels of unknown place are shown nowhere, and leave their neighbours as they are")
  func unknown() throws {
    let whole = try table(angle: 0.3, scale: 1).table
    let torn = try table(angle: 0.3, scale: 1) { x, y in
      x[7 * 30 + 4] = .nan
      y[8 * 30 + 9] = -9_999_00
      // A line of pixels that lies elsewhere.
      for column in 0..<30 { x[12 * 30 + column] += 1000 }
    }.table
    var shown: Set<Int> = []
    for cell in torn.x.indices where torn.x[cell] != 0 {
      shown.insert(Int(torn.y[cell] - 1) * 30 + Int(torn.x[cell] - 1))
    }
    #expect(!shown.contains(7 * 30 + 4) && !shown.contains(8 * 30 + 9))
    #expect(!shown.contains { 12 * 30..<13 * 30 ~= $0 })
    for cell in whole.x.indices where whole.y[cell] > 15 || 1...5 ~= whole.y[cell] {
      #expect(torn.x[cell] == whole.x[cell] && torn.y[cell] == whole.y[cell])
    }
  }
}
