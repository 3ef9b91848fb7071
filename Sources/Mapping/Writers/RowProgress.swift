internal import Scenes

/// How far a map has been written; holds the strips to what the layout says.
struct RowProgress {
  let layout: MapLayout
  private(set) var next = 0

  init(_ layout: MapLayout) {
    self.layout = layout
  }

  /// Accounts for the next strip; a strip that does not fit is a programming error.
  mutating func accept(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) {
    precondition(
      rows.lowerBound == next && rows.upperBound <= layout.rows,
      "rows \(rows) written after \(next) of \(layout.rows)")
    precondition(
      classes.count == rows.count * layout.columns,
      "\(classes.count) classes for \(rows.count)×\(layout.columns) pixels")
    precondition(
      layout.confidence ? confidence?.count == classes.count : confidence == nil,
      "confidence of \(confidence?.count ?? 0) of \(classes.count) pixels")
    let largest = classes.max() ?? 0
    precondition(
      Int(largest) <= layout.classes.count,
      "class \(largest) of \(layout.classes.count) in rows \(rows)")
    next = rows.upperBound
  }

  /// - Throws: `SceneError` if rows are missing.
  func requireComplete(_ path: String) throws {
    guard next == layout.rows else {
      throw SceneError(file: path, problem: "only \(next) of \(layout.rows) rows were written")
    }
  }
}
