internal import CLibraryGuard
import CNetCDF

/// The chokepoint of the netCDF library: lock, call, check, throw.
///
/// - Parameters:
///   - file: the file, for the message.
///   - variable: the variable or attribute, for the message.
///   - purpose: what could not be done if it fails, as in "cannot be read".
///   - remedy: what the user can do then.
///   - body: one call.
/// - Throws: `SceneError` with the library's reason.
func callNetCDF(
  _ file: String, _ variable: String?, _ purpose: String, remedy: String, _ body: () -> Int32
) throws {
  try nativeLibraryLock.withLock {
    facet_guard_name(file)
    let status = body()
    guard status == NC_NOERR else {
      throw SceneError(
        file: file, variable: variable,
        problem: "\(purpose) (\(reason(status)))", remedy: remedy)
    }
  }
}

/// The library's words; those of some statuses begin with its name.
private func reason(_ status: Int32) -> String {
  let words = String(cString: nc_strerror(status))
  return words.hasPrefix("NetCDF: ") ? words : "NetCDF: \(words)"
}
