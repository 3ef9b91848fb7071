import Foundation
import Scenes
import TestSupport
import Testing

/// Pictures whose colours are the classes.
@Suite struct ColourPictureTests {
  /// Red in rows 1 to 3 of columns 2 to 5, blue in rows 6 to 8 of columns 1 to 10, the rest black.
  private func write(_ folder: TemporaryFolder, _ name: String = "truth.png") throws {
    try rasterScript(
      folder.file(name),
      """
      rgb = numpy.zeros((3, 10, 12), 'uint8')
      rgb[:, 1:4, 2:6] = numpy.array([255, 0, 0])[:, None, None]
      rgb[:, 6:9, 1:11] = numpy.array([0, 128, 255])[:, None, None]
      memory = write('', rgb, driver='MEM')
      for band, role in enumerate([gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand]):
        memory.GetRasterBand(band + 1).SetColorInterpretation(role)
      gdal.GetDriverByName('GTiff' if path.endswith('tif') else 'PNG').CreateCopy(path, memory)
      """)
  }

  private func palette(_ folder: TemporaryFolder, _ text: String, _ name: String) throws {
    try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
  }

  @Test(arguments: [
    "oak,255,0,0\nwater,0,128,255\n", "class,red,green,blue\noak,255,0,0\nwater,0,128,255\n",
    "# mine\n255 0 0 oak\n0 128 255 water\n", "1 255 0 0 255 oak\n2 0 128 255 255 water",
    "#ff0000;oak\n#0080ff;water\n", "oak #FF0000\nwater #0080FF",
    "0,0,0,background\n255,0,0,oak\n0,128,255,water\n",
  ])
  func aPaletteBesideItSaysWhatColoursMean(text: String) throws {
    let folder = try TemporaryFolder()
    try write(folder)
    try palette(folder, text, "truth.csv")
    let read = try onFixtureScene(folder.file("truth.png"))
    #expect(read.legend == ["oak #ff0000", "water #0080ff"])
    #expect(read.labels.counts() == [78, 12, 30])
    #expect(read.labels.nameRows[3][1...2] == ["", "oak"])
    #expect(read.notes.contains { $0.contains("black means") } == !text.contains("background"))
    #expect(read.sources[0].format.hasPrefix("picture with the palette of"))
  }

  @Test func aPaletteMayBeNamedOrStandInTheDescriptor() throws {
    let folder = try TemporaryFolder()
    try write(folder, "truth.tif")
    try palette(folder, "7 255 0 0 oak\n9 0 128 255 water", "mine.txt")
    let read = try onFixtureScene(folder.file("truth.tif") + ":mine.txt")
    #expect(read.labels.classes.entries.map(\.code) == [7, 9])
    // The picture's own place is used.
    #expect(!read.notes.contains { $0.contains("by row and column") })
    let descriptor = try SceneDescriptor(
      yaml: """
        classes: [{name: oak, colour: "#ff0000"}, {name: water, colour: "#0080ff"}]
        """, path: "a.yaml")
    let found = try LabelRecognition.looking(
      at: folder.file("truth.tif"), descriptor: descriptor
    ).recognition
    #expect(found.classes.map(\.name) == ["oak", "water"])
    #expect(found.classes.map(\.count) == [12, 30])
  }

  @Test func coloursThatNothingExplainsAreListed() throws {
    let folder = try TemporaryFolder()
    try write(folder)
    func problem() -> String {
      "\((#expect(throws: SceneError.self) { try onFixtureScene(folder.file("truth.png")) })!)"
    }
    #expect(problem().contains("#0080ff 30 pixels"))
    try palette(folder, "oak,255,0,0\n", "truth.csv")
    #expect(problem().contains("not in the palette"))
    #expect(problem().contains("#0080ff 30 pixels"))
    try palette(folder, "oak,255,0,0\nash,255,0,0\n", "truth.csv")
    #expect(problem().contains("#ff0000 for oak and ash"))
    try palette(folder, "oak,255,0,0\nash,1,2\n", "truth.csv")
    #expect(problem().contains("line 2"))
    try palette(folder, "oak,256,0,0\n", "truth.csv")
    #expect(problem().contains("line 1"))
  }
}
