internal import FlyingFox
internal import Foundation
internal import Labelling

/// Tells a page what changes, so that it asks again for what is stale.
struct PageMessages: WSMessageHandler {
  let session: LabelSession

  func makeMessages(for client: AsyncStream<WSMessage>) async throws -> AsyncStream<WSMessage> {
    let session = session
    return AsyncStream { continuation in
      let number = session.listen { event in
        let (revision, generation) = session.version
        continuation.yield(
          .text(
            "{\"event\":\"\(event.rawValue)\",\"revision\":\(revision),"
              + "\"generation\":\(generation)}"))
      }
      // What the page says is of no interest, but when it goes.
      let listening = Task {
        for await _ in client {}
        continuation.finish()
      }
      continuation.onTermination = { _ in
        session.stopListening(number)
        listening.cancel()
      }
    }
  }
}
