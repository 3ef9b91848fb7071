internal import Foundation

/// A file that a format keeps beside its main one.
struct SideFile: Sendable {
  /// What its name adds to the main file's: to the whole name, or in place of the extension.
  private enum Name {
    case added(String)
    case instead(String)

    func beside(_ path: String) -> String {
      switch self {
      case .added(let ending): path + ending
      case .instead(let ending): (path as NSString).deletingPathExtension + ending
      }
    }
  }

  /// By the format that an output's extension names. An old one of these that is not written again
  /// would be taken for the new file's: overviews of another map, a header of another size.
  private static let names: [(endings: [String], names: [Name])] = [
    (["tif", "tiff"], [.added(".aux.xml"), .added(".ovr"), .added(".msk")]),
    (["img", "dat"], [.added(".aux.xml"), .added(".hdr"), .instead(".hdr")]),
    (["png", "nc", "h5", "hdf5", "he5"], [.added(".aux.xml")]),
    (["gpkg"], [.added("-wal"), .added("-shm"), .added("-journal")]),
  ]

  let path: String
  /// Where it is written until the main file is put in its place.
  let temporary: String

  /// All that may lie beside an output.
  ///
  /// - Parameter temporary: where the output is written until then.
  static func files(beside path: String, temporary: String = "") -> [SideFile] {
    let ending = (path as NSString).pathExtension.lowercased()
    let names = names.first { $0.endings.contains(ending) }?.names ?? []
    return names.map {
      SideFile(path: $0.beside(path), temporary: $0.beside(temporary))
    }
  }

  /// Whether a side file's name says that it belongs to `main` and to no other file.
  static func isOnly(_ path: String, of main: String) -> Bool { path.hasPrefix(main) }
}
