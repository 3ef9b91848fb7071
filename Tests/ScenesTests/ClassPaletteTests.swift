import Scenes
import Testing

@Suite struct ClassPaletteTests {
  /// Pairs of the table of Sharma, Wu and Dalal (2005).
  @Test(arguments: [
    ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425), ([50, 2.5, 0], [73, 25, -18], 27.1492),
    ([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082),
    ([50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461),
  ])
  func theDifferenceIsCIEDE2000(one: [Double], other: [Double], expected: Double) {
    #expect(abs(colourDifference(one, other) - expected) < 1e-4)
  }

  /// What `ClassTable.colour(at:)` promises.
  @Test(arguments: [
    (8, 15.6, 22.9), (12, 15.0, 22.7), (16, 9.8, 15.4), (20, 9.2, 11.9), (24, 7.9, 11.9),
  ])
  func theFirstColoursDifferToEveryEye(count: Int, anyVision: Double, normalVision: Double) {
    let colours = (0..<count).map(ClassTable.colour(at:))
    for vision in ColourVision.allCases {
      let least = vision.leastDifference(colours)
      #expect(least >= (vision == .normal ? normalVision : anyVision) - 0.05, "\(vision): \(least)")
    }
  }

  /// White paper, the ground of "no label" in a light page, and the black of "no data".
  @Test func noClassLooksLikeTheGround() {
    let grounds = ["#ffffff", "#eef0f3", "#000000"].compactMap(Colour.init(hexadecimal:))
    for colour in (0..<24).map(ClassTable.colour(at:)) {
      for ground in grounds {
        for vision in ColourVision.allCases {
          #expect(colourDifference(vision.lab(colour), vision.lab(ground)) > 10)
        }
      }
    }
  }

  @Test func manyClassesHaveAColourEach() {
    #expect(Set((0..<200).map(ClassTable.colour(at:))).count == 200)
  }

  /// Codes beyond the palette take what is free of it: 0 and 1 had one colour, 7 and 60000 two greens.
  @Test func codesBeyondThePaletteAreToldApart() {
    let codes = [7, 60_000, 0, 1, 1001]
    let table = ClassTable(entries: codes.map { .init(code: $0) })
    let map = LabelMap(rows: 1, columns: 5, values: [1, 2, 3, 4, 5], classes: table).compacted()
    let colours = map.classes.entries.map(\.colour)
    #expect(map.classes.entries.map(\.code) == [0, 1, 7, 1001, 60_000])
    #expect(colours[1] == ClassTable.colour(at: 0) && colours[2] == ClassTable.colour(at: 6))
    for vision in ColourVision.allCases { #expect(vision.leastDifference(colours) > 15) }
    #expect(map.compacted() == map)
    // A file's own colours stay, also if two are alike.
    let red = Colour(red: 250, green: 0, blue: 0)
    let own = ClassTable(entries: [0, 300, 301].map { .init(code: $0, colour: red) })
    let kept = LabelMap(rows: 1, columns: 3, values: [1, 2, 3], classes: own).compacted()
    #expect(kept.classes.entries.allSatisfy { $0.colour == red })
  }
}
