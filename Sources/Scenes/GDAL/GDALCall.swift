internal import CGDAL
internal import CLibraryGuard

/// Runs calls into GDAL: the only way in. Holds the lock, registers the drivers once (`registerLocalDrivers`), keeps GDAL
/// from printing, and turns its messages into errors.
///
/// - Parameters:
///   - file: the file that an error names.
///   - problem: what an error says has failed, such as "cannot be opened".
///   - strict: whether an error that GDAL reports counts even if the calls went through: it
///     writes late, and a full disk may show only in a message while a file is closed.
///   - body: the calls; nil for "failed".
/// - Throws: `SceneError` with GDAL's last message.
package func callGDAL<Result>(
  _ file: String, _ problem: String, strict: Bool = false, _ body: () throws -> Result?
) throws -> Result {
  try nativeLibraryLock.withLock {
    registerLocalDrivers()
    let messages = GDALMessages()
    CPLPushErrorHandlerEx(collectMessage, Unmanaged.passUnretained(messages).toOpaque())
    defer { CPLPopErrorHandler() }
    CPLErrorReset()
    facet_guard_name(file)
    let result = try RemoteScenes.reading(file) {
      try withExtendedLifetime(messages) { try body() }
    }
    if let result, !(strict && messages.failure != nil) { return result }
    let reason = messages.failure ?? messages.warning
    throw SceneError(
      file: file, problem: reason.map { "\(problem): \($0)" } ?? problem,
      remedy: reason.flatMap(remedyForFullDisk))
  }
}

/// Notes all files of a dataset that is read: its own, and those that lie beside it or that it points
/// to.
func noteFiles(of dataset: GDALDatasetH) {
  nativeLibraryLock.withLock {
    guard let list = GDALGetFileList(dataset) else { return }
    defer { CSLDestroy(list) }
    for index in 0..<CSLCount(list) {
      guard let name = list[Int(index)] else { continue }
      OutputGate.program.note(String(cString: name), as: "an input")
    }
  }
}

/// Notes the files that belong to one that GDAL knows, such as a header, without reading them.
package func noteFiles(besides path: String) {
  nativeLibraryLock.withLock {
    let opened = try? callGDAL(path, "") {
      GDALOpenEx(
        path, UInt32(GDAL_OF_RASTER | GDAL_OF_VECTOR | GDAL_OF_READONLY), nil, nil, nil)
    }
    guard let opened else { return }
    noteFiles(of: opened)
    _ = try? callGDAL(path, "") { GDALClose(opened) }
  }
}

/// What GDAL said during one call.
private final class GDALMessages {
  var failure: String?
  var warning: String?
}

private func collectMessage(
  _ level: CPLErr, _ number: CPLErrorNum, _ text: UnsafePointer<CChar>?
) {
  guard let text, let data = CPLGetErrorHandlerUserData() else { return }
  let messages = Unmanaged<GDALMessages>.fromOpaque(data).takeUnretainedValue()
  let message = String(cString: text)
  if level.rawValue >= CE_Failure.rawValue {
    // The first failure is the cause; those after it are consequences.
    messages.failure = messages.failure ?? message
  } else if level.rawValue == CE_Warning.rawValue {
    messages.warning = message
  }
}
