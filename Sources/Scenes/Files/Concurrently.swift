internal import Foundation
internal import Synchronization

/// How many threads read and rearrange pixels.
public enum WorkingThreads {
  private static let chosen = Atomic<Int>(0)

  /// As many as were set, else one a processor.
  public static var count: Int {
    get {
      let set = chosen.load(ordering: .relaxed)
      return set > 0 ? set : ProcessInfo.processInfo.activeProcessorCount
    }
    set { chosen.store(newValue, ordering: .relaxed) }
  }
}

/// Calls `body` for each index below `count`, in any order, on up to `WorkingThreads.count` threads,
/// this one among them.
///
/// Threads of our own, not Dispatch's: those have a priority of their own on Linux, so that a
/// program started with `nice` would not be nice.
/// - Throws: one of the errors thrown; what has not begun by then is left out.
package func concurrently(_ count: Int, _ body: @Sendable (Int) throws -> Void) throws {
  try perform(count, body).get()
}

/// As above, for what throws nothing.
package func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  _ = perform(count, body)
}

/// Calls `body` for each index below `count` as `concurrently` does, and keeps what it returns.
///
/// - Parameter threads: at most, this one among them.
/// - Returns: the results in the order of their indices, whatever the threads.
/// - Throws: the error of the first piece, by index, that threw one; all pieces are done by then.
package func concurrentMap<Value: Sendable>(
  _ count: Int, threads: Int = WorkingThreads.count, _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  let results = [Result<Value, any Error>?](unsafeUninitializedCapacity: count) { slots, filled in
    slots.initialize(repeating: nil)
    filled = count
    // Each piece writes to its own slot.
    nonisolated(unsafe) let slots = slots
    _ = perform(count, threads: threads) { index in slots[index] = Result { try body(index) } }
  }
  return try results.compactMap { try $0?.get() }
}

private func perform(
  _ count: Int, threads: Int = WorkingThreads.count, _ body: @Sendable (Int) throws -> Void
) -> Result<Void, any Error> {
  let threads = min(count, threads)
  guard threads > 1 else { return Result { for index in 0..<count { try body(index) } } }
  return withoutActuallyEscaping(body) { body in
    let work = Work(count: count, body: body)
    // All are joined before this returns: none sees `work` after its end.
    let context = Unmanaged.passUnretained(work).toOpaque()
    var started: [pthread_t] = []
    for _ in 1..<threads {
      var thread = pthread_t()
      let status = pthread_create(
        &thread, nil,
        { context in
          if let context { Unmanaged<Work>.fromOpaque(context).takeUnretainedValue().run() }
          return nil
        }, context)
      // Without another thread the work takes longer, no more.
      if status == 0 { started.append(thread) }
    }
    work.run()
    for thread in started { pthread_join(thread, nil) }
    return withExtendedLifetime(work) { work.result }
  }
}

/// Indices that threads take one by one.
private final class Work: Sendable {
  private let count: Int
  private let body: @Sendable (Int) throws -> Void
  private let next = Atomic<Int>(0)
  private let failure = Mutex<(any Error)?>(nil)

  init(count: Int, body: @escaping @Sendable (Int) throws -> Void) {
    self.count = count
    self.body = body
  }

  var result: Result<Void, any Error> {
    failure.withLock { $0.map { .failure($0) } ?? .success(()) }
  }

  /// Takes indices until none is left, or one has failed.
  func run() {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count, failure.withLock({ $0 == nil }) else { return }
      do {
        try body(index)
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
  }
}
