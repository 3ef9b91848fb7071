import Dispatch
import Foundation
import Scenes
import Synchronization

/// What happens if the user asks to stop: Ctrl-C, a polite kill, a terminal that is closed.
///
/// The program ends at once, and nothing half-written is left; but work that asks `isRequested`
/// itself, inside of `heeded`, may finish its step first. A second request ends it at once too.
enum Interrupt {
  private static let requested = Atomic<Int32>(0)
  private static let isHeeded = Atomic<Bool>(false)

  /// Begins to listen; before any work.
  static func listen() {
    _ = sources
  }

  /// Whether the user has asked to stop.
  static var isRequested: Bool { requested.load(ordering: .relaxed) != 0 }

  /// What the program's end tells a shell then.
  static var status: Int32 { 128 + requested.load(ordering: .relaxed) }

  /// Runs work that asks `isRequested` from step to step. A request that it did not see any more ends
  /// the program after it.
  static func heeded<Result>(_ work: () throws -> Result) rethrows -> Result {
    isHeeded.store(true, ordering: .relaxed)
    defer { isHeeded.store(false, ordering: .relaxed) }
    let result = try work()
    if isRequested { end() }
    return result
  }

  /// Runs work whose usual end is that the user asks to stop; the program goes on after it.
  static func heededToTheEnd<Result>(_ work: () throws -> Result) rethrows -> Result {
    isHeeded.store(true, ordering: .relaxed)
    defer { isHeeded.store(false, ordering: .relaxed) }
    return try work()
  }

  // Made once by `listen` and never touched again; it only keeps the sources alive.
  private nonisolated(unsafe) static let sources: [any DispatchSourceSignal] =
    [SIGINT, SIGTERM, SIGHUP].compactMap { number in
      // What the user has told to be ignored, as by nohup, stays so.
      var before = sigaction()
      sigaction(number, nil, &before)
      if unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self)
        == unsafeBitCast(SIG_IGN, to: Int.self)
      {
        return nil
      }
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(
        signal: number, queue: .global(qos: .userInitiated))
      source.setEventHandler {
        let isFirst = requested.exchange(number, ordering: .relaxed) == 0
        guard isFirst, isHeeded.load(ordering: .relaxed) else { end() }
        say("\nstopping after this step (again to stop at once) …")
      }
      source.resume()
      return source
    }

  private static func end() -> Never {
    OutputGate.program.removePending()
    _exit(status)
  }
}
