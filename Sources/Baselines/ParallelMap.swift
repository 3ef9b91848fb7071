internal import Dispatch
internal import Synchronization

/// Does independent pieces of work on some threads at once.
///
/// - Returns: the results in the order of their numbers, whatever the threads.
/// - Throws: the error of the first piece, by number, that threw one.
func parallelMap<Value: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  let results = [Result<Value, any Error>?](unsafeUninitializedCapacity: count) { slots, filled in
    slots.initialize(repeating: nil)
    filled = count
    // Each piece writes to its own slot.
    nonisolated(unsafe) let slots = slots
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard piece < count else { break }
        slots[piece] = Result { try body(piece) }
      }
    }
  }
  return try results.compactMap { try $0?.get() }
}
