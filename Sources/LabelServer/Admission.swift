internal import FlyingFox
internal import Foundation

/// Who may talk to the server: whoever knows the token that stands in the address, from the page itself.
///
/// The address is of the loopback interface, which other users of the machine reach too: hence the
/// token. A page of another site that the browser shows could send requests as well: hence the checks of
/// `Host` (against names that resolve to this machine) and `Origin`. No answer allows another origin to
/// read it.
struct Admission: Sendable {
  let token: String
  let port: UInt16

  /// 144 random bits.
  static func makeToken() -> String {
    var generator = SystemRandomNumberGenerator()
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    return String((0..<24).map { _ in letters[Int.random(in: 0..<64, using: &generator)] })
  }

  private var hosts: Set<String> { ["127.0.0.1:\(port)", "localhost:\(port)"] }

  /// What comes after the token in the path; nil if the request is refused.
  func place(of request: HTTPRequest) -> [String]? {
    guard let host = request.headers[.host]?.lowercased(), hosts.contains(host) else { return nil }
    if let origin = request.headers[HTTPHeader("Origin")]?.lowercased(),
      !hosts.contains(where: { origin == "http://\($0)" })
    {
      return nil
    }
    // Browsers say whether a request comes from this page.
    if let site = request.headers[HTTPHeader("Sec-Fetch-Site")],
      !["same-origin", "none"].contains(site)
    {
      return nil
    }
    var parts = request.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard let first = parts.first, isToken(first), !parts.contains("..") else { return nil }
    parts.removeFirst()
    return parts
  }

  /// Compares all letters, so that the time says nothing of how many were right.
  private func isToken(_ text: String) -> Bool {
    let (a, b) = (Array(text.utf8), Array(token.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
