internal import CGDAL
internal import Foundation

/// A Zarr store of version 2 in a folder, read through GDAL's driver.
///
/// The names of dimensions are those that xarray writes (`_ARRAY_DIMENSIONS`).
// The handles are used under the native lock alone.
final class ZarrStore: VariableFile, @unchecked Sendable {
  let path: String
  private(set) var variables: [FileVariable] = []
  /// What the arrays are packed by: "blosc", "zlib".
  private(set) var filters: [String] = []
  private let dataset: GDALDatasetH
  private let root: GDALGroupH
  /// Number types of the arrays, in the order of `variables`.
  private var types: [GDALDataType] = []

  /// Whether a folder is a Zarr store.
  static func isStore(_ path: String) -> Bool {
    [".zgroup", ".zarray", ".zmetadata", "zarr.json"].contains {
      FileManager.default.fileExists(atPath: "\(path)/\($0)")
    }
  }

  /// - Throws: `SceneError` if it is of a version that GDAL does not read, or damaged.
  init(_ path: String) throws {
    self.path = path
    OutputGate.program.note(path, as: "an input")
    (dataset, root) = try callGDAL(path, "cannot be opened as a Zarr store") {
      () -> (GDALDatasetH, GDALGroupH)? in
      var drivers: [UnsafePointer<CChar>?] = []
      return "Zarr".withCString { name in
        drivers = [name, nil]
        guard
          let dataset = GDALOpenEx(
            path, UInt32(GDAL_OF_MULTIDIM_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR),
            drivers, nil, nil)
        else { return nil }
        guard let root = GDALDatasetGetRootGroup(dataset) else {
          GDALClose(dataset)
          return nil
        }
        return (dataset, root)
      }
    }
    try callGDAL(path, "cannot be listed") { () throws -> Void? in
      try list(root, "", depth: 0)
      return ()
    }
    guard !variables.isEmpty else {
      throw SceneError(
        file: path,
        problem: FileManager.default.fileExists(atPath: path + "/zarr.json")
          ? "is a Zarr store of version 3, which this GDAL (\(gdalVersion)) does not read"
          : "is a Zarr store without arrays",
        remedy: "Save it in version 2: xarray.open_zarr(…).to_zarr(\"scene.zarr\", zarr_format=2)")
    }
  }

  deinit {
    nativeLibraryLock.withLock {
      GDALGroupRelease(root)
      GDALClose(dataset)
    }
  }

  private var gdalVersion: String {
    GDALVersionInfo("RELEASE_NAME").map { String(cString: $0) } ?? "?"
  }

  /// Adds the arrays of a group and of those in it. Only inside `callGDAL`.
  private func list(_ group: GDALGroupH, _ folder: String, depth: Int) throws {
    guard depth < 8 else { return }
    for name in texts(GDALGroupGetMDArrayNames(group, nil)) where variables.count < 4096 {
      guard let array = GDALGroupOpenMDArray(group, name, nil) else { continue }
      defer { GDALMDArrayRelease(array) }
      try add(array, folder + name)
    }
    for name in texts(GDALGroupGetGroupNames(group, nil)) {
      guard let inner = GDALGroupOpenGroup(group, name, nil) else { continue }
      defer { GDALGroupRelease(inner) }
      try list(inner, folder + name + "/", depth: depth + 1)
    }
  }

