internal import Sampling
internal import Scenes

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
