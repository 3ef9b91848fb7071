import Foundation
import Synchronization

/// A server on this machine that gives the files of a folder, whole or by ranges. It lives in the test's
/// own process: a child process would inherit the pipes of others and keep them open.
package final class RangeServer: Sendable {
  package let port: Int
  private let folder: String
  private let handle: Int32
  private let paths = Mutex<[String]>([])

  package var address: String { "http://127.0.0.1:\(port)" }

  /// The paths that were asked for, in order.
  package var asked: [String] { paths.withLock { $0 } }

  package init(_ folder: String) throws {
    self.folder = folder
    (handle, port) = try listeningSocket(waiting: 16)
  }

  /// Serves until `stop`.
  package func start() {
    Thread.detachNewThread { [self] in
      while true {
        let client = accept(handle, nil, nil)
        guard client >= 0 else { return }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        answer(client)
        close(client)
      }
    }
  }

  package func stop() {
    shutdown(handle, Int32(SHUT_RDWR))
    close(handle)
  }

  /// One request a connection.
  private func answer(_ client: Int32) {
    var request = [UInt8]()
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !request.suffix(4).elementsEqual([13, 10, 13, 10]) {
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      request += buffer.prefix(count)
    }
    let lines = String(decoding: request, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ").map(String.init)
    guard words.count == 3 else { return }
    paths.withLock { $0.append(words[1]) }
    guard let data = FileManager.default.contents(atPath: folder + words[1]) else {
      return send(client, "HTTP/1.1 404 Not Found", [:], Data())
    }
    let ranges = lines.first { $0.lowercased().hasPrefix("range: bytes=") }?
      .dropFirst("range: bytes=".count).split(separator: "-").compactMap { Int($0) }
    var part = data
    var head = ["Accept-Ranges": "bytes", "Content-Length": "\(data.count)"]
    if let ranges, let start = ranges.first, start < data.count {
      let end = min(data.count - 1, ranges.count > 1 ? ranges[1] : data.count - 1)
      part = data.subdata(in: start..<end + 1)
      head["Content-Range"] = "bytes \(start)-\(end)/\(data.count)"
      head["Content-Length"] = "\(part.count)"
    }
    send(
      client, ranges == nil ? "HTTP/1.1 200 OK" : "HTTP/1.1 206 Partial Content", head,
      words[0] == "HEAD" ? Data() : part)
  }

  private func send(_ client: Int32, _ status: String, _ head: [String: String], _ body: Data) {
    let fields = head.merging(
      head["Content-Length"] == nil ? ["Content-Length": "0"] : [:]
    ) { first, _ in first }
    let text =
      status + "\r\nConnection: close\r\n"
      + fields.map { "\($0): \($1)\r\n" }.joined() + "\r\n"
    let bytes = [UInt8](text.utf8) + [UInt8](body)
    var done = 0
    while done < bytes.count {
      let sent = bytes.withUnsafeBytes {
        Foundation.send(
          client, $0.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL)
        )
      }
      guard sent > 0 else { return }
      done += sent
    }
  }
}
