internal import CGDAL

/// A file that GDAL reads for Facet: on the disk, or inside of a ZIP archive, which is never unpacked
/// into a folder.
// The handle is used under the native lock alone.
final class VirtualFile: StoredBytes, @unchecked Sendable {
  /// What errors name.
  let name: String
  let size: Int
  private let handle: UnsafeMutablePointer<VSILFILE>

  /// - Parameters:
  ///   - path: a path of the disk, or `ZipArchive.path(of:)`.
  ///   - name: what errors name.
  /// - Throws: `SceneError` if it cannot be opened.
  init(_ path: String, named name: String) throws {
    self.name = name
    let opened = try callGDAL(name, "cannot be opened") {
      () -> (UnsafeMutablePointer<VSILFILE>, Int)? in
      guard let file = VSIFOpenL(path, "rb") else { return nil }
      guard VSIFSeekL(file, 0, SEEK_END) == 0 else {
        VSIFCloseL(file)
        return nil
      }
      return (file, Int(clamping: VSIFTellL(file)))
    }
    (handle, size) = opened
  }

  deinit {
    nativeLibraryLock.withLock { _ = VSIFCloseL(handle) }
  }

  /// Reads bytes from `offset` on.
  ///
  /// - Throws: `SceneError` if the file ends before.
  func read(at offset: Int, _ count: Int, into target: UnsafeMutableRawPointer) throws {
    guard count > 0 else { return }
    try callGDAL(name, "ends before byte \(offset + count), or is damaged") { () -> Void? in
      guard VSIFSeekL(handle, vsi_l_offset(offset), SEEK_SET) == 0,
        VSIFReadL(target, 1, count, handle) == count
      else { return nil }
      return ()
    }
  }

  /// Reads bytes from `offset` on, as many as there are up to `count`.
  func bytes(at offset: Int, upTo count: Int) throws -> [UInt8] {
    let length = max(0, min(count, size - offset))
    var bytes = [UInt8](repeating: 0, count: length)
    try bytes.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      try read(at: offset, length, into: base)
    }
    return bytes
  }
}
