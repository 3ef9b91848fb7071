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

  @Test func busyProcessorsMakeThreadsSleepSoon() {
    #expect(Engine.shareProcessors())
    // More threads than processors, so that some must wait for one.
    let deadline = Date(timeIntervalSinceNow: 30)
    let group = DispatchGroup()
    for _ in 0...2 * ProcessInfo.processInfo.activeProcessorCount {
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
