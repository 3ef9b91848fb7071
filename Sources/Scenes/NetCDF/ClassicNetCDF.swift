import CNetCDF

/// A NetCDF file from before version 4 (classic, 64-bit offset, 64-bit data), open for reading.
/// NetCDF-4 files are HDF5 and read as such.
final class ClassicNetCDF: Sendable {
  /// The path, as the user named it.
  let path: String
  let variables: [Variable]
  let id: Int32

  struct Variable: Sendable {
    let id: Int32
    let name: String
    let dimensions: [String]
    let shape: [Int]
    /// Swift's type of the numbers; nil for text.
    let element: (any HDF5Element.Type)?

    /// "cube (224×145×145 int16)".
    var description: String {
      "\(name) (\(describe(shape: shape)) \(element.map(storedTypeName) ?? "text"))"
    }
  }

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

  private static func variables(of id: Int32, _ path: String) throws -> [Variable] {
    var count: Int32 = 0
    try call(path, nil, "cannot be listed") { nc_inq_nvars(id, &count) }
    return try (0..<min(count, 4096)).map { try variable($0, of: id, path) }
  }

  private static func variable(_ number: Int32, of id: Int32, _ path: String) throws -> Variable {
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
    return Variable(
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

  /// - Parameter name: with or without a leading slash.
  /// - Throws: `SceneError` that lists the variables there are.
  func variable(_ name: String) throws -> Variable {
    let name = name.drop { $0 == "/" }
    guard let found = variables.first(where: { $0.name == name }) else {
      throw SceneError(
        file: path, variable: String(name), problem: "there is no such variable",
        remedy: variables.isEmpty
          ? "The file has no variables"
          : "It has " + variables.map(\.description).joined(separator: ", "))
    }
    return found
  }

  /// Reads a block of stored numbers.
  ///
  /// - Parameter target: room for the block, of the variable's element type.
  func read(
    _ variable: Variable, start: [Int], count: [Int], into target: UnsafeMutableRawPointer
  ) throws {
    try Self.call(path, variable.name, "cannot be read") {
      nc_get_vara(id, variable.id, start, count, target)
    }
  }

  /// Reads a block as doubles.
  ///
  /// - Throws: `SceneError` if the variable is text or the block needs more than 2 GiB.
  func numbers(_ variable: Variable, start: [Int], count: [Int]) throws -> [Double] {
    guard let element = variable.element, let total = product(count), total <= 1 << 28 else {
      throw SceneError(
        file: path, variable: variable.name, problem: "is \(variable.description)",
        remedy: "Name a variable of numbers")
    }
    func numbers<Element: HDF5Element>(_ element: Element.Type) throws -> [Double] {
      let values = UnsafeMutablePointer<Element>.allocate(capacity: max(1, total))
      defer { values.deallocate() }
      if total > 0 { try read(variable, start: start, count: count, into: values) }
      return (0..<total).map { values[$0].asDouble }
    }
    return try numbers(element)
  }
}
