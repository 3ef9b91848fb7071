import Foundation
import TestSupport
import Testing

/// What a server on a shared machine, and in a browser that shows other sites, must refuse.
@Suite struct LabelSecurityTests {
  let folder: TemporaryFolder
  let page: LabelPage

  init() throws {
    folder = try TemporaryFolder()
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    try Data("secret".utf8).write(to: URL(fileURLWithPath: folder.file("secret.txt")))
    page = try LabelPage(
      FacetProgram(in: folder), ["label", "scene.h5", "-o", "s", "--no-training"])
  }

  /// It still serves.
  private func requireAlive() throws {
    #expect(LabelPage.status(try page.ask("/\(page.token)/api/state")) == 200)
    #expect(page.program.isRunning)
  }

  @Test func onlyThePageItselfIsServed() throws {
    let place = "/\(page.token)/api/state"
    #expect(LabelPage.status(try page.ask(place)) == 200)
    #expect(LabelPage.status(try page.ask(place, host: "localhost:\(page.port)")) == 200)
    for host in [
      "evil.example", "evil.example:\(page.port)", "127.0.0.1", "", "[::1]:\(page.port)",
    ] {
      #expect(LabelPage.status(try page.ask(place, host: host)) == 403, "Host: \(host)")
    }
    for headers in [
      ["Origin: http://evil.example"], ["Origin: null"], ["Origin: https://127.0.0.1:\(page.port)"],
      ["Origin: http://127.0.0.1:1"], ["Sec-Fetch-Site: cross-site"], ["Sec-Fetch-Site: same-site"],
    ] {
      #expect(LabelPage.status(try page.ask(place, headers: headers)) == 403, "\(headers)")
    }
    let own = try page.ask(place, headers: ["Origin: http://127.0.0.1:\(page.port)"])
    #expect(LabelPage.status(own) == 200)
    #expect(!own.lowercased().contains("access-control-allow"))
    #expect(own.contains("frame-ancestors 'none'") && own.contains("nosniff"))
    let upgrade = [
      "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Origin: http://evil.example",
    ]
    #expect(
      LabelPage.status(try page.ask("/\(page.token)/api/messages", headers: upgrade)) == 403)
  }

  @Test func aWrongTokenOpensNothing() throws {
    let token = page.token
    #expect(token.count >= 22)
    for wrong in [
      "", "x", String(token.dropLast()), token + "x", token.lowercased() + "_",
      String(token.reversed()),
    ] {
      for place in ["", "api/state", "main.js", "api/command"] {
        let answer = try page.ask("/\(wrong)/\(place)")
        #expect(LabelPage.status(answer) == 403 && !answer.contains("scene"), "\(wrong)/\(place)")
      }
    }
  }

  @Test(arguments: [
    "../secret.txt", "..%2fsecret.txt", "%2e%2e/%2e%2e/secret.txt", "main.js/../../secret.txt",
    "....//secret.txt", "/etc/passwd", "%00", "main.js%00.txt", "api/../../secret.txt",
    "api/scene/../../../secret.txt", "api/scene/-1/0/0", "api/scene/0/99999999999999999999/0",
    "api/tile/map/63/0/0", "api/tile/../0/0/0",
  ])
  func noPathLeadsOutside(place: String) throws {
    let answer = try page.ask("/\(page.token)/\(place)")
    #expect([0, 400, 403, 404].contains(LabelPage.status(answer)), "\(answer.prefix(200))")
    #expect(
      !answer.contains("secret\r") && !answer.hasSuffix("secret") && !answer.contains("root:"))
    try requireAlive()
  }

  @Test(arguments: ["../evil.tif", "..%2fevil.tif", "a%2f..%2f..%2fevil.tif", ".hidden", "%00", ""])
  func nothingIsWrittenOutsideOfTheSession(name: String) throws {
    let answer = try page.ask("/\(page.token)/api/upload/\(name)", by: "POST", body: Data("x".utf8))
    #expect([0, 400, 403, 404, 422].contains(LabelPage.status(answer)), "\(answer.prefix(200))")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.contains("evil") || $0.contains("hidden") })
    try requireAlive()
  }

  @Test(arguments: [
    "command", #"{"command":{"action":"brush","label":1,"points":[1e999]}}"#, "[]", "{", "\u{0}",
    #"{"command":{"action":"explode"}}"#,
    #"{"command":{"action":"pixels","label":1,"runs":[0,9223372036854775807]}}"#,
  ])
  func nonsenseIsRefused(body: String) throws {
    let status = LabelPage.status(try page.post("command", body))
    #expect(status == 400 || status == 422)
    try requireAlive()
  }

  @Test func aHugeBodyIsRefusedAndNotKept() throws {
    let head = [
      "POST /\(page.token)/api/command HTTP/1.1", "Host: 127.0.0.1:\(page.port)",
      "Connection: close", "Content-Length: 1073741824", "", "",
    ].joined(separator: "\r\n")
    let memory = try page.program.memory()
    let answer = try page.sendMuch(head, bytes: 1 << 30)
    #expect(answer == 0 || answer == 413)
    #expect(try page.program.memory() < memory + (200 << 20))
    try requireAlive()
  }

  @Test func aLabelOfAMillionCornersIsRefused() throws {
    _ = try page.post("command", #"{"command":{"action":"addClass","name":"a"}}"#)
    for count in [1_000_000, 60_000] {
      let points = Array(repeating: "1,2", count: count).joined(separator: ",")
      let answer = try page.post(
        "command", #"{"command":{"action":"polygon","label":1,"points":[\#(points)]}}"#)
      #expect([413, 422].contains(LabelPage.status(answer)), "\(count): \(answer.prefix(200))")
    }
    try requireAlive()
  }

  @Test func tenThousandRequestsAreAnswered() throws {
    let results = try concurrentRequests(10_000)
    #expect(results == 10_000)
    try requireAlive()
  }

  /// Requests over a few connections that stay open.
  private func concurrentRequests(_ count: Int) throws -> Int {
    let request =
      "GET /\(page.token)/api/state HTTP/1.1\r\nHost: 127.0.0.1:\(page.port)\r\n"
      + "Connection: keep-alive\r\n\r\n"
    let last = request.replacing("keep-alive", with: "close")
    var answers = 0
    for _ in 0..<10 {
      let text = try page.send(String(repeating: request, count: count / 10 - 1) + last)
      answers += text.components(separatedBy: "HTTP/1.1 200").count - 1
    }
    return answers
  }

  /// It listens on the loopback interface alone.
  @Test func noOtherAddressReachesIt() throws {
    for address in ["127.0.0.2"] + (try LabelPage.otherAddresses()) {
      #expect(throws: Browser.Failure.self, "\(address)") {
        _ = try page.send("GET / HTTP/1.1\r\n\r\n", to: address)
      }
    }
  }
}
