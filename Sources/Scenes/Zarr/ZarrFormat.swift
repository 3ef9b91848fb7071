internal import Foundation

extension SceneFormat {
  /// A folder that is a Zarr store.
  static let zarr = SceneFormat(
    "Zarr", isFormat: { $0.isZarrStore },
    open: { start, descriptor in
      let store = try ZarrStore(start.path)
      return try openVariables(
        store, format: "Zarr", evidence: ["Zarr: a folder with .zgroup or .zarray"],
        bytes: folderSize(start.path), filters: store.filters, descriptor: descriptor)
    },
    matrices: { VariableLabels(source: try ZarrStore($0.path)) })
}

/// Bytes of all files in a folder.
private func folderSize(_ path: String) -> Int {
  filesInside(path).reduce(0) { $0 + ((try? FileStart.size(of: $1)) ?? 0) }
}

/// Paths of all files in a folder and the folders in it, in alphabetical order.
func filesInside(_ path: String) -> [String] {
  (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted()
    .map { "\(path)/\($0)" }
    .filter { file in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
}
