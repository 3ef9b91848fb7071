extension HDF5Product {
  /// EMIT on the International Space Station, L1B, L2A and L2B: NetCDF-4 in sensor geometry, with a
  /// lookup table to an orthorectified grid in `location`, whatever the cube is called.
  static func emit(_ file: HDF5File) throws -> HDF5Product? {
    guard file.exists("/location/glt_x"), file.exists("/location/glt_y") else { return nil }
    let cube = ["/reflectance", "/radiance", "/mask", "/obs"].first { file.exists($0) }
    var product = HDF5Product(
      format: "EMIT",
      evidence: ["EMIT: " + (cube.map { "\($0), " } ?? "") + "location/glt_x"], cube: cube)
    // The root's geotransform is that of the orthorectified grid, not of the image.
    product.grid = .known(nil)
    product.lookupTable = { try lookupTable(file) }
    return product
  }

  private static func lookupTable(_ file: HDF5File) throws -> GeographicLookupTable {
    let x = try file.dataset("/location/glt_x")
    let y = try file.dataset("/location/glt_y")
    guard x.shape.count == 2, x.shape == y.shape else {
      throw SceneError(
        file: file.path, variable: "/location/glt_x",
        problem: "is \(describe(shape: x.shape)), glt_y \(describe(shape: y.shape))",
        remedy: "The file is damaged; fetch it again")
    }
    guard let transform = try file.attribute("geotransform", on: "/")?.numbers,
      transform.count == 6, transform.allSatisfy(\.isFinite)
    else {
      throw SceneError(
        file: file.path, variable: "geotransform",
        problem: "there are no six coefficients of the orthorectified grid",
        remedy: "Take the product as its maker distributes it")
    }
    return GeographicLookupTable(
      rows: x.shape[0], columns: x.shape[1], x: try x.readAll(Int32.self),
      y: try y.readAll(Int32.self),
      georeference: Georeference(
        transform: transform, crs: try file.attribute("spatial_ref", on: "/")?.text))
  }
}
