internal import CGDAL

/// Reads a label map from any raster that GDAL opens: one band of class numbers from 0 (or the
/// raster's no-data value) for "unlabelled" to 65 535.
///
/// - Returns: the labels; the classes where the raster has category names or a palette; where it
///   lies, if it says.
/// - Throws: `SceneError` if it cannot be opened, has several bands, or a value that is no class
///   number.
package func readLabelRaster(
  _ path: String
) throws -> (labels: LabelMap, classes: ClassTable?, georeference: Georeference?) {
  try FileStart(path).requireReadableFormat()
  return try nativeLibraryLock.withLock {
    let dataset = try callGDAL(path, "cannot be opened as a raster") {
      GDALOpenEx(path, UInt32(GDAL_OF_RASTER | GDAL_OF_VERBOSE_ERROR), nil, nil, nil)
    }
    defer { _ = try? callGDAL(path, "") { GDALClose(dataset) } }
    noteFiles(of: dataset)
    let count = GDALGetRasterCount(dataset)
    guard count == 1, let band = GDALGetRasterBand(dataset, 1) else {
      throw SceneError(
        file: path, problem: "has \(count) bands; a label map has 1",
        remedy: "Write the band that holds the class numbers to a file of its own")
    }
    let labels = try readLabels(of: band, dataset, path)
    return try callGDAL(path, "cannot be read") {
      (
        labels, classes(of: band, largest: Int(labels.values.max() ?? 0)),
        georeference(of: dataset)
      )
    }
  }
}

/// The values by strips of rows, through double precision, which holds every integer type that a
/// class number fits in.
private func readLabels(
  of band: GDALRasterBandH, _ dataset: GDALDatasetH, _ path: String
) throws -> LabelMap {
  let columns = Int(GDALGetRasterXSize(dataset))
  let rows = Int(GDALGetRasterYSize(dataset))
  var hasNodata: Int32 = 0
  let declared = GDALGetRasterNoDataValue(band, &hasNodata)
  let nodata = hasNodata != 0 ? declared : nil
  let height = max(1, min(rows, (1 << 20) / columns))
  var strip = [Double](repeating: 0, count: height * columns)
  var values = [UInt16]()
  for first in stride(from: 0, to: rows, by: height) {
    let count = min(height, rows - first)
    try callGDAL(path, "cannot be read") {
      let error = GDALRasterIO(
        band, GF_Read, 0, Int32(first), Int32(columns), Int32(count), &strip, Int32(columns),
        Int32(count), GDT_Float64, 0, 0)
      return error == CE_None ? () : nil
    }
    for (offset, value) in strip.prefix(count * columns).enumerated() {
      if value == nodata || (value.isNaN && nodata?.isNaN == true) {
        values.append(0)
      } else if let label = UInt16(exactly: value) {
        values.append(label)
      } else {
        throw SceneError(
          file: path,
          problem: "holds \(value) at row \(first + offset / columns), column "
            + "\(offset % columns), which is no class number (0…65535)",
          remedy: "Give a raster of class numbers, 0 or its no-data value for unlabelled")
      }
    }
  }
  return LabelMap(rows: rows, columns: columns, values: values)
}

/// Classes up to the last that has a name, or that occurs. Only inside `callGDAL`.
private func classes(of band: GDALRasterBandH, largest: Int) -> ClassTable? {
  let names = GDALGetRasterCategoryNames(band)
  let palette = GDALGetRasterColorTable(band)
  guard names != nil || palette != nil else { return nil }
  let named = Int(CSLCount(names))
  // A palette is often padded to all values of its type, so that it does not tell the number.
  let count = max(named - 1, largest)
  guard count > 0 else { return nil }
  let shades = palette.map { Int(GDALGetColorEntryCount($0)) } ?? 0
  let entries = (1...count).map { value in
    var entry = ClassTable.Entry(
      name: "Class \(value)", colour: ClassTable.colour(at: value - 1))
    if value < named, let name = names?[value], name.pointee != 0 {
      entry.name = String(cString: name)
    }
    var shade = GDALColorEntry()
    if value < shades, GDALGetColorEntryAsRGB(palette, Int32(value), &shade) != 0 {
      let channel = { (value: Int16) in UInt8(clamping: value) }
      entry.colour = Colour(
        red: channel(shade.c1), green: channel(shade.c2), blue: channel(shade.c3))
    }
    return entry
  }
  return ClassTable(entries: entries)
}

/// Only inside `callGDAL`.
private func georeference(of dataset: GDALDatasetH) -> Georeference? {
  var transform = [Double](repeating: 0, count: 6)
  guard GDALGetGeoTransform(dataset, &transform) == CE_None else { return nil }
  return Georeference(
    transform: transform, crs: GDALGetSpatialRef(dataset).flatMap { wellKnownText(of: $0) })
}
