import Foundation

/// Writes bytes to a new file at `path`; `file` is the name that errors give.
///
/// - Throws: `SceneError` with the system's reason, such as a full disk.
package func writeBytes(_ bytes: [UInt8], to path: String, named file: String) throws {
  guard let stream = fopen(path, "wb") else {
    throw SceneError(
      file: file, problem: "cannot be written: \(String(cString: strerror(errno)))",
      remedy: "Check that the folder exists and may be written to")
  }
  let written = fwrite(bytes, 1, bytes.count, stream)
  let reason = errno
  // The last bytes leave the buffer only here, so a full disk may show only here.
  let closed = fclose(stream)
  guard written == bytes.count, closed == 0 else {
    let code = written == bytes.count ? errno : reason
    let reason = String(cString: strerror(code))
    throw SceneError(
      file: file, problem: "cannot be written: \(reason)", remedy: remedyForFullDisk(reason))
  }
}
