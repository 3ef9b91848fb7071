internal import Foundation

extension HDF5Product {
  /// Planet's Tanager: HDF-EOS5 by bands, with wavelengths in attributes of the cube; ortho products
  /// on a grid, basic ones as the sensor saw the ground, with the position of every pixel (Planet,
  /// "Tanager Product Specification", November 2025, section 3.6).
  static func tanager(_ file: HDF5File) throws -> HDF5Product? {
    for kind in ["GRIDS", "SWATHS"] {
      let group = "/HDFEOS/\(kind)/HYP"
      let fields = "\(group)/Data Fields"
      for name in ["surface_reflectance", "toa_radiance"] {
        let cube = "\(fields)/\(name)"
        guard file.exists(cube) else { continue }
        var product = HDF5Product(
          format: "Tanager", evidence: ["Tanager: \(cube)"], cube: cube,
          axes: [.band, .row, .column])
        let mask = "\(fields)/nodata_pixels"
        product.mask = file.exists(mask) ? mask : nil
        product.masks = ["nodata_pixels", "beta_cloud_mask", "beta_cirrus_mask"].map {
          "\(fields)/\($0)"
        }
        if kind == "GRIDS" {
          product.grid = .known(HDFEOSGrid.georeference(of: file, grid: "HYP"))
        } else {
          product.grid = .known(nil)
          let positions = "\(group)/Geolocation Fields"
          if file.exists("\(positions)/Latitude"), file.exists("\(positions)/Longitude") {
            product.evidence.append("sensor geometry: positions in \(positions)")
            product.lookupTable = { try tanagerTable(file, cube: cube, positions: positions) }
          }
        }
        return product
      }
    }
    return nil
  }

  /// The grid that Planet puts the image of a basic product on.
  private struct Framing: Decodable {
    var epsgCode: Int
    var rows: Int
    var columns: Int
    var geotransform: [Double]

    enum CodingKeys: String, CodingKey {
      case epsgCode = "epsg_code"
      case rows
      case columns = "cols"
      case geotransform
    }
  }

  private static func tanagerTable(
    _ file: HDF5File, cube: String, positions: String
  ) throws -> GeographicLookupTable {
    let name = "Planet_Ortho_Framing"
    let variable = "\(positions)@\(name)"
    guard let text = try file.attribute(name, on: positions)?.text else {
      throw SceneError(
        file: file.path, variable: variable, problem: "the grid on the ground is not stated",
        remedy: "Take the product as its maker distributes it")
    }
    guard let framing = try? JSONDecoder().decode(Framing.self, from: Data(text.utf8)) else {
      throw SceneError(
        file: file.path, variable: variable,
        problem: "is no JSON with epsg_code, rows, cols and geotransform: \(text.prefix(80))",
        remedy: "Take the product as its maker distributes it")
    }
    let latitude = try file.dataset("\(positions)/Latitude")
    let longitude = try file.dataset("\(positions)/Longitude")
    let image = Array(try file.dataset(cube).shape.dropFirst())
    for field in [latitude, longitude] where field.shape != image {
      throw SceneError(
        file: file.path, variable: field.path,
        problem: "is \(describe(shape: field.shape)), the image \(describe(shape: image))",
        remedy: "The file is damaged; fetch it again")
    }
    return try GeographicLookupTable(
      positions: PixelPositions(
        rows: image[0], columns: image[1], longitudes: longitude.readAll(Double.self),
        latitudes: latitude.readAll(Double.self)),
      rows: framing.rows, columns: framing.columns,
      georeference: (framing.geotransform, "EPSG:\(framing.epsgCode)"), file: file.path,
      variable: variable)
  }
}
