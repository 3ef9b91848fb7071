internal import Scenes

/// The colours and names of the classes as rows of pixels to stand below a map: columns of a
/// square and a name, as many as the map's width has room for.
struct MapLegend {
  /// Width of map and legend together: the map's, or more if the longest name asks for it.
  let width: Int
  let height: Int
  private let entries: [(value: UInt16, name: Lettering)]
  private let columns: Int
  private let cellWidth: Int
  private let lineHeight: Int

  private static let margin = 10
  private static let square = 13
  /// From the left of a square to the first letter.
  private static let indent = square + 7
  /// From the end of the longest name to the next square.
  private static let gap = 18

  /// What a pixel of the legend shows.
  enum Ink: Equatable {
    /// 0 for paper to 255 for ink.
    case shade(UInt8)
    /// The colour of a class.
    case value(UInt16)
  }

  /// - Parameters:
  ///   - classes: in the order of their numbers, from 1.
  ///   - mapWidth: of the map that it stands below, in pixels of the picture.
  /// - Throws: `SceneError` if there is no font.
  init(_ classes: ClassTable, mapWidth: Int) throws {
    let letterer = try Letterer(size: 14)
    entries = classes.entries.enumerated().map { index, entry in
      (UInt16(index + 1), letterer.line(entry.name))
    }
    lineHeight = letterer.lineHeight
    let longest = entries.map(\.name.width).max() ?? 0
    cellWidth = Self.indent + longest + Self.gap
    let room = mapWidth - 2 * Self.margin + Self.gap
    columns = max(1, min(entries.count, room / cellWidth))
    width = max(mapWidth, 2 * Self.margin + cellWidth - Self.gap)
    let lines = (entries.count + columns - 1) / columns
    height = 2 * Self.margin + lines * lineHeight
  }

  /// A row of the legend from its top.
  func row(_ y: Int) -> [Ink] {
    var inks = [Ink](repeating: .shade(0), count: width)
    let (line, inside) = (y - Self.margin).quotientAndRemainder(dividingBy: lineHeight)
    let lines = (entries.count + columns - 1) / columns
    guard y >= Self.margin, line < lines else { return inks }
    for column in 0..<columns {
      // Down each column, as one reads a list.
      let index = column * lines + line
      guard entries.indices.contains(index) else { continue }
      let left = Self.margin + column * cellWidth
      let down = inside - (lineHeight - Self.square) / 2
      if 0..<Self.square ~= down {
        for x in 0..<Self.square {
          let isFrame = x == 0 || down == 0 || x == Self.square - 1 || down == Self.square - 1
          inks[left + x] = isFrame ? .shade(160) : .value(entries[index].value)
        }
      }
      let name = entries[index].name
      for x in 0..<name.width {
        inks[left + Self.indent + x] = .shade(name.ink[inside * name.width + x])
      }
    }
    return inks
  }
}
