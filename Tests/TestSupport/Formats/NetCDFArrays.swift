import CNetCDF
import Scenes

/// A variable of a NetCDF file that a test writes.
package struct NetCDFArray {
  package enum Number: Sendable {
    case byte, short, int, float, double, ubyte, ushort

    var code: nc_type {
      switch self {
      case .byte: NC_BYTE
      case .short: NC_SHORT
      case .int: NC_INT
      case .float: NC_FLOAT
      case .double: NC_DOUBLE
      case .ubyte: NC_UBYTE
      case .ushort: NC_USHORT
      }
    }
  }

  package enum Attribute {
    case text(String)
    case numbers([Double], Number)
  }

  var name: String
  var dimensions: [(name: String, length: Int)]
  var number: Number
  var values: [Double]
  var attributes: [String: Attribute]

  package init(
    _ name: String, _ dimensions: [(name: String, length: Int)], _ number: Number,
    _ values: [Double], _ attributes: [String: Attribute] = [:]
  ) {
    self.name = name
    self.dimensions = dimensions
    self.number = number
    self.values = values
    self.attributes = attributes
  }

  /// Writes a file of the classic format or of NetCDF-4; dimensions of one name are one.
  package static func write(_ arrays: [NetCDFArray], to path: String, isClassic: Bool) throws {
    try nativeLibraryLock.withLock {
      var file: Int32 = 0
      try check(nc_create(path, isClassic ? NC_CLOBBER : NC_CLOBBER | NC_NETCDF4, &file), path)
      defer { nc_close(file) }
      var known: [String: Int32] = [:]
      var ids: [Int32] = []
      for array in arrays {
        let dimensions = try array.dimensions.map { name, length in
          if let id = known[name] { return id }
          var id: Int32 = 0
          try check(nc_def_dim(file, name, length, &id), name)
          known[name] = id
          return id
        }
        var id: Int32 = 0
        try check(
          nc_def_var(
            file, array.name, array.number.code, Int32(dimensions.count), dimensions, &id),
          array.name)
        ids.append(id)
        for (name, value) in array.attributes {
          switch value {
          case .text(let text):
            try check(nc_put_att_text(file, id, name, text.utf8.count, text), name)
          case .numbers(let numbers, let type):
            try check(
              nc_put_att_double(file, id, name, type.code, numbers.count, numbers), name)
          }
        }
      }
      try check(nc_enddef(file), path)
      for (array, id) in zip(arrays, ids) where !array.values.isEmpty {
        try check(nc_put_var_double(file, id, array.values), array.name)
      }
    }
  }

  private static func check(_ status: Int32, _ what: String) throws {
    guard status == NC_NOERR else { throw WritingFailure(what: "\(what): \(status)") }
  }
}
