internal import Foundation

/// A file that is being written beside its target and takes its place only when whole, so that a
/// reader sees the old file or the new one and never a half-written one.
package struct PendingFile: Sendable {
  /// The file to be made or replaced.
  package let path: String
  /// Where to write until then: in the same folder, with the same extension.
  package let temporary: String

  /// - Throws: `SceneError` where the folder is missing or may not be written to, or where `path`
  ///   is a folder itself: before any work is done.
  package init(_ path: String) throws {
    let target = URL(fileURLWithPath: path)
    let folder = target.deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw SceneError(
        file: path, problem: "is a folder", remedy: "Name the file to be written in it")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw SceneError(
        file: path,
        problem: "cannot be written: folder \(folder): \(String(cString: strerror(errno)))",
        remedy: "Make the folder, or choose one that may be written to")
    }
    self.path = path
    temporary =
      target.deletingLastPathComponent().appendingPathComponent(
        ".\(target.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).part"
          + (target.pathExtension.isEmpty ? "" : ".\(target.pathExtension)")
      ).path
  }

  /// Runs what writes the file: errors name the target, not the file beside it.
  package func naming(_ body: (_ temporary: String) throws -> Void) throws {
    do {
      try body(temporary)
    } catch var error as SceneError where error.file == temporary {
      error.file = path
      throw error
    }
  }

  /// Puts what was written in the target's place.
  ///
  /// - Throws: `SceneError` with the system's reason; nothing is left behind then.
  package func commit() throws {
    guard rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      discard()
      throw SceneError(
        file: path, problem: "cannot be put in place: \(reason)",
        remedy: "Check that the folder exists and may be written to")
    }
  }

  /// Removes what was written; the target stays as it was.
  package func discard() {
    unlink(temporary)
  }
}

/// Removes a file, if it is there.
package func removeFile(_ path: String) {
  unlink(path)
}
