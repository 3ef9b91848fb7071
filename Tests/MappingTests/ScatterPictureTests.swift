import Scenes
import Testing

@testable import Mapping

/// Pictures of points.
@Suite struct ScatterPictureTests {
  private let classes = ClassTable(entries: [
    .init(code: 4, name: "Corn", colour: Colour(red: 255, green: 0, blue: 0)),
    .init(code: 9, name: "Oats", colour: Colour(red: 0, green: 0, blue: 255)),
  ])

  private func drawn(_ points: [(Double, Double, Int, Bool)], caption: String = "points") throws
    -> Picture
  {
    try ScatterPicture(
      points.map { .init(x: $0.0, y: $0.1, label: $0.2, isPrototype: $0.3) }, classes: classes,
      caption: caption
    ).drawn()
  }

  private func pixels(_ picture: Picture, _ isWanted: (Colour) -> Bool) -> [(x: Int, y: Int)] {
    (0..<picture.height).flatMap { y in
      (0..<picture.width).compactMap { x in isWanted(picture[x: x, y: y]) ? (x, y) : nil }
    }
  }

  /// Points lie in their colours at opposite corners of the field; the legend has a square of each.
  @Test func pointsLieInTheirPlacesAndColours() throws {
    let picture = try drawn([(0, 0, 1, false), (10, 10, 2, false)])
    let red = pixels(picture) { $0.red > 200 && $0.green < 60 && $0.blue < 60 }
    let blue = pixels(picture) { $0.blue > 200 && $0.green < 60 && $0.red < 60 }
    let centre = { (found: [(x: Int, y: Int)]) in
      found.filter { $0.y < 720 }.reduce((0, 0)) { ($0.0 + $1.x, $0.1 + $1.y) }
    }
    let (reds, blues) = (red.filter { $0.y < 720 }.count, blue.filter { $0.y < 770 }.count)
    #expect(reds > 15 && blues > 15)
    #expect(centre(red).0 / max(1, reds) < 60 && centre(red).1 / max(1, reds) < 80)
    #expect(red.contains { $0.y > 760 } && blue.contains { $0.y > 760 })
  }

  @Test func prototypesAreRingsWithNumbers() throws {
    let plain = try drawn([(0, 0, 1, false), (1, 1, 1, false), (5, 5, 2, false)])
    let ringed = try drawn([(0, 0, 1, false), (1, 1, 1, false), (5, 5, 2, true)])
    let dark = { (picture: Picture) in
      pixels(picture) { $0.red < 60 && $0.green < 60 && $0.blue < 60 }.count
    }
    #expect(dark(ringed) > dark(plain) + 30)
  }

  @Test func pointsThatAreNoNumbersAreLeftOut() throws {
    #expect(
      try drawn([(0, 0, 1, false), (.nan, 1, 1, false), (4, 4, 1, false)])
        == drawn([(0, 0, 1, false), (4, 4, 1, false)]))
    // One point, or none: no division by their extent.
    #expect(try drawn([(3, 3, 1, false)]).width > 720)
    #expect(try drawn([]).width > 720)
  }

  @Test func aLongCaptionWidensThePicture() throws {
    let words = String(repeating: "a long caption ", count: 20)
    #expect(try drawn([(0, 0, 1, false)], caption: words).width > 900)
  }
}
