internal import Foundation

/// A thread that sleeps until there is something to do.
final class Worker: Sendable {
  private let signal = DispatchSemaphore(value: 0)

  func wake() { signal.signal() }

  /// Waits for a call of `wake`, at most so long; calls that came meanwhile count as one.
  func wait(seconds: Double) {
    _ = signal.wait(timeout: .now() + seconds)
    while signal.wait(timeout: .now()) == .success {}
  }
}
