internal import Foundation

/// An entry of an archive that is packed: unpacked into memory as a whole when it is first read, since
/// no place in the middle of it can be found without all before.
// The bytes are written once, under the lock.
final class UnpackedFile: StoredBytes, @unchecked Sendable {
  let name: String
  private let packed: VirtualFile
  private let lock = NSLock()
  private var bytes: [UInt8]?

  init(_ packed: VirtualFile) {
    self.packed = packed
    name = packed.name
  }

  func read(at offset: Int, _ count: Int, into target: UnsafeMutableRawPointer) throws {
    let bytes = try lock.withLock {
      let bytes = try self.bytes ?? packed.bytes(at: 0, upTo: packed.size)
      self.bytes = bytes
      return bytes
    }
    guard offset >= 0, count <= bytes.count - offset else {
      throw SceneError(file: name, problem: "ends before byte \(offset + count)")
    }
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      target.copyMemory(from: base + offset, byteCount: count)
    }
  }
}
