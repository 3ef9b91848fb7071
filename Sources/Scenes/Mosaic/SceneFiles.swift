internal import Foundation

/// The files that a scene's name stands for: one; several separated by commas; all that `*` and `?`
/// match; those of a folder; or those of several such names with " + " between them.
package struct SceneFiles: Equatable, Sendable {
  /// At least one, in the order of precedence.
  package let paths: [String]
  /// Whether they were listed by the system and not by name: what is no cube is left out then.
  package let isFound: Bool

  /// - Throws: `SceneError` if nothing matches, or the folder is empty.
  package init(_ name: String) throws {
    let scenes = Self.scenes(name)
    if scenes.count > 1 {
      (paths, isFound) = (try scenes.flatMap { try SceneFiles($0).paths }, false)
      return
    }
    if RemoteScenes.isRemote(name) {
      try RemoteScenes.allow(name)
      (paths, isFound) = ([name], false)
      return
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        (paths, isFound) = ([name], false)
        return
      }
      guard !ZarrStore.isStore(name) else {
        (paths, isFound) = ([name], false)
        return
      }
      let inside = files(matching: name + (name.hasSuffix("/") ? "*" : "/*")).filter { path in
        // Sidecars and headers belong to a file of their own.
        !Self.sidecars.contains(
          URL(fileURLWithPath: path).pathExtension.lowercased())
      }
      guard !inside.isEmpty else {
        throw SceneError(
          file: name, problem: "is a folder without scene files", remedy: "Name the scene's file")
      }
      (paths, isFound) = (inside, true)
      return
    }
    let parts = Self.listed(name)
    let found = parts.flatMap { files(matching: $0) }
    guard !found.isEmpty else {
      throw SceneError(
        file: name, problem: "matches no file",
        remedy: "Check the pattern; put it in quotes, so that the shell leaves it alone")
    }
    if let missing = found.first(where: { !FileManager.default.fileExists(atPath: $0) }) {
      throw SceneError(
        file: missing, problem: "there is no such file",
        remedy: "Check the path; it is relative to \(FileManager.default.currentDirectoryPath)")
    }
    paths = found
    isFound = found.count > parts.count
  }

  /// The scenes that a list or a pattern stands for, each by a name of its own; a folder is one
  /// scene, of tiles. What belongs to another file, such as a header, is left out of a pattern's.
  ///
  /// - Throws: `SceneError` if nothing matches.
  package static func each(_ name: String) throws -> [String] {
    if RemoteScenes.isRemote(name) || FileManager.default.fileExists(atPath: name)
      || scenes(name).count > 1
    {
      return [name]
    }
    return try listed(name).flatMap { part -> [String] in
      let found = files(matching: part)
      guard found != [part] else { return found }
      let cubes = found.filter {
        !sidecars.contains(URL(fileURLWithPath: $0).pathExtension.lowercased())
      }
      guard !cubes.isEmpty else {
        throw SceneError(
          file: part, problem: "matches no file",
          remedy: "Check the pattern; put it in quotes, so that the shell leaves it alone")
      }
      return cubes
    }
  }

  /// Notes the files as inputs; of a folder all that is in it, since what is no cube may say how the
  /// cubes are to be read.
  package func note() {
    let gate = OutputGate.program
    for path in paths { gate.note(path, as: "the scene") }
    guard isFound, let first = paths.first else { return }
    let folder = (first as NSString).deletingLastPathComponent
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      gate.note(
        (folder as NSString).appendingPathComponent(name), as: "a file of the scene's folder")
    }
  }

  /// Notes a scene's files as inputs, and those of its labels, though the command may not open them.
  ///
  /// - Parameter labels: as in `SceneDescriptor.labels`.
  package static func note(_ name: String, labels: [String]) {
    for scene in scenes(name) { (try? SceneFiles(scene))?.note() }
    let folder = (name as NSString).deletingLastPathComponent
    for place in labels.flatMap({ files(matching: $0) + files(matching: "\(folder)/\($0)") }) {
      guard let file = LabelFile(place, besides: name) else { continue }
      OutputGate.program.note(file.path, as: "a file of labels")
    }
  }

  /// SHA-256 of the file; of several, that of the list of theirs.
  package func checksum() throws -> String {
    if paths.count == 1, RemoteScenes.isRemote(paths[0]) {
      return try RemoteScenes.checksum(paths[0])
    }
    if paths.count == 1, ZarrStore.isStore(paths[0]) {
      return textChecksum(
        try filesInside(paths[0]).map { try fileChecksum($0) }.joined(separator: "\n"))
    }
    if paths.count == 1 { return try fileChecksum(paths[0]) }
    return textChecksum(try paths.map { try fileChecksum($0) }.joined(separator: "\n"))
  }

  /// Endings of files that belong to another file.
  private static let sidecars: Set<String> = [
    "xml", "hdr", "txt", "json", "yaml", "yml", "md", "prj", "sha256", "md5", "ovr", "msk", "tfw",
    "wld", "enp", "sta", "pdf", "html", "csv", "log",
  ]

  /// The scenes that lie on no common grid, each by a name of its own: what " + " separates.
  package static func scenes(_ name: String) -> [String] {
    parts(of: name, between: " + ")
  }

  /// What a name lists between separators. A separator inside the name of a file that is there
  /// separates nothing: "a,b.tif,c.tif" is a,b.tif and c.tif if there is a file a,b.tif.
  private static func parts(of name: String, between separator: String) -> [String] {
    // An address may hold any separator, and is not listed with others.
    if RemoteScenes.isRemote(name) { return [name] }
    let pieces = name.components(separatedBy: separator)
    // The name of one file may hold a few separators, and a list many files.
    let most = 8
    var parts: [String] = []
    var next = 0
    while next < pieces.count {
      func joined(_ end: Int) -> String {
        pieces[next..<end].joined(separator: separator).trimmingCharacters(in: .whitespaces)
      }
      let longest = min(pieces.count, next + most)
      let end = stride(from: longest, to: next + 1, by: -1).first {
        isThere(joined($0), within: separator)
      }
      let part = joined(end ?? next + 1)
      if !part.isEmpty { parts.append(part) }
      next = end ?? next + 1
    }
    return FileManager.default.fileExists(atPath: name) || parts.isEmpty ? [name] : parts
  }

  /// Whether a text is the name of a file, or of a list of files beside other scenes.
  private static func isThere(_ text: String, within separator: String) -> Bool {
    if FileManager.default.fileExists(atPath: text) { return true }
    guard separator != ",", text.contains(",") else { return false }
    return parts(of: text, between: ",").allSatisfy(FileManager.default.fileExists(atPath:))
  }

  /// The names with their folders, so that they mean the same wherever they are read.
  package static func absolute(_ name: String) -> String {
    scenes(name).map { scene in
      listed(scene).map {
        RemoteScenes.isRemote($0) ? $0 : URL(fileURLWithPath: $0).standardizedFileURL.path
      }
      .joined(separator: ",")
    }.joined(separator: " + ")
  }

  /// The names of a list, "a.tif,b.tif". A comma may also be part of a name, if there is such a file.
  package static func listed(_ name: String) -> [String] { parts(of: name, between: ",") }
}
