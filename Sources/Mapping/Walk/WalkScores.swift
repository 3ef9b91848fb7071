internal import MetricLearning
internal import Sampling
internal import Scenes
internal import Torch
internal import Training

/// Where the walk's guide keeps what it saw of a scene, while others read it.
struct WalkScores {
  let guide: WalkGuide
  let spool: PixelSpool

  /// - Throws: `SceneError` if the scene cannot be read, or there is no room for 16 bytes a pixel.
  init(_ scene: Scene, _ standardisation: Standardisation, contrast: Float) throws {
    guide = try WalkGuide(scene, standardisation, contrast: contrast)
    spool = try PixelSpool(
      rows: scene.shape.rows, columns: scene.shape.columns, width: WalkGuide.width,
      contents: "the principal components of the scene")
  }

  /// Guided by what a model makes of the pixels in place of their spectra: the directions of its
  /// embeddings.
  ///
  /// - Throws: as above, and if the scene's bands are not the model's.
  init(_ scene: Scene, embeddedBy model: Model, contrast: Float, device: Device) throws {
    let (rows, columns, width) = (scene.shape.rows, scene.shape.columns, model.card.factors)
    let embeddings = try PixelSpool(
      rows: rows, columns: columns, width: width, contents: "the embeddings of the scene")
    let pass = try DensePass(model, device: device, stripBytes: 64 << 20, tileSide: nil)
    try pass.forEachStrip(
      of: scene, width: width,
      values: { try $0 / $0.norm(p: 2, along: 1, keep: true).maximum(1e-12) }
    ) { rows, values in try embeddings.write(rows: rows, columns: 0..<columns, values) }
    func read(_ rows: Range<Int>) throws -> WalkSpectra {
      WalkSpectra(try embeddings.read(rows: rows, columns: 0..<columns), bands: width)
    }
    let sample = try stride(from: 0, to: rows, by: max(2, (rows + 63) / 64)).map {
      try read($0..<min($0 + 2, rows))
    }
    guide = try WalkGuide(sample, columns: columns, bands: width, contrast: contrast)
    spool = try PixelSpool(
      rows: rows, columns: columns, width: WalkGuide.width,
      contents: "the principal components of the scene's embeddings")
    for row in 0..<rows {
      let line = try read(row..<(row + 1))
      try spool.write(
        rows: row..<(row + 1), columns: 0..<columns,
        guide.scores(line.values, isValid: line.isValid))
    }
  }

  /// Takes a strip that a map is being made of.
  ///
  /// - Parameters:
  ///   - spectra: standardised, from the strip's first pixel on.
  ///   - line: numbers from one row of it to the next.
  func see(_ strip: Strip, _ spectra: UnsafePointer<Float>, line: Int) throws {
    for (index, row) in strip.rows.enumerated() {
      let isValid = strip.columns.map { strip.isValid(index, $0) }
      try spool.write(
        rows: row..<(row + 1), columns: strip.columns,
        guide.scores(spectra + index * line, isValid: isValid))
    }
  }

  /// Reads a whole scene for the guide alone.
  func see(_ scene: Scene, _ standardisation: Standardisation) throws {
    let shape = scene.shape
    let height = max(1, (1 << 24) / (shape.columns * shape.bands))
    for start in stride(from: 0, to: shape.rows, by: height) {
      let rows = start..<min(start + height, shape.rows)
      let spectra = try WalkSpectra(
        scene, standardisation, rows: rows, columns: 0..<shape.columns)
      try spool.write(
        rows: rows, columns: 0..<shape.columns,
        guide.scores(spectra.values, isValid: spectra.isValid))
    }
  }
}
