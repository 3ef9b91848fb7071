internal import Scenes

extension HDF5File {
  /// Writes a grid mapping and, for a grid along the axes of its CRS, the coordinates of the
  /// pixels' centres; refers to them from `variables`.
  func write(
    _ georeference: Georeference, rows: Int, columns: Int, of variables: [String]
  ) throws {
    let t = georeference.transform
    try createDataset("/crs", of: Int32.self, shape: []).write([0])
    try setAttribute(
      "GeoTransform", .string(t.map { "\($0)" }.joined(separator: " ")), on: "/crs")
    var unit: AxisUnit?
    if let crs = georeference.crs {
      let text = try wellKnownText(of: crs, file: path)
      unit = try axisUnit(ofWKT: text, file: path)
      try setAttribute("crs_wkt", .string(text), on: "/crs")
      // The name that GDAL reads.
      try setAttribute("spatial_ref", .string(text), on: "/crs")
    }
    for variable in variables { try setAttribute("grid_mapping", .string("crs"), on: variable) }
    guard t[2] == 0, t[4] == 0 else { return }
    for (name, count, first, step) in [("x", columns, t[0], t[1]), ("y", rows, t[3], t[5])] {
      try createDataset("/\(name)", of: Double.self, shape: [count])
        .write((0..<count).map { first + (Double($0) + 0.5) * step })
      switch unit {
      case .degrees?:
        let axis = name == "x" ? "longitude" : "latitude"
        try setAttribute("standard_name", .string(axis), on: "/\(name)")
        let direction = name == "x" ? "degrees_east" : "degrees_north"
        try setAttribute("units", .string(direction), on: "/\(name)")
      case .length(let unit)?:
        try setAttribute(
          "standard_name", .string("projection_\(name)_coordinate"), on: "/\(name)")
        try setAttribute("units", .string(unit == "metre" ? "m" : unit), on: "/\(name)")
      case nil: break
      }
    }
  }
}
