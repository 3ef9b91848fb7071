import Foundation
import TestSupport
import Testing

/// How long waiting threads spin, by what libgomp says of itself when it is loaded.
@Suite struct WaitingTests {
  /// What libgomp shows of some variables.
  private func shown(_ given: [String: String]) throws -> [String: String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("facet")
    process.arguments = ["--version"]
    var environment = ProcessInfo.processInfo.environment
    for name in ["OMP_WAIT_POLICY", "GOMP_SPINCOUNT"] { environment[name] = nil }
    environment["OMP_DISPLAY_ENV"] = "VERBOSE"
    process.environment = environment.merging(given) { $1 }
    let messages = Pipe()
    process.standardError = messages
    process.standardOutput = Pipe()
    try process.run()
    let text = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    var found: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
      if words.count == 2, let name = words[0].split(separator: " ").last {
        found[String(name)] = words[1].trimmingCharacters(in: ["'"])
      }
    }
    return found
  }

  @Test func spinningIsBounded() throws {
    #expect(try shown([:])["GOMP_SPINCOUNT"] == "1000")
  }

  @Test func theUsersOwnSettingWins() throws {
    #expect(try shown(["GOMP_SPINCOUNT": "77"])["GOMP_SPINCOUNT"] == "77")
    #expect(try shown(["OMP_WAIT_POLICY": "PASSIVE"])["GOMP_SPINCOUNT"] == "0")
    let active = try shown(["OMP_WAIT_POLICY": "ACTIVE"])
    #expect(active["OMP_WAIT_POLICY"] == "ACTIVE")
    #expect(active["GOMP_SPINCOUNT"] != "1000")
  }
}
