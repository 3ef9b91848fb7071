internal import CGDAL
internal import Foundation

/// A raster that GDAL writes, by windows of whole rows; of one band unless told.
package final class RasterFile {
  /// Number type of the pixels.
  package enum Sample: Sendable {
    case uint8, uint16, int32, float32, float64
  }

  /// What a raster says of itself beside its pixels.
  package struct Legend: Sendable {
    /// Colour of each value from 0.
    package var palette: [Colour]?
    /// Name of each value from 0.
    package var categories: [String]?
    /// The classes by stored value, which become the raster's attribute table.
    package var classes: [ClassTable.Entry]?
    /// The value that means "no data".
    package var nodata: Double?
    package var georeference: Georeference?
    /// What each band is, for a raster of several.
    package var bands: [String]?

    package init(
      palette: [Colour]? = nil, categories: [String]? = nil,
      classes: [ClassTable.Entry]? = nil, nodata: Double? = nil,
      georeference: Georeference? = nil, bands: [String]? = nil
    ) {
      self.classes = classes
      self.bands = bands
      self.palette = palette
      self.categories = categories
      self.nodata = nodata
      self.georeference = georeference
    }
  }

  package let rows: Int
  package let columns: Int
  /// Number of bands.
  package let bands: Int
  private let path: String
  private let file: String
  private var dataset: GDALDatasetH?

  /// Makes a raster.
  ///
  /// - Parameters:
  ///   - path: where it is written.
  ///   - file: the name that errors give.
  ///   - driver: GDAL's name of the format, such as "GTiff".
  ///   - options: the format's creation options, "KEY=value".
  package init(
    creating path: String, named file: String, driver: String, rows: Int, columns: Int,
    sample: Sample, options: [String], legend: Legend
  ) throws {
    guard let width = Int32(exactly: columns), let height = Int32(exactly: rows), width > 0,
      height > 0
    else {
      throw SceneError(file: file, problem: "\(rows)×\(columns) pixels are not a raster's size")
    }
    self.rows = rows
    self.columns = columns
    self.path = path
    self.file = file
    bands = legend.bands?.count ?? 1
    let count = Int32(bands)
    let crs = try legend.georeference?.crs.map { try wellKnownText(of: $0, file: file) }
    dataset = try callGDAL(file, "cannot be created", strict: true) {
      guard let driver = GDALGetDriverByName(driver) else { return nil }
      var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
      for option in options { list = CSLAddString(list, option) }
      defer { CSLDestroy(list) }
      return GDALCreate(driver, path, width, height, count, sample.gdal, list)
    }
    try callGDAL(file, "cannot be described", strict: true) {
      if driver == "GTiff" {
        GDALSetMetadataItem(dataset, "TIFFTAG_SOFTWARE", OwnMark.software, nil)
      }
      return describe(legend, crs: crs)
    }
  }

  deinit {
    _ = try? callGDAL(file, "") { GDALClose(dataset) }
  }

  private func describe(_ legend: Legend, crs: String?) -> Void? {
    guard let dataset, let band = GDALGetRasterBand(dataset, 1) else { return nil }
    for number in 1...Int32(bands) {
      guard let band = GDALGetRasterBand(dataset, number) else { return nil }
      if let nodata = legend.nodata {
        guard GDALSetRasterNoDataValue(band, nodata) == CE_None else { return nil }
      }
      if let text = legend.bands?[Int(number) - 1] { GDALSetDescription(band, text) }
    }
    if var transform = legend.georeference?.transform {
      guard GDALSetGeoTransform(dataset, &transform) == CE_None else { return nil }
    }
    if let crs {
      guard GDALSetProjection(dataset, crs) == CE_None else { return nil }
    }
    if let palette = legend.palette {
      let table = GDALCreateColorTable(GPI_RGB)
      defer { GDALDestroyColorTable(table) }
      for (value, colour) in palette.enumerated() {
        var entry = GDALColorEntry(
          c1: Int16(colour.red), c2: Int16(colour.green), c3: Int16(colour.blue), c4: 255)
        GDALSetColorEntry(table, Int32(value), &entry)
      }
      // A file of 8 bits holds 256 colours: those that no value has are no opaque black.
      for value in palette.count..<max(palette.count, 256) {
        var entry = GDALColorEntry(c1: 255, c2: 255, c3: 255, c4: 0)
        GDALSetColorEntry(table, Int32(value), &entry)
      }
      guard GDALSetRasterColorTable(band, table) == CE_None else { return nil }
    }
    if let classes = legend.classes {
      guard setAttributes(classes, of: band) != nil else { return nil }
    }
    if let categories = legend.categories {
      var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
      for name in categories { list = CSLAddString(list, name) }
      defer { CSLDestroy(list) }
      guard GDALSetRasterCategoryNames(band, list) == CE_None else { return nil }
    }
    return ()
  }

  /// Value, name and colour of each class, as GIS programs read them of values of any size.
  private func setAttributes(
    _ classes: [ClassTable.Entry], of band: GDALRasterBandH
  ) -> Void? {
    guard let table = GDALCreateRasterAttributeTable() else { return nil }
    defer { GDALDestroyRasterAttributeTable(table) }
    // Values beyond 32 bits are whole numbers in float64.
    let isWide = classes.contains { Int32(exactly: $0.code) == nil }
    let columns = [
      ("Value", isWide ? GFT_Real : GFT_Integer, GFU_MinMax), ("Class", GFT_String, GFU_Name),
      ("Red", GFT_Integer, GFU_Red), ("Green", GFT_Integer, GFU_Green),
      ("Blue", GFT_Integer, GFU_Blue),
    ]
    for (name, type, usage) in columns {
      guard GDALRATCreateColumn(table, name, type, usage) == CE_None else { return nil }
    }
    for (index, entry) in classes.enumerated() {
      let row = Int32(index)
      GDALRATSetValueAsDouble(table, row, 0, Double(entry.code))
      GDALRATSetValueAsString(table, row, 1, entry.name)
      GDALRATSetValueAsInt(table, row, 2, Int32(entry.colour.red))
      GDALRATSetValueAsInt(table, row, 3, Int32(entry.colour.green))
      GDALRATSetValueAsInt(table, row, 4, Int32(entry.colour.blue))
    }
    return GDALSetDefaultRAT(band, table) == CE_None ? () : nil
  }

  /// Writes whole rows; `values` holds `rows.count · columns · bands` of them, in pixel order.
  package func write(rows: Range<Int>, _ values: UnsafeBufferPointer<UInt8>) throws {
    try write(rows: rows, values, as: GDT_Byte)
  }

  /// As above; a raster of fewer bits clips values that do not fit.
  package func write(rows: Range<Int>, _ values: UnsafeBufferPointer<Int64>) throws {
    try write(rows: rows, values, as: GDT_Int64)
  }

  /// As above; a raster of 8 bits clips values above 255.
  package func write(rows: Range<Int>, _ values: UnsafeBufferPointer<UInt16>) throws {
    try write(rows: rows, values, as: GDT_UInt16)
  }

  package func write(rows: Range<Int>, _ values: UnsafeBufferPointer<Float>) throws {
    try write(rows: rows, values, as: GDT_Float32)
  }

  private func write<Value>(
    rows wanted: Range<Int>, _ values: UnsafeBufferPointer<Value>, as type: GDALDataType
  ) throws {
    precondition(
      wanted.lowerBound >= 0 && wanted.upperBound <= rows
        && values.count == wanted.count * columns * bands,
      "\(values.count) values for rows \(wanted) of \(rows)×\(columns)×\(bands)")
    guard !wanted.isEmpty else { return }
    try callGDAL(file, "cannot be written", strict: true) {
      guard let dataset else { return Void?.none }
      // GDAL takes a mutable pointer for both directions; it only reads here.
      let memory = UnsafeMutableRawPointer(mutating: values.baseAddress)
      let size = MemoryLayout<Value>.stride
      let error = GDALDatasetRasterIOEx(
        dataset, GF_Write, 0, Int32(wanted.lowerBound), Int32(columns), Int32(wanted.count),
        memory, Int32(columns), Int32(wanted.count), type, Int32(bands), nil,
        GSpacing(size * bands), GSpacing(size * bands * columns), GSpacing(size), nil)
      return error == CE_None ? () : nil
    }
  }

  /// How the pixels of an overview come from those below them.
  package enum Overview: String, Sendable {
    case mode = "MODE"
    case average = "AVERAGE"
  }

  /// Adds overviews, each half the size of the one before, down to 256 pixels; after the last row.
  package func addOverviews(_ kind: Overview) throws {
    var levels: [Int32] = []
    var level = 2
    while max(rows, columns) / level >= 128, level < 1 << 16 {
      levels.append(Int32(level))
      level *= 2
    }
    guard !levels.isEmpty else { return }
    try callGDAL(file, "cannot be given overviews", strict: true) {
      guard let dataset else { return Void?.none }
      GDALFlushCache(dataset)
      let error = GDALBuildOverviews(
        dataset, kind.rawValue, Int32(levels.count), &levels, 0, nil, nil, nil)
      return error == CE_None ? () : nil
    }
  }

  /// Writes all that is pending and closes the file.
  ///
  /// - Throws: `SceneError` if anything did not reach the disk, now or earlier.
  package func close() throws {
    guard let dataset else { return }
    self.dataset = nil
    try callGDAL(file, "cannot be written", strict: true) {
      GDALFlushCache(dataset)
      GDALClose(dataset)
      return ()
    }
    try signSideFiles(of: path, named: file)
  }
}

extension RasterFile.Sample {
  fileprivate var gdal: GDALDataType {
    switch self {
    case .uint8: GDT_Byte
    case .uint16: GDT_UInt16
    case .int32: GDT_Int32
    case .float64: GDT_Float64
    case .float32: GDT_Float32
    }
  }
}
