internal import Foundation

/// Labels in another file than the scene's, written "FILE" or "FILE:variable".
package struct LabelFile: Sendable {
  package let path: String
  package let variable: String?

  /// Nil if `place` names no file, neither from the working folder nor from the scene's.
  package init?(_ place: String, besides scene: String) {
    let folder = (scene as NSString).deletingLastPathComponent
    func found(_ name: String) -> String? {
      let inFolder = (folder as NSString).appendingPathComponent(name)
      return [name, inFolder].first { path in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
          && (!isFolder.boolValue || ZarrStore.isStore(path))
      }
    }
    if !place.isEmpty, let whole = found(place) {
      (path, variable) = (whole, nil)
    } else if let colon = place.lastIndex(of: ":"), colon > place.startIndex,
      let part = found(String(place[..<colon]))
    {
      (path, variable) = (part, String(place[place.index(after: colon)...]))
    } else {
      return nil
    }
  }
}
