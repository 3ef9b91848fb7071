import Foundation

/// A server on this machine that only tells whether somebody came.
package final class ListeningSocket {
  package let port: Int
  private let handle: Int32

  package init() throws {
    (handle, port) = try listeningSocket(waiting: 8)
  }

  deinit { close(handle) }

  /// Whether a connection waits.
  package var wasContacted: Bool {
    var request = pollfd(fd: handle, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 100) > 0
  }
}

/// A socket of 127.0.0.1 that listens on a free port; no child process inherits it.
///
/// - Parameter waiting: connections that may wait.
func listeningSocket(waiting: Int32) throws -> (handle: Int32, port: Int) {
  let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(handle, $0, length) == 0 && listen(handle, waiting) == 0
        && getsockname(handle, $0, &length) == 0
    }
  }
  guard isBound else { throw WritingFailure(what: "socket") }
  return (handle, Int(UInt16(bigEndian: address.sin_port)))
}
