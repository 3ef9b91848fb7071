import CHDF5
internal import CLibraryGuard

/// The chokepoint of the HDF5 library: lock, call, check, throw.
///
/// - Parameters:
///   - file: the file, for the message.
///   - variable: the dataset or attribute, for the message.
///   - purpose: what could not be done if it fails, as in "cannot be read".
///   - isBrief: whether it deals with no more than names, shapes and attributes. One that computes
///     for five seconds comes to no end: some damaged lists of HDF5 1.10 lead back to themselves.
///   - body: one call; a negative result means that it failed.
/// - Throws: `SceneError` with the innermost messages of HDF5's own error stack.
@discardableResult
func hdf5<Result: SignedInteger>(
  _ file: String, _ variable: String?, _ purpose: String, isBrief: Bool = true,
  _ body: () -> Result
) throws -> Result {
  try nativeLibraryLock.withLock {
    silenceHDF5()
    facet_guard_name(file)
    if isBrief { facet_guard_limit(5) }
    let result = body()
    if isBrief { facet_guard_limit(0) }
    guard result >= 0 else {
      let reason = hdf5ErrorText()
      throw SceneError(
        file: file, variable: variable, problem: "\(purpose) (HDF5: \(reason))",
        remedy: remedyForFullDisk(reason))
    }
    return result
  }
}

/// Stops the library printing its error stack; by thread, where it was built for several.
func silenceHDF5() {
  H5Eset_auto2(facet_h5_error_stack(), nil, nil)
}

/// The two innermost messages of the error stack, the most particular last.
func hdf5ErrorText() -> String {
  var messages: [String] = []
  withUnsafeMutablePointer(to: &messages) { pointer in
    _ = H5Ewalk2(
      facet_h5_error_stack(), H5E_WALK_DOWNWARD,
      { _, entry, context in
        if let description = entry?.pointee.desc, let context {
          context.assumingMemoryBound(to: [String].self).pointee
            .append(String(cString: description))
        }
        return 0
      }, pointer)
  }
  return messages.isEmpty
    ? "no reason given" : messages.suffix(2).map(withoutAddresses).joined(separator: ": ")
}

/// "file write failed: time = …, error message = 'No space left on device', buf = 0x…" without all
/// but the system's reason.
private func withoutAddresses(_ message: String) -> String {
  guard let start = message.firstRange(of: "time = "),
    let reason = message.firstRange(of: "error message = '"),
    let end = message[reason.upperBound...].firstIndex(of: "'")
  else { return message }
  return String(message[..<start.lowerBound] + message[reason.upperBound..<end])
}

/// An HDF5 identifier that is closed once, at the latest when it is no longer used.
final class HDF5Identifier: Sendable {
  let id: hid_t
  private let closing: @Sendable (hid_t) -> herr_t

  /// - Parameter body: makes the identifier; a negative one means that it failed.
  /// - Throws: `SceneError` as `hdf5` does.
  init(
    _ file: String, _ variable: String?, _ purpose: String,
    close: @escaping @Sendable (hid_t) -> herr_t, _ body: () -> hid_t
  ) throws {
    closing = close
    id = try hdf5(file, variable, purpose, body)
  }

  deinit {
    // An identifier that its file has closed already is refused by the library without harm:
    // it gives no number out twice.
    nativeLibraryLock.withLock {
      silenceHDF5()
      _ = closing(id)
    }
  }
}
