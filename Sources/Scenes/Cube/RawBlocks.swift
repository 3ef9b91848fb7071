/// How the numbers of a cube lie one after another in a file.
struct RawLayout: Sendable {
  /// Length of each dimension, the one that varies slowest first.
  var lengths: [Int]
  var axes: [Axis]
  /// Swift's type of the numbers; that of half-precision floats is `Float`.
  var element: any HDF5Element.Type
  /// Bytes of a number in the file.
  var width: Int
  /// Bytes before the first number.
  var offset: Int
  /// Whether bytes are in the opposite order of this machine's.
  var isSwapped: Bool
}

/// Blocks of plain numbers, read from the file where they lie.
struct RawBlocks: StoredBlocks {
  let file: String
  let variable: String?
  let layout: RawLayout
  private let source: any StoredBytes

  var lengths: [Int] { layout.lengths }
  var axes: [Axis] { layout.axes }
  var element: any HDF5Element.Type { layout.element }
  var chunk: [Int]? { nil }

  init(_ source: any StoredBytes, file: String, variable: String? = nil, layout: RawLayout) {
    (self.source, self.file, self.variable, self.layout) = (source, file, variable, layout)
  }

  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
    guard layout.width < element.byteCount else {
      return try readStored(start: start, count: count, into: target)
    }
    // Halves: read behind the place of the floats, and widened from the front.
    let total = count.reduce(1, *)
    let halves = target + total * (element.byteCount - layout.width)
    try readStored(start: start, count: count, into: halves)
    let (from, to) = (
      halves.assumingMemoryBound(to: UInt16.self), target.assumingMemoryBound(to: Float.self)
    )
    for index in 0..<total { to[index] = Float(Float16(bitPattern: from[index])) }
  }

  private func readStored(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
    let width = layout.width
    let lengths = layout.lengths
    let line = lengths[2] * width
    let piece = count[2] * width
    // Lines that follow each other are read in one go with what lies between the pieces wanted, if
    // that is not much more; a call of the system costs as much as some thousand bytes.
    let isWhole = count[2] == lengths[2]
    let joins = isWhole || line <= 4 * piece || line <= 4096
    let scratch =
      joins && !isWhole
      ? UnsafeMutableRawPointer.allocate(byteCount: (count[1] - 1) * line + piece, alignment: 16)
      : nil
    defer { scratch?.deallocate() }
    var to = target
    for plane in start[0]..<start[0] + count[0] {
      let first = ((plane * lengths[1] + start[1]) * lengths[2] + start[2]) * width
      if let scratch {
        try readBytes(at: first, (count[1] - 1) * line + piece, into: scratch)
        for row in 0..<count[1] {
          (to + row * piece).copyMemory(from: scratch + row * line, byteCount: piece)
        }
      } else if isWhole {
        try readBytes(at: first, count[1] * line, into: to)
      } else {
        for row in 0..<count[1] {
          try readBytes(at: first + row * line, piece, into: to + row * piece)
        }
      }
      to += count[1] * piece
    }
    if layout.isSwapped { swapBytes(target, count.reduce(1, *)) }
  }

  private func readBytes(
    at offset: Int, _ count: Int, into target: UnsafeMutableRawPointer
  ) throws {
    try source.read(at: layout.offset + offset, count, into: target)
  }

  private func swapBytes(_ target: UnsafeMutableRawPointer, _ count: Int) {
    func swap<Word: FixedWidthInteger>(_ word: Word.Type) {
      let words = target.assumingMemoryBound(to: Word.self)
      for index in 0..<count { words[index] = words[index].byteSwapped }
    }
    switch layout.width {
    case 2: swap(UInt16.self)
    case 4: swap(UInt32.self)
    case 8: swap(UInt64.self)
    default: break
    }
  }
}
