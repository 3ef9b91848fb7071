internal import CPixels
internal import Foundation
internal import Scenes

/// Memory for numbers that C loops work on, 0 at first.
final class WalkNumbers<Element: BitwiseCopyable> {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int) {
    self.count = count
    // Pages that nothing is written to take no memory.
    guard let memory = calloc(max(1, count), MemoryLayout<Element>.stride) else {
      preconditionFailure("no memory for \(count) × \(MemoryLayout<Element>.stride) bytes")
    }
    base = memory.bindMemory(to: Element.self, capacity: max(1, count))
  }

  deinit { free(base) }
}

extension WalkNumbers<Float> {
  convenience init(copying other: WalkNumbers) {
    self.init(other.count)
    base.update(from: other.base, count: count)
  }

  func isNowhere(below other: WalkNumbers) -> Bool {
    (0..<count).allSatisfy { base[$0] >= other.base[$0] }
  }
}

/// Calls `body` for parts of `count` rows, several at once: from which row, to which.
func forParts(of count: Int, _ body: (Int, Int) -> Void) {
  let parts = max(1, min(32, count >> 12))
  guard parts > 1 else { return body(0, count) }
  // Each part writes to its own rows.
  nonisolated(unsafe) let body = body
  concurrently(parts) { body(count * $0 / parts, count * ($0 + 1) / parts) }
}

/// Turns how many numbers each row has, in `start` from index 1 on, into where each row begins.
///
/// - Returns: how many there are in all.
func begin(_ start: WalkNumbers<Int32>) -> Int {
  for row in 1..<max(1, start.count) { start.base[row] += start.base[row - 1] }
  return Int(start.base[start.count - 1])
}

/// A sparse matrix; see walk.h.
struct WalkMatrix {
  let rows, columns: Int
  let start: WalkNumbers<Int32>
  let column: WalkNumbers<Int32>
  let value: WalkNumbers<Float>

  func with<Result>(_ body: (UnsafePointer<facet_rows>) -> Result) -> Result {
    var rows = facet_rows(start: start.base, column: column.base, value: value.base)
    return body(&rows)
  }

  func transposed() -> WalkMatrix {
    let other = WalkMatrix(
      rows: columns, columns: rows, start: WalkNumbers(columns + 1),
      column: WalkNumbers(column.count), value: WalkNumbers(column.count))
    with {
      facet_walk_transpose(
        $0, rows, columns, other.start.base, other.column.base, other.value.base)
    }
    return other
  }
}
