internal import CGDAL

/// A raster that GDAL opens, as a cube of its bands.
// The dataset is used only inside the lock of the native libraries.
final class RasterBlocks: StoredBlocks, @unchecked Sendable {
  let file: String
  let lengths: [Int]
  let axes: [Axis]
  let element: any HDF5Element.Type
  let chunk: [Int]?
  let driver: String
  let compression: String?
  private let dataset: GDALDatasetH
  private let type: GDALDataType

  var variable: String? { nil }

  /// - Throws: `SceneError` if GDAL does not open it as a raster of numbers.
  init(_ path: String) throws {
    file = path
    let dataset = try callGDAL(path, "is of no format that is known") {
      GDALOpenEx(path, UInt32(GDAL_OF_RASTER | GDAL_OF_VERBOSE_ERROR), nil, nil, nil)
    }
    self.dataset = dataset
    noteFiles(of: dataset)
    do {
      let bands = Int(GDALGetRasterCount(dataset))
      let rows = Int(GDALGetRasterYSize(dataset))
      let columns = Int(GDALGetRasterXSize(dataset))
      guard bands > 0, rows > 0, columns > 0, let band = GDALGetRasterBand(dataset, 1) else {
        throw SceneError(
          file: path, problem: "has \(bands) bands of \(rows)×\(columns) pixels, so no cube",
          remedy: "Name the raster inside of it, as gdalinfo lists it")
      }
      (type, element) = try Self.type(of: dataset, bands: bands, path)
      var width: Int32 = 0
      var height: Int32 = 0
      GDALGetBlockSize(band, &width, &height)
      let isByPixel =
        GDALGetMetadataItem(dataset, "INTERLEAVE", "IMAGE_STRUCTURE").map {
          String(cString: $0) == "PIXEL"
        } ?? false
      let tile = [max(1, Int(height)), max(1, Int(width))]
      axes = isByPixel ? [.row, .column, .band] : [.band, .row, .column]
      lengths = isByPixel ? [rows, columns, bands] : [bands, rows, columns]
      chunk = isByPixel ? tile + [bands] : [1] + tile
      compression = GDALGetMetadataItem(dataset, "COMPRESSION", "IMAGE_STRUCTURE").map {
        String(cString: $0)
      }
      driver =
        GDALGetDatasetDriver(dataset).flatMap { GDALGetDescription($0) }.map {
          String(cString: $0)
        } ?? "raster"
    } catch {
      _ = try? callGDAL(path, "") { GDALClose(dataset) }
      throw error
    }
  }

  deinit {
    _ = try? callGDAL(file, "") { GDALClose(dataset) }
  }

  /// Runs calls on the open dataset.
  func withDataset<Result>(
    _ problem: String, _ body: (GDALDatasetH) throws -> Result?
  ) throws -> Result {
    try callGDAL(file, problem) { try body(dataset) }
  }

  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
    let (row, column, band) = (place(.row), place(.column), place(.band))
    let width = Int(GDALGetDataTypeSizeBytes(type))
    let strides = [count[1] * count[2] * width, count[2] * width, width]
    var bands = (start[band]..<start[band] + count[band]).map { Int32($0 + 1) }
    try callGDAL(file, "cannot be read") {
      let error = GDALDatasetRasterIOEx(
        dataset, GF_Read, Int32(start[column]), Int32(start[row]), Int32(count[column]),
        Int32(count[row]), target, Int32(count[column]), Int32(count[row]), type,
        Int32(bands.count), &bands, GSpacing(strides[column]), GSpacing(strides[row]),
        GSpacing(strides[band]), nil)
      return error == CE_None ? () : nil
    }
  }

  private func place(_ axis: Axis) -> Int { axes.firstIndex(of: axis) ?? 0 }

  /// One type for all bands: the smallest that holds them.
  private static func type(
    of dataset: GDALDatasetH, bands: Int, _ path: String
  ) throws -> (GDALDataType, any HDF5Element.Type) {
    var common = GDT_Unknown
    for number in 1...bands {
      guard let band = GDALGetRasterBand(dataset, Int32(number)) else { continue }
      let own = GDALGetRasterDataType(band)
      common = common == GDT_Unknown ? own : common == own ? own : GDALDataTypeUnion(common, own)
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
