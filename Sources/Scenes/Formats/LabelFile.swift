internal import Foundation

/// Labels in another file than the scene's, written "FILE" or "FILE:variable".
struct LabelFile: Sendable {
  let path: String
  let variable: String?

  /// Nil where `place` names no file, neither from the working folder nor from the scene's.
  init?(_ place: String, besides scene: String) {
    let folder = (scene as NSString).deletingLastPathComponent
    func found(_ name: String) -> String? {
      let inFolder = (folder as NSString).appendingPathComponent(name)
      return [name, inFolder].first { path in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
          && !isFolder.boolValue
      }
    }
    if !place.isEmpty, let whole = found(place) {
      (path, variable) = (whole, nil)
    } else if let colon = place.lastIndex(of: ":"), colon > place.startIndex,
      let part = found(String(place[..<colon]))
    {
      (path, variable) = (part, String(place[place.index(after: colon)...]))
    } else {
      return nil
    }
  }

  /// The labels in it, recognised by its content.
  ///
  /// - Parameter shape: of the scene that they belong to.
  /// - Throws: `SceneError` if it cannot be opened.
  func source(shape: CubeShape, descriptor: SceneDescriptor) throws -> any LabelSource {
    var described = descriptor
    described.labels = variable.map { LabelPlaces([$0]) }
    let start = try FileStart(path)
    if start.isHDF5 {
      let file = try HDF5File.open(path)
      let isReversed = HDF5Product.matlab(file, start: start.bytes) != nil
      return LabelArrays(
        matrices: HDF5Labels(hdf5: file, isReversed: isReversed), shape: shape,
        descriptor: described)
    }
    if start.isClassicNetCDF {
      return LabelArrays(
        matrices: ClassicNetCDFLabels(netCDF: try ClassicNetCDF(path)), shape: shape,
        descriptor: described)
    }
    if start.isMATLAB5 {
      return LabelArrays(
        matrices: MATLABLabels(matlab: try MATLABFile(path)), shape: shape, descriptor: described)
    }
    return RasterLabels(file: path, shape: shape, descriptor: described)
  }
}

/// The only band of a raster as a scene's labels.
struct RasterLabels: LabelSource {
  let file: String
  let shape: CubeShape
  let descriptor: SceneDescriptor

  func paths() throws -> [String] { [file] }

  func defaultPath() throws -> String { file }

  func read(_ path: String) throws -> GatheredLabels {
    let read = try readLabelRaster(file, unlabelled: descriptor.unlabelled)
    let labels = read.labels
    guard labels.rows == shape.rows, labels.columns == shape.columns else {
      throw SceneError(
        file: file,
        problem: "is \(labels.rows)×\(labels.columns), the scene \(shape.rows)×\(shape.columns)",
        remedy: "Give labels on the scene's own grid")
    }
    return try GatheredLabels(labels: labels, notes: read.notes)
      .listed(by: descriptor, source: file)
  }
}
