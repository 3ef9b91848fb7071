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
    named = path
    // Another header of the same image would be read in place of this one, or hide it.
    for name in [path, path + ".hdr", Self.stem(path) + ".hdr"] {
      OutputGate.program.note(name, as: "a file of an ENVI image")
    }
    if start.isENVIHeader {
      header = try ENVIHeader(path)
      guard let found = Self.dataFile(of: path) else {
        throw SceneError(
          file: path, problem: "is an ENVI header without its data",
          remedy: "Put the data beside it, named \(Self.stem(path)) with or without .img, .dat, "
            + ".raw, .bsq, .bil or .bip")
      }
      data = found
      OutputGate.program.note(found, as: "a file of an ENVI image")
    } else {
      guard let found = Self.headerFile(of: path) else { return nil }
      data = path
      header = try ENVIHeader(found)
    }
  }

  /// "image.hdr" or "image.img.hdr" of "image.img", where that file begins with "ENVI".
  static func headerFile(of path: String) -> String? {
    [path + ".hdr", path + ".HDR", stem(path) + ".hdr", stem(path) + ".HDR"].first { candidate in
      candidate != path && ((try? FileStart(candidate))?.isENVIHeader ?? false)
    }
  }

  private static func dataFile(of header: String) -> String? {
    let stem = stem(header)
    let endings = ["", ".img", ".dat", ".raw", ".bin", ".bsq", ".bil", ".bip"]
    return (endings + endings.map { $0.uppercased() }).map { stem + $0 }.first { candidate in
      var isFolder: ObjCBool = false
      return candidate != header
        && FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  private static func stem(_ path: String) -> String {
    (path as NSString).deletingPathExtension
  }
}
