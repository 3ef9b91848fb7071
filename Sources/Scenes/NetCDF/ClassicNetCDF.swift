import CNetCDF

/// A NetCDF file from before version 4 (classic, 64-bit offset, 64-bit data), open for reading.
/// NetCDF-4 files are HDF5 and read as such.
final class ClassicNetCDF: Sendable {
  /// The path, as the user named it.
  let path: String
  let variables: [FileVariable]
  let id: Int32

  /// - Throws: `SceneError` if the library does not open it, or it claims more values than a file
  ///   can hold.
  init(_ path: String) throws {
    self.path = path
    OutputGate.program.note(path, as: "an input")
    try requireWholeVariables(path)
    var id: Int32 = 0
    try Self.call(path, nil, "cannot be opened") { nc_open(path, NC_NOWRITE, &id) }
    self.id = id
    do {
      variables = try Self.variables(of: id, path)
    } catch {
      _ = nativeLibraryLock.withLock { nc_close(id) }
      throw error
    }
  }

  deinit {
    _ = nativeLibraryLock.withLock { nc_close(id) }
  }

  static func call(
    _ file: String, _ variable: String?, _ purpose: String, _ body: () -> Int32
  ) throws {
    try callNetCDF(
      file, variable, purpose, remedy: "The file is damaged or cut off; fetch it again", body)
  }

  private static func variables(of id: Int32, _ path: String) throws -> [FileVariable] {
    var count: Int32 = 0
    try call(path, nil, "cannot be listed") { nc_inq_nvars(id, &count) }
    return try (0..<min(count, 4096)).map { try variable($0, of: id, path) }
  }

  private static func variable(_ number: Int32, of id: Int32, _ path: String) throws -> FileVariable
  {
    var name = [CChar](repeating: 0, count: Int(NC_MAX_NAME) + 1)
    var type: nc_type = 0
    var rank: Int32 = 0
    try call(path, nil, "has a variable that cannot be described") {
      nc_inq_varndims(id, number, &rank)
    }
    var dimensions = [Int32](repeating: 0, count: max(1, Int(rank)))
    try call(path, nil, "has a variable that cannot be described") {
      nc_inq_var(id, number, &name, &type, nil, &dimensions, nil)
    }
    let variable = text(name)
    var names: [String] = []
    var shape: [Int] = []
    for dimension in dimensions.prefix(Int(rank)) {
      var length = 0
      try call(path, variable, "has a dimension that is not there") {
        nc_inq_dim(id, dimension, &name, &length)
      }
      names.append(text(name))
      shape.append(length)
    }
    guard shape.allSatisfy({ $0 >= 0 }), let count = product(shape), count <= Int.max / 16 else {
      throw SceneError(
        file: path, variable: variable,
        problem: "claims \(describe(shape: shape)) values, more than any file can hold",
        remedy: "The file is damaged; fetch it again")
    }
    return FileVariable(
      id: number, name: variable, dimensions: names, shape: shape, element: element(of: type))
  }

  static func text(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func element(of type: nc_type) -> (any HDF5Element.Type)? {
    switch type {
    case NC_BYTE: Int8.self
    case NC_UBYTE: UInt8.self
    case NC_SHORT: Int16.self
    case NC_USHORT: UInt16.self
    case NC_INT: Int32.self
    case NC_UINT: UInt32.self
    case NC_INT64: Int64.self
    case NC_UINT64: UInt64.self
    case NC_FLOAT: Float.self
    case NC_DOUBLE: Double.self
    default: nil
    }
  }

  /// Reads a block of stored numbers.
  ///
  /// - Parameter target: room for the block, of the variable's element type.
  func read(
    _ variable: FileVariable, start: [Int], count: [Int], into target: UnsafeMutableRawPointer
  ) throws {
    try Self.call(path, variable.name, "cannot be read") {
      nc_get_vara(id, variable.id, start, count, target)
    }
  }
}
