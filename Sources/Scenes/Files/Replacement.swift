package import Foundation

/// Writes a file beside its target and renames it into place, so that a reader sees the old file
/// or the new one and never a half-written one.
///
/// - Parameters:
///   - path: the file to be made or replaced; its folder must exist.
///   - write: receives the path to write to, which has the same extension as `path`.
/// - Throws: what `write` throws, or `SceneError` if the folder cannot be written to. In both
///   cases nothing is left behind.
package func replaceFile(_ path: String, _ write: (_ temporary: String) throws -> Void) throws {
  let pending = try PendingFile(path)
  do {
    try pending.naming(write)
  } catch {
    pending.discard()
    throw error
  }
  try pending.commit()
}

/// Writes a whole file of these bytes; as above.
package func replaceFile(_ path: String, with bytes: Data) throws {
  // Not by FileManager, which makes a file beside by a name of its own that a kill leaves behind.
  try replaceFile(path) { temporary in
    try writeBytes([UInt8](bytes), to: temporary, named: path)
  }
}
