import Foundation
import Scenes
import TestSupport
import Testing

/// `facet label` or `facet view` while it serves, and what a test asks it.
final class LabelPage: Sendable {
  let program: RunningProgram
  /// Where the page is.
  let address: String
  let port: UInt16

  /// Starts it and waits for its address.
  init(_ program: FacetProgram, _ arguments: [String]) throws {
    let running = try program.start(arguments + ["--no-browser"])
    var line: String?
    let end = Date().addingTimeInterval(120)
    while line == nil, running.isRunning, Date() < end {
      usleep(20_000)
      let printed = running.printed
      if printed.hasSuffix("\n") { line = printed.split(separator: "\n").first.map(String.init) }
    }
    self.program = running
    guard let line else {
      running.signal(SIGKILL)
      throw Browser.Failure(description: "no address: \(try running.wait().messages)")
    }
    address = line
    port = try #require(URL(string: line)?.port.flatMap { UInt16(exactly: $0) })
  }

  deinit { program.signal(SIGKILL) }

  /// Ends it as Ctrl-C does.
  func stop() throws -> FacetProgram.Ending {
    program.signal(SIGINT)
    return try program.wait()
  }

  var token: String { String(address.split(separator: "/").last ?? "") }

  /// - Throws: `Browser.Failure` if nobody listens there.
  private func connected(to host: String) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = port.bigEndian
    inet_pton(AF_INET, host, &place.sin_addr)
    let status = withUnsafePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      close(descriptor)
      throw Browser.Failure(description: String(cString: strerror(errno)))
    }
    return descriptor
  }

  private func sendAll(_ bytes: Data, _ descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, let base = buffer.baseAddress {
        let count = Glibc.send(
          descriptor, base + done, buffer.count - done, Int32(MSG_NOSIGNAL))
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  /// Sends a head and a body of zeros, as far as it is taken; gives the answer's status.
  func sendMuch(_ head: String, bytes: Int) throws -> Int {
    let descriptor = try connected(to: "127.0.0.1")
    defer { close(descriptor) }
    guard sendAll(Data(head.utf8), descriptor) else { return 0 }
    let piece = Data(count: 1 << 20)
    for _ in 0..<(bytes >> 20) {
      guard sendAll(piece, descriptor) else { break }
    }
    return Self.status(receive(descriptor))
  }

  /// Addresses of this machine's other network interfaces.
  static func otherAddresses() throws -> [String] {
    try output(of: "/bin/hostname", ["-I"]).split(separator: UInt8(ascii: " "))
      .map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
      .filter { $0.contains(".") }
  }

  /// Sends a request as it is and gives the whole answer, "" if the connection is closed without one.
  func send(_ request: String, body: Data = Data(), to host: String = "127.0.0.1") throws -> String
  {
    let descriptor = try connected(to: host)
    defer { close(descriptor) }
    // What is answered meanwhile must be taken, or both sides wait.
    let bytes = Data(request.utf8) + body
    let sender = Thread { [self] in _ = sendAll(bytes, descriptor) }
    sender.start()
    return receive(descriptor)
  }

  private func receive(_ descriptor: Int32) -> String {
    var answer = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count <= 0 { break }
      answer += buffer[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
  }

  /// A request with headers that are as they should be, but for those given.
  func ask(
    _ path: String, by method: String = "GET", host: String? = nil, headers: [String] = [],
    body: Data = Data()
  ) throws -> String {
    let lines =
      ["\(method) \(path) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")", "Connection: close"]
      + headers + (body.isEmpty ? [] : ["Content-Length: \(body.count)"])
    return try send(lines.joined(separator: "\r\n") + "\r\n\r\n", body: body)
  }

  /// The status of an answer: 200.
  static func status(_ answer: String) -> Int {
    Int(answer.split(separator: " ").dropFirst().first ?? "") ?? 0
  }

  func post(_ path: String, _ json: String) throws -> String {
    try ask("/\(token)/api/\(path)", by: "POST", body: Data(json.utf8))
  }
}
