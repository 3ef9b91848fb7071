import Foundation
import Scenes

/// A file that all messages are added to: `--log`.
///
/// A log that is there is continued. Another file is never written to, whatever `--force` says: a log
/// ends in .log, as no output does, and its first line says what it is.
struct LogFile: Sendable {
  private static let mark = "# Facet log"

  let path: String
  private let handle: FileHandle

  /// - Throws: `SceneError` if the file cannot be written to, or is no log of Facet's.
  init(_ path: String) throws {
    let name = URL(fileURLWithPath: path)
    guard name.pathExtension.lowercased() == "log" else {
      throw SceneError(
        file: path, problem: "does not end in .log, as a log does",
        remedy: "Name it \(name.deletingPathExtension().lastPathComponent).log")
    }
    let folder = name.deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // Opened to be added to: what is there is never cut.
    let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o666)
    guard file >= 0 else {
      throw SceneError(
        file: path, problem: "cannot be written to: \(String(cString: strerror(errno)))",
        remedy: "Name a log in a folder of yours")
    }
    handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    self.path = path
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      try status.st_size == 0 || isOwn()
    else {
      throw SceneError(
        file: path, problem: "exists and is no log of Facet's; it is left as it is",
        remedy: "Name another file")
    }
    OutputGate.program.note(path, as: "the log")
    if status.st_size == 0 { write(Self.mark) }
  }

  private func isOwn() throws -> Bool {
    try handle.seek(toOffset: 0)
    return try handle.read(upToCount: Self.mark.utf8.count) == Data(Self.mark.utf8)
  }

  /// Adds a line with the time, UTC; a full disk ends no work.
  func append(_ line: String) {
    let time = Date.now.formatted(.iso8601)
    for part in line.split(separator: "\n") { write("\(time) \(part)") }
  }

  private func write(_ line: String) {
    try? handle.write(contentsOf: Data((line + "\n").utf8))
  }
}
