internal import Foundation

/// The files of a public scene, put into a folder from an address or another folder and checked
/// against its descriptor.
public struct SceneFetch: Sendable {
  /// The scene's file, and the files of its labels.
  public let files: [String]
  private let descriptor: SceneDescriptor

  /// - Throws: `SceneError` if the descriptor names no file.
  public init(_ descriptor: SceneDescriptor) throws {
    guard let file = descriptor.file else {
      throw SceneError(
        file: descriptor.name ?? "scene descriptor", variable: "file", problem: "names no file",
        remedy: "Fetch one of the public scenes in Scenes/")
    }
    // "PaviaU_gt.mat:paviaU_gt" is a file, "/labels" a dataset of the scene's own.
    let labels = (descriptor.labels?.places ?? []).compactMap { place -> String? in
      let name = place.split(separator: ":").first.map(String.init) ?? place
      return name.hasPrefix("/") || !name.contains(".") ? nil : name
    }
    self.descriptor = descriptor
    files = [file] + labels.filter { $0 != file }
    for name in files where name.contains("/") || [".", ".."].contains(name) {
      throw SceneError(
        file: descriptor.name ?? "scene descriptor", variable: name == file ? "file" : "labels",
        problem: "\(name) is no name of a file in the folder that is fetched into",
        remedy: "Give the name without a folder")
    }
  }

  /// Places what is not there yet. A file that is there is not replaced; one that is not the
  /// descriptor's, by its checksum, is an error.
  ///
  /// - Parameters:
  ///   - source: a folder, or an address: that of a folder if it ends on "/", else of the
  ///     scene's file itself, beside which its labels are taken to be.
  ///   - folder: where the files go; made if it is not there.
  ///   - progress: told a file's name, its bytes so far and in all, if known.
  /// - Returns: the paths of the files, the scene's first.
  /// - Throws: `SceneError` if a file cannot be fetched, or is another than the descriptor's by
  ///   checksum, or by the shape of its cube.
  public func run(
    from source: String, into folder: String,
    progress: @escaping @Sendable (_ file: String, _ done: Int, _ total: Int?) -> Void
  ) throws -> [String] {
    try makeFolder(folder)
    var placed: [String] = []
    for (index, name) in files.enumerated() {
      let path = "\(folder)/\(name)"
      let checksum =
        index == 0 ? descriptor.checksum : files.count == 2 ? descriptor.labelChecksum : nil
      if try !isThere(path, checksum: checksum) {
        try Download(try address(of: name, in: source, isFirst: index == 0), to: path)
          .run(checksum: checksum) { progress(name, $0, $1) }
      }
      placed.append(path)
    }
    // Opening compares the shape with the descriptor's.
    _ = try Scene.open(placed[0], descriptor: descriptor)
    return placed
  }

  private func isThere(_ path: String, checksum: String?) throws -> Bool {
    guard FileManager.default.fileExists(atPath: path) else { return false }
    guard let checksum else { return true }
    let found = try fileChecksum(path)
    guard found == Self.digits(checksum) else {
      throw SceneError(
        file: path,
        problem: "is there, but is another file: its SHA-256 is \(found.prefix(16))…, expected is "
          + "\(Self.digits(checksum).prefix(16))…",
        remedy: "Move it away, or fetch into another folder with -o")
    }
    return true
  }

  /// The digits of "sha256:…", in lower case.
  static func digits(_ checksum: String) -> String {
    checksum.lowercased().replacing("sha256:", with: "")
  }

  private func makeFolder(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw SceneError(
        file: folder, problem: "cannot be made: \(error.localizedDescription)",
        remedy: "Choose a folder that may be written to")
    }
  }

  private func address(of name: String, in source: String, isFirst: Bool) throws -> URL {
    let scheme = source.split(separator: ":").first?.lowercased() ?? ""
    guard source.contains("://") else {
      return URL(fileURLWithPath: source).appendingPathComponent(name)
    }
    guard ["http", "https", "file"].contains(scheme), let base = URL(string: source) else {
      throw SceneError(
        file: source, problem: "is no address that can be fetched from",
        remedy: "Give a folder, or an address that begins with https:// or http://")
    }
    if source.hasSuffix("/") { return base.appendingPathComponent(name) }
    return isFirst ? base : base.deletingLastPathComponent().appendingPathComponent(name)
  }
}
