/// What the reader of a format finds in a file: all that a `Scene` is made of.
struct OpenedFile: Sendable {
  var cube: any CubeReader
  /// How the file stores the cube, for `SceneSummary`.
  var storage: CubeStorage
  var labels: any LabelSource
  /// Where the pixels of an image in sensor geometry lie on the ground, read when asked for.
  var lookupTable: (@Sendable () throws -> GeographicLookupTable)?
  /// Bands that the file proposes for red, green and blue, 0-based.
  var proposedBands: [Int]?
}

/// How a file stores a cube.
struct CubeStorage: Sendable {
  /// Dataset, variable, or nothing if the file holds only the cube.
  var path: String
  var shape: [Int]
  /// What each dimension is: "row", "column", "band".
  var axes: [String]
  var chunk: [Int]?
  var filters: [String]
  /// Bytes in the file, compressed.
  var bytes: Int

  /// What errors name.
  var variable: String? { path.isEmpty ? nil : path }
}
