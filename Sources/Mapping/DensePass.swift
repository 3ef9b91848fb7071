internal import Networks
internal import Sampling
internal import Scenes
internal import Torch
internal import Training

/// Embeddings of every pixel of a scene, tile by tile, borders and unlabelled ground included.
///
/// The network runs over whole tiles, so that overlapping windows share their work; every
/// convolution is valid, so the result is that of a patch for every pixel. Memory, the host's and a
/// GPU's, depends on the scene's size no more than whole rows of the result do: there are three
/// strips at most, one that is mapped, one that is read, and one that both share rows with, and what
/// the network makes of two tiles.
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
    // A GPU has more to do at once. Not measured: some 2 GB of it are taken, as 16 tiles would.
    let suited = self.model.network.tileSide
    self.tileSide = max(1, tileSide ?? (device == .cpu ? suited : max(256, suited)))
  }

  /// Rows of a strip, by which a scene's parts are cut.
  func stripHeight(_ shape: CubeShape) -> Int {
    let margin = model.window / 2
    // Strips of a wide scene take twice their share rather than being all margin; those of a wider
    // one are cut into pieces of whole tiles.
    let most = max(
      16, stripBytes / ((shape.columns + 2 * margin) * shape.bands * 4) - 2 * margin)
    return min(shape.rows, min(most, tileSide))
  }

  /// Goes over what the model makes of each tile's pixels, row by row; tiles from left to right, strips
  /// from top to bottom. A tile is ended when the next one has begun, so that a GPU has work while
  /// the host looks at results.
  ///
  /// - Parameters:
  ///   - begin: queues what is to be made of a tile.
  ///   - end: takes it, with the columns of the scene that the tile covers.
  ///   - only: the part of the scene that is mapped; all of it if nil. It has a row at least.
  ///   - seen: looks at each strip that is read.
  func forEachTile<Begun>(
    of scene: Scene, only shard: Shard? = nil, seen: SpectraTap? = nil,
    begin: (PixelFeatures) throws -> Begun,
    end: (Strip, Range<Int>, Begun) throws -> Void
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
    let rows = stripHeight(shape)
    let column = (rows + 2 * margin) * shape.bands * 4
    let tiles = max(1, (2 * stripBytes / column - 2 * margin) / tileSide)
    let reader = StripReader(
      scene, model.card.standardisation, margin: margin, rowsPerStrip: rows,
      columnsPerStrip: width * column <= 2 * stripBytes
        ? shape.columns : min(shape.columns, tiles * tileSide),
      only: shard?.rows(of: shape.rows, strip: rows), device: device, seen: seen)
    try inferring {
      var last: (Strip, Range<Int>, Begun)?
      while let loaded = try reader.next() {
        let strip = loaded.strip
        let left = strip.columns.lowerBound
        let input = try loaded.values.finish()
        for start in stride(from: left, to: strip.columns.upperBound, by: tileSide) {
          let columns = start..<min(start + tileSide, strip.columns.upperBound)
          let tile = try input.slice(2, (start - left)..<(columns.upperBound - left + 2 * margin))
          let begun = try begin(model.features(tile))
          if let last { try end(last.0, last.1, last.2) }
          last = (strip, columns, begun)
        }
      }
      if let last { try end(last.0, last.1, last.2) }
    }
  }

  /// Calls `body` with `width` numbers a pixel for each strip, rows × columns × width, NaN where a
  /// pixel has no value in any band.
  ///
  /// - Parameter values: from embeddings, N × k, to as many rows of `width` numbers, float32.
  func forEachStrip(
    of scene: Scene, width: Int, values: (Tensor) throws -> Tensor,
    _ body: (Range<Int>, [Float]) throws -> Void
  ) throws {
    let columnCount = scene.shape.columns
    var strip: [Float] = []
    try forEachTile(of: scene) {
      try Transfer(values($0.embeddings), to: .cpu)
    } end: {
      tile, columns, transfer in
      if columns.lowerBound == 0 {
        strip = Array(repeating: .nan, count: tile.rows.count * columnCount * width)
      }
      let found = try transfer.finish().values(Float.self)
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
