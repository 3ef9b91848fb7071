internal import Foundation
internal import Synchronization

/// Threads that do what takes long, so that those that answer requests are never kept: Swift has as few
/// of these as there are processors.
// Work waits in `queue`, which a lock guards; the semaphore counts it.
final class WorkThreads: Sendable {
  private let queue = Mutex<(work: [@Sendable () -> Void], next: Int)>(([], 0))
  private let signal = DispatchSemaphore(value: 0)

  init(_ count: Int) {
    for _ in 0..<count {
      Thread.detachNewThread { [weak self] in
        while let self {
          self.signal.wait()
          self.take()?()
        }
      }
    }
  }

  private func take() -> (@Sendable () -> Void)? {
    queue.withLock { queue in
      guard queue.next < queue.work.count else { return nil }
      let work = queue.work[queue.next]
      queue.next += 1
      if queue.next == queue.work.count { queue = ([], 0) }
      return work
    }
  }

  /// Runs work on one of the threads and waits for it without keeping this one.
  func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.withLock { $0.work.append { continuation.resume(with: Result { try work() }) } }
      signal.signal()
    }
  }
}
