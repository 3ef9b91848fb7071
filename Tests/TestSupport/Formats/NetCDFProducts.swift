import CNetCDF
import Scenes

/// The reference scene as NetCDF from before version 4: packed by CF, coordinates of pixel centres,
/// wavelengths in µm along a dimension of that name.
package enum NetCDFProducts {
  private static let scene = ReferenceScene.self

  /// - Parameters:
  ///   - interleave: "bsq", "bil" or "bip".
  ///   - names: of the variables that hold the cube.
  package static func classic(
    _ path: String, interleave: String, cubes names: [String] = ["cube"]
  ) throws {
    let order = Array(["bsq": "brc", "bil": "rbc"][interleave] ?? "rcb")
    try nativeLibraryLock.withLock {
      var file: Int32 = 0
      try check(nc_create(path, NC_CLOBBER, &file), path)
      defer { nc_close(file) }
      var dimensions: [Character: Int32] = [:]
      for (letter, name, length) in [("b", "wavelength", 8), ("r", "y", 6), ("c", "x", 5)] {
        var dimension: Int32 = 0
        try check(nc_def_dim(file, name, length, &dimension), name)
        dimensions[Character(letter)] = dimension
      }
      func variable(_ name: String, _ type: nc_type, _ letters: [Character]) throws -> Int32 {
        var variable: Int32 = 0
        let ids = letters.compactMap { dimensions[$0] }
        try check(nc_def_var(file, name, type, Int32(ids.count), ids, &variable), name)
        return variable
      }
      func set(_ name: String, _ text: String, on variable: Int32) throws {
        try check(nc_put_att_text(file, variable, name, text.utf8.count, text), name)
      }
      let cubes = try names.map { try variable($0, NC_SHORT, order) }
      var (fill, scale) = (Int16(-32768), 1e-4)
      for cube in cubes {
        try check(nc_put_att_short(file, cube, "_FillValue", NC_SHORT, 1, &fill), "_FillValue")
        try check(nc_put_att_double(file, cube, "scale_factor", NC_DOUBLE, 1, &scale), "scale")
        try set("grid_mapping", "crs", on: cube)
      }
      let system = try variable("crs", NC_INT, [])
      try set("crs_wkt", scene.crs, on: system)
      let lists: [(String, Character, String, [Double])] = [
        ("wavelength", "b", "um", scene.wavelengths.map { $0 / 1000 }),
        ("fwhm", "b", "nm", scene.widths),
        ("x", "c", "m", (0..<5).map { 680_015 + 30 * Double($0) }),
        ("y", "r", "m", (0..<6).map { 5_339_985 - 30 * Double($0) }),
      ]
      let ids = try lists.map { name, letter, units, _ in
        let list = try variable(name, NC_DOUBLE, [letter])
        try set("units", units, on: list)
        return list
      }
      let labels = try variable("labels", NC_BYTE, ["r", "c"])
      try check(nc_enddef(file), path)
      let values = scene.values(order: String(order), fill: fill) { Int16($0) }
      for cube in cubes { try check(nc_put_var_short(file, cube, values), "cube") }
      for (id, list) in zip(ids, lists) { try check(nc_put_var_double(file, id, list.3), list.0) }
      try check(nc_put_var_schar(file, labels, (0..<30).map { Int8($0 % 6) }), "labels")
    }
  }

  private static func check(_ status: Int32, _ what: String) throws {
    guard status == NC_NOERR else { throw WritingFailure(what: what) }
  }
}
