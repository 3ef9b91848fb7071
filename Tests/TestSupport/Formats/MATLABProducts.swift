import CMatIO
import Scenes

/// The reference scene as MATLAB's files before 7.3.
package enum MATLABProducts {
  /// - Parameter cubes: names of the variables that hold the cube.
  package static func write(
    _ path: String, isCompressed: Bool, cubes: [String] = ["cube"]
  ) throws {
    try nativeLibraryLock.withLock {
      guard let file = Mat_CreateVer(path, nil, MAT_FT_MAT5) else {
        throw WritingFailure(what: path)
      }
      defer { Mat_Close(file) }
      let compression = isCompressed ? MAT_COMPRESSION_ZLIB : MAT_COMPRESSION_NONE
      func write<Element: BitwiseCopyable>(
        _ name: String, _ kind: matio_classes, _ type: matio_types, _ shape: [Int],
        _ values: [Element]
      ) throws {
        var lengths = shape
        var values = values
        guard
          let variable = Mat_VarCreate(name, kind, type, Int32(shape.count), &lengths, &values, 0)
        else { throw WritingFailure(what: name) }
        defer { Mat_VarFree(variable) }
        guard Mat_VarWrite(file, variable, compression) == 0 else {
          throw WritingFailure(what: name)
        }
      }
      // The first dimension varies fastest: bands, then columns, then rows in Swift's order.
      let cube = ReferenceScene.values(order: "bcr", fill: UInt16(0)) { UInt16($0) }
      for name in cubes { try write(name, MAT_C_UINT16, MAT_T_UINT16, [6, 5, 8], cube) }
      try write("cube_gt", MAT_C_DOUBLE, MAT_T_DOUBLE, [6, 5], (0..<30).map { Double($0 % 6) })
      try write("wavelength", MAT_C_DOUBLE, MAT_T_DOUBLE, [1, 8], ReferenceScene.wavelengths)
    }
  }
}

extension MATLABProducts {
  /// A cube in a structure, beside a small picture of three bands.
  ///
  /// - Parameters:
  ///   - cube: in MATLAB's order, the first dimension fastest; likewise the others.
  ///   - wavelengths: a field of the structure too.
  package static func structure(
    _ path: String, _ name: String, field: String, cube: [UInt16], shape: [Int],
    wavelengths: [Double], beside picture: (name: String, shape: [Int])?
  ) throws {
    try nativeLibraryLock.withLock {
      guard let file = Mat_CreateVer(path, nil, MAT_FT_MAT5) else {
        throw WritingFailure(what: path)
      }
      defer { Mat_Close(file) }
      var one = [1, 1]
      var values = cube
      var lengths = shape
      var list = wavelengths
      var listShape = [1, list.count]
      guard
        let data = Mat_VarCreate(
          field, MAT_C_UINT16, MAT_T_UINT16, Int32(shape.count), &lengths, &values, 0),
        let bands = Mat_VarCreate(
          "wavelength", MAT_C_DOUBLE, MAT_T_DOUBLE, 2, &listShape, &list, 0)
      else { throw WritingFailure(what: field) }
      try field.withCString { first in
        try "wavelength".withCString { second in
          var names: [UnsafePointer<CChar>?] = [first, second]
          guard let structure = Mat_VarCreateStruct(name, 2, &one, &names, 2) else {
            throw WritingFailure(what: name)
          }
          Mat_VarSetStructFieldByName(structure, field, 0, data)
          Mat_VarSetStructFieldByName(structure, "wavelength", 0, bands)
          defer { Mat_VarFree(structure) }
          guard Mat_VarWrite(file, structure, MAT_COMPRESSION_ZLIB) == 0 else {
            throw WritingFailure(what: name)
          }
        }
      }
      guard let picture else { return }
      var shape = picture.shape
      var bytes = [UInt8](repeating: 7, count: shape.reduce(1, *))
      guard
        let rgb = Mat_VarCreate(
          picture.name, MAT_C_UINT8, MAT_T_UINT8, Int32(shape.count), &shape, &bytes, 0)
      else { throw WritingFailure(what: picture.name) }
      defer { Mat_VarFree(rgb) }
      guard Mat_VarWrite(file, rgb, MAT_COMPRESSION_ZLIB) == 0 else {
        throw WritingFailure(what: picture.name)
      }
    }
  }

  /// Numeric matrices and arrays by name, in MATLAB's order.
  package static func arrays(_ path: String, _ arrays: [(String, [Int], [Double])]) throws {
    try nativeLibraryLock.withLock {
      guard let file = Mat_CreateVer(path, nil, MAT_FT_MAT5) else {
        throw WritingFailure(what: path)
      }
      defer { Mat_Close(file) }
      for (name, shape, values) in arrays {
        var shape = shape
        var values = values
        guard
          let variable = Mat_VarCreate(
            name, MAT_C_DOUBLE, MAT_T_DOUBLE, Int32(shape.count), &shape, &values, 0)
        else { throw WritingFailure(what: name) }
        defer { Mat_VarFree(variable) }
        guard Mat_VarWrite(file, variable, MAT_COMPRESSION_NONE) == 0 else {
          throw WritingFailure(what: name)
        }
      }
    }
  }
}
