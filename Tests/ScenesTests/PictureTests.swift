import Foundation
import Scenes
import Testing

@Suite struct PictureTests {
  private let red = Colour(red: 255, green: 0, blue: 0)
  private let teal = Colour(red: 1, green: 128, blue: 129)

  @Test func aPixelKeepsItsColour() {
    var picture = Picture(width: 3, height: 2, filled: red)
    picture[x: 2, y: 1] = teal
    #expect(picture[x: 2, y: 1] == teal)
    #expect(picture[x: 1, y: 1] == red)
    #expect(picture.pixels.count == 18)
    #expect(Array(picture.pixels.suffix(3)) == [1, 128, 129])
  }

  @Test func aLabelMapTakesItsClassColours() {
    let classes = ClassTable(entries: [
      .init(code: 1, name: "Corn", colour: red), .init(code: 2, name: "Water", colour: teal),
    ])
    let labels = LabelMap(rows: 2, columns: 2, values: [0, 1, 2, 3])
    let picture = Picture(labels: labels, classes: classes)
    #expect(picture[x: 0, y: 0] == Colour(red: 0, green: 0, blue: 0))
    #expect(picture[x: 1, y: 0] == red)
    #expect(picture[x: 0, y: 1] == teal)
    #expect(picture[x: 1, y: 1] == ClassTable.colour(at: 2))
  }

  @Test func theFileIsAPNGOfItsSizeAndNothingElseIsLeft() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("picture-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var picture = Picture(width: 261, height: 3, filled: red)
    picture[x: 260, y: 2] = teal
    let path = folder.appendingPathComponent("a.png").path
    try picture.writePNG(path)

    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(Data(bytes).range(of: Data("tEXtSoftware\0Facet".utf8)) != nil)
    #expect(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    // IHDR: width and height as big-endian 32 bits, 8 bits a channel, colour type 2 (RGB).
    #expect(Array(bytes[16..<26]) == [0, 0, 1, 5, 0, 0, 0, 3, 8, 2])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.png"])
  }

  /// Colour type 6: red, green, blue and alpha.
  @Test func oneColourMayBeTransparent() throws {
    var picture = Picture(width: 2, height: 1, filled: red)
    picture[x: 1, y: 0] = teal
    let bytes = try picture.png(transparent: teal)
    #expect(bytes[24] == 8 && bytes[25] == 6)
    #expect(try picture.png()[25] == 2)
  }

  @Test func aFolderThatCannotBeMadeIsNamed() {
    let picture = Picture(width: 1, height: 1, filled: red)
    let error = #expect(throws: SceneError.self) {
      try picture.writePNG("/proc/nowhere/a.png")
    }
    #expect(error?.description.contains("/proc/nowhere/a.png") == true)
  }
}
