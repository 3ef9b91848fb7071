import Foundation
import Scenes
import TestSupport
import Testing

/// Label rasters whose rows and columns run otherwise than the scene's: placed by coordinates.
@Suite struct TurnedGridTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The labels of a north-up scene of 4×6 pixels, from a raster that shows ground (row, column) as
  /// 10 · row + column + 1.
  private func labels(_ script: String, scene: String = "write(path, cube(3, 4, 6))") throws
    -> LabelMap
  {
    try rasterScript(folder.file("scene.tif"), scene)
    try rasterScript(
      folder.file("labels.tif"),
      "ground = (10 * numpy.arange(4)[:, None] + numpy.arange(6) + 1).astype('uint8')\n" + script)
    var descriptor = SceneDescriptor()
    descriptor.labels = LabelPlaces([folder.file("labels.tif")])
    return try Scene.open(folder.file("scene.tif"), descriptor: descriptor).readLabels()
  }

  @Test(
    arguments: [
      "write(path, ground[None])",
      "write(path, ground[::-1][None], (500000, 30, 0, 5799880, 0, 30))",
      "write(path, ground[:, ::-1][None], (500180, -30, 0, 5800000, 0, -30))",
      "write(path, ground[::-1, ::-1][None], (500180, -30, 0, 5799880, 0, 30))",
      "write(path, ground.T[None], (500000, 0, 30, 5800000, -30, 0))",
      // A part of it, south-up.
      """
      part = numpy.zeros_like(ground)
      part[1:3, 2:5] = ground[1:3, 2:5]
      ground[:] = 0
      write(path, part[1:3, 2:5][::-1][None], (500060, 30, 0, 5799910, 0, 30))
      """,
    ])
  func everyTurnFallsOnItsGround(_ script: String) throws {
    let found = try labels(script).codes
    let isPart = script.contains("part")
    for row in 0..<4 {
      for column in 0..<6 {
        let isSeen = !isPart || (1..<3 ~= row && 2..<5 ~= column)
        #expect(
          found[row * 6 + column] == (isSeen ? 10 * row + column + 1 : nil),
          "row \(row), column \(column)")
      }
    }
  }

  @Test func aSouthUpSceneTakesNorthUpLabels() throws {
    let found = try labels(
      "write(path, ground[None])",
      scene: "write(path, cube(3, 4, 6), (500000, 30, 0, 5799880, 0, 30))")
    #expect(found.codes.first == 31 && found.codes.last == 6)
  }

  @Test(
    arguments: [
      "write(path, ground[None], (500000, 15, 0, 5800000, 0, -15))",
      "write(path, ground[None], (500010, 30, 0, 5800000, 0, -30))",
      "write(path, ground[None], (500000, 26, 15, 5800000, 15, -26))",
    ])
  func anotherGridIsRefusedWithTheCommandThatHelps(_ script: String) throws {
    let error = #expect(throws: SceneError.self) { try labels(script) }
    let said = error?.description ?? ""
    #expect(
      said.contains("gdalwarp -r near")
        && said.contains("-te 500000.0 5799880.0 500180.0 5800000.0 -ts 6 4"), "\(said)")
  }

  @Test func tilesThatRunOtherwiseAreRefused() throws {
    try rasterScript(folder.file("a.tif"), "write(path, cube(3, 4, 6))")
    try rasterScript(
      folder.file("b.tif"), "write(path, cube(3, 4, 6), (500180, 30, 0, 5799880, 0, 30))")
    let error = #expect(throws: SceneError.self) { try Scene.open(folder.path) }
    #expect(error?.problem.contains("first row in the south") == true)
  }

  @Test func thePixelOfATurnedGridHasItsTrueSize() throws {
    let (c, s) = (30 * 0.8660254037844386, 15.0)
    try rasterScript(
      folder.file("a.tif"), "write(path, cube(3, 4, 6), (500000, \(c), \(s), 5800000, \(s), \(-c)))"
    )
    let text = try SceneSummary(of: Scene.open(folder.file("a.tif"))).text
    #expect(text.contains("pixel 30 × 30, rotated by 30°"), "\(text)")
  }
}
