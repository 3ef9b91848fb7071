import Foundation
import Testing
import Torch

/// How long threads that wait for each other spin.
@Suite struct WaitingTests {
  /// In a process of its own, since nothing else may read the environment meanwhile.
  @Test func theUsersOwnPolicyWins() async {
    await #expect(processExitsWith: .success) {
      setenv("OMP_WAIT_POLICY", "ACTIVE", 1)
      #expect(!Engine.shareProcessors())
    }
  }

  @Test func theUsersOwnSpinCountWins() async {
    await #expect(processExitsWith: .success) {
      setenv("GOMP_SPINCOUNT", "77", 1)
      #expect(!Engine.shareProcessors())
    }
  }

  @Test func othersOnTheProcessorsMakeThreadsSleepSoon() throws {
    #expect(Engine.shareProcessors())
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let others = try (0..<processors).map { _ in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "while :; do :; done"]
      // Nobody is to wait for what it might print.
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }
    // Not by SIGTERM, which a child may have been told to ignore.
    defer { for other in others { kill(other.processIdentifier, SIGKILL) } }
    let deadline = Date(timeIntervalSinceNow: 30)
    let group = DispatchGroup()
    for _ in 0..<processors {
      group.enter()
      Thread {
        while !Engine.waitsBriefly, Date() < deadline {}
        group.leave()
      }.start()
    }
    group.wait()
    #expect(Engine.waitsBriefly)
  }
}
