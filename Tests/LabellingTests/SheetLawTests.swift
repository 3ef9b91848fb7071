import Scenes
import Testing

@testable import Labelling

/// Laws of the labels, for any commands in any order.
@Suite struct SheetLawTests {
  /// Commands drawn at random; some of them are refused.
  static func commands(_ count: Int, seed: UInt64, rows: Int, columns: Int) -> [LabelCommand] {
    var generator = SeededGenerator(seed: seed)
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    func place() -> [Double] {
      [
        Double.random(in: -3...Double(columns + 3), using: &generator),
        Double.random(in: -3...Double(rows + 3), using: &generator),
      ]
    }
    var commands = (1...3).map { LabelCommand(.addClass, name: "class \($0)") }
    for index in 0..<count {
      let label = number(0...4)
      switch number(0...9) {
      case 0, 1, 2:
        commands.append(
          LabelCommand(
            .brush, label: label, points: place() + place(), radius: Double(number(0...6)) / 2))
      case 3:
        commands.append(LabelCommand(.polygon, label: label, points: place() + place() + place()))
      case 4: commands.append(LabelCommand(.box, label: label, points: place() + place()))
      case 5: commands.append(LabelCommand(.addClass, name: "new \(index)"))
      case 6: commands.append(LabelCommand(.removeClass, label: label))
      case 7: commands.append(LabelCommand(.editClass, label: label, name: "other \(index)"))
      case 8: commands.append(LabelCommand(.undo))
      default: commands.append(LabelCommand(.redo))
      }
    }
    return commands
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func undoGivesWhatWasAndRedoWhatBecame(seed: UInt64) throws {
    var sheet = LabelSheet(rows: 13, columns: 17)
    var states = [(sheet.labels, sheet.classes)]
    for command in Self.commands(60, seed: seed, rows: 13, columns: 17)
    where command.action != .undo && command.action != .redo {
      guard (try? sheet.apply(command)) != nil else { continue }
      states.append((sheet.labels, sheet.classes))
    }
    #expect(states.count > 20)
    for state in states.reversed().dropFirst() {
      try sheet.apply(LabelCommand(.undo))
      #expect(sheet.labels == state.0 && sheet.classes == state.1)
    }
    #expect(!sheet.canUndo && sheet.labels.allSatisfy { $0 == 0 })
    #expect(throws: LabelError.self) { try sheet.apply(LabelCommand(.undo)) }
    for state in states.dropFirst() {
      try sheet.apply(LabelCommand(.redo))
      #expect(sheet.labels == state.0 && sheet.classes == state.1)
    }
    #expect(!sheet.canRedo)
  }

  @Test(arguments: 20..<26 as Range<UInt64>) func countsAreThoseOfTheLabels(seed: UInt64) throws {
    var sheet = LabelSheet(rows: 13, columns: 17)
    for command in Self.commands(80, seed: seed, rows: 13, columns: 17) {
      let before = sheet.labels
      do {
        let change = try sheet.apply(command)
        var labels = before
        for (place, pixel) in change.pixels.enumerated() {
          #expect(labels[pixel] == change.before[place])
          labels[pixel] = change.after[place]
        }
        #expect(labels == sheet.labels, "a change tells all that has changed")
      } catch {
        #expect(sheet.labels == before, "what is refused changes nothing")
      }
      for one in sheet.classes {
        #expect(
          sheet.counts[one.number] == sheet.labels.count { Int($0) == one.number })
        #expect(!one.isRemoved || sheet.counts[one.number] == 0)
      }
    }
  }

  @Test func piecesOfAStrokeAreUndoneTogether() throws {
    var sheet = LabelSheet(rows: 9, columns: 9)
    for name in ["a", "b"] { try sheet.apply(LabelCommand(.addClass, name: name)) }
    try sheet.apply(LabelCommand(.box, label: 1, points: [0, 0, 4, 4]))
    let before = sheet.labels
    let line: [Double] = [0.5, 0.5, 8.5, 8.5, 0.5, 8.5]
    try sheet.apply(LabelCommand(.brush, label: 2, points: Array(line[..<4]), radius: 1))
    try sheet.apply(
      LabelCommand(.brush, label: 2, points: Array(line[2...]), radius: 1), joins: true)
    let after = sheet.labels
    var whole = LabelSheet(rows: 9, columns: 9)
    for name in ["a", "b"] { try whole.apply(LabelCommand(.addClass, name: name)) }
    try whole.apply(LabelCommand(.box, label: 1, points: [0, 0, 4, 4]))
    try whole.apply(LabelCommand(.brush, label: 2, points: line, radius: 1))
    #expect(whole.labels == after, "pieces label what the whole stroke labels")
    try sheet.apply(LabelCommand(.undo))
    #expect(sheet.labels == before)
    try sheet.apply(LabelCommand(.redo))
    #expect(sheet.labels == after)
  }

