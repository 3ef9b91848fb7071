internal import Foundation

/// Blocks of an ENVI image, read from the file where they lie.
// The descriptor is only ever read from, at stated offsets.
final class ENVIBlocks: StoredBlocks {
  let file: String
  let layout: ENVILayout
  private let handle: Int32

  var variable: String? { nil }
  var lengths: [Int] { layout.lengths }
  var axes: [Axis] { layout.axes }
  var element: any HDF5Element.Type { layout.element }
  var chunk: [Int]? { nil }

  /// - Throws: `SceneError` with the system's reason.
  init(_ path: String, layout: ENVILayout) throws {
    file = path
    self.layout = layout
    handle = open(path, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else {
      throw SceneError(
        file: path, problem: "cannot be opened: \(String(cString: strerror(errno)))",
        remedy: "Check the permissions of the file")
    }
  }

  deinit {
    close(handle)
  }

  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
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
    var done = 0
    while done < count {
      let read = pread(handle, target + done, count - done, off_t(layout.offset + offset + done))
      if read < 0 && errno == EINTR { continue }
      guard read > 0 else {
        throw SceneError(
          file: file,
          problem: read == 0
            ? "ends before byte \(layout.offset + offset + count)"
            : "cannot be read: \(String(cString: strerror(errno)))",
          remedy: "The file was cut off while it was open, or its disk fails")
      }
      done += read
    }
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
