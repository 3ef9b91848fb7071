import CHDF5
import Foundation
import Scenes

/// The reference scene as HDF5 products lay it out: groups, attributes, order of axes, scale, fill,
/// chunks and filters.
package enum HDF5Products {
  private static let scene = ReferenceScene.self

  package static func prisma(_ path: String) throws {
    let folder = "/HDFEOS/SWATHS/PRS_L2D_HCO/Data Fields"
    let file = try HDF5File.create(path)
    // Descending, the last absent, as the instrument's lists are.
    // The empty pixel is 0 in VNIR; in SWIR it has numbers, which the error matrix calls invalid.
    // Numbers that it calls negative (2) or saturated (4) stay.
    for (name, bands, fill, wrong) in [
      ("VNIR", [6, 4, 2, 0, nil], UInt16(0), UInt8(4)), ("SWIR", [nil, 7, 5, 3, 1], 7, 1),
    ] {
      let values = scene.values(order: "rbc", bands: bands, fill: fill) { UInt16($0) }
      try file.createDataset(
        "\(folder)/\(name)_PIXEL_L2_ERR_MATRIX", of: UInt8.self, shape: [6, 5, 5],
        chunk: [6, 5, 5]
      ).write(scene.values(order: "rbc", bands: bands, fill: wrong) { UInt8($0 % 2 * 2) })
      try file.createDataset(
        "\(folder)/\(name)_Cube", of: UInt16.self, shape: [6, 5, 5], chunk: [2, 5, 5]
      ).write(values)
      let title = name.prefix(1) + name.dropFirst().lowercased()
      try file.setAttribute(
        "List_Cw_\(title)", .doubles(bands.map { $0.map { scene.wavelengths[$0] } ?? 0 }))
      try file.setAttribute(
        "List_Fwhm_\(title)", .doubles(bands.map { $0.map { scene.widths[$0] } ?? 0 }))
      try file.setAttribute("L2Scale\(title)Min", .double(0))
      try file.setAttribute("L2Scale\(title)Max", .double(6.5535))
    }
    try file.setAttribute("Epsg_Code", .int(32632))
    // Centres of the corner pixels.
    try file.setAttribute("Product_ULcorner_easting", .double(680_015))
    try file.setAttribute("Product_ULcorner_northing", .double(5_339_985))
    try file.setAttribute("Product_LRcorner_easting", .double(680_135))
    try file.setAttribute("Product_LRcorner_northing", .double(5_339_835))
    try file.close()
  }

  package static func emit(_ path: String) throws {
    let file = try HDF5File.create(path)
    try reflectance(file, "/reflectance", order: "rcb", chunk: [6, 5, 8])
    let bands = "/sensor_band_parameters"
    try lists(file, "\(bands)/wavelengths", "\(bands)/fwhm")
    var good = [Double](repeating: 1, count: 8)
    good[scene.badBand] = 0
    try file.createDataset("\(bands)/good_wavelengths", of: Double.self, shape: [8]).write(good)
    // Two cells more than the image has columns; the cell at row 0, column 0 has no pixel, the one
    // at row 1, column 1 was filled from its neighbour.
    var x = [Int32](repeating: 0, count: 42)
    var y = x
    for row in 0..<6 {
      for column in 1..<6 {
        x[row * 7 + column] = Int32(column)
        y[row * 7 + column] = Int32(row + 1)
      }
    }
    x[8] = -1
    y[8] = -2
    try file.createDataset("/location/glt_x", of: Int32.self, shape: [6, 7]).write(x)
    try file.createDataset("/location/glt_y", of: Int32.self, shape: [6, 7]).write(y)
    try file.setAttribute("geotransform", .doubles([10, 0.0005, 0, 50, 0, -0.0005]))
    try file.setAttribute("spatial_ref", .string("EPSG:4326"))
    for (name, count) in [("/downtrack", 6), ("/crosstrack", 5), ("/bands", 8)] {
      _ = try file.createDataset(name, of: Float.self, shape: [count])
    }
    try file.close()
    try attachScales(path, "/reflectance", ["/downtrack", "/crosstrack", "/bands"])
  }

  /// AVIRIS-3: transverse Mercator by name.
  package static func aviris(_ path: String) throws {
    try aviris(path, grid: "transverse_mercator")
  }

  /// AVIRIS-NG: another name for the grid.
  package static func avirisNG(_ path: String) throws {
    try aviris(path, grid: "projection")
  }

  private static func aviris(_ path: String, grid: String) throws {
    let file = try HDF5File.create(path)
    try reflectance(file, "/reflectance/reflectance", order: "brc", chunk: [1, 6, 5])
    try lists(file, "/reflectance/wavelength", "/reflectance/fwhm")
    try file.setAttribute("grid_mapping", .string(grid), on: "/reflectance/reflectance")
    _ = try file.createDataset("/\(grid)", of: Int8.self, shape: [])
    try file.setAttribute("spatial_ref", .string(scene.crs), on: "/\(grid)")
    try file.setAttribute(
      "GeoTransform", .string("680000.0 30.0 0.0 5340000.0 0.0 -30.0"), on: "/\(grid)")
    for (name, count) in [("/northing", 6), ("/easting", 5)] {
      _ = try file.createDataset(name, of: Double.self, shape: [count])
    }
    try file.close()
    try attachScales(
      path, "/reflectance/reflectance", ["/reflectance/wavelength", "/northing", "/easting"])
  }

  package static func neon(_ path: String) throws {
    let file = try HDF5File.create(path)
    let group = "/SITE/Reflectance"
    let cube = "\(group)/Reflectance_Data"
    try file.createDataset(cube, of: Int16.self, shape: [6, 5, 8], chunk: [3, 2, 5]).write(
      scene.values(order: "rcb", fill: Int16(-9999)) { Int16($0) })
    try file.setAttribute("Scale_Factor", .doubles([10000]), on: cube)
    try file.setAttribute("Data_Ignore_Value", .doubles([-9999]), on: cube)
    let spectra = "\(group)/Metadata/Spectral_Data"
    try lists(file, "\(spectra)/Wavelength", "\(spectra)/FWHM")
    let system = "\(group)/Metadata/Coordinate_System"
    _ = try file.createDataset("\(system)/placeholder", of: Int8.self, shape: [])
    try file.close()
    try writeText(
      path, "\(system)/Map_Info",
      "UTM,  1.000,  1.000,  680000.00, 5340000.00, 30.0, 30.0, 32, North, WGS-84, units=Meters, 0")
    try writeText(path, "\(system)/EPSG Code", "32632")
  }

  /// CF: packed int16, coordinates of pixel centres, wavelengths in µm along a dimension scale.
  package static func cf(_ path: String) throws {
    let file = try HDF5File.create(path)
    try file.setAttribute("_NCProperties", .string("version=2"))
    try file.createDataset("/cube", of: Int16.self, shape: [8, 6, 5], chunk: [3, 4, 2]).write(
      scene.values(order: "brc", fill: Int16(-32768)) { Int16($0) })
    try file.setAttribute("scale_factor", .double(1e-4), on: "/cube")
    try file.setAttribute("add_offset", .double(0), on: "/cube")
    try file.setAttribute("_FillValue", number: Int16.min, on: "/cube")
    try file.setAttribute("valid_range", numbers: [Int16(0), 16000], on: "/cube")
    try file.setAttribute("grid_mapping", .string("crs"), on: "/cube")
    _ = try file.createDataset("/crs", of: Int32.self, shape: [])
    try file.setAttribute("crs_wkt", .string(scene.crs), on: "/crs")
    try file.createDataset("/wavelength", of: Double.self, shape: [8])
      .write(scene.wavelengths.map { $0 / 1000 })
    try file.setAttribute("units", .string("um"), on: "/wavelength")
    try file.createDataset("/fwhm", of: Double.self, shape: [8])
      .write(scene.widths.map { $0 / 1000 })
    try file.setAttribute("units", .string("um"), on: "/fwhm")
    try file.createDataset("/x", of: Double.self, shape: [5])
      .write((0..<5).map { 680_015 + 30 * Double($0) })
    try file.createDataset("/y", of: Double.self, shape: [6])
      .write((0..<6).map { 5_339_985 - 30 * Double($0) })
    try file.close()
    try attachScales(path, "/cube", ["/wavelength", "/y", "/x"])
  }

  /// Without a convention but `interleave` and names that tell what a dataset is; compressed.
  package static func generic(_ path: String, interleave: String) throws {
    let order = ["bsq": "brc", "bil": "rbc"][interleave] ?? "rcb"
    let file = try HDF5File.create(path)
    try file.createDataset(
      "/data/cube", of: Int16.self, shape: scene.lengths(order), chunk: [2, 3, 4]
    ).write(scene.values(order: order, fill: Int16(-1)) { Int16($0) })
    try file.setAttribute("interleave", .string(interleave), on: "/data/cube")
    try file.setAttribute("_FillValue", numbers: [Int16(-1)], on: "/data/cube")
    try file.setAttribute("scale_factor", .double(1e-4), on: "/data/cube")
    try lists(file, "/data/wavelength", "/data/fwhm")
    try file.close()
  }

  /// MATLAB 7.3: axes reversed, variables with their class, after a block of 512 bytes.
  package static func matlab73(_ path: String) throws {
    let file = try HDF5File.create(path)
    try file.createDataset("/cube", of: Int16.self, shape: [8, 5, 6], chunk: [1, 5, 3]).write(
      scene.values(order: "bcr", fill: Int16(-32768)) { Int16($0) })
    try file.setAttribute("MATLAB_class", .string("int16"), on: "/cube")
    try file.createDataset("/wavelength", of: Double.self, shape: [8, 1])
      .write(scene.wavelengths)
    try file.setAttribute("MATLAB_class", .string("double"), on: "/wavelength")
    try file.createDataset("/cube_gt", of: Double.self, shape: [5, 6])
      .write((0..<30).map { Double($0 % 6) })
    try file.setAttribute("MATLAB_class", .string("double"), on: "/cube_gt")
    try file.close()
    // HDF5 keeps addresses from its own beginning, so that the block may be put before it.
    var header = Array("MATLAB 7.3 MAT-file, Platform: GLNXA64".utf8)
    header += [UInt8](repeating: 0x20, count: 512 - header.count)
    let body = FileManager.default.contents(atPath: path) ?? Data()
    try (Data(header) + body).write(to: URL(fileURLWithPath: path))
  }

  private static func reflectance(
    _ file: HDF5File, _ path: String, order: String, chunk: [Int]
  ) throws {
    try file.createDataset(path, of: Float.self, shape: scene.lengths(order), chunk: chunk).write(
      scene.values(order: order, fill: Float(-9999)) { Float($0) / 10000 })
    try file.setAttribute("_FillValue", numbers: [Float(-9999)], on: path)
  }

  private static func lists(_ file: HDF5File, _ wavelengths: String, _ widths: String) throws {
    for (path, values) in [(wavelengths, scene.wavelengths), (widths, scene.widths)] {
      try file.createDataset(path, of: Double.self, shape: [8]).write(values)
      try file.setAttribute("units", .string("nm"), on: path)
    }
  }
}
