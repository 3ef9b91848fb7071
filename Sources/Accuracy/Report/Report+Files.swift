import Foundation
import Scenes

extension Report {
  /// Writes the report as the path's extension says: .html, .json or .csv.
  ///
  /// - Throws: `SceneError` for another extension, or if the file cannot be written; then no
  ///   half of it is left behind.
  public func write(_ path: String) throws {
    let contents: Data
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "html", "htm": contents = Data(try html().utf8)
    case "json": contents = try ReportDocument(self).json()
    case "csv": contents = Data(csv().utf8)
    case let other:
      throw SceneError(
        file: path,
        problem: "a report cannot be written as \(other.isEmpty ? "that" : ".\(other)")",
        remedy: "End the name in .html, .json or .csv")
    }
    try replaceFile(path, with: contents)
  }

  /// The files that `write(folder:)` writes.
  public static func files(folder: String, name: String = "report") -> [String] {
    ["html", "json", "csv"].map {
      URL(fileURLWithPath: folder).appendingPathComponent("\(name).\($0)").relativePath
    }
  }

  /// Writes report.html, report.json and report.csv into a folder, which is made if it is not there.
  ///
  /// - Returns: their paths, in this order.
  /// - Throws: as `write(_:)`.
  @discardableResult
  public func write(folder: String, name: String = "report") throws -> [String] {
    let paths = Self.files(folder: folder, name: name)
    var linked = self
    linked.files += paths.dropFirst().map { FileLink(to: $0, from: paths[0]) }
    for path in paths { try linked.write(path) }
    return paths
  }
}
