import Scenes

/// The blocks of a scene that hold the pixels of interest and their windows; only they are read.
struct TouchedBlocks {
  /// Side of a block in pixels.
  static let size = 32

  let shape: CubeShape
  let across: Int
  /// Where a block of the grid lies among the touched ones, in reading order; −1 if untouched.
  let slot: [Int32]
  /// Grid index of each touched block, ascending.
  let touched: [Int]

  /// - Parameters:
  ///   - radius: half of the window; 0 for the pixels alone.
  ///   - others: pixels that are of interest without a window.
  init(shape: CubeShape, pixels: [Int], radius: Int, others: [Int] = []) {
    let size = Self.size
    self.shape = shape
    across = (shape.columns + size - 1) / size
    let down = (shape.rows + size - 1) / size
    var isTouched = [Bool](repeating: false, count: across * down)
    for pixel in pixels {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: shape.columns)
      for y in max(0, row - radius) / size...min(shape.rows - 1, row + radius) / size {
        for x in max(0, column - radius) / size...min(shape.columns - 1, column + radius) / size {
          isTouched[y * across + x] = true
        }
      }
    }
    for pixel in others {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: shape.columns)
      isTouched[row / size * across + column / size] = true
    }
    touched = isTouched.indices.filter { isTouched[$0] }
    var slot = [Int32](repeating: -1, count: isTouched.count)
    for (index, block) in touched.enumerated() { slot[block] = Int32(index) }
    self.slot = slot
  }

  func rows(of block: Int) -> Range<Int> {
    let top = block / across * Self.size
    return top..<min(top + Self.size, shape.rows)
  }

  func columns(of block: Int) -> Range<Int> {
    let left = block % across * Self.size
    return left..<min(left + Self.size, shape.columns)
  }

  /// Those of some pixels of the touched blocks that lie in each, ascending.
  func members(of pixels: [Int]) -> [[Int]] {
    var members = [[Int]](repeating: [], count: touched.count)
    for pixel in pixels.sorted() {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: shape.columns)
      members[Int(slot[row / Self.size * across + column / Self.size])].append(pixel)
    }
    return members
  }

  /// Reads each touched block once. Neighbours in a row of blocks are read together, since the
  /// chunks of a file often span more columns than a block does.
  ///
  /// - Parameter body: receives a block's place among the touched ones and a function that gives the
  ///   spectrum (bands values) at a row and column of the scene inside that block.
  func forEach(
    of scene: some SpectraReader, _ body: (_ index: Int, _ spectrum: Spectra) throws -> Void
  ) throws {
    let longest = 8
    var first = 0
    while first < touched.count {
      var last = first
      while last + 1 < touched.count, last + 1 - first < longest,
        touched[last + 1] == touched[last] + 1, touched[last + 1] % across != 0
      {
        last += 1
      }
      let rows = rows(of: touched[first])
      let columns =
        columns(of: touched[first]).lowerBound..<columns(of: touched[last]).upperBound
      let values = UnsafeMutableBufferPointer<Float>.allocate(
        capacity: rows.count * columns.count * shape.bands)
      defer { values.deallocate() }
      try scene.read(rows: rows, columns: columns, into: values)
      for index in first...last {
        try body(
          index,
          Spectra(
            rows: rows, columns: self.columns(of: touched[index]), bands: shape.bands,
            base: values.baseAddress!, left: columns.lowerBound, stride: columns.count))
      }
      first = last + 1
    }
  }
}

/// The spectra of one block in a buffer that may hold its neighbours too.
struct Spectra {
  let rows: Range<Int>
  let columns: Range<Int>
  let bands: Int
  fileprivate let base: UnsafeMutablePointer<Float>
  fileprivate let left: Int
  fileprivate let stride: Int

  fileprivate init(
    rows: Range<Int>, columns: Range<Int>, bands: Int, base: UnsafeMutablePointer<Float>,
    left: Int, stride: Int
  ) {
    self.rows = rows
    self.columns = columns
    self.bands = bands
    self.base = base
    self.left = left
    self.stride = stride
  }

  /// Whether any band of a pixel has a value.
  func hasValue(row: Int, column: Int) -> Bool {
    UnsafeBufferPointer(start: at(row: row, column: column), count: bands)
      .contains(where: \.isFinite)
  }

  /// The spectrum of the pixel at a row and column of the scene.
  func at(row: Int, column: Int) -> UnsafeMutablePointer<Float> {
    base + ((row - rows.lowerBound) * stride + column - left) * bands
  }
}
