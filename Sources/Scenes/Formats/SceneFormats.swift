/// A file format that scenes and labels are read from, as it describes itself.
///
/// Adding one is a file with its `format`, and a line in the list `all`.
struct SceneFormat: Sendable {
  /// "NetCDF-3", as errors and references name it.
  let name: String
  /// Whether a file is of this format, by its content; its name tells nothing.
  let isFormat: @Sendable (FileStart) throws -> Bool
  /// Opens the cube and what belongs to it.
  let open: @Sendable (FileStart, SceneDescriptor) throws -> OpenedFile
  /// The matrices in such a file, of which labels are one; nil for a raster, all of which are labels.
  let matrices: (@Sendable (FileStart) throws -> any LabelMatrices)?

  init(
    _ name: String, isFormat: @escaping @Sendable (FileStart) throws -> Bool,
    open: @escaping @Sendable (FileStart, SceneDescriptor) throws -> OpenedFile,
    matrices: (@Sendable (FileStart) throws -> any LabelMatrices)? = nil
  ) {
    self.name = name
    self.isFormat = isFormat
    self.open = open
    self.matrices = matrices
  }

  /// Every format that is read: one line each. The first that knows a file reads it.
  static let all: [SceneFormat] = [
    .zarr,
    .hdf5,
    .classicNetCDF,
    .matlab5,
    .numPy,
    .enviLibrary,
    .profileLibrary,
    .tableLibrary,
    .envi,
    .raster,
  ]

  /// The format of a file.
  static func of(_ start: FileStart) throws -> SceneFormat {
    try all.first { try $0.isFormat(start) } ?? .raster
  }
}

/// Opens a scene's file in the format that its content shows.
///
/// - Throws: `SceneError` that names what is wrong with the file in that format.
func openSceneFile(_ path: String, descriptor: SceneDescriptor) throws -> OpenedFile {
  let start = try FileStart(path)
  let format = try SceneFormat.of(start)
  if RemoteScenes.isRemote(path),
    ![SceneFormat.raster.name, SceneFormat.numPy.name].contains(format.name)
  {
    throw SceneError(
      file: path, problem: "is \(format.name), which is read from a disk alone",
      remedy: "Copy the file, or make it a Cloud-Optimised GeoTIFF")
  }
  return try format.open(start, descriptor)
}
