internal import FlyingFox
internal import FlyingSocks
internal import Foundation
package import Labelling
internal import Scenes
internal import Synchronization

/// Serves the page of a labelling session to this machine's browser.
package final class LabelServer: Sendable {
  private let server: HTTPServer
  private let failure = Mutex<String?>(nil)
  /// Where the page is, the token in it.
  package let address: String

  /// Begins to serve.
  ///
  /// - Parameters:
  ///   - session: what the page shows and changes.
  ///   - port: of 127.0.0.1; 0 for one that is free.
  ///   - version: of Facet, for the page.
  ///   - finish: what "Finish" starts; it returns at once.
  /// - Throws: `SceneError` if the port is not free.
  package init(
    _ session: LabelSession, port: UInt16, version: String, finish: (@Sendable () -> Void)?
  ) throws {
    let free = try Self.free(port)
    let admission = Admission(token: Admission.makeToken(), port: free)
    server = HTTPServer(
      address: try sockaddr_in.inet(ip4: "127.0.0.1", port: free), timeout: 600,
      logger: .disabled,
      handler: LabelRoutes(session, admission: admission, version: version, finish: finish))
    address = "http://127.0.0.1:\(free)/\(admission.token)/"
    let started = DispatchSemaphore(value: 0)
    Task { [self] in
      Task {
        try? await server.waitUntilListening(timeout: 5)
        started.signal()
      }
      do {
        try await server.run()
      } catch {
        failure.withLock { $0 = "\(error)" }
        started.signal()
      }
    }
    started.wait()
    if let problem = failure.withLock({ $0 }) {
      throw SceneError(
        file: "port \(free)", problem: "cannot be served on: \(problem)",
        remedy: "Name another with --port")
    }
    Self.sendAtOnce(free)
  }

  /// Lets answers go out as they are written. An answer is written in two pieces, its head and its body;
  /// by itself the system keeps the second back until the browser has acknowledged the first, which
  /// takes 40 ms. Connections take this from the socket that listens, which FlyingFox keeps to itself.
  private static func sendAtOnce(_ port: UInt16) {
    for descriptor in Int32(3)..<1024 {
      var address = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isNamed = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          getsockname(descriptor, $0, &length) == 0
        }
      }
      guard isNamed, address.sin_family == sa_family_t(AF_INET),
        address.sin_port == port.bigEndian
      else { continue }
      var yes: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  /// Why the server has stopped by itself; nil while it runs.
  package var problem: String? { failure.withLock { $0 } }

  package func stop() {
    let stopped = DispatchSemaphore(value: 0)
    Task { [server] in
      await server.stop()
      stopped.signal()
    }
    _ = stopped.wait(timeout: .now() + 2)
  }

  /// The port, or one that nobody listens on now.
  private static func free(_ port: UInt16) throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        bind(descriptor, place, length) == 0 && getsockname(descriptor, place, &length) == 0
      }
    }
    guard status else {
      throw SceneError(
        file: "port \(port)", problem: "is not free: \(String(cString: strerror(errno)))",
        remedy: "Name another with --port, or leave it out")
    }
    return UInt16(bigEndian: address.sin_port)
  }
}
