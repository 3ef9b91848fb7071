import CNetCDF

/// A NetCDF-4 file that is being written: dimensions and variables first, then values by windows.
package final class NetCDFFile {
  /// Number type of a variable.
  package enum Number: Sendable {
    case uint8, uint16, int32, int64, float32, float64

    var code: nc_type {
      switch self {
      case .uint8: NC_UBYTE
      case .uint16: NC_USHORT
      case .int32: NC_INT
      case .int64: NC_INT64
      case .float32: NC_FLOAT
      case .float64: NC_DOUBLE
      }
    }
  }

  package struct Dimension: Sendable {
    let id: Int32
    let length: Int
  }

  package struct Variable: Sendable {
    let id: Int32
    let name: String
    let number: Number
    let rank: Int
  }

  /// The name that errors give.
  private let file: String
  private var id: Int32?

  /// Makes a file of Facet's, which says so by `OwnMark`.
  ///
  /// - Parameters:
  ///   - path: where it is written; emptied if it is there.
  ///   - file: the name that errors give.
  package init(creating path: String, named file: String) throws {
    self.file = file
    var id: Int32 = 0
    try call(nil, "cannot be made") { nc_create(path, NC_NETCDF4 | NC_CLOBBER, &id) }
    self.id = id
    try set(OwnMark.attribute, OwnMark.software)
  }

  deinit {
    if let id { _ = nativeLibraryLock.withLock { nc_close(id) } }
  }

  private func call(_ variable: String?, _ purpose: String, _ body: () -> Int32) throws {
    try callNetCDF(
      file, variable, purpose,
      remedy: "Check that the folder exists, may be written to and has space",
      body)
  }

  private func open() throws -> Int32 {
    guard let id else { throw SceneError(file: file, problem: "is closed already") }
    return id
  }

  package func dimension(_ name: String, length: Int) throws -> Dimension {
    let id = try open()
    var dimension: Int32 = 0
    try call(name, "cannot be a dimension") { nc_def_dim(id, name, length, &dimension) }
    return Dimension(id: dimension, length: length)
  }

  /// Makes a variable; where `chunk` is given, compressed with shuffle and DEFLATE.
  ///
  /// - Parameter fill: the value of what is never written, and the attribute `_FillValue`.
  package func variable<Fill: HDF5Element>(
    _ name: String, _ number: Number, _ dimensions: [Dimension], chunk: [Int]? = nil, fill: Fill?
  ) throws -> Variable {
    let id = try open()
    var variable: Int32 = 0
    try call(name, "cannot be made") {
      nc_def_var(
        id, name, number.code, Int32(dimensions.count), dimensions.map(\.id), &variable)
    }
    if let chunk {
      let lengths = zip(chunk, dimensions).map { max(1, min($0, $1.length)) }
      try call(name, "cannot be chunked") {
        nc_def_var_chunking(id, variable, NC_CHUNKED, lengths)
      }
      try call(name, "cannot be compressed") { nc_def_var_deflate(id, variable, 1, 1, 4) }
    }
    if var fill {
      try call(name, "cannot have that fill value") { nc_def_var_fill(id, variable, 0, &fill) }
    }
    return Variable(id: variable, name: name, number: number, rank: dimensions.count)
  }

  /// As above, without a fill value.
  package func variable(
    _ name: String, _ number: Number, _ dimensions: [Dimension]
  ) throws -> Variable {
    try variable(name, number, dimensions, fill: Int32?.none)
  }

  /// Sets a text; of the whole file if no variable is given.
  package func set(_ name: String, _ text: String, on variable: Variable? = nil) throws {
    let id = try open()
    try call(name, "cannot be set") {
      nc_put_att_text(id, variable?.id ?? NC_GLOBAL, name, text.utf8.count, text)
    }
  }

  /// Sets a list of texts.
  package func set(_ name: String, _ texts: [String], on variable: Variable) throws {
    let id = try open()
    var pointers: [UnsafePointer<CChar>?] = []
    let copies = texts.map { text in
      let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: text.utf8.count + 1)
      for (place, byte) in text.utf8.enumerated() { bytes[place] = CChar(bitPattern: byte) }
      bytes[text.utf8.count] = 0
      return bytes
    }
    defer { copies.forEach { $0.deallocate() } }
    pointers = copies.map { UnsafePointer($0) }
    try call(name, "cannot be set") {
      nc_put_att_string(id, variable.id, name, texts.count, &pointers)
    }
  }

  /// Sets numbers of float64.
  package func set(_ name: String, _ numbers: [Double], on variable: Variable) throws {
    let id = try open()
    try call(name, "cannot be set") {
      nc_put_att_double(id, variable.id, name, NC_DOUBLE, numbers.count, numbers)
    }
  }

  /// Sets whole numbers of the variable's own type, as CF asks of `flag_values`.
  package func set(_ name: String, own numbers: [Int64], on variable: Variable) throws {
    let id = try open()
    try call(name, "cannot be set") {
      let values = numbers.map { CLongLong($0) }
      return nc_put_att_longlong(
        id, variable.id, name, variable.number.code, values.count, values)
    }
  }

  /// Writes a window; `values` holds the product of `count` in the variable's order, and is
  /// converted to the variable's type.
  package func write(
    _ values: UnsafeBufferPointer<UInt16>, to variable: Variable, start: [Int], count: [Int]
  ) throws {
    let id = try open()
    try write(variable, values.count, start, count) {
      nc_put_vara_ushort(id, variable.id, start, count, values.baseAddress)
    }
  }

  package func write(
    _ values: UnsafeBufferPointer<Int64>, to variable: Variable, start: [Int], count: [Int]
  ) throws {
    let id = try open()
    try write(variable, values.count, start, count) {
      values.withMemoryRebound(to: CLongLong.self) {
        nc_put_vara_longlong(id, variable.id, start, count, $0.baseAddress)
      }
    }
  }

  package func write(
    _ values: UnsafeBufferPointer<Float>, to variable: Variable, start: [Int], count: [Int]
  ) throws {
    let id = try open()
    try write(variable, values.count, start, count) {
      nc_put_vara_float(id, variable.id, start, count, values.baseAddress)
    }
  }

  package func write(_ values: [Double], to variable: Variable) throws {
    let id = try open()
    try write(variable, values.count, [0], [values.count]) {
      nc_put_vara_double(id, variable.id, [0], [values.count], values)
    }
  }

  private func write(
    _ variable: Variable, _ given: Int, _ start: [Int], _ count: [Int], _ body: () -> Int32
  ) throws {
    precondition(
      start.count == variable.rank && count.count == variable.rank && given == product(count),
      "\(given) values for \(count) of `\(variable.name)`")
    guard given > 0 else { return }
    try call(variable.name, "cannot be written", body)
  }

  /// Writes what is still in memory and closes the file.
  package func close() throws {
    guard let id else { return }
    self.id = nil
    try call(nil, "cannot be written") { nc_close(id) }
  }
}
