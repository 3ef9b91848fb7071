public import Foundation

/// A file of reference values: from the folder that `FACET_GOLDEN` names, if it is set, else the copy
/// among the fixtures of a room's tests.
///
/// - Parameter bundle: of the room's tests.
/// - Throws: if there is no such file.
public func goldenData(_ name: String, in bundle: Bundle) throws -> Data {
  let folder = ProcessInfo.processInfo.environment["FACET_GOLDEN"] ?? ""
  return try Data(
    contentsOf: (folder.isEmpty
      ? bundle.bundleURL.appending(path: "Fixtures") : URL(filePath: folder))
      .appending(path: name))
}
