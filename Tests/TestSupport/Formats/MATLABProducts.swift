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
