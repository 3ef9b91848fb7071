internal import Foundation

/// Which file a path stands for, through hard and symbolic links, whether it is there or not.
struct FileIdentity: Hashable, Sendable {
  /// Device and inode of a file that is there.
  struct Node: Hashable, Sendable {
    let device: UInt
    let inode: UInt
  }

  /// The path without links; of a file that is not there, that of its folder and its name.
  let path: String
  /// Nil if the file is not there.
  let node: Node?

  init(_ path: String) {
    var status = stat()
    node =
      stat(path, &status) == 0
      ? Node(device: UInt(status.st_dev), inode: UInt(status.st_ino)) : nil
    self.path = Self.canonical(path)
  }

  /// - Parameter links: links followed so far; a ring of them ends at 40, as the system's own does.
  private static func canonical(_ path: String, links: Int = 0) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let url = URL(fileURLWithPath: path)
    let (folder, name) = (url.deletingLastPathComponent().path, url.lastPathComponent)
    // A link to a file that is not there yet stands for that file.
    if links < 40,
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    {
      return canonical(
        target.hasPrefix("/") ? target : "\(folder)/\(target)", links: links + 1)
    }
    guard folder != path, name != "/" else { return path }
    let above = canonical(folder, links: links)
    return above.hasSuffix("/") ? above + name : "\(above)/\(name)"
  }
}
