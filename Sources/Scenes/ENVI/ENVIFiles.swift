internal import Foundation

/// The two files of an ENVI image, either of which may be named.
struct ENVIFiles: Sendable {
  /// The file that the user named, for messages.
  let named: String
  let data: String
  let header: ENVIHeader

  /// Nil if `path` is neither a header nor beside one.
  ///
  /// - Throws: `SceneError` if a header is named and its data are not there.
  init?(_ path: String, start: FileStart) throws {
    // On a server there is but the file that was named.
    guard !RemoteScenes.isRemote(path) else { return nil }
    named = path
    // Another header of the same image would be read in place of this one, or hide it.
    for name in [path, path + ".hdr", Self.stem(path) + ".hdr"] {
      OutputGate.program.note(name, as: "a file of an ENVI image")
    }
    if start.isENVIHeader {
      header = try ENVIHeader(path)
      let found = Self.dataFiles(of: path)
      guard let first = found.first else {
        throw SceneError(
          file: path, problem: "is an ENVI header without its data",
          remedy: "Put the data beside it, named \(Self.stem(path)) with or without .img, .dat, "
            + ".raw, .bsq, .bil or .bip")
      }
      guard found.count == 1 else {
        throw SceneError(
          file: path, problem: "has \(found.count) files of data beside it",
          remedy: "Name the data in place of the header: \(found.joined(separator: ", "))")
      }
      data = first
      OutputGate.program.note(data, as: "a file of an ENVI image")
    } else {
      guard let found = Self.headerFile(of: path) else { return nil }
      data = path
      header = try ENVIHeader(found)
    }
  }

  /// "image.hdr" or "image.img.hdr" of "image.img", if that file begins with "ENVI".
  static func headerFile(of path: String) -> String? {
    if RemoteScenes.isRemote(path) { return nil }
    return [path + ".hdr", path + ".HDR", stem(path) + ".hdr", stem(path) + ".HDR"].first {
      candidate in
      candidate != path && ((try? FileStart(candidate))?.isENVIHeader ?? false)
    }
  }

  private static func dataFiles(of header: String) -> [String] {
    let stem = stem(header)
    let endings = ["", ".img", ".dat", ".raw", ".bin", ".bsq", ".bil", ".bip", ".sli"]
    return (endings + endings.dropFirst().map { $0.uppercased() }).map { stem + $0 }.filter {
      var isFolder: ObjCBool = false
      return $0 != header && FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  private static func stem(_ path: String) -> String {
    (path as NSString).deletingPathExtension
  }
}
