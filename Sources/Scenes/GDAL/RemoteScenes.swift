internal import CGDAL
internal import Foundation
internal import Synchronization

/// Scenes on servers that the user named: GDAL's `/vsicurl/https://…`, `/vsis3/bucket/key` and the
/// like.
///
/// GDAL's ways to the network stay closed unless such a scene is named before GDAL is first used. Then
/// GDAL may open the very names that the user gave, each only while it is read: what stands inside of
/// a file names no other (GDAL's `CPL_VSIL_CURL_ALLOWED_FILENAME`). Credentials are GDAL's business:
/// its options and the environment of the process.
package enum RemoteScenes {
  /// Beginnings of names that may be scenes; those that stream cannot be read by windows.
  static let prefixes = ["/vsicurl/", "/vsis3/", "/vsigs/", "/vsiaz/"]

  private struct State {
    var names: Set<String> = []
    /// Whether GDAL was opened without a way to the network.
    var isClosed = false
    var isOpen = false
  }

  private static let state = Mutex(State())

  /// Whether a name is that of a file on a server.
  package static func isRemote(_ name: String) -> Bool {
    prefixes.contains { name.hasPrefix($0) }
  }

  /// Lets GDAL open a file on a server, which the user named.
  ///
  /// - Throws: `SceneError` if GDAL was already closed to the network.
  static func allow(_ name: String) throws {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.names.insert(name) }
      return state.isClosed
    }
    guard !isClosed else {
      throw SceneError(
        file: name, problem: "lies on a server, and the network was closed before it was named",
        remedy: "Name it on the command line")
    }
  }

  /// Settles whether GDAL may use the network, when it is opened.
  static func settle() -> Bool {
    state.withLock { state in
      state.isClosed = state.names.isEmpty
      state.isOpen = !state.isClosed
      return state.isOpen
    }
  }

  /// Runs calls into GDAL that read a file; if it is one on a server that the user named, GDAL may
  /// open it, and it alone.
  static func reading<Result>(_ file: String, _ body: () throws -> Result) rethrows -> Result {
    guard file.hasPrefix("/vsi"),
      state.withLock({ $0.isOpen && $0.names.contains(file) })
    else { return try body() }
    let options = [
      "CPL_VSIL_CURL_ALLOWED_FILENAME": file, "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    ]
    for (key, value) in options { CPLSetThreadLocalConfigOption(key, value) }
    defer { for key in options.keys { CPLSetThreadLocalConfigOption(key, nil) } }
    return try body()
  }

  /// What of a file on a server tells it from another: its name, its size and its first and last
  /// 64 KiB. The whole would have to be fetched for more.
  static func checksum(_ name: String) throws -> String {
    let file = try VirtualFile(name, named: name)
    let start = try file.bytes(at: 0, upTo: 1 << 16)
    let end = try file.bytes(at: max(0, file.size - 1 << 16), upTo: 1 << 16)
    return textChecksum("\(name) \(file.size) \(start) \(end)")
  }
}
