internal import Foundation
internal import FoundationNetworking

/// Downloads a file over HTTP, or copies one, into a part beside its target, which takes its place
/// when it is whole. A download that was interrupted goes on where it stopped, if the server still
/// has the same file.
struct Download: Sendable {
  let address: URL
  /// The file to be made.
  let path: String

  init(_ address: URL, to path: String) {
    self.address = address
    self.path = path
  }

  /// What has come so far, kept for the next attempt.
  var part: String { path + ".part" }
  /// The server's mark of the file that the part is of (its ETag or date).
  private var mark: String { path + ".part.mark" }

  /// - Parameters:
  ///   - checksum: "sha256:" and 64 hexadecimal digits, if known.
  ///   - progress: told the bytes there are and how many there will be, if the server says.
  /// - Throws: `SceneError` if the address cannot be reached, refuses, or ends early (the part is
  ///   kept), or the checksum is another (the part is removed).
  func run(checksum: String?, progress: @escaping @Sendable (Int, Int?) -> Void) throws {
    // Tells before anything is fetched whether the file can be put there.
    try OutputGate.program.admit(path)
    let lock = try lockPart()
    defer { close(lock) }
    if address.isFileURL {
      try copy(progress)
    } else {
      try fetch(progress)
    }
    try require(checksum)
    try flushToDisk(part, named: path)
    guard rename(part, path) == 0 else {
      throw SceneError(
        file: path, problem: "cannot be put in place: \(String(cString: strerror(errno)))",
        remedy: "Check that the folder may be written to")
    }
    unlink(mark)
  }

  /// Takes the part for this process, so that no other fetches the same file into it.
  ///
  /// - Returns: an open file that holds the lock.
  private func lockPart() throws -> Int32 {
    let file = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      throw SceneError(
        file: path, problem: "cannot be written: \(String(cString: strerror(errno)))",
        remedy: "Choose a folder that may be written to")
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      close(file)
      throw SceneError(
        file: path, problem: "is being fetched by another process",
        remedy: "Wait until it has ended")
    }
    return file
  }

  private func require(_ checksum: String?) throws {
    guard let checksum else { return }
    let wanted = SceneFetch.digits(checksum)
    let found = try fileChecksum(part)
    guard found == wanted else {
      unlink(part)
      unlink(mark)
      throw SceneError(
        file: address.absoluteString,
        problem: "has the SHA-256 \(found.prefix(16))…, expected is \(wanted.prefix(16))…",
        remedy: "The file is damaged or another; nothing was kept. Try again, or another source")
    }
  }

  private func copy(_ progress: (Int, Int?) -> Void) throws {
    OutputGate.program.note(address.path, as: "the file to be copied")
    guard let source = FileHandle(forReadingAtPath: address.path) else {
      throw SceneError(
        file: address.path, problem: "there is no such file, or it may not be read",
        remedy: "Check the folder that --from names")
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: address.path)[.size]) as? Int
    let target = try PartFile(part, named: path, append: false)
    var done = 0
    while let piece = try source.read(upToCount: 1 << 20), !piece.isEmpty {
      try target.write(piece)
      done += piece.count
      progress(done, size)
    }
    try target.close()
  }

  private func fetch(_ progress: @escaping @Sendable (Int, Int?) -> Void) throws {
    let kept = try? String(contentsOfFile: mark, encoding: .utf8)
    let begun =
      kept == nil
      ? 0 : ((try? FileManager.default.attributesOfItem(atPath: part)[.size]) as? Int ?? 0)
    var request = URLRequest(url: address)
    request.timeoutInterval = 60
    if begun > 0, let kept {
      request.setValue("bytes=\(begun)-", forHTTPHeaderField: "Range")
      // A file that has changed since is sent from its start.
      request.setValue(kept, forHTTPHeaderField: "If-Range")
    }
    // What is compressed on the way has other byte numbers.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    let receiver = DownloadReceiver(
      part: part, mark: mark, named: path, begun: begun, progress: progress)
    let session = URLSession(configuration: .ephemeral, delegate: receiver, delegateQueue: nil)
    session.dataTask(with: request).resume()
    defer { session.invalidateAndCancel() }
    try receiver.wait(address)
  }
}

/// The part of a file that is being fetched.
final class PartFile {
  private let name: String
  private var stream: UnsafeMutablePointer<FILE>?

  init(_ path: String, named name: String, append: Bool) throws {
    self.name = name
    stream = fopen(path, append ? "ab" : "wb")
    if stream == nil { throw failure() }
  }

  deinit {
    if let stream { fclose(stream) }
  }

  func write(_ data: Data) throws {
    let written = data.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, stream) }
    guard written == data.count else { throw failure() }
  }

  func close() throws {
    guard let stream else { return }
    self.stream = nil
    guard fclose(stream) == 0 else { throw failure() }
  }

  private func failure() -> SceneError {
    SceneError(
      file: name, problem: "cannot be written: \(String(cString: strerror(errno)))",
      remedy: "Check the folder and the space left on the disk")
  }
}
