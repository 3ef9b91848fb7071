internal import Foundation
internal import Scenes

/// Probabilities of a whole scene on the disk, in a file without a name: written by strips, read by
/// rectangles; the system keeps of it in memory what there is room for.
final class ProbabilitySpool: ProbabilityWriter {
  let rows: Int
  let columns: Int
  let classes: Int
  private let path: String
  private let file: Int32

  /// - Parameter folder: where there is room for rows × columns × classes × 4 bytes.
  /// - Throws: `SceneError` where no file can be made there.
  init(rows: Int, columns: Int, classes: Int, folder: String) throws {
    (self.rows, self.columns, self.classes) = (rows, columns, classes)
    path = "\(folder)/.probabilities.XXXXXX"
    var name = Array(path.utf8CString)
    file = mkstemp(&name)
    guard file >= 0 else {
      throw SceneError(
        file: folder, problem: "no file can be made in it: \(String(cString: strerror(errno)))",
        remedy: "Name a folder that may be written to, by TMPDIR")
    }
    // Without a name it is gone with the process, however that ends.
    unlink(name)
  }

  deinit { close(file) }

  func write(rows: Range<Int>, probabilities: UnsafeBufferPointer<Float>) throws {
    try transfer(UnsafeRawBufferPointer(probabilities), at: rows.lowerBound * columns) {
      pwrite(file, $0, $1, $2)
    }
  }

  func finish() throws {}
  func abandon() {}

  /// Probabilities of a rectangle, in pixel order.
  func read(rows: Range<Int>, columns wanted: Range<Int>) throws -> [Float] {
    let line = wanted.count * classes
    return try [Float](unsafeUninitializedCapacity: rows.count * line) { values, count in
      for (index, row) in rows.enumerated() {
        let target = UnsafeRawBufferPointer(
          UnsafeBufferPointer(rebasing: values[(index * line)..<((index + 1) * line)]))
        try transfer(target, at: row * columns + wanted.lowerBound) {
          pread(file, UnsafeMutableRawPointer(mutating: $0), $1, $2)
        }
      }
      count = values.count
    }
  }

  /// Moves all bytes of a piece, however many calls that takes.
  private func transfer(
    _ bytes: UnsafeRawBufferPointer, at pixel: Int,
    _ move: (UnsafeRawPointer, Int, Int) -> Int
  ) throws {
    guard let base = bytes.baseAddress else { return }
    let start = pixel * classes * MemoryLayout<Float>.stride
    var done = 0
    while done < bytes.count {
      let moved = move(base + done, bytes.count - done, start + done)
      if moved < 0 && errno == EINTR { continue }
      guard moved > 0 else {
        let reason = moved < 0 ? String(cString: strerror(errno)) : "the file ends too early"
        throw SceneError(
          file: path, problem: "the probabilities of the scene cannot be kept: \(reason)",
          remedy: "It takes \(rows * columns * classes * 4 >> 20) MiB beside the map; free some "
            + "space, set TMPDIR to another folder, or leave out the walk")
      }
      done += moved
    }
  }
}
