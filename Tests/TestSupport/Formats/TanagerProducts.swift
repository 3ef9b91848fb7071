import Scenes

/// The reference scene as Planet's Tanager lays it out: on a grid, and as the sensor saw it
/// ("Tanager Product Specification", November 2025, section 3.6).
package enum TanagerProducts {
  private static let scene = ReferenceScene.self

  /// `ortho_sr_hdf5`: the empty pixel holds the fill value.
  package static func ortho(_ path: String) throws {
    let file = try HDF5File.create(path)
    let group = "/HDFEOS/GRIDS/HYP"
    let cube = "\(group)/Data Fields/surface_reflectance"
    try write(
      file, cube, scene.values(order: "brc", fill: -9999) { Float($0) / 10000 })
    var good = [Double](repeating: 1, count: 8)
    good[scene.badBand] = 0
    try file.setAttribute("good_wavelengths", .doubles(good), on: cube)
    try file.setAttribute("epsg_code", .int(32632), on: group)
    try finish(
      file, path,
      """
      GROUP=SwathStructure
      END_GROUP=SwathStructure
      GROUP=GridStructure
      \tGROUP=GRID_1
      \t\tGridName="HYP"
      \t\tXDim=5
      \t\tYDim=6
      \t\tUpperLeftPointMtrs=(680000.000000,5340000.000000)
      \t\tLowerRightMtrs=(680150.000000,5339820.000000)
      \t\tProjection=HE5_GCTP_UTM
      \t\tZoneCode=32
      \tEND_GROUP=GRID_1
      END_GROUP=GridStructure
      """)
  }

  /// `basic_radiance_hdf5`: `nodata_pixels` alone says that the empty pixel is empty. The first line
  /// lies farthest south, and the first sample east of the others.
  package static func basic(_ path: String) throws {
    let file = try HDF5File.create(path)
    let group = "/HDFEOS/SWATHS/HYP"
    try write(
      file, "\(group)/Data Fields/toa_radiance",
      scene.values(order: "brc", fill: 0.5) { Float($0) / 10000 })
    // A grid of pixels in UTM, which is even in degrees to a centimetre over this distance.
    let positions = "\(group)/Geolocation Fields"
    for (name, first, perLine, perSample) in [
      ("Latitude", 48.186_188_350, 0.000_269_665, 0.000_008_504),
      ("Longitude", 11.423_636_605, 0.000_012_722, -0.000_403_262),
    ] {
      try file.createDataset("\(positions)/\(name)", of: Double.self, shape: [6, 5]).write(
        (0..<30).map { first + perLine * Double($0 / 5) + perSample * Double($0 % 5) })
      try file.setAttribute("_FillValue", .double(-9999), on: "\(positions)/\(name)")
    }
    try file.createDataset("\(positions)/Time", of: Double.self, shape: [6])
      .write((0..<6).map { 1_736_000_000 + 0.01 * Double($0) })
    try file.setAttribute(
      "Planet_Ortho_Framing",
      .string(
        """
        {"epsg_code": 32632, "rows": 8, "cols": 7,
         "geotransform": [679970.0, 30.0, 0.0, 5340030.0, 0.0, -30.0]}
        """), on: positions)
    try finish(
      file, path,
      """
      GROUP=SwathStructure
      \tGROUP=SWATH_1
      \t\tSwathName="HYP"
      \tEND_GROUP=SWATH_1
      END_GROUP=SwathStructure
      GROUP=GridStructure
      END_GROUP=GridStructure
      """)
  }

  /// The cube, and beside it masks and angles, as whole and as floating numbers of rows × columns.
  private static func write(_ file: HDF5File, _ cube: String, _ values: [Float]) throws {
    try file.createDataset(cube, of: Float.self, shape: [8, 6, 5], chunk: [8, 3, 3]).write(values)
    try file.setAttribute("_FillValue", numbers: [Float(-9999)], on: cube)
    try file.setAttribute("wavelengths", .doubles(scene.wavelengths), on: cube)
    try file.setAttribute("fwhm", .doubles(scene.widths), on: cube)
    let fields = cube.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    for (name, pixel) in [("beta_cloud_mask", 4), ("beta_cirrus_mask", 8), ("nodata_pixels", 13)] {
      try file.createDataset("\(fields)/\(name)", of: UInt32.self, shape: [6, 5], chunk: [3, 3])
        .write((0..<30).map { $0 == pixel ? 1 : 0 })
    }
    try file.createDataset("\(fields)/sun_zenith", of: Float.self, shape: [6, 5], chunk: [3, 3])
      .write((0..<30).map { 40 + Float($0) / 100 })
  }

  private static func finish(_ file: HDF5File, _ path: String, _ structure: String) throws {
    _ = try file.createDataset("/HDFEOS INFORMATION/placeholder", of: Int8.self, shape: [])
    try file.close()
    try writeText(path, "/HDFEOS INFORMATION/StructMetadata.0", structure)
  }
}
