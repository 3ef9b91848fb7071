internal import Foundation

/// - Throws: `SceneError` that says whether a file is missing, a folder, unreadable or empty.
func requireReadableFile(_ path: String) throws {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    throw SceneError(
      file: path, problem: "there is no such file",
      remedy: "Check the path; it is relative to \(FileManager.default.currentDirectoryPath)")
  }
  if isFolder.boolValue {
    throw SceneError(file: path, problem: "is a folder", remedy: "Name the file inside it")
  }
  guard let handle = FileHandle(forReadingAtPath: path) else {
    throw SceneError(
      file: path, problem: "may not be read", remedy: "Check the permissions of the file")
  }
  let first = try? handle.read(upToCount: 1)
  try? handle.close()
  if first?.isEmpty ?? true {
    throw SceneError(
      file: path, problem: "is empty (0 bytes)",
      remedy: "The download or copy has probably failed; fetch the file again")
  }
}
