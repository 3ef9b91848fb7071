internal import CPixels
internal import Foundation
internal import Scenes
internal import Synchronization

/// Sixteen features of every pixel in half precision: 32 bytes a pixel. In memory, or beyond a limit in
/// a file without a name that the system keeps in memory as far as there is room.
// Rows are written once, from the top; only rows below `ready` are read.
final class HalfPixels: @unchecked Sendable {
  static let width = Int(FACET_LABEL_WIDTH)
  /// Bytes that are kept in memory.
  static let most = 256 << 20

  let rows: Int
  let columns: Int
  private let memory: UnsafeMutablePointer<UInt16>
  private let bytes: Int

  /// - Throws: `SceneError` if there is no room.
  init(rows: Int, columns: Int, most: Int = HalfPixels.most) throws {
    (self.rows, self.columns) = (rows, columns)
    bytes = max(1, rows * columns * Self.width * 2)
    var (flags, file) = (MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, Int32(-1))
    if bytes > most {
      var name = Array("\(SpoolFile.folder)/.facet.XXXXXX".utf8CString)
      file = mkstemp(&name)
      guard file >= 0, posix_fallocate(file, 0, bytes) == 0 else {
        throw SceneError(
          file: SpoolFile.folder, problem: "has no room for the features of the scene",
          remedy: "That takes \(bytes >> 20) MiB; free some space, or set TMPDIR to another folder")
      }
      unlink(name)
      flags = MAP_SHARED
    }
    defer { if file >= 0 { close(file) } }
    guard let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, file, 0), start != MAP_FAILED
    else {
      throw SceneError(
        file: SpoolFile.folder, problem: "there is no memory for the features of the scene",
        remedy: "That takes \(bytes >> 20) MiB")
    }
    memory = start.bindMemory(to: UInt16.self, capacity: bytes / 2)
  }

  deinit { munmap(memory, bytes) }

  /// The line's features, columns × 16.
  func line(_ row: Int) -> UnsafeMutablePointer<UInt16> {
    memory + row * columns * Self.width
  }

  /// The features of a pixel; NaN where it has no value.
  func values(_ pixel: Int) -> [Float] {
    (0..<Self.width).map { Float(Float16(bitPattern: memory[pixel * Self.width + $0])) }
  }

  func hasValue(_ pixel: Int) -> Bool { !Float16(bitPattern: memory[pixel * Self.width]).isNaN }
}
