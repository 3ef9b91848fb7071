internal import Foundation

/// The files that a scene's name stands for: one; several separated by commas; all that `*` and `?`
/// match; those of a folder; or those of several such names with " + " between them.
package struct SceneFiles: Equatable, Sendable {
  /// At least one, in the order of precedence.
  package let paths: [String]
  /// Whether they were listed by the system and not by name: what is no cube is left out then.
  package let isFound: Bool

  /// - Throws: `SceneError` where nothing matches, or the folder is empty.
  package init(_ name: String) throws {
    let scenes = Self.scenes(name)
    if scenes.count > 1 {
      (paths, isFound) = (try scenes.flatMap { try SceneFiles($0).paths }, false)
      return
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        (paths, isFound) = ([name], false)
        return
      }
      let inside = files(matching: name + (name.hasSuffix("/") ? "*" : "/*")).filter { path in
        // Sidecars and headers belong to a file of their own.
        !["xml", "qml", "hdr", "txt", "json", "yaml", "md", "prj", "sha256"].contains(
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
    if paths.count == 1 { return try fileChecksum(paths[0]) }
    return textChecksum(try paths.map { try fileChecksum($0) }.joined(separator: "\n"))
  }

  /// The scenes that lie on no common grid, each by a name of its own: what " + " separates.
  package static func scenes(_ name: String) -> [String] {
    if FileManager.default.fileExists(atPath: name) { return [name] }
    return name.components(separatedBy: " + ").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The names with their folders, so that they mean the same wherever they are read.
  package static func absolute(_ name: String) -> String {
    scenes(name).map { scene in
      listed(scene).map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        .joined(separator: ",")
    }.joined(separator: " + ")
  }

  /// The names of a list, "a.tif,b.tif". A comma may also be part of a name, if there is such a file.
  package static func listed(_ name: String) -> [String] {
    if FileManager.default.fileExists(atPath: name) { return [name] }
    var rest = name.split(separator: ",")[...]
    var names: [String] = []
    while !rest.isEmpty {
      let joined = { (count: Int) in
        String(rest.prefix(count).joined(separator: ",").trimmingPrefix(while: \.isWhitespace))
      }
      let count =
        (1...rest.count).first { count in
          files(matching: joined(count)).contains { FileManager.default.fileExists(atPath: $0) }
        } ?? 1
      names.append(joined(count))
      rest = rest.dropFirst(count)
    }
    return names
  }
}
