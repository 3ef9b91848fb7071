internal import CPixels
internal import Mapping
internal import Scenes

/// Takes what a method makes of every pixel, row by row, smooths it over 3 × 3 pixels and keeps it in
/// half precision.
final class FeatureWriter: FieldWriter {
  private let target: HalfPixels
  /// Numbers a pixel, at most 16.
  private let width: Int
  /// The last two lines.
  private var kept: [[Float]] = []
  private var next = 0

  init(into target: HalfPixels, width: Int) {
    (self.target, self.width) = (target, width)
  }

  func write(rows: Range<Int>, _ values: UnsafeBufferPointer<Float>) throws {
    let count = target.columns * width
    for index in 0..<rows.count {
      kept.append(Array(values[(index * count)..<((index + 1) * count)]))
      if kept.count > 1 { smooth(hasBelow: true) }
    }
  }

  /// The line before the last that came, or the last.
  private func smooth(hasBelow: Bool) {
    let middle = kept.count - (hasBelow ? 2 : 1)
    guard middle >= 0 else { return }
    kept[max(0, middle - 1)].withUnsafeBufferPointer { above in
      kept[middle].withUnsafeBufferPointer { line in
        kept[kept.count - 1].withUnsafeBufferPointer { below in
          let lines = [
            middle > 0 ? above.baseAddress : nil, line.baseAddress,
            hasBelow ? below.baseAddress : nil,
          ]
          lines.withUnsafeBufferPointer {
            facet_label_smooth($0.baseAddress, target.columns, width, target.line(next))
          }
        }
      }
    }
    next += 1
    if kept.count > 2 { kept.removeFirst() }
  }

  func finish() throws { smooth(hasBelow: false) }
  func abandon() {}
}
