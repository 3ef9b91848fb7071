internal import Foundation
internal import Scenes

/// A picture of a field from the least number (white) to the largest (black), blue if there is none,
/// with a scale below; a small field is enlarged to about 512 pixels.
///
/// The scale is known only at the end, so the numbers are kept until then: four bytes a pixel.
final class PNGFieldWriter: FieldWriter, PendingOutput {
  private let pending: PendingFile
  private let layout: FieldLayout
  private var values: [Float] = []
  var isOver = false

  init(path: String, layout: FieldLayout) throws {
    self.layout = layout
    pending = try PendingFile(path)
  }

  deinit { abandon() }

  func write(rows: Range<Int>, _ values: UnsafeBufferPointer<Float>) throws {
    self.values += values
  }

  func complete() throws {
    let low = values.lazy.filter(\.isFinite).min()
    let high = values.lazy.filter(\.isFinite).max()
    let zoom = max(1, 512 / max(layout.rows, layout.columns))
    let scale = try FieldScale(
      name: layout.name, low: low, high: high, hasGaps: values.contains { !$0.isFinite },
      mapWidth: layout.columns * zoom)
    let stream = try PNGStream(
      creating: pending.temporary, named: pending.path, width: scale.width,
      height: layout.rows * zoom + scale.height, pixel: .palette(FieldScale.palette))
    let (least, span) = (low ?? 0, max((high ?? 1) - (low ?? 0), .leastNormalMagnitude))
    var line = [UInt8](repeating: 0, count: scale.width)
    for row in 0..<layout.rows {
      for x in 0..<layout.columns * zoom {
        let value = values[row * layout.columns + x / zoom]
        line[x] = value.isFinite ? FieldScale.shade((value - least) / span) : FieldScale.none
      }
      for _ in 0..<zoom { try line.withUnsafeBufferPointer { try stream.write(row: $0) } }
    }
    for row in 0..<scale.height {
      let line = scale.pixels[(row * scale.width)..<((row + 1) * scale.width)]
      try line.withUnsafeBufferPointer { try stream.write(row: $0) }
    }
    try stream.close()
    try pending.commit()
  }

  func removeWritten() {
    values = []
    pending.discard()
  }
}

/// The scale below a field: "distance  0.12 ▭▭▭▭ 4.7  ▪ no data".
struct FieldScale {
  /// Width of field and scale together.
  let width: Int
  let height: Int
  /// Values of the palette, row by row.
  private(set) var pixels: [UInt8]

  /// Shades of grey from white to black, then the colour of "none".
  static let palette =
    (0..<255).map { step in
      let grey = UInt8(255 - step)
      return Colour(red: grey, green: grey, blue: grey)
    } + [Colour(red: 0x8F, green: 0xB8, blue: 0xDE)]
  static let none: UInt8 = 255

  private static let margin = 10
  private static let gap = 8
  private static let barHeight = 13
  private static let barWidth = 160

  /// The palette's value for a place between the least (0) and the largest number (1).
  static func shade(_ place: Float) -> UInt8 {
    UInt8((254 * min(1, max(0, place))).rounded())
  }

  /// - Parameters:
  ///   - low: the least number, nil if there is none.
  ///   - hasGaps: whether pixels without a number are shown.
  ///   - mapWidth: of the field above, in pixels of the picture.
  /// - Throws: `SceneError` if there is no font.
  init(name: String, low: Float?, high: Float?, hasGaps: Bool, mapWidth: Int) throws {
    let letterer = try Letterer(size: 14)
    let text = { (value: Float?) in
      letterer.line(value.map { String(format: "%.3g", Double($0)) } ?? "–")
    }
    let words = (letterer.line(name), text(low), text(high), letterer.line("no data"))
    let needed =
      2 * Self.margin + words.0.width + words.1.width + words.2.width + Self.barWidth
      + 3 * Self.gap + (hasGaps ? 3 * Self.gap + Self.barHeight + words.3.width : 0)
    width = max(mapWidth, needed)
    height = 2 * Self.margin + letterer.lineHeight
    pixels = [UInt8](repeating: 0, count: width * height)
    let barTop = Self.margin + (letterer.lineHeight - Self.barHeight) / 2
    var left = Self.margin
    draw(words.0, &left)
    draw(words.1, &left)
    fill(left..<left + Self.barWidth, barTop) { Self.shade(Float($0) / Float(Self.barWidth - 1)) }
    left += Self.barWidth + Self.gap
    draw(words.2, &left)
    guard hasGaps else { return }
    left += Self.gap
    fill(left..<left + Self.barHeight, barTop) { _ in Self.none }
    left += Self.barHeight + Self.gap
    draw(words.3, &left)
  }

  private mutating func draw(_ word: Lettering, _ left: inout Int) {
    for y in 0..<word.height {
      for x in 0..<word.width {
        pixels[(Self.margin + y) * width + left + x] = Self.shade(
          Float(word.ink[y * word.width + x]) / 255)
      }
    }
    left += word.width + Self.gap
  }

  /// A framed rectangle of the bar's height.
  private mutating func fill(_ columns: Range<Int>, _ top: Int, _ value: (_ x: Int) -> UInt8) {
    for y in 0..<Self.barHeight {
      for (x, column) in columns.enumerated() {
        let isFrame = x == 0 || y == 0 || x == columns.count - 1 || y == Self.barHeight - 1
        pixels[(top + y) * width + column] = isFrame ? 160 : value(x)
      }
    }
  }
}