  private func texts(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> [String] {
    defer { CSLDestroy(list) }
    return (0..<Int(CSLCount(list))).compactMap { list?[$0].map { String(cString: $0) } }
  }

  private func add(_ array: GDALMDArrayH, _ name: String) throws {
    var count = 0
    let dimensions = GDALMDArrayGetDimensions(array, &count)
    var names: [String?] = []
    var shape: [Int] = []
    for index in 0..<count {
      guard let dimension = dimensions?[index] else { continue }
      let own = GDALDimensionGetName(dimension).map { String(cString: $0) } ?? ""
      // GDAL's own name of a dimension that has none.
      names.append(own.hasPrefix("dim") && Int(own.dropFirst(3)) != nil ? nil : own)
      shape.append(Int(clamping: GDALDimensionGetSize(dimension)))
    }
    GDALReleaseDimensions(dimensions, count)
    guard let total = product(shape), total <= Int.max / 16 else {
      throw SceneError(
        file: path, variable: name,
        problem: "claims \(describe(shape: shape)) values, more than any file can hold",
        remedy: "The store is damaged; fetch it again")
    }
    var blocks = 0
    let sizes = GDALMDArrayGetBlockSize(array, &blocks)
    defer { VSIFree(sizes) }
    let chunk = (0..<blocks).map { Int(clamping: sizes?[$0] ?? 0) }
    let kind = GDALMDArrayGetDataType(array)
    defer { GDALExtendedDataTypeRelease(kind) }
    let type = GDALExtendedDataTypeGetNumericDataType(kind)
    types.append(type)
    variables.append(
      FileVariable(
        id: Int32(variables.count), name: name, dimensions: names, shape: shape,
        element: Self.element(of: type),
        chunk: chunk.count == shape.count && !chunk.contains(0) ? chunk : nil))
    if let packed = (json(".zarray", name)?["compressor"] as? [String: Any])?["id"] as? String,
      !filters.contains(packed)
    {
      filters.append(packed)
    }
  }

  private static func element(of type: GDALDataType) -> (any HDF5Element.Type)? {
    switch type {
    case GDT_Byte: UInt8.self
    case GDT_UInt16: UInt16.self
    case GDT_Int16: Int16.self
    case GDT_UInt32: UInt32.self
    case GDT_Int32: Int32.self
    case GDT_UInt64: UInt64.self
    case GDT_Int64: Int64.self
    case GDT_Float32: Float.self
    case GDT_Float64: Double.self
    default: nil
    }
  }

  func read(
    _ variable: FileVariable, start: [Int], count: [Int], into target: UnsafeMutableRawPointer
  ) throws {
    let bytes = try product(count).map { $0 * (variable.element?.byteCount ?? 8) } ?? fail(variable)
    try callGDAL(path, "`\(variable.name)` cannot be read") { () -> Void? in
      guard let array = GDALGroupOpenMDArrayFromFullname(root, "/" + variable.name, nil),
        let kind = GDALExtendedDataTypeCreate(types[Int(variable.id)])
      else { return nil }
      defer {
        GDALMDArrayRelease(array)
        GDALExtendedDataTypeRelease(kind)
      }
      let isRead = GDALMDArrayRead(
        array, start.map { GUInt64($0) }, count, nil, nil, kind, target, target, bytes)
      return isRead != 0 ? () : nil
    }
  }

  private func fail(_ variable: FileVariable) throws -> Int {
    throw SceneError(file: path, variable: variable.name, problem: "is too large to be read")
  }

  /// A file of metadata beside an array, or of the store itself.
  private func json(_ file: String, _ name: String) -> [String: Any]? {
    let inside = name.split(separator: "/")
    guard !inside.contains("..") else { return nil }
    let place = ([path] + inside.map(String.init) + [file]).joined(separator: "/")
    guard let size = try? FileStart.size(of: place), size <= 1 << 22,
      let data = FileManager.default.contents(atPath: place)
    else { return nil }
    return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
  }

  func attribute(_ name: String, on path: String) throws -> HDF5Attribute? {
    // xarray keeps the fill value in the description of the array. What NumPy's users leave at the
    // usual 0 is no statement.
    if name == "_FillValue", let fill = json(".zarray", path)?["fill_value"] {
      if let text = fill as? String { return text == "NaN" ? .double(.nan) : nil }
      guard let number = fill as? NSNumber, number.doubleValue != 0 else { return nil }
      return .double(number.doubleValue)
    }
    switch json(".zattrs", path)?[name] {
    case let text as String: return .string(text)
    case let texts as [String]: return .strings(texts)
    case let number as NSNumber:
      return Int(exactly: number.doubleValue).map { .int($0) } ?? .double(number.doubleValue)
    case let numbers as [NSNumber]: return .doubles(numbers.map(\.doubleValue))
    default: return nil
    }
  }

  func ownFill(of path: String) -> Double? { nil }
}
