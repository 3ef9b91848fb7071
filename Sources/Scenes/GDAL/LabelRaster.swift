internal import CGDAL

/// Reads a label map from any raster of one band that GDAL opens.
///
/// The band's no-data value, and pixels that its mask leaves out, are unlabelled; 0 is too unless
/// something else is stated to mean it (see `CodedLabels`).
///
/// - Parameter unlabelled: a further value that means "unlabelled".
/// - Returns: the labels, with the classes by category names, attribute table and palette; what is
///   to be told of them; where the raster lies, if it says.
/// - Throws: `SceneError` if it cannot be opened, has several bands, or a value that is no class
///   code.
package func readLabelRaster(
  _ path: String, unlabelled: Int? = nil
) throws -> (labels: LabelMap, notes: [String], georeference: Georeference?) {
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
        remedy: "Write the band that holds the class codes to a file of its own")
    }
    let (names, place) = try callGDAL(path, "cannot be read") {
      (classes(of: band), labelPlace(of: dataset))
    }
    let read = try readLabels(of: band, dataset, path, names: names, unlabelled: unlabelled)
    return (read.labels, read.notes, place)
  }
}

/// The labels of a band.
private func readLabels(
  of band: GDALRasterBandH, _ dataset: GDALDatasetH, _ path: String, names: ClassTable,
  unlabelled: Int?
) throws -> (labels: LabelMap, notes: [String]) {
  let columns = Int(GDALGetRasterXSize(dataset))
  let rows = Int(GDALGetRasterYSize(dataset))
  var hasNodata: Int32 = 0
  let nodata = GDALGetRasterNoDataValue(band, &hasNodata)
  var coded = CodedLabels(
    rows: rows, columns: columns, source: path, names: names, unlabelled: unlabelled,
    nodata: hasNodata == 0 ? [] : [nodata])
  let height = max(1, min(rows, (1 << 20) / columns))
  try forEachStripOfValues(of: band, path, rows: rows, columns: columns, height: height) {
    first, values in
    for (offset, value) in values.enumerated() {
      try coded.set(row: first + offset / columns, column: offset % columns, value)
    }
  }
  return try coded.labels()
}

/// The classes that have a name or a colour, by category names and palette, which are by value
/// from 0, and by the attribute table. Only inside `callGDAL`.
func classes(of band: GDALRasterBandH) -> ClassTable {
  var entries: [Int: ClassTable.Entry] = [:]
  let palette = GDALGetRasterColorTable(band)
  for value in 0..<(palette.map { GDALGetColorEntryCount($0) } ?? 0) {
    var shade = GDALColorEntry()
    guard GDALGetColorEntryAsRGB(palette, value, &shade) != 0 else { continue }
    entries[Int(value)] = ClassTable.Entry(
      code: Int(value), colour: colour(Int(shade.c1), Int(shade.c2), Int(shade.c3)))
  }
  let names = GDALGetRasterCategoryNames(band)
  for value in 0..<Int(CSLCount(names)) {
    guard let name = names?[value], name.pointee != 0 else { continue }
    entries[value, default: ClassTable.Entry(code: value)].name = foreignText(name)
  }
  if let table = GDALGetDefaultRAT(band) {
    for entry in ClassAttributes(table).entries where entries[entry.code]?.isNamed != true {
      entries[entry.code] = entry
    }
  }
  return ClassTable(entries: entries.values.sorted { $0.code < $1.code })
}

private func colour(_ red: Int, _ green: Int, _ blue: Int) -> Colour {
  Colour(
    red: UInt8(clamping: red), green: UInt8(clamping: green), blue: UInt8(clamping: blue))
}

/// The classes of a raster attribute table. Only inside `callGDAL`.
private struct ClassAttributes {
  private(set) var entries: [ClassTable.Entry] = []

  init(_ table: GDALRasterAttributeTableH) {
    let columns = (0..<GDALRATGetColumnCount(table)).map { index in
      (
        index: index, usage: GDALRATGetUsageOfCol(table, index),
        name: GDALRATGetNameOfCol(table, index).map { String(cString: $0).lowercased() } ?? "",
        isText: GDALRATGetTypeOfCol(table, index) == GFT_String
      )
    }
    let value =
      columns.first { $0.usage == GFU_MinMax || $0.usage == GFU_Min }
      ?? columns.first { !$0.isText && ["value", "code", "class", "id"].contains($0.name) }
    let name =
      columns.first { $0.usage == GFU_Name }
      ?? columns.first { $0.isText && Self.usualNames.contains($0.name) }
      ?? columns.first { $0.isText }
    guard let value, let name else { return }
    let shades = [GFU_Red, GFU_Green, GFU_Blue].compactMap { usage in
      columns.first { $0.usage == usage }?.index
    }
    for row in 0..<GDALRATGetRowCount(table) {
      guard let code = Int(exactly: GDALRATGetValueAsDouble(table, row, value.index)),
        let text = GDALRATGetValueAsString(table, row, name.index)
      else { continue }
      let channels = shades.map { Int(GDALRATGetValueAsInt(table, row, $0)) }
      let word = foreignText(text)
      entries.append(
        ClassTable.Entry(
          code: code, name: word.isEmpty ? nil : word,
          colour: channels.count == 3 ? colour(channels[0], channels[1], channels[2]) : nil))
    }
  }

  private static let usualNames = ["class_name", "classname", "class", "name", "label", "category"]
}

/// Where a raster lies, if it says. Only inside `callGDAL`.
func labelPlace(of dataset: GDALDatasetH) -> Georeference? {
  var transform = [Double](repeating: 0, count: 6)
  guard GDALGetGeoTransform(dataset, &transform) == CE_None else { return nil }
  return Georeference(
    transform: transform, crs: GDALGetSpatialRef(dataset).flatMap { wellKnownText(of: $0) })
}
