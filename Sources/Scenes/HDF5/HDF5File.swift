import CHDF5
import Foundation

/// An HDF5 file, open for reading or being written. May be used from several threads.
package final class HDF5File: Sendable {
  /// The path, as the user named it.
  package let path: String
  let identifier: HDF5Identifier
  var id: hid_t { identifier.id }

  private init(path: String, identifier: HDF5Identifier) {
    self.path = path
    self.identifier = identifier
  }

  /// Opens a file for reading.
  ///
  /// - Parameter role: what the file is for this command; see `OutputGate.note`. Nil if it is only
  ///   looked at.
  /// - Throws: `SceneError` that says whether it is missing, a folder, unreadable, empty, not HDF5
  ///   or truncated.
  package static func open(_ path: String, as role: String? = "an input") throws -> HDF5File {
    try requireReadableFile(path)
    if let role { OutputGate.program.note(path, as: role) }
    let access = try withoutLocks(path)
    do {
      let identifier = try HDF5Identifier(path, nil, "cannot be opened", close: { H5Fclose($0) }) {
        H5Fopen(path, facet_h5_read_only(), access.id)
      }
      return HDF5File(path: path, identifier: identifier)
    } catch let error as SceneError {
      throw Self.opening(path, failed: error)
    }
  }

  /// Makes a file of Facet's, which says so by `OwnMark`; see `create`.
  package static func createOutput(_ path: String) throws -> HDF5File {
    let file = try create(path)
    try file.setAttribute(OwnMark.attribute, .string(OwnMark.software))
    return file
  }

  /// Makes a file, emptying one that is there; see `replaceFile` for how to do so safely.
  package static func create(_ path: String) throws -> HDF5File {
    let purpose = "cannot be made"
    let access = try withoutLocks(path)
    do {
      let identifier = try HDF5Identifier(path, nil, purpose, close: { H5Fclose($0) }) {
        H5Fcreate(path, facet_h5_truncate(), facet_h5_default(), access.id)
      }
      return HDF5File(path: path, identifier: identifier)
    } catch var error as SceneError {
      error.remedy =
        error.remedy ?? "Check that the folder exists, may be written to and has space"
      throw error
    }
  }

  /// Writes what is still in memory and closes the file with all that is open in it.
  ///
  /// - Throws: `SceneError` if it cannot be written, as on a full disk.
  package func close() throws {
    try nativeLibraryLock.withLock {
      try hdf5(path, nil, "cannot be written", isBrief: false) { H5Fflush(id, H5F_SCOPE_GLOBAL) }
      let count = try hdf5(path, nil, "cannot be closed") {
        H5Fget_obj_count(id, facet_h5_objects_of_file())
      }
      var open = [hid_t](repeating: 0, count: Int(count))
      let found = H5Fget_obj_ids(id, facet_h5_objects_of_file(), open.count, &open)
      for object in open.prefix(max(0, Int(found))) { H5Oclose(object) }
      try hdf5(path, nil, "cannot be closed", isBrief: false) { H5Fclose(id) }
    }
  }

  /// File access without HDF5's advisory locks: network file systems refuse them, a child process
  /// can hold them on, and a map is written beside its target and renamed, so they guard nothing.
  private static func withoutLocks(_ path: String) throws -> HDF5Identifier {
    let purpose = "cannot be opened"
    let access = try HDF5Identifier(path, nil, purpose, close: { H5Pclose($0) }) {
      H5Pcreate(facet_h5_file_access_class())
    }
    try hdf5(path, nil, purpose) { H5Pset_file_locking(access.id, false, true) }
    return access
  }

  private static func opening(_ path: String, failed error: SceneError) -> SceneError {
    let isHDF5 = nativeLibraryLock.withLock {
      silenceHDF5()
      return H5Fis_hdf5(path) > 0
    }
    if error.problem.contains("truncated file") || error.problem.contains("end of file") {
      return SceneError(
        file: path, problem: "is a truncated HDF5 file: its end is missing. \(error.problem)",
        remedy: "The download or copy was probably interrupted; fetch the file again")
    }
    if isHDF5 {
      return SceneError(
        file: path, problem: "is a damaged HDF5 file: \(error.problem)",
        remedy: "Fetch the file again, or check it with `h5dump -H`")
    }
    let bytes = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    return SceneError(
      file: path,
      problem: "is not an HDF5 file (\(bytes) bytes without the HDF5 signature)",
      remedy: "Check the path, or whether the file was cut off at its very start")
  }
}
