import Foundation
import Scenes

/// By what a scene's files are known again without reading them.
struct SceneStamp: Codable, Equatable {
  let files: [String]
  let bytes: Int
  /// Of the newest, seconds since 1970.
  let modified: Double

  /// - Throws: `SceneError` if a file is not there.
  init(_ scene: String) throws {
    files = try SceneFiles.scenes(scene).flatMap { try SceneFiles($0).paths }
      .map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    let states = files.compactMap { FileState($0) }
    bytes = states.reduce(0) { $0 + $1.bytes }
    modified = states.map(\.modified).max() ?? 0
  }

  /// Without folder and time, which differ from machine to machine.
  var text: String {
    "\(files.map { URL(fileURLWithPath: $0).lastPathComponent }.joined(separator: ", ")) of "
      + counted(bytes, "byte")
  }
}

/// What tells one state of a file from another.
struct FileState: Codable, Equatable {
  let node: UInt64
  let bytes: Int
  let modified: Double

  /// nil if there is no such file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (node, bytes) = (UInt64(status.st_ino), Int(status.st_size))
    modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9
  }
}
