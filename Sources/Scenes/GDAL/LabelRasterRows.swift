internal import CGDAL
internal import CPixels

/// A class map in a raster of one band, read by strips of whole rows, so that it need not fit in
/// memory. What its numbers mean is what `readLabelRaster` says.
package final class LabelRasterRows {
  package let rows: Int
  package let columns: Int
  /// Where the raster lies; nil if it does not say.
  package let georeference: Georeference?
  private let path: String
  private let dataset: GDALDatasetH
  private let band: GDALRasterBandH
  private var book: CodeBook
  /// The place of each number from 0 to 65535 in `book`; `unknown` if it was not met.
  private var known = [UInt16](repeating: unknown, count: 1 << 16)
  private static let unknown = UInt16.max
  private var pixels: [Int] = [0]

  /// - Throws: `SceneError` if the file cannot be opened, or has several bands.
  package init(_ path: String) throws {
    try FileStart(path).requireReadableFormat()
    self.path = path
    dataset = try callGDAL(path, "cannot be opened as a raster") {
      GDALOpenEx(path, UInt32(GDAL_OF_RASTER | GDAL_OF_VERBOSE_ERROR), nil, nil, nil)
    }
    let opened = dataset
    do {
      noteFiles(of: opened)
      let count = GDALGetRasterCount(opened)
      guard count == 1, let band = GDALGetRasterBand(opened, 1) else {
        throw SceneError(
          file: path, problem: "has \(count) bands; a class map has 1",
          remedy: "Write the band that holds the class codes to a file of its own")
      }
      self.band = band
      rows = Int(GDALGetRasterYSize(opened))
      columns = Int(GDALGetRasterXSize(opened))
      var hasNodata: Int32 = 0
      let nodata = GDALGetRasterNoDataValue(band, &hasNodata)
      let (names, place) = try callGDAL(path, "cannot be read") {
        (classes(of: band), labelPlace(of: opened))
      }
      georeference = place
      book = CodeBook(
        source: path, names: names, unlabelled: nil, nodata: hasNodata == 0 ? [] : [nodata])
    } catch {
      _ = try? callGDAL(path, "") { GDALClose(opened) }
      throw error
    }
  }

  deinit { _ = try? callGDAL(path, "") { GDALClose(dataset) } }

  /// Reads all rows from the top.
  ///
  /// - Parameter body: takes some rows and the place of each of their pixels, line by line; see
  ///   `meaning`.
  /// - Throws: `SceneError` if a value is no class code, or the file cannot be read.
  package func forEachStrip(
    _ body: (Range<Int>, UnsafeBufferPointer<UInt16>) throws -> Void
  ) throws {
    let height = max(1, min(rows, 256, (1 << 22) / columns))
    var places = [UInt16](repeating: 0, count: height * columns)
    try forEachStripOfValues(of: band, path, rows: rows, columns: columns, height: height) {
      first, values in
      let count = values.count / columns
      try place(values, firstRow: first, into: &places)
      try places.withUnsafeBufferPointer {
        let strip = UnsafeBufferPointer(rebasing: $0.prefix(count * columns))
        pixels.withUnsafeMutableBufferPointer { counts in
          counts.withMemoryRebound(to: Int64.self) {
            facet_count_places(strip.baseAddress, strip.count, $0.baseAddress)
          }
        }
        try body(first..<first + count, strip)
      }
    }
  }

  private func place(
    _ values: ArraySlice<Double>, firstRow: Int, into places: inout [UInt16]
  ) throws {
    let count = values.count
    try values.withUnsafeBufferPointer { values in
      try places.withUnsafeMutableBufferPointer { places in
        guard let from = values.baseAddress, let to = places.baseAddress else { return }
        var done = 0
        while true {
          done += facet_places(from + done, count - done, known, Self.unknown, to + done)
          guard done < count else { return }
          let number = from[done]
          let place = try book.place(
            of: number, row: firstRow + done / columns, column: done % columns)
          if number >= 0, number <= 65_535, number == number.rounded() {
            known[Int(number)] = place
          }
          while pixels.count <= book.count { pixels.append(0) }
          to[done] = place
          done += 1
        }
      }
    }
  }

  /// What the places mean, once all rows have been read.
  ///
  /// - Returns: for each place the row of its class, 0 for "no label"; the classes that occur; what is
  ///   to be told of them.
  package func meaning() throws -> (rows: [UInt16], classes: ClassTable, notes: [String]) {
    try book.meaning(pixels: pixels)
  }
}

/// Reads a band by strips of whole rows, through double precision, which holds all whole numbers up to
/// 2⁵³; what the mask of the file leaves out is NaN.
///
/// - Parameter body: takes the first row and the values, row by row.
/// - Throws: `SceneError` if the file cannot be read.
func forEachStripOfValues(
  of band: GDALRasterBandH, _ path: String, rows: Int, columns: Int, height: Int,
  _ body: (_ first: Int, ArraySlice<Double>) throws -> Void
) throws {
  let isMasked = GDALGetMaskFlags(band) & GMF_PER_DATASET != 0
  var values = [Double](repeating: 0, count: height * columns)
  var mask = [UInt8](repeating: 255, count: isMasked ? height * columns : 0)
  for first in stride(from: 0, to: rows, by: height) {
    let count = min(height, rows - first)
    try callGDAL(path, "cannot be read") {
      let error = GDALRasterIO(
        band, GF_Read, 0, Int32(first), Int32(columns), Int32(count), &values, Int32(columns),
        Int32(count), GDT_Float64, 0, 0)
      guard error == CE_None, isMasked else { return error == CE_None ? () : nil }
      let masked = GDALRasterIO(
        GDALGetMaskBand(band), GF_Read, 0, Int32(first), Int32(columns), Int32(count), &mask,
        Int32(columns), Int32(count), GDT_Byte, 0, 0)
      return masked == CE_None ? () : nil
    }
    for index in mask.indices where mask[index] == 0 { values[index] = .nan }
    try body(first, values[..<(count * columns)])
  }
}
