/// The grid of a map in a NetCDF file after CF: dimensions `y` and `x`, the coordinates of the
/// pixels' centres, and the grid mapping `crs`.
package struct NetCDFGrid {
  package let y: NetCDFFile.Dimension
  package let x: NetCDFFile.Dimension
  /// Whether the scene's first row is its southernmost: rows are then written in reverse, so that
  /// north is up.
  package let isFlipped: Bool
  private let hasMapping: Bool
  private let hasCoordinates: Bool

  /// Defines the grid in a file.
  ///
  /// - Parameters:
  ///   - georeference: of the scene; a grid that is turned against its CRS gets no coordinates.
  ///   - file: the name that errors give.
  package init(
    in target: NetCDFFile, rows: Int, columns: Int, georeference: Georeference?, named file: String
  ) throws {
    y = try target.dimension("y", length: rows)
    x = try target.dimension("x", length: columns)
    guard let georeference else {
      (isFlipped, hasMapping, hasCoordinates) = (false, false, false)
      return
    }
    var t = georeference.transform
    hasMapping = true
    hasCoordinates = t[2] == 0 && t[4] == 0
    isFlipped = hasCoordinates && t[5] > 0
    if isFlipped { t = [t[0], t[1], 0, t[3] + t[5] * Double(rows), 0, -t[5]] }
    let crs = try target.variable("crs", .int32, [])
    // The name and form that GDAL reads.
    try target.set("GeoTransform", t.map { "\($0)" }.joined(separator: " "), on: crs)
    var unit: AxisUnit?
    if let stated = georeference.crs {
      let text = try wellKnownText(of: stated, file: file)
      unit = try axisUnit(ofWKT: text, file: file)
      try target.set("crs_wkt", text, on: crs)
      try target.set("spatial_ref", text, on: crs)
      let mapping = try gridMapping(ofWKT: text, file: file)
      if let name = mapping.name { try target.set("grid_mapping_name", name, on: crs) }
      for (name, value) in mapping.parameters { try target.set(name, [value], on: crs) }
    }
    guard hasCoordinates else { return }
    for (dimension, first, step, isX) in [(x, t[0], t[1], true), (y, t[3], t[5], false)] {
      let axis = try target.variable(isX ? "x" : "y", .float64, [dimension])
      try target.set("axis", isX ? "X" : "Y", on: axis)
      switch unit {
      case .degrees?:
        try target.set("standard_name", isX ? "longitude" : "latitude", on: axis)
        try target.set("units", isX ? "degrees_east" : "degrees_north", on: axis)
      case .length(let name)?:
        try target.set(
          "standard_name", "projection_\(isX ? "x" : "y")_coordinate", on: axis)
        try target.set("units", name == "metre" ? "m" : name, on: axis)
      case nil: break
      }
      try target.write(
        (0..<dimension.length).map { first + (Double($0) + 0.5) * step }, to: axis)
    }
  }

  /// Refers from a variable on this grid to the grid mapping.
  package func describe(_ variable: NetCDFFile.Variable, in target: NetCDFFile) throws {
    if hasMapping { try target.set("grid_mapping", "crs", on: variable) }
  }
}
