internal import CGDAL

/// What GDAL tells of a raster's bands, its numbers and its place.
struct RasterMetadata {
  var wavelengths: [Double]?
  var widths: [Double]?
  var units: String?
  var good: [Double]?
  var values = StoredValues()
  var georeference: Georeference?

  init(_ blocks: RasterBlocks) throws {
    let bands = blocks.shape.bands
    self = try blocks.withDataset("cannot be described") { dataset in
      RasterMetadata(dataset, bands: bands)
    }
  }

  private init(_ dataset: GDALDatasetH, bands: Int) {
    var wavelengths: [Double] = []
    var widths: [Double] = []
    var good: [Double] = []
    var scales: [Double] = []
    var offsets: [Double] = []
    for number in 1...bands {
      guard let band = GDALGetRasterBand(dataset, Int32(number)) else { continue }
      func item(_ names: String...) -> String? {
        for name in names {
          if let value = GDALGetMetadataItem(band, name, nil) { return String(cString: value) }
        }
        return nil
      }
      if let value = item("wavelength", "WAVELENGTH").flatMap({ Double($0) }) {
        wavelengths.append(value)
      }
      if let value = item("fwhm", "FWHM").flatMap({ Double($0) }) { widths.append(value) }
      if let value = item("bbl", "BBL").flatMap({ Double($0) }) { good.append(value) }
      units = units ?? item("wavelength_units", "WAVELENGTH_UNITS")
      var isStated: Int32 = 0
      let scale = GDALGetRasterScale(band, &isStated)
      scales.append(isStated != 0 ? scale : 1)
      let offset = GDALGetRasterOffset(band, &isStated)
      offsets.append(isStated != 0 ? offset : 0)
      let fill = GDALGetRasterNoDataValue(band, &isStated)
      if isStated != 0, !fill.isNaN, !values.fills.contains(fill), values.fills.count < 8 {
        values.fills.append(fill)
      }
    }
    self.wavelengths = wavelengths.count == bands ? wavelengths : nil
    self.widths = widths.count == bands ? widths : nil
    self.good = good.count == bands ? good : nil
    (values.scale, values.bandScales) = ENVIBands.common(scales, otherwise: 1)
    (values.offset, values.bandOffsets) = ENVIBands.common(offsets, otherwise: 0)
    var transform = [Double](repeating: 0, count: 6)
    if GDALGetGeoTransform(dataset, &transform) == CE_None {
      georeference = Georeference(
        transform: transform, crs: GDALGetSpatialRef(dataset).flatMap { wellKnownText(of: $0) })
    }
  }
}
