/// Gathers strips of whole rows into blocks of the height of a file's tiles or chunks, so that each
/// tile is compressed and written once.
struct RowBlocks<Value> {
  let rows: Int
  let columns: Int
  let height: Int
  private var values: [Value] = []
  private var written = 0

  init(rows: Int, columns: Int, height: Int) {
    self.rows = rows
    self.columns = columns
    self.height = height
    values.reserveCapacity(min(rows, height) * columns)
  }

  /// Takes the next rows, and gives out each block that they complete; the last may be lower.
  mutating func append(
    _ strip: UnsafeBufferPointer<Value>,
    emit: (_ rows: Range<Int>, _ values: UnsafeBufferPointer<Value>) throws -> Void
  ) rethrows {
    var taken = 0
    while taken < strip.count {
      let wanted = min(height, rows - written)
      let missing = wanted * columns - values.count
      let count = min(missing, strip.count - taken)
      values.append(contentsOf: strip[taken..<taken + count])
      taken += count
      guard count == missing else { continue }
      try values.withUnsafeBufferPointer { try emit(written..<written + wanted, $0) }
      written += wanted
      values.removeAll(keepingCapacity: true)
    }
  }
}
