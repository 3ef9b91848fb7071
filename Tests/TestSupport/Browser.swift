package import Foundation
import Testing

/// Headless Chromium, driven by its DevTools protocol over pipes: a person's pointer and keys, and what
/// is on the page then.
package final class Browser {
  package static let path = "/usr/bin/chromium"
  package static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

  private let folder: TemporaryFolder
  private let process = Process()
  private let toBrowser: Int32
  private let fromBrowser: Int32
  private var rest = Data()
  private var number = 0
  private var session: String?
  /// Errors of the page's scripts.
  package private(set) var problems: [String] = []

  package struct Failure: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
  }

  /// Opens an empty page.
  package init(width: Int = 1280, height: Int = 720, isDark: Bool = false) throws {
    folder = try TemporaryFolder()
    // Opened for both directions, a named pipe keeps nobody waiting.
    let names = ["in", "out"].map(folder.file)
    for name in names { mkfifo(name, 0o600) }
    (toBrowser, fromBrowser) = (Glibc.open(names[0], O_RDWR), Glibc.open(names[1], O_RDWR))
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      "-c", "exec \"$@\" 3<\"$0/in\" 4>\"$0/out\"", folder.path, Self.path, "--headless=new",
      "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
      "--user-data-dir=\(folder.file("profile"))", "about:blank",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let targets = try call("Target.getTargets")["targetInfos"] as? [[String: Any]]
    let page = try #require(targets?.first { $0["type"] as? String == "page" }?["targetId"])
    session =
      try call("Target.attachToTarget", ["targetId": page, "flatten": true])["sessionId"]
      as? String
    for domain in ["Page", "Runtime", "Log"] { _ = try call("\(domain).enable") }
    _ = try call(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
    _ = try call(
      "Emulation.setEmulatedMedia",
      [
        "features": [
          ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]
        ]
      ])
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    close(toBrowser)
    close(fromBrowser)
  }

  /// Calls a method of the protocol.
  ///
  /// - Throws: `Failure` with what the browser says, or after a minute without an answer.
  @discardableResult
  package func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    number += 1
    var message: [String: Any] = ["id": number, "method": method, "params": parameters]
    message["sessionId"] = session
    var data = try JSONSerialization.data(withJSONObject: message)
    data.append(0)
    _ = data.withUnsafeBytes { write(toBrowser, $0.baseAddress, $0.count) }
    while true {
      let answer = try receive()
      guard answer["id"] as? Int == number else {
        note(answer)
        continue
      }
      if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
      return answer["result"] as? [String: Any] ?? [:]
    }
  }

  private func note(_ event: [String: Any]) {
    switch event["method"] as? String {
    case "Runtime.exceptionThrown": problems.append("\(event["params"] ?? "")")
    case "Log.entryAdded":
      let entry = (event["params"] as? [String: Any])?["entry"] as? [String: Any]
      if entry?["level"] as? String == "error" { problems.append("\(entry?["text"] ?? "")") }
    default: break
    }
  }

  private func receive() throws -> [String: Any] {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let end = rest.firstIndex(of: 0) {
        let message = Data(rest[rest.startIndex..<end])
        rest = Data(rest[(end + 1)...])
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      var one = pollfd(fd: fromBrowser, events: Int16(POLLIN), revents: 0)
      guard poll(&one, 1, 60_000) > 0 else { throw Failure(description: "Chromium says nothing") }
      let count = read(fromBrowser, &bytes, bytes.count)
      guard count > 0 else { throw Failure(description: "Chromium has ended") }
      rest += bytes[..<count]
    }
  }

  package func open(_ address: String) throws {
    try call("Page.navigate", ["url": address])
  }

  /// The value of an expression on the page; promises are waited for.
  @discardableResult
  package func value(_ expression: String) throws -> Any? {
    let answer = try call(
      "Runtime.evaluate",
      ["expression": expression, "awaitPromise": true, "returnByValue": true])
    if let problem = answer["exceptionDetails"] { throw Failure(description: "\(problem)") }
    return (answer["result"] as? [String: Any])?["value"]
  }

  package func number(_ expression: String) throws -> Double {
    try #require(value(expression) as? Double, "\(expression)")
  }

  package func text(_ expression: String) throws -> String {
    try #require(value(expression) as? String, "\(expression)")
  }

  /// Waits until an expression is true.
  package func wait(for expression: String, seconds: Double = 90) throws {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if (try? value("!!(\(expression))")) as? Bool == true { return }
      usleep(20_000)
    }
    throw Failure(description: "never true: \(expression)\n\(problems.joined(separator: "\n"))")
  }

  /// Presses the left button at the first point, moves along the others, and lets go.
  package func drag(_ points: [(x: Double, y: Double)]) throws {
    for (index, point) in points.enumerated() {
      try mouse(index == 0 ? "mousePressed" : "mouseMoved", point)
    }
    if let last = points.last { try mouse("mouseReleased", last) }
  }

  package func click(_ point: (x: Double, y: Double)) throws { try drag([point]) }

  package func mouse(_ type: String, _ point: (x: Double, y: Double)) throws {
    try call(
      "Input.dispatchMouseEvent",
      [
        "type": type, "x": point.x, "y": point.y, "button": "left", "clickCount": 1,
        "buttons": type == "mouseReleased" ? 0 : 1,
      ])
  }

  /// Presses a key: a letter, or one such as "Enter".
  package func press(_ key: String, isControl: Bool = false) throws {
    let codes = [
      "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
    ]
    var event: [String: Any] = [
      "type": "keyDown", "key": key, "windowsVirtualKeyCode": codes[key] ?? 0,
      "modifiers": isControl ? 2 : 0,
    ]
    if !isControl { event["text"] = key == "Enter" ? "\r" : key.count == 1 ? key : "" }
    try call("Input.dispatchKeyEvent", event)
    event["type"] = "keyUp"
    event["text"] = nil
    try call("Input.dispatchKeyEvent", event)
  }

  package func type(_ text: String) throws {
    try call("Input.insertText", ["text": text])
  }

  /// A picture of the page, as PNG.
  package func picture() throws -> Data {
    let data = try call("Page.captureScreenshot", ["format": "png"])["data"] as? String
    return try #require(data.flatMap { Data(base64Encoded: $0) })
  }
}
