/// Where a cube lies on Earth, by the conventions of CF and of GDAL.
enum CFGeoreference {
  /// Looks at the grid mapping that the cube names, the cube itself and the root for `crs_wkt` or
  /// `spatial_ref` and `GeoTransform`; else takes the grid from coordinates `x` and `y` of pixel
  /// centres. Nil without either.
  ///
  /// - Parameter mappings: datasets that describe the grid though the cube names none.
  static func find(
    file: some AttributedArrays, cube: String, shape: CubeShape, mappings: [String] = []
  ) -> Georeference? {
    var places = mappings + [cube, "/"]
    let folder = cube.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    if let mapping = text("grid_mapping", file, cube) {
      for path in ["\(folder)/\(mapping)", "/\(mapping)"] where file.exists(path) {
        places.insert(path, at: 0)
        break
      }
    }
    let crs = places.lazy.compactMap { place in
      ["crs_wkt", "spatial_ref"].lazy.compactMap { text($0, file, place) }.first
        ?? ["epsg", "EPSG", "Epsg_Code"].lazy.compactMap { number($0, file, place) }.first
        .map { "EPSG:\(Int($0))" }
    }.first
    let stated = places.lazy.compactMap { place in
      ["GeoTransform", "geotransform"].lazy.compactMap { name -> [Double]? in
        let values = (try? file.attribute(name, on: place))??.numbers
        return values?.count == 6 && values!.allSatisfy(\.isFinite) ? values : nil
      }.first
    }.first
    if let transform = stated ?? grid(("x", "y"), file, folder, shape)
      ?? grid(("easting", "northing"), file, folder, shape)
    {
      return Georeference(transform: transform, crs: crs)
    }
    for names in [("lon", "lat"), ("longitude", "latitude")] {
      if let transform = grid(names, file, folder, shape) {
        return Georeference(transform: transform, crs: crs ?? "EPSG:4326")
      }
    }
    return nil
  }

  private static func text(_ name: String, _ file: some AttributedArrays, _ place: String)
    -> String?
  {
    let text = (try? file.attribute(name, on: place))??.text
    return text?.isEmpty ?? true ? nil : text
  }

  private static func number(_ name: String, _ file: some AttributedArrays, _ place: String)
    -> Double?
  {
    (try? file.attribute(name, on: place))??.number.flatMap {
      $0 > 0 && $0 < 1e6 && $0 == $0.rounded() ? $0 : nil
    }
  }

  /// The corner is half a pixel before the first centre.
  private static func grid(
    _ names: (x: String, y: String), _ file: some AttributedArrays, _ folder: String,
    _ shape: CubeShape
  ) -> [Double]? {
    guard let x = axis(names.x, file, folder, shape.columns),
      let y = axis(names.y, file, folder, shape.rows)
    else { return nil }
    return [x.first - x.step / 2, x.step, 0, y.first - y.step / 2, 0, y.step]
  }

  private static func axis(
    _ name: String, _ file: some AttributedArrays, _ folder: String, _ count: Int
  ) -> (first: Double, step: Double)? {
    guard count > 1 else { return nil }
    for path in Set(["\(folder)/\(name)", "/\(name)"]) where file.exists(path) {
      guard let values = file.list(path, count: count) else { continue }
      let step = (values[count - 1] - values[0]) / Double(count - 1)
      let isEven = values.indices.allSatisfy {
        abs(values[$0] - values[0] - Double($0) * step) <= abs(step) * 1e-3
      }
      if step != 0, step.isFinite, isEven { return (values[0], step) }
    }
    return nil
  }
}
