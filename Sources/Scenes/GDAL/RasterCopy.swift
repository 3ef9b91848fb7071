internal import CGDAL

/// Copies a raster into a format of GDAL's that is written whole, with its palette, names and
/// attribute table.
///
/// - Parameters:
///   - source: the raster.
///   - path: where the copy is written.
///   - file: the name that errors give.
///   - driver: GDAL's name of the format, such as "COG".
///   - options: the format's creation options, "KEY=value".
/// - Returns: false if this GDAL does not have the format.
package func copyRaster(
  _ source: String, to path: String, named file: String, driver: String, options: [String]
) throws -> Bool {
  let isThere = try callGDAL(file, "cannot be written", strict: true) { () -> Bool? in
    guard let driver = GDALGetDriverByName(driver) else { return false }
    guard let from = GDALOpen(source, GA_ReadOnly) else { return nil }
    defer { GDALClose(from) }
    var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    for option in options { list = CSLAddString(list, option) }
    defer { CSLDestroy(list) }
    guard let copy = GDALCreateCopy(driver, path, from, 0, list, nil, nil) else { return nil }
    GDALFlushCache(copy)
    GDALClose(copy)
    return true
  }
  if isThere { try signSideFiles(of: path, named: file) }
  return isThere
}
