internal import CGDAL

/// A raster that GDAL opens, as a cube of its bands; alpha bands are none of them.
final class RasterBlocks: StoredBlocks {
  /// A band of one of the images that the cube is made of.
  struct Place: Hashable, Sendable {
    var page: Int
    /// Counted from 1.
    var band: Int32
  }

  let file: String
  let lengths: [Int]
  let axes: [Axis]
  let element: any HDF5Element.Type
  let chunk: [Int]?
  let driver: String
  let compression: String?
  let datasets: RasterDatasets
  /// The band that each band of the cube is.
  let places: [Place]
  /// Bands that say which pixels have data: those with another value than 0.
  let alphas: [Place]
  let remarks: [String]
  private let type: GDALDataType

  var variable: String? { nil }

  /// - Parameter part: the image that the user chooses of a file with several; see `RasterPages`.
  /// - Throws: `SceneError` if GDAL does not open it as a raster of numbers.
  init(_ path: String, part: String? = nil) throws {
    file = path
    let chosen = try RasterPages(path, part: part)
    driver = chosen.driver
    let first = chosen.pages[0]
    let datasets = RasterDatasets(file: path, names: chosen.pages.map(\.name))
    self.datasets = datasets
    guard !first.types.isEmpty, first.rows > 0, first.columns > 0 else {
      throw SceneError(
        file: path, problem: "has \(first.description) values, so no cube",
        remedy: "Name the raster inside of it, as gdalinfo lists it")
    }
    let looks = try chosen.pages.indices.map { page in
      try datasets.with(page, "cannot be described") { Look($0) }
    }
    var places: [Place] = []
    var alphas: [Place] = []
    for (page, look) in looks.enumerated() {
      for band in 1...Int32(first.types.count) {
        let isAlpha = look.alphas.contains(band) && look.alphas.count < first.types.count
        if isAlpha { alphas.append(Place(page: page, band: band)) }
        if !isAlpha { places.append(Place(page: page, band: band)) }
      }
    }
    (self.places, self.alphas) = (places, alphas)
    var remarks = chosen.remarks
    if let alpha = alphas.first {
      remarks.append(
        "warning: band \(alpha.band) is an alpha band by the file: it masks pixels and is no band "
          + "of the cube")
    }
    self.remarks = remarks
    (type, element) = try Self.type(
      of: chosen.pages[0].types, isSigned: looks.flatMap(\.isSigned), path)
    let look = looks[0]
    let isByPixel = look.isByPixel && chosen.pages.count == 1
    axes = isByPixel ? [.row, .column, .band] : [.band, .row, .column]
    let (rows, columns, bands) = (first.rows, first.columns, places.count)
    lengths = isByPixel ? [rows, columns, bands] : [bands, rows, columns]
    chunk = isByPixel ? look.tile + [bands] : [1] + look.tile
    compression = look.compression
  }

  /// What is asked of each image once.
  private struct Look {
    var tile: [Int]
    var isByPixel: Bool
    var compression: String?
    /// Numbers of the alpha bands, from 1.
    var alphas: Set<Int32> = []
    /// For each band, whether bytes are signed, by GDAL's convention before 3.7.
    var isSigned: [Bool] = []

    init?(_ dataset: GDALDatasetH) {
      guard let band = GDALGetRasterBand(dataset, 1) else { return nil }
      var width: Int32 = 0
      var height: Int32 = 0
      GDALGetBlockSize(band, &width, &height)
      tile = [max(1, Int(height)), max(1, Int(width))]
      func structure(_ object: GDALMajorObjectH, _ key: String) -> String? {
        GDALGetMetadataItem(object, key, "IMAGE_STRUCTURE").map { String(cString: $0) }
      }
      isByPixel = structure(dataset, "INTERLEAVE") == "PIXEL"
      compression = structure(dataset, "COMPRESSION")
      for number in 1...max(1, GDALGetRasterCount(dataset)) {
        guard let band = GDALGetRasterBand(dataset, number) else { return nil }
        isSigned.append(structure(band, "PIXELTYPE") == "SIGNEDBYTE")
        // A band that has a wavelength is one of the spectrum, whatever its colour is called.
        if GDALGetRasterColorInterpretation(band) == GCI_AlphaBand,
          BandNotes(band).wavelength == nil
        {
          alphas.insert(number)
        }
      }
    }
  }

  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
    let (row, column, band) = (place(.row), place(.column), place(.band))
    let width = Int(GDALGetDataTypeSizeBytes(type))
    let strides = [count[1] * count[2] * width, count[2] * width, width]
    let wanted = places[start[band]..<start[band] + count[band]]
    var next = wanted.startIndex
    while next < wanted.endIndex {
      // Bands of one image are read in one call.
      let page = wanted[next].page
      let end = wanted[next...].firstIndex { $0.page != page } ?? wanted.endIndex
      var bands = wanted[next..<end].map(\.band)
      let to = target + (next - wanted.startIndex) * strides[band]
      try datasets.with(page, "cannot be read") { dataset in
        let error = GDALDatasetRasterIOEx(
          dataset, GF_Read, Int32(start[column]), Int32(start[row]), Int32(count[column]),
          Int32(count[row]), to, Int32(count[column]), Int32(count[row]), type,
          Int32(bands.count), &bands, GSpacing(strides[column]), GSpacing(strides[row]),
          GSpacing(strides[band]), nil)
        return error == CE_None ? () : nil
      }
      next = end
    }
  }

  private func place(_ axis: Axis) -> Int { axes.firstIndex(of: axis) ?? 0 }

  /// One type for all bands: the smallest that holds them.
  private static func type(
    of types: [GDALDataType], isSigned: [Bool], _ path: String
  ) throws -> (GDALDataType, any HDF5Element.Type) {
    let common = types.dropFirst().reduce(types[0]) { $0 == $1 ? $0 : GDALDataTypeUnion($0, $1) }
    if isSigned.contains(true) {
      guard common == GDT_Byte, isSigned.allSatisfy({ $0 }) else {
        throw SceneError(
          file: path, problem: "has signed bytes in some bands only",
          remedy: "Write it as Int16")
      }
      return (GDT_Byte, Int8.self)
    }
    switch common {
    case GDT_Byte: return (GDT_Byte, UInt8.self)
    case GDT_UInt16: return (GDT_UInt16, UInt16.self)
    case GDT_Int16: return (GDT_Int16, Int16.self)
    case GDT_UInt32: return (GDT_UInt32, UInt32.self)
    case GDT_Int32: return (GDT_Int32, Int32.self)
    case GDT_UInt64: return (GDT_UInt64, UInt64.self)
    case GDT_Int64: return (GDT_Int64, Int64.self)
    case GDT_Float32: return (GDT_Float32, Float.self)
    case GDT_Float64: return (GDT_Float64, Double.self)
    default:
      let name = GDALGetDataTypeName(common).map { String(cString: $0) } ?? "unknown"
      throw SceneError(
        file: path, problem: "holds numbers of type \(name)", remedy: "Write it as Float32")
    }
  }
}
