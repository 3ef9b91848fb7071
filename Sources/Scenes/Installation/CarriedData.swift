internal import Foundation

/// Tells libraries that a package carries where their data lie: `share/facet` beside the program's
/// own folder, as in /usr/bin and /usr/share/facet. What the user has set stays.
///
/// Before any library is used.
package func useCarriedData() {
  let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("share/facet").path
  func set(_ name: String, to path: String, unless other: String? = nil) {
    let place = "\(folder)/\(path)"
    guard FileManager.default.fileExists(atPath: place),
      other.map({ !FileManager.default.fileExists(atPath: $0) }) ?? true
    else { return }
    setenv(name, place, 0)
  }
  set("PROJ_LIB", to: "proj")
  set("PROJ_DATA", to: "proj")
  set("GDAL_DATA", to: "gdal")
  // A system's own fonts know more scripts.
  set("FONTCONFIG_FILE", to: "fonts/fonts.conf", unless: "/etc/fonts/fonts.conf")
}