  @Test(arguments: [
    LabelCommand(.brush, label: 1, points: [1, .nan], radius: 1),
    LabelCommand(.brush, label: 1, points: [1, 2], radius: -1),
    LabelCommand(.brush, label: 1, points: [1, 2, 3], radius: 1),
    LabelCommand(.brush, label: 2, points: [1, 2], radius: 1),
    LabelCommand(.brush, label: 1, points: Array(repeating: 1, count: 2_000_000), radius: 1),
    LabelCommand(.polygon, label: 1, points: [1, 2, 3, 4]),
    LabelCommand(.pixels, label: 1, runs: [0, 0]), LabelCommand(.pixels, label: 1, runs: [80, 2]),
    LabelCommand(.pixels, label: 1, runs: [5, 2, 4, 1]),
    LabelCommand(.pixels, label: 1, runs: [1, .max]),
    LabelCommand(.pixels, label: 1, runs: [-1, 1]),
    LabelCommand(.addClass, name: " "), LabelCommand(.addClass, name: "a"),
    LabelCommand(.addClass, name: "b", colour: "red"), LabelCommand(.removeClass, label: 0),
    LabelCommand(.editClass, label: 7, name: "b"),
  ])
  func whatMakesNoSenseIsRefused(command: LabelCommand) throws {
    var sheet = LabelSheet(rows: 9, columns: 9)
    try sheet.apply(LabelCommand(.addClass, name: "a"))
    #expect(throws: LabelError.self) { try sheet.apply(command) }
  }

  @Test func aHugeShapeIsRefusedAndNoHang() throws {
    let points = (0..<40_000).flatMap { [0.0, $0 % 2 == 0 ? -1e9 : 1e9] as [Double] }
    #expect(throws: LabelError.self) {
      try LabelCommand(.polygon, label: 1, points: points).pixels(rows: 4000, columns: 4000)
    }
    #expect(throws: LabelError.self) {
      try LabelCommand(.brush, label: 1, points: points, radius: 1000)
        .pixels(rows: 4000, columns: 4000)
    }
  }

  /// Against the definition, pixel by pixel.
  @Test(arguments: 0..<20 as Range<UInt64>) func shapesCoverWhatTheySay(seed: UInt64) throws {
    let (rows, columns) = (11, 14)
    for command in Self.commands(12, seed: seed, rows: rows, columns: columns) {
      guard let points = command.points else { continue }
      let found = try command.pixels(rows: rows, columns: columns)
      let expected = (0..<(rows * columns)).filter { pixel in
        let (x, y) = (Double(pixel % columns) + 0.5, Double(pixel / columns) + 0.5)
        switch command.action {
        case .brush: return Self.isNear(x, y, points, command.radius ?? 0)
        case .polygon: return Self.isInside(x, y, points)
        default:
          return x > min(points[0], points[2]).rounded(.down)
            && x < max(points[0], points[2]).rounded(.up)
            && y > min(points[1], points[3]).rounded(.down)
            && y < max(points[1], points[3]).rounded(.up)
        }
      }
      #expect(found == expected, "\(command)")
    }
  }

  private static func isNear(_ x: Double, _ y: Double, _ points: [Double], _ radius: Double) -> Bool
  {
    let (ax, ay, bx, by) = (points[0], points[1], points[2], points[3])
    if [(ax, ay), (bx, by)].contains(where: {
      Int($0.0.rounded(.down)) == Int(x)
        && Int($0.1.rounded(.down)) == Int(y)
    }) {
      return true
    }
    let length = (bx - ax) * (bx - ax) + (by - ay) * (by - ay)
    let share =
      length > 0 ? max(0, min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0
    let (dx, dy) = (x - ax - share * (bx - ax), y - ay - share * (by - ay))
    return (dx * dx + dy * dy).squareRoot() <= radius
  }

  private static func isInside(_ x: Double, _ y: Double, _ points: [Double]) -> Bool {
    var isInside = false
    for i in 0..<3 {
      let (ax, ay) = (points[2 * i], points[2 * i + 1])
      let (bx, by) = (points[(2 * i + 2) % 6], points[(2 * i + 3) % 6])
      if (ay > y) != (by > y), x < (bx - ax) * (y - ay) / (by - ay) + ax { isInside.toggle() }
    }
    return isInside
  }
}
