internal import Foundation

/// A file without a name for what does not fit into memory: gone with the process, however that
/// ends.
// The descriptor is opened once and closed when nobody can use it; each transfer names its place.
package final class SpoolFile: Sendable {
  /// `TMPDIR`, else `/var/tmp`, which lies on a disk also where `/tmp` lies in memory.
  package static var folder: String {
    ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/var/tmp"
  }

  private let contents: String
  private let folder: String
  private let bytes: Int
  private let descriptor: Int32

  /// Makes the file and takes its room on the disk.
  ///
  /// - Parameters:
  ///   - bytes: that it will hold.
  ///   - contents: what it is for, as in "the probabilities of the scene".
  /// - Throws: `SceneError` if the folder cannot be written to or has no room.
  package init(bytes: Int, contents: String, folder: String = SpoolFile.folder) throws {
    (self.bytes, self.contents, self.folder) = (bytes, contents, folder)
    var name = Array("\(folder)/.facet.XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else {
      throw SceneError(
        file: folder, problem: "no file can be made in it: \(String(cString: strerror(errno)))",
        remedy: "Name a folder that may be written to, by TMPDIR")
    }
    unlink(name)
    // Asked first, since some file systems fill up before they refuse.
    var room = statvfs()
    if fstatvfs(descriptor, &room) == 0 {
      let free = Double(room.f_bavail) * Double(room.f_frsize)
      guard Double(bytes) <= free else {
        throw failure("only \(Int(free) >> 20) MiB are free")
      }
    }
    let status = bytes > 0 ? posix_fallocate(descriptor, 0, bytes) : 0
    // Those that cannot promise room say what is wrong when they are written to.
    guard status == 0 || status == EOPNOTSUPP || status == EINVAL else {
      throw failure(String(cString: strerror(status)))
    }
  }

  deinit { close(descriptor) }

  /// Writes bytes from `offset` on.
  ///
  /// - Throws: `SceneError` with the system's reason, such as a full disk.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
    guard let base = bytes.baseAddress else { return }
    try transfer(bytes.count) { pwrite(descriptor, base + $0, bytes.count - $0, offset + $0) }
  }

  /// Reads bytes from `offset` on.
  ///
  /// - Throws: `SceneError` with the system's reason, or if nothing was written there.
  package func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    guard let base = bytes.baseAddress else { return }
    try transfer(bytes.count) { pread(descriptor, base + $0, bytes.count - $0, offset + $0) }
  }

  /// Moves all bytes, however many calls that takes.
  private func transfer(_ count: Int, _ move: (_ done: Int) -> Int) throws {
    var done = 0
    while done < count {
      let moved = move(done)
      if moved < 0 && errno == EINTR { continue }
      guard moved > 0 else {
        throw failure(moved < 0 ? String(cString: strerror(errno)) : "the file ends too early")
      }
      done += moved
    }
  }

  /// The whole file as memory, which the system keeps as far as there is room. Whoever asks gives it
  /// back by `munmap`; it outlives this object.
  ///
  /// - Throws: `SceneError` with the system's reason.
  package func mapped() throws -> UnsafeMutableRawPointer {
    guard let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      start != MAP_FAILED
    else { throw failure(String(cString: strerror(errno))) }
    return start
  }

  private func failure(_ reason: String) -> SceneError {
    SceneError(
      file: folder, problem: "\(contents) cannot be kept in it: \(reason)",
      remedy: "That takes \(max(1, bytes >> 20)) MiB; free some space, or set TMPDIR to another "
        + "folder")
  }
}
