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
    let start =
      try bytes > most
      ? SpoolFile(bytes: bytes, contents: "the features of the scene").mapped() : Self.room(bytes)
    memory = start.bindMemory(to: UInt16.self, capacity: bytes / 2)
  }

  deinit { munmap(memory, bytes) }

  /// Memory of zeros, taken as it is written to.
  private static func room(_ bytes: Int) throws -> UnsafeMutableRawPointer {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), start != MAP_FAILED
    else {
      throw LabelError("there is no memory for the features of the scene: \(bytes >> 20) MiB")
    }
    return start
  }

  /// The line's features, columns × 16.
  func line(_ row: Int) -> UnsafeMutablePointer<UInt16> {
    memory + row * columns * Self.width
  }

  /// The features of a pixel; NaN if it has no value.
  func values(_ pixel: Int) -> [Float] {
    (0..<Self.width).map { Float(Float16(bitPattern: memory[pixel * Self.width + $0])) }
  }

  func hasValue(_ pixel: Int) -> Bool { !Float16(bitPattern: memory[pixel * Self.width]).isNaN }
}
