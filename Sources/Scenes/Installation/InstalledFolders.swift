internal import Foundation

/// Where a folder of Facet's own, such as "Scenes", may be: in the working folder, in the project that
/// the program was built in, or in `share/facet` once it is installed.
package func installedFolders(_ name: String) -> [String] {
  var folders = [name]
  // Not the name that the program was called by, which its caller chooses.
  var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  for level in 0..<5 {
    folder.deleteLastPathComponent()
    folders.append(folder.appendingPathComponent(name).path)
    // An installed program lies in PREFIX/bin.
    if level == 1 { folders.append(folder.appendingPathComponent("share/facet/\(name)").path) }
  }
  return folders
}
