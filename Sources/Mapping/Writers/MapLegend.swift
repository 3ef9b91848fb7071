internal import Scenes

/// The colours and names of the classes as rows of pixels to stand below a map: columns of a
/// square and a name, as many as the map's width has room for.
struct MapLegend {
  /// Width of map and legend together: the map's, or more where the longest name asks for it.
  let width: Int
  /// Side of a map's pixel in the picture, so that a small map is seen beside its legend.
  let zoom: Int
  let height: Int
  private let entries: [(value: UInt16, letters: [Character])]
  private let columns: Int
  private let cellWidth: Int

  /// What the longer side of a small map is enlarged to, about.
  private static let side = 512
  private static let margin = 6
  private static let square = 9
  private static let lineHeight = 13
  /// From the left of a square to the first letter.
  private static let indent = square + 4

  /// What a pixel of the legend shows.
  enum Ink: Equatable {
    case paper, text
    case value(UInt16)
  }

  init(_ layout: MapLayout) {
    entries = layout.classes.entries.enumerated().map { index, entry in
      (UInt16(index + 1), Lettering.letters(entry.name))
    }
    let longest = entries.map(\.letters.count).max() ?? 0
    cellWidth = Self.indent + longest * Lettering.advance + 8
    zoom = max(1, Self.side / max(layout.rows, layout.columns))
    let room = layout.columns * zoom - 2 * Self.margin
    columns = max(1, min(entries.count, room / cellWidth))
    width = max(layout.columns * zoom, 2 * Self.margin + cellWidth)
    let lines = (entries.count + columns - 1) / columns
    height = 2 * Self.margin + lines * Self.lineHeight
  }

  /// A row of the legend from its top.
  func row(_ y: Int) -> [Ink] {
    var inks = [Ink](repeating: .paper, count: width)
    let line = (y - Self.margin) / Self.lineHeight
    let inside = (y - Self.margin) % Self.lineHeight
    guard y >= Self.margin, inside < Self.square else { return inks }
    let lines = (entries.count + columns - 1) / columns
    for column in 0..<columns {
      // Down each column, as one reads a list.
      let index = column * lines + line
      guard line < lines, entries.indices.contains(index) else { continue }
      let left = Self.margin + column * cellWidth
      for x in 0..<Self.square {
        let isFrame = x == 0 || inside == 0 || x == Self.square - 1 || inside == Self.square - 1
        inks[left + x] = isFrame ? .text : .value(entries[index].value)
      }
      for (place, letter) in entries[index].letters.enumerated() {
        for x in 0..<Lettering.advance
        where Lettering.isSet(letter, x: x, y: inside - 1) {
          inks[left + Self.indent + place * Lettering.advance + x] = .text
        }
      }
    }
    return inks
  }
}
