extension HDF5Product {
  /// AVIRIS-3 and AVIRIS-NG in NetCDF: `reflectance/reflectance` (or radiance) by bands, with its
  /// grid in a variable of the root.
  static func aviris(_ file: HDF5File) throws -> HDF5Product? {
    for name in ["reflectance", "radiance"] {
      let cube = "/\(name)/\(name)"
      guard file.exists(cube), file.exists("/\(name)/wavelength") else { continue }
      var product = HDF5Product(
        format: "AVIRIS", evidence: ["AVIRIS: \(cube) with wavelength beside it"], cube: cube)
      // (wavelength, northing, easting); dimensions that carry names may say otherwise.
      let names = file.dimensionNames(of: try file.dataset(cube)).map { $0 ?? "" }
      product.axes = Axis.order(dimensions: names) ?? [.band, .row, .column]
      product.grid = .described(
        by: ["/transverse_mercator", "/projection"].filter { file.exists($0) })
      return product
    }
    return nil
  }
}
