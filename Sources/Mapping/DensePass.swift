internal import Networks
internal import Sampling
internal import Scenes
internal import Torch
internal import Training

/// Embeddings of every pixel of a scene, tile by tile, borders and unlabelled ground included.
///
/// The network runs over whole tiles, so that overlapping windows share their work; every
/// convolution is valid, so the result is that of a patch for every pixel. Memory depends
/// on the scene's size no more than whole rows of the result do.
struct DensePass {
  /// Batch norm folded.
  let model: Model
  let device: Device
  /// About how much memory a strip of the scene may take.
  let stripBytes: Int
  /// Pixels along a side of what the network sees at once.
  let tileSide: Int

  /// - Parameter tileSide: nil for what suits the network.
  init(_ model: Model, device: Device, stripBytes: Int, tileSide: Int?) throws {
    self.model = try model.folded()
    self.device = device
    self.stripBytes = stripBytes
    self.tileSide = max(1, tileSide ?? self.model.network.tileSide)
  }

  /// Calls `body` with what the model makes of each tile's pixels, row by row; tiles from left to
  /// right, strips from top to bottom.
  func forEachTile(
    of scene: Scene, _ body: (Strip, Range<Int>, PixelFeatures) throws -> Void
  ) throws {
    let shape = scene.shape
    let window = model.window
    try model.card.requireBands(scene.bands, of: scene.file)
    guard window / 2 < min(shape.rows, shape.columns) else {
      throw SceneError(
        file: scene.file,
        problem: "is \(shape.rows)×\(shape.columns) pixels, too small for the model's window of "
          + "\(window)×\(window)",
        remedy: "Use a larger scene, or a model with a smaller window")
    }
    let margin = window / 2
    let width = shape.columns + 2 * margin
    // Strips of a wide scene take twice their share rather than being all margin; those of a wider
    // one are cut into pieces of whole tiles.
    let most = max(16, stripBytes / (width * shape.bands * 4) - 2 * margin)
    let rows = min(shape.rows, min(most, tileSide))
    let column = (rows + 2 * margin) * shape.bands * 4
    let tiles = max(1, (2 * stripBytes / column - 2 * margin) / tileSide)
    let reader = StripReader(
      scene, model.card.standardisation, margin: margin, rowsPerStrip: rows,
      columnsPerStrip: width * column <= 2 * stripBytes
        ? shape.columns : min(shape.columns, tiles * tileSide))
    try inferring {
      while let strip = try reader.next() {
        let left = strip.columns.lowerBound
        let input = try Tensor.borrowing(
          strip.values.values,
          shape: [
            1, strip.rows.count + 2 * margin, strip.columns.count + 2 * margin, shape.bands,
          ], owner: strip.values)
        for start in stride(from: left, to: strip.columns.upperBound, by: tileSide) {
          let columns = start..<min(start + tileSide, strip.columns.upperBound)
          let tile = try input.slice(2, (start - left)..<(columns.upperBound - left + 2 * margin))
            .to(device)
          try body(strip, columns, try model.features(tile))
        }
      }
    }
  }

  /// Calls `body` with `width` numbers a pixel for each strip, rows × columns × width, NaN where a
  /// pixel has no value in any band.
  ///
  /// - Parameter values: from embeddings, N × k, to as many rows of `width` numbers.
  func forEachStrip(
    of scene: Scene, width: Int, values: (Tensor) throws -> [Float],
    _ body: (Range<Int>, [Float]) throws -> Void
  ) throws {
    let columnCount = scene.shape.columns
    var strip: [Float] = []
    try forEachTile(of: scene) { tile, columns, features in
      if columns.lowerBound == 0 {
        strip = Array(repeating: .nan, count: tile.rows.count * columnCount * width)
      }
      let found = try values(features.embeddings)
      for pixel in 0..<(tile.rows.count * columns.count) {
        let (row, column) = (pixel / columns.count, columns.lowerBound + pixel % columns.count)
        guard tile.isValid(row, column) else { continue }
        let place = row * columnCount + column
        for index in 0..<width { strip[place * width + index] = found[pixel * width + index] }
      }
      if columns.upperBound == columnCount { try body(tile.rows, strip) }
    }
  }
}
