internal import CGDAL

/// What lies in a ZIP archive. Entries are read where they lie: none is written to the disk, whatever
/// path it claims.
struct ZipArchive: Sendable {
  struct Entry: Sendable {
    /// Its path in the archive.
    var name: String
    /// Bytes when unpacked, as the archive says.
    var size: Int
  }

  /// The archive, as the user named it.
  let path: String
  let entries: [Entry]

  /// DEFLATE packs at most 1032 : 1 (RFC 1951: 258 bytes in 2 bits).
  private static let mostPacking = 1032

  /// - Throws: `SceneError` if it is no ZIP archive, is damaged, or has more than 65 536 entries.
  init(_ path: String) throws {
    self.path = path
    guard !path.contains("{"), !path.contains("}") else {
      throw SceneError(
        file: path, problem: "has a brace in its name, and is an archive",
        remedy: "Rename the file")
    }
    let root = Self.root(of: path)
    entries = try callGDAL(path, "cannot be read as a ZIP archive") { () -> [Entry]? in
      guard let folder = VSIOpenDir(root, -1, nil) else { return nil }
      defer { VSICloseDir(folder) }
      var entries: [Entry] = []
      while let entry = VSIGetNextDirEntry(folder) {
        guard entries.count < 65_536 else { return nil }
        entries.append(
          Entry(
            name: String(cString: entry.pointee.pszName), size: Int(clamping: entry.pointee.nSize)))
      }
      return entries
    }
  }

  private static func root(of path: String) -> String { "/vsizip/{\(path)}" }

  func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

  /// The path of an entry for `VirtualFile` and GDAL.
  ///
  /// - Parameter most: bytes that such an entry may have.
  /// - Throws: `SceneError` if it claims more, or more than the archive can hold.
  func path(of entry: Entry, most: Int) throws -> String {
    let packed = try FileStart.size(of: path)
    guard entry.size <= most, entry.size / Self.mostPacking <= packed else {
      throw SceneError(
        file: path, variable: entry.name,
        problem: "claims \(entry.size) bytes in an archive of \(packed)",
        remedy: entry.size <= most
          ? "The archive is damaged; fetch it again" : "Unpack the archive, and name what is in it")
    }
    return Self.root(of: path) + "/" + entry.name
  }

  /// All bytes of a small entry.
  func bytes(of entry: Entry, most: Int) throws -> [UInt8] {
    let file = try VirtualFile(try path(of: entry, most: most), named: "\(path): \(entry.name)")
    return try file.bytes(at: 0, upTo: most)
  }
}

extension FileStart {
  /// Whether it begins as a ZIP archive.
  var isZip: Bool { has([0x50, 0x4B, 3, 4]) }
}
