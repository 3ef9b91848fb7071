public import Scenes

/// What an embedding of a scene is before its pixels are known.
public struct EmbeddingLayout: Sendable, Equatable {
  public var rows: Int
  public var columns: Int
  /// Of each component: "pca 1".
  public var names: [String]
  /// What the numbers are, in a few words.
  public var meaning: String
  public var georeference: Georeference?

  public init(
    rows: Int, columns: Int, names: [String], meaning: String, georeference: Georeference? = nil
  ) {
    self.rows = rows
    self.columns = columns
    self.names = names
    self.meaning = meaning
    self.georeference = georeference
  }
}

/// Begins an embedding in the format that its name ends on: HDF5 with `embedding` (rows, columns,
/// components), or GeoTIFF with a band for each component; float32, NaN if there is none.
///
/// Each strip that is written holds rows · columns · components values, those of a pixel together.
///
/// - Throws: `SceneError` for another extension, or a folder that may not be written to.
public func makeEmbeddingWriter(path: String, layout: EmbeddingLayout) throws -> any FieldWriter {
  try MapFormat.embedding(path, layout)
}
