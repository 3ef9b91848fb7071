internal import Foundation
package import Scenes

/// Writes a class map as a cloud-optimised GeoTIFF: its smaller versions stand before its pixels, so
/// that programs read what they show over a network. With palette, names, attribute table, and
/// QGIS's style in a file of its own.
///
/// - Returns: the files written, the map first.
/// - Throws: `SceneError` if a file cannot be written.
package func writeCloudOptimised(
  _ map: LabelMap, as layout: MapLayout, to path: String
) throws -> [String] {
  var layout = layout
  layout.confidence = false
  let style = (path as NSString).deletingPathExtension + ".qml"
  try replaceCloudOptimised(path, resampling: "MODE", layout: &layout) { raster, layout in
    let writer = try GeoTIFFMapWriter(path: raster, layout: layout, isStyled: false)
    try map.values.withUnsafeBufferPointer {
      try writer.write(rows: 0..<map.rows, classes: $0, confidence: nil)
    }
    try writer.finish()
  }
  try replaceFile(style, with: Data(qgisStyle(of: layout).utf8))
  let names = path + ".aux.xml"
  return [path, style] + (FileManager.default.fileExists(atPath: names) ? [names] : [])
}

/// Writes the confidence of a map's pixels, NaN if there is none, as a cloud-optimised GeoTIFF.
///
/// - Throws: `SceneError` if it cannot be written.
package func writeCloudOptimised(
  confidence: [Float], as layout: MapLayout, to path: String
) throws {
  var layout = layout
  try replaceCloudOptimised(path, resampling: "AVERAGE", layout: &layout) { raster, layout in
    let file = try RasterFile(
      creating: raster, named: path, driver: "GTiff", rows: layout.rows, columns: layout.columns,
      sample: .float32, options: ["TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER"],
      legend: RasterFile.Legend(nodata: .nan, georeference: layout.georeference))
    try confidence.withUnsafeBufferPointer { try file.write(rows: 0..<layout.rows, $0) }
    if layout.overviews { try file.addOverviews(.average) }
    try file.close()
  }
}

/// - Parameter write: writes the raster that is copied; with its smaller versions if the layout asks
///   for them, which it does if this GDAL cannot make a cloud-optimised file.
private func replaceCloudOptimised(
  _ path: String, resampling: String, layout: inout MapLayout,
  _ write: (_ raster: String, MapLayout) throws -> Void
) throws {
  let made = layout
  try replaceFile(path) { temporary in
    let raster = temporary + ".tif"
    defer {
      removeFile(raster)
      removeFile(raster + ".aux.xml")
    }
    try write(raster, made)
    let isCopied = try copyRaster(
      raster, to: temporary, named: path, driver: "COG",
      options: [
        "COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER", "OVERVIEW_RESAMPLING=\(resampling)",
      ])
    guard !isCopied else { return }
    var plain = made
    plain.overviews = true
    try write(temporary, plain)
  }
}
