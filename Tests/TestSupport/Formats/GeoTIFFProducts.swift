import CGDAL
import Foundation
import Scenes

/// The reference scene as GeoTIFF: EnMAP's and DESIS' with what stands beside it, and tiles derived
/// from EnMAP's, which keep everything in GDAL's metadata.
package enum GeoTIFFProducts {
  private static let scene = ReferenceScene.self

  /// - Returns: the path of the image.
  package static func enmap(_ folder: String) throws -> String {
    let name = "\(folder)/ENMAP01-____L2A-DT000-"
    try image("\(name)SPECTRAL_IMAGE.TIF", interleave: "PIXEL", describesBands: false)
    let bands = (0..<8).map { band in
      """
      <bandID number="\(band + 1)">
        <wavelengthCenterOfBand>\(scene.wavelengths[band])</wavelengthCenterOfBand>
        <FWHMOfBand>\(scene.widths[band])</FWHMOfBand>
        <GainOfBand>0.0001</GainOfBand><OffsetOfBand>0</OffsetOfBand>
      </bandID>
      """
    }
    try """
    <?xml version="1.0" encoding="UTF-8"?>
    <level_X><specific><bandCharacterisation>
    \(bands.joined(separator: "\n"))
    </bandCharacterisation></specific></level_X>
    """.write(toFile: "\(name)METADATA.XML", atomically: true, encoding: .utf8)
    return "\(name)SPECTRAL_IMAGE.TIF"
  }

  package static func desis(_ folder: String) throws -> String {
    let name = "\(folder)/DESIS-HSI-L2A-DT000-SPECTRAL_IMAGE"
    try image("\(name).tif", interleave: "BAND", describesBands: false)
    func list(_ values: [Double]) -> String { values.map { "\($0)" }.joined(separator: ", ") }
    try """
    ENVI
    samples = 5
    lines = 6
    bands = 8
    data type = 2
    interleave = bsq
    wavelength units = nanometers
    wavelength = {\(list(scene.wavelengths))}
    fwhm = {\(list(scene.widths))}
    data gain values = {\(list([Double](repeating: 1e-4, count: 8)))}
    data offset values = {\(list([Double](repeating: 0, count: 8)))}
    """.write(toFile: "\(name).hdr", atomically: true, encoding: .utf8)
    return "\(name).tif"
  }

  package static func tile(_ path: String) throws {
    try image(path, interleave: "BAND", describesBands: true)
  }

  /// Writes the tile, and a copy of it in another format of GDAL's, which for a VRT points to it.
  ///
  /// - Returns: the path of the copy.
  package static func copy(of tile: String, to path: String, driver: String) throws -> String {
    try self.tile(tile)
    try nativeLibraryLock.withLock {
      guard let source = GDALOpen(tile, GA_ReadOnly) else { throw WritingFailure(what: tile) }
      defer { GDALClose(source) }
      guard let driver = GDALGetDriverByName(driver),
        let copy = GDALCreateCopy(driver, path, source, 0, nil, nil, nil)
      else { throw WritingFailure(what: path) }
      GDALClose(copy)
    }
    return path
  }

  private static func image(_ path: String, interleave: String, describesBands: Bool) throws {
    try nativeLibraryLock.withLock {
      registerLocalDrivers()
      var options: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
      for option in ["INTERLEAVE=\(interleave)", "COMPRESS=DEFLATE", "PREDICTOR=2"] {
        options = CSLAddString(options, option)
      }
      defer { CSLDestroy(options) }
      guard let driver = GDALGetDriverByName("GTiff"),
        let dataset = GDALCreate(driver, path, 5, 6, 8, GDT_Int16, options)
      else { throw WritingFailure(what: path) }
      defer { GDALClose(dataset) }
      var transform = scene.transform
      GDALSetGeoTransform(dataset, &transform)
      let system = OSRNewSpatialReference(nil)
      defer { OSRDestroySpatialReference(system) }
      OSRImportFromEPSG(system, 32632)
      GDALSetSpatialRef(dataset, system)
      for index in 0..<8 {
        guard let band = GDALGetRasterBand(dataset, Int32(index + 1)) else {
          throw WritingFailure(what: path)
        }
        GDALSetRasterNoDataValue(band, -32768)
        var values = scene.values(order: "rcb", bands: [index], fill: Int16(-32768)) { Int16($0) }
        guard
          GDALRasterIO(band, GF_Write, 0, 0, 5, 6, &values, 5, 6, GDT_Int16, 0, 0) == CE_None
        else { throw WritingFailure(what: path) }
        guard describesBands else { continue }
        GDALSetRasterScale(band, 1e-4)
        for (key, value) in [
          ("wavelength", "\(scene.wavelengths[index])"), ("fwhm", "\(scene.widths[index])"),
          ("wavelength_units", "Nanometers"), ("bbl", index == scene.badBand ? "0" : "1"),
        ] {
          GDALSetMetadataItem(band, key, value, nil)
        }
      }
    }
  }
}
