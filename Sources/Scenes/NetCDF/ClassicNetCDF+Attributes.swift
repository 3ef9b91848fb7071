import CNetCDF

extension ClassicNetCDF: VariableFile {
  /// What the library gives for numbers never written, unless the file states another; bytes have
  /// none (NUG, "Fill Values").
  func ownFill(of path: String) -> Double? {
    if ((try? attribute("_FillValue", on: path)) ?? nil) != nil { return nil }
    return switch (try? variable(path))?.element {
    case is Int16.Type: -32767
    case is Int32.Type: -2_147_483_647
    case is Float.Type: Double(Float(9.969_209_968_386_869e36))
    case is Double.Type: 9.969_209_968_386_869e36
    default: nil
    }
  }

  func attribute(_ name: String, on path: String) throws -> HDF5Attribute? {
    let owner = path == "/" ? NC_GLOBAL : try variable(path).id
    var type: nc_type = 0
    var length = 0
    let status = nativeLibraryLock.withLock { nc_inq_att(id, owner, name, &type, &length) }
    guard status == NC_NOERR else { return nil }
    guard length >= 0, length <= 1 << 22 else {
      throw SceneError(
        file: self.path, variable: "\(path)@\(name)", problem: "claims \(length) values",
        remedy: "The file is damaged; fetch it again")
    }
    if type == NC_CHAR {
      var bytes = [CChar](repeating: 0, count: length + 1)
      try Self.call(self.path, "\(path)@\(name)", "cannot be read") {
        nc_get_att_text(id, owner, name, &bytes)
      }
      return .string(Self.text(bytes))
    }
    var values = [Double](repeating: 0, count: max(1, length))
    try Self.call(self.path, "\(path)@\(name)", "cannot be read") {
      nc_get_att_double(id, owner, name, &values)
    }
    values = Array(values.prefix(length))
    let whole = values.compactMap { Int(exactly: $0) }
    guard type == NC_FLOAT || type == NC_DOUBLE || whole.count < length else {
      return length == 1 ? .int(whole[0]) : .ints(whole)
    }
    return length == 1 ? .double(values[0]) : .doubles(values)
  }
}
