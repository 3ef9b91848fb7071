import Dispatch
import Foundation
import Synchronization

/// Whether the user has asked to stop (Ctrl-C, or a polite kill). The first request lets the work
/// under way finish its step; a second one ends the program at once.
enum Interrupt {
  private static let requests = Atomic<Int>(0)
  // Made once by `listen` and never touched again; it only keeps the sources alive.
  private nonisolated(unsafe) static let sources: [any DispatchSourceSignal] = [SIGINT, SIGTERM].map
  { number in
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(
      signal: number, queue: .global(qos: .userInitiated))
    source.setEventHandler {
      if requests.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
      say("\nstopping after this step (again to stop at once) …")
    }
    source.resume()
    return source
  }

  /// Begins to listen.
  static func listen() {
    _ = sources
  }

  static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }
}
