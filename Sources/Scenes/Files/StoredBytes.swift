internal import Foundation

/// Bytes that can be read at any place. May be used from several threads.
protocol StoredBytes: Sendable {
  /// What errors name.
  var name: String { get }
  /// Reads bytes from `offset` on.
  ///
  /// - Throws: `SceneError` if there are not so many.
  func read(at offset: Int, _ count: Int, into target: UnsafeMutableRawPointer) throws
}

/// A file of the disk.
// The descriptor is only ever read from, at stated offsets.
final class DiskFile: StoredBytes {
  let name: String
  private let handle: Int32

  /// - Throws: `SceneError` with the system's reason.
  init(_ path: String) throws {
    name = path
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

  func read(at offset: Int, _ count: Int, into target: UnsafeMutableRawPointer) throws {
    var done = 0
    while done < count {
      let read = pread(handle, target + done, count - done, off_t(offset + done))
      if read < 0 && errno == EINTR { continue }
      guard read > 0 else {
        throw SceneError(
          file: name,
          problem: read == 0
            ? "ends before byte \(offset + count)"
            : "cannot be read: \(String(cString: strerror(errno)))",
          remedy: "The file was cut off while it was open, or its disk fails")
      }
      done += read
    }
  }
}
