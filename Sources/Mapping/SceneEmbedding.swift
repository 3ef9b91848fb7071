public import Scenes
public import Torch
public import Training

/// The k numbers that a model makes of every pixel, and distances between them.
public final class SceneEmbedding {
  private let pass: DensePass

  /// - Parameters: as those of `SceneClassifier`.
  public init(
    _ model: Model, device: Device = .cpu, stripBytes: Int = 64 << 20, tileSide: Int? = nil
  ) throws {
    pass = try DensePass(model, device: device, stripBytes: stripBytes, tileSide: tileSide)
  }

  /// Writes the embeddings of a scene as HDF5: `embedding` (rows, columns, k) float32 in chunks of
  /// whole spectra, or as GeoTIFF, a band for each number; NaN if a pixel has no value in any band;
  /// with its georeference if the scene has one. The file appears under its name when it is whole.
  ///
  /// - Parameters:
  ///   - scene: with the model's bands.
  ///   - path: ends in .h5, .hdf5, .he5, .tif or .tiff.
  ///   - progress: told the rows done.
  ///   - isInterrupted: asked after every strip; true stops with `MappingInterrupted`.
  public func write(
    _ scene: Scene, to path: String, progress: (_ done: Int) -> Void, isInterrupted: () -> Bool
  ) throws {
    let writer = try makeEmbeddingWriter(
      path: path,
      layout: EmbeddingLayout(
        rows: scene.shape.rows, columns: scene.shape.columns,
        names: (1...pass.model.card.factors).map { "y \($0)" },
        meaning: "metric embedding y = Bᵀf", georeference: scene.georeference))
    do {
      try pass.forEachStrip(
        of: scene, width: pass.model.card.factors, values: { $0 }
      ) { rows, values in
        try values.withUnsafeBufferPointer { try writer.write(rows: rows, $0) }
        progress(rows.upperBound)
        if isInterrupted() { throw MappingInterrupted() }
      }
      try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
  }

  /// Writes how far every pixel is from the nearest of some embeddings; see `makeFieldWriter`.
  ///
  /// - Parameters:
  ///   - scene: with the model's bands.
  ///   - references: M × k.
  ///   - writer: takes the distances row by row.
  ///   - progress: told the rows done.
  ///   - isInterrupted: asked after every strip; true stops with `MappingInterrupted`.
  public func writeDistances(
    _ scene: Scene, to references: Tensor, into writer: any FieldWriter,
    progress: (_ done: Int) -> Void, isInterrupted: () -> Bool
  ) throws {
    let targets = try references.to(.float32, device: pass.device)
    try write(
      scene, into: writer, width: 1,
      values: { try $0.pairwiseDistances(to: targets).min(1) }, progress: progress,
      isInterrupted: isInterrupted)
  }

  /// Writes what is made of every pixel's embedding; finishes the writer, or abandons it.
  ///
  /// - Parameters:
  ///   - width: numbers a pixel.
  ///   - values: from embeddings, N × k, to N × width, float32.
  package func write(
    _ scene: Scene, into writer: any FieldWriter, width: Int, values: (Tensor) throws -> Tensor,
    progress: (_ done: Int) -> Void, isInterrupted: () -> Bool
  ) throws {
    do {
      try pass.forEachStrip(of: scene, width: width, values: values) { rows, values in
        try values.withUnsafeBufferPointer { try writer.write(rows: rows, $0) }
        progress(rows.upperBound)
        if isInterrupted() { throw MappingInterrupted() }
      }
      try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
  }
}
