import CPixels
import Scenes
import Testing

@testable import Labelling

/// What is kept up to date is what would be made anew.
@Suite struct TileLawTests {
  /// Features of a scene in which every pixel has its own, some have none.
  static func pixels(rows: Int, columns: Int, seed: UInt64) throws -> HalfPixels {
    var generator = SeededGenerator(seed: seed)
    let pixels = try HalfPixels(rows: rows, columns: columns)
    for row in 0..<rows {
      for place in 0..<(columns * 16) {
        pixels.line(row)[place] = Float16(Float.random(in: -2...2, using: &generator)).bitPattern
      }
      // A pixel without a value.
      for feature in 0..<16 {
        pixels.line(row)[16 * (row % columns) + feature] = Float16.nan.bitPattern
      }
    }
    return pixels
  }

  private func take(
    _ change: LabelSheet.Change, _ references: inout References, _ sheet: LabelSheet
  ) {
    references.take(change, classes: sheet.classes.count, labels: sheet.labels)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func aTileThatFollowsIsAsOneMadeAnew(seed: UInt64) throws {
    let (rows, columns) = (30, 41)
    let pixels = try Self.pixels(rows: rows, columns: columns, seed: seed)
    let grid = Grid(rows: rows, columns: columns, level: seed % 2 == 0 ? 0 : 1)
    let place = try #require(grid.tile(0, 0))
    let tile = DecisionTile(pixels, grid: grid, rows: place.rows, columns: place.columns)
    var sheet = LabelSheet(rows: rows, columns: columns)
    var references = References()
    for (index, command) in SheetLawTests.commands(70, seed: seed, rows: rows, columns: columns)
      .enumerated()
    {
      guard let change = try? sheet.apply(command) else { continue }
      take(change, &references, sheet)
      // Not every change is looked at.
      guard index % 3 == 0 else { continue }
      let points = ReferencePoints(references, pixels)
      let followed = tile.decide(points)
      let fresh = DecisionTile(pixels, grid: grid, rows: place.rows, columns: place.columns)
        .decide(points)
      #expect(followed.winner == fresh.winner)
      #expect(followed.confidence == fresh.confidence)
      #expect(followed.distance == fresh.distance)
      let missing = place.rows.count
      #expect(missing > 0 && fresh.winner.contains(0))
    }
  }

  /// Against plain loops over the labels.
  @Test func theNearestLabelledPixelDecides() throws {
    let (rows, columns) = (12, 19)
    let pixels = try Self.pixels(rows: rows, columns: columns, seed: 5)
    let grid = Grid(rows: rows, columns: columns, level: 0)
    let place = try #require(grid.tile(0, 0))
    var sheet = LabelSheet(rows: rows, columns: columns)
    var references = References()
    for command in SheetLawTests.commands(30, seed: 3, rows: rows, columns: columns) {
      if let change = try? sheet.apply(command) { take(change, &references, sheet) }
    }
    let labelled = sheet.labels.indices.filter { sheet.labels[$0] > 0 && pixels.hasValue($0) }
    try #require(Set(labelled.map { sheet.labels[$0] }).count > 1)
    let decided = DecisionTile(pixels, grid: grid, rows: place.rows, columns: place.columns)
      .decide(ReferencePoints(references, pixels))
    for pixel in 0..<(rows * columns) where pixels.hasValue(pixel) {
      let own = pixels.values(pixel)
      var nearest: [UInt16: Float] = [:]
      for other in labelled {
        var square: Float = 0
        for (a, b) in zip(own, pixels.values(other)) { square += (a - b) * (a - b) }
        nearest[sheet.labels[other]] = min(nearest[sheet.labels[other]] ?? .infinity, square)
      }
      let sorted = nearest.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      #expect(UInt16(decided.winner[pixel]) == sorted[0].key)
      #expect(decided.distance[pixel] == sorted[0].value.squareRoot())
      let share = 255 * (1 - (sorted[0].value / sorted[1].value).squareRoot())
      #expect(abs(Float(decided.confidence[pixel]) - share) <= 1)
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func referencesDependOnTheLabelsAlone(seed: UInt64) throws {
    let (rows, columns) = (90, 90)
    var sheet = LabelSheet(rows: rows, columns: columns)
    var references = References()
    for command in SheetLawTests.commands(60, seed: seed, rows: rows, columns: columns) {
      guard let change = try? sheet.apply(command) else { continue }
      take(change, &references, sheet)
      var fresh = References()
      let labelled = sheet.labels.indices.filter { sheet.labels[$0] > 0 }
      take(
        LabelSheet.Change(
          pixels: labelled, before: labelled.map { _ in 0 },
          after: labelled.map { sheet.labels[$0] }), &fresh, sheet)
      for number in 1..<max(2, sheet.classes.count + 1) {
        let own = references.classes[number]
        #expect(Set(own.slots.keys) == Set(fresh.classes[number].slots.keys))
        #expect(own.slots.count <= References.most && own.pixels == sheet.counts[number])
        #expect(Set(own.slots.values).count == own.slots.count, "a slot holds one reference")
      }
    }
  }

  @Test func levelsCoverTheWholeScene() throws {
    for (rows, columns) in [(1, 1), (256, 256), (257, 100), (1000, 1300)] {
      let grids = Grid.levels(rows: rows, columns: columns)
      #expect(grids.last.map { $0.tileRows * $0.tileColumns } == 1)
      let pixels = try HalfPixels(rows: rows, columns: columns)
      for grid in grids {
        #expect(grid.tile(grid.tileRows, 0) == nil && grid.tile(0, -1) == nil)
        for row in 0..<grid.tileRows {
          for column in 0..<grid.tileColumns {
            let place = try #require(grid.tile(row, column))
            // Reads no pixel outside of the scene.
            _ = DecisionTile(pixels, grid: grid, rows: place.rows, columns: place.columns)
            #expect(grid.sceneRow(place.rows.upperBound - 1) < rows)
            #expect(grid.sceneColumn(place.columns.upperBound - 1) < columns)
          }
        }
      }
    }
  }

  @Test func featuresAreMeansOfThreeByThree() throws {
    let (rows, columns) = (4, 5)
    var values = (0..<(rows * columns * 2)).map { Float($0) }
    (values[2 * 7], values[2 * 7 + 1]) = (.nan, .nan)
    for most in [0, HalfPixels.most] {
      let pixels = try HalfPixels(rows: rows, columns: columns, most: most)
      let writer = FeatureWriter(into: pixels, width: 2)
      for (first, end) in [(0, 1), (1, 4)] {
        try values[(first * columns * 2)..<(end * columns * 2)].withUnsafeBufferPointer {
          try writer.write(rows: first..<end, $0)
        }
      }
      try writer.finish()
      for pixel in 0..<(rows * columns) {
        let (row, column) = (pixel / columns, pixel % columns)
        let near = (max(0, row - 1)...min(rows - 1, row + 1)).flatMap { y in
          (max(0, column - 1)...min(columns - 1, column + 1)).map { y * columns + $0 }
        }.filter { $0 != 7 }
        let mean = near.reduce(Float(0)) { $0 + values[2 * $1 + 1] } / Float(near.count)
        let found = pixels.values(pixel)
        #expect(pixel == 7 ? found[1].isNaN : abs(found[1] - mean) < 0.02, "\(pixel)")
        #expect(pixel == 7 || found[2...].allSatisfy { $0 == 0 })
      }
    }
  }
}
