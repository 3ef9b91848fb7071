import Scenes

/// The pixels of a scene that lie in the windows around some, numbered block by block, within a
/// block in reading order: those of a row beside each other have numbers beside each other.
struct WindowPixels {
  private static let outside = UInt16.max

  let blocks: TouchedBlocks
  /// How many there are.
  let count: Int
  /// Number of the first in each touched block, and `count`.
  private let firsts: [Int]
  /// Number within its block of each pixel of the touched blocks.
  private let places: [UInt16]

  /// - Parameter radius: half of the window; windows end at the scene's border.
  init(shape: CubeShape, pixels: [Int], radius: Int) {
    let size = TouchedBlocks.size
    let blocks = TouchedBlocks(shape: shape, pixels: pixels, radius: radius)
    var places = [UInt16](repeating: Self.outside, count: blocks.touched.count * size * size)
    for pixel in pixels {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: shape.columns)
      for y in max(0, row - radius)...min(shape.rows - 1, row + radius) {
        for x in max(0, column - radius)...min(shape.columns - 1, column + radius) {
          let slot = Int(blocks.slot[y / size * blocks.across + x / size])
          places[(slot * size + y % size) * size + x % size] = 0
        }
      }
    }
    var firsts: [Int] = []
    var count = 0
    for slot in blocks.touched.indices {
      firsts.append(count)
      for place in slot * size * size..<(slot + 1) * size * size
      where places[place] != Self.outside {
        places[place] = UInt16(count - firsts[slot])
        count += 1
      }
    }
    self.blocks = blocks
    self.places = places
    self.firsts = firsts + [count]
    self.count = count
  }

  /// The number of a pixel; nil outside of all windows.
  func number(row: Int, column: Int) -> Int? {
    let size = TouchedBlocks.size
    let slot = Int(blocks.slot[row / size * blocks.across + column / size])
    guard slot >= 0 else { return nil }
    let place = places[(slot * size + row % size) * size + column % size]
    return place == Self.outside ? nil : firsts[slot] + Int(place)
  }

  /// Numbers of the pixels in a block of the grid.
  func numbers(inBlock block: Int) -> Range<Int> {
    let slot = Int(blocks.slot[block])
    return slot < 0 ? 0..<0 : firsts[slot]..<firsts[slot + 1]
  }

  /// Calls `body` for each pixel in a block of the grid, in the order of their numbers.
  func forEach(inBlock block: Int, _ body: (_ row: Int, _ column: Int) -> Void) {
    for row in blocks.rows(of: block) {
      for column in blocks.columns(of: block) where number(row: row, column: column) != nil {
        body(row, column)
      }
    }
  }
}
