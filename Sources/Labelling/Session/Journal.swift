internal import Foundation
internal import Scenes
internal import Synchronization

/// Everything that was done in a session, a line each, on the disk before the page hears of it: a
/// program that is killed loses at most the stroke that was under way.
// The descriptor is opened once; lines are appended under the session's lock.
final class Journal: Sendable {
  /// The first line: what the labels belong to.
  struct Head: Codable, Equatable, Sendable {
    var format: String
    var scene: String
    var rows: Int
    var columns: Int

    init(scene: String, rows: Int, columns: Int) {
      (format, self.scene) = ("facet labels 1", scene)
      (self.rows, self.columns) = (rows, columns)
    }
  }

  let path: String
  private let descriptor: Int32

  /// Opens the journal of a session, or begins it.
  ///
  /// - Parameter head: of a new one; nil if there must be one.
  /// - Throws: `SceneError` if it cannot be written, or another program has it open.
  init(_ path: String, head: Head?) throws {
    self.path = path
    let isNew = !FileManager.default.fileExists(atPath: path)
    guard !isNew || head != nil else {
      throw SceneError(file: path, problem: "is not there", remedy: "Name the folder of a session")
    }
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      throw SceneError(
        file: path, problem: "cannot be written: \(String(cString: strerror(errno)))",
        remedy: "Choose a folder that may be written to")
    }
    descriptor = file
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw SceneError(
        file: path, problem: "is in use: another `facet label` has this session open",
        remedy: "End that one, or name another folder with -o")
    }
    if isNew, let head { try append(head) }
  }

  deinit { close(descriptor) }

  func append(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var line = try encoder.encode(value)
    line.append(UInt8(ascii: "\n"))
    try line.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count, let base = bytes.baseAddress {
        let count = Foundation.write(descriptor, base + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          throw SceneError(
            file: path, problem: "cannot be written: \(String(cString: strerror(errno)))",
            remedy: "Free some space; what was painted last is not saved")
        }
        done += count
      }
    }
  }

  /// What a journal holds. Its last line may be cut short by a kill, and is dropped then.
  ///
  /// - Throws: `SceneError` for a file that is no journal, or a damaged line.
  static func read(_ path: String) throws -> (head: Head, commands: [LabelCommand]) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw SceneError(file: path, problem: "cannot be read", remedy: "Check the path")
    }
    var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    _ = lines.popLast()
    let decoder = JSONDecoder()
    guard let first = lines.first, let head = try? decoder.decode(Head.self, from: first),
      head.format == "facet labels 1", head.rows > 0, head.columns > 0
    else {
      throw SceneError(
        file: path, problem: "is no journal of a labelling session",
        remedy: "Name the folder that `facet label` made")
    }
    let commands = try lines.dropFirst().enumerated().map { index, line in
      guard let command = try? decoder.decode(LabelCommand.self, from: line) else {
        throw SceneError(
          file: path, problem: "is damaged in line \(index + 2)",
          remedy: "Restore it from a copy, or remove the line")
      }
      return command
    }
    return (head, commands)
  }

  /// Removes what a kill has left of a line.
  static func mend(_ path: String) throws {
    guard let data = FileManager.default.contents(atPath: path), !data.isEmpty,
      data.last != UInt8(ascii: "\n")
    else { return }
    let whole = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    truncate(path, whole)
  }
}
