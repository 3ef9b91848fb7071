internal import CLibraryGuard
internal import CMatIO

/// Runs calls into matio: holds the lock of the native libraries and turns what matio reports into
/// an error. Its functions return success where a file ends too early or does not unpack; only the
/// messages tell.
///
/// - Throws: `SceneError` with matio's first message.
func callMatIO<Result>(
  _ file: String, _ variable: String?, _ body: () throws -> Result
) throws -> Result {
  try nativeLibraryLock.withLock {
    _ = isListening
    facet_guard_name(file)
    firstMessage = nil
    let result = try body()
    if let message = firstMessage {
      throw SceneError(
        file: file, variable: variable, problem: "cannot be read to its end (matio: \(message))",
        remedy: "The file is damaged or cut off; fetch it again")
    }
    return result
  }
}

private let isListening: Void = {
  Mat_LogInitFunc("facet") { _, message in
    guard let message else { return }
    firstMessage = firstMessage ?? String(cString: message)
  }
}()

// matio calls its one listener without a context; this is written and read only while the lock of
// the native libraries is held.
nonisolated(unsafe) private var firstMessage: String?
