internal import Foundation

/// A file that is being written beside its target and takes its place only when whole, so that a
/// reader sees the old file or the new one and never a half-written one.
///
/// Every file that Facet writes passes here, and so `OutputGate`, which decides whether it may be
/// replaced. The files that its format keeps beside it (`SideFile`) go with it.
package struct PendingFile: Sendable {
  /// The file to be made or replaced.
  package let path: String
  /// Where to write until then: in the same folder, with the same extension.
  package let temporary: String
  /// Folders that were made for it, the innermost first.
  private let madeFolders: [String]

  /// Makes the file's folder if it is not there; what a process that was killed has left of the same
  /// file is removed.
  ///
  /// - Throws: `SceneError`, before any work is done, if `path` is a folder, may not be replaced, is
  ///   being written by this program already, or its folder cannot be made or written to.
  package init(_ path: String) throws {
    let target = URL(fileURLWithPath: path)
    let folder = target.deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw SceneError(
        file: path, problem: "is a folder", remedy: "Name the file to be written in it")
    }
    try OutputGate.program.admit(path)
    self.path = path
    let name = target.lastPathComponent
    temporary =
      target.deletingLastPathComponent().appendingPathComponent(
        ".\(name).\(RemainsOfWriting.own).part"
          + (target.pathExtension.isEmpty ? "" : ".\(target.pathExtension)")
      ).path
    madeFolders = try Self.makeFolder(folder, for: path)
    guard access(folder, W_OK | X_OK) == 0 else {
      let reason = String(cString: strerror(errno))
      Self.remove(madeFolders)
      throw SceneError(
        file: path, problem: "cannot be written: folder \(folder): \(reason)",
        remedy: "Choose a folder that may be written to")
    }
    do {
      try OutputGate.program.begin(self)
    } catch {
      Self.remove(madeFolders)
      throw error
    }
    RemainsOfWriting.remove(of: name, in: folder)
  }

  /// - Returns: the folders that were made, the innermost first.
  private static func makeFolder(_ folder: String, for path: String) throws -> [String] {
    var missing: [String] = []
    var place = URL(fileURLWithPath: folder)
    while place.path != "/", !FileManager.default.fileExists(atPath: place.path) {
      missing.append(place.path)
      place.deleteLastPathComponent()
    }
    for (index, folder) in missing.reversed().enumerated() {
      guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
        let reason = String(cString: strerror(errno))
        remove(missing.suffix(index))
        throw SceneError(
          file: path, problem: "cannot be written: folder \(folder) cannot be made: \(reason)",
          remedy: "Choose a folder that may be written to")
      }
    }
    return missing
  }

  /// Removes folders that are empty.
  private static func remove(_ folders: [String]) {
    for folder in folders { rmdir(folder) }
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

  /// Puts what was written in the target's place, on the disk before it bears the target's name.
  ///
  /// The side files that were written go with it; old ones that were not written again are removed.
  /// - Throws: `SceneError` with the system's reason, or because the target may not be replaced;
  ///   nothing is left behind then.
  package func commit() throws {
    do {
      // Inputs that were opened since are known only now.
      try OutputGate.program.admit(path)
      let sides = SideFile.files(beside: path, temporary: temporary)
      for file in [temporary] + sides.map(\.temporary) { try flushToDisk(file, named: path) }
      // Names of another map would be worse than none, should the machine stop between the two.
      for side in sides { unlink(side.path) }
      try place(temporary, path)
      for side in sides where FileManager.default.fileExists(atPath: side.temporary) {
        try place(side.temporary, side.path)
      }
      try flushToDisk(
        URL(fileURLWithPath: path).deletingLastPathComponent().path, named: path)
      OutputGate.program.end(self)
    } catch {
      discard()
      throw error
    }
  }

  private func place(_ temporary: String, _ target: String) throws {
    guard rename(temporary, target) == 0 else {
      throw SceneError(
        file: target, problem: "cannot be put in place: \(String(cString: strerror(errno)))",
        remedy: "Check that the folder exists and may be written to")
    }
  }

  /// Removes what was written, and the folders that were made for it; the target stays as it was.
  package func discard() {
    removeTemporaries()
    OutputGate.program.end(self)
  }

  func removeTemporaries() {
    unlink(temporary)
    for side in SideFile.files(beside: path, temporary: temporary) { unlink(side.temporary) }
    Self.remove(madeFolders)
  }
}

/// Removes a file, if it is there.
package func removeFile(_ path: String) {
  unlink(path)
}

/// Waits until a file or folder is on the disk, if it is there; `name` is the file that errors give.
func flushToDisk(_ file: String, named name: String) throws {
  let descriptor = open(file, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  defer { close(descriptor) }
  // Some file systems cannot do so for a folder, or at all.
  guard fsync(descriptor) != 0, ![EINVAL, ENOTSUP, EROFS].contains(errno) else { return }
  let reason = String(cString: strerror(errno))
  throw SceneError(
    file: name, problem: "cannot be written: \(reason)", remedy: remedyForFullDisk(reason))
}
