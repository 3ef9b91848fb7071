internal import CGDAL

/// What a raster's masks and alpha bands leave out: a mask inside the file or in `FILE.msk`, masks of
/// single bands, no-data values that count only if all bands have them, and alpha 0.
struct RasterMask: PixelMask {
  private struct Layer: Hashable {
    var place: RasterBlocks.Place
    /// Whether the band itself is the mask, and not GDAL's mask of it.
    var isAlpha: Bool
  }

  private let blocks: RasterBlocks
  /// For each band of the cube, what masks it.
  private let layers: [[Layer]]

  /// Nil if nothing is masked but by the bands' own no-data values.
  init?(_ blocks: RasterBlocks) throws {
    self.blocks = blocks
    var layers: [[Layer]] = []
    for place in blocks.places {
      let flags = try blocks.datasets.with(place.page, "cannot be described") {
        GDALGetRasterBand($0, place.band).map { GDALGetMaskFlags($0) }
      }
      var own = blocks.alphas.filter { $0.page == place.page }.map {
        Layer(place: $0, isAlpha: true)
      }
      let isByValue = flags & GMF_NODATA != 0 && flags & GMF_PER_DATASET == 0
      if flags & GMF_ALL_VALID == 0, flags & GMF_ALPHA == 0, !isByValue {
        let isOfAll = flags & GMF_PER_DATASET != 0
        let band = isOfAll ? 1 : place.band
        own.append(Layer(place: .init(page: place.page, band: band), isAlpha: false))
      }
      layers.append(own)
    }
    guard layers.contains(where: { !$0.isEmpty }) else { return nil }
    self.layers = layers
  }

  func holes(in window: CubeWindow) throws -> [Bool] {
    let pixels = window.rows.count * window.columns.count
    let wanted = window.bands.map { layers[$0] }
    var read: [Layer: [Bool]] = [:]
    for layer in Set(wanted.joined()) { read[layer] = try holes(of: layer, window) }
    func combined(_ layers: [Layer], _ pixel: Int) -> Bool {
      layers.contains { read[$0]?[pixel] == true }
    }
    if let first = wanted.first, wanted.allSatisfy({ $0 == first }) {
      return (0..<pixels).map { combined(first, $0) }
    }
    return (0..<pixels).flatMap { pixel in wanted.map { combined($0, pixel) } }
  }

  private func holes(of layer: Layer, _ window: CubeWindow) throws -> [Bool] {
    let (rows, columns) = (window.rows, window.columns)
    var values = [Float](repeating: 0, count: rows.count * columns.count)
    try blocks.datasets.with(layer.place.page, "its mask cannot be read") { dataset in
      guard let band = GDALGetRasterBand(dataset, layer.place.band),
        let mask = layer.isAlpha ? band : GDALGetMaskBand(band)
      else { return Void?.none }
      let error = GDALRasterIO(
        mask, GF_Read, Int32(columns.lowerBound), Int32(rows.lowerBound), Int32(columns.count),
        Int32(rows.count), &values, Int32(columns.count), Int32(rows.count), GDT_Float32, 0, 0)
      return error == CE_None ? () : nil
    }
    return values.map { $0 == 0 }
  }
}
