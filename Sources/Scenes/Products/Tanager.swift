extension HDF5Product {
  /// Planet's Tanager: HDF-EOS5 by bands, with wavelengths in attributes of the cube.
  static func tanager(_ file: HDF5File) throws -> HDF5Product? {
    for kind in ["SWATHS", "GRIDS"] {
      let group = "/HDFEOS/\(kind)/HYP"
      for name in ["surface_reflectance", "toa_radiance"] {
        let cube = "\(group)/Data Fields/\(name)"
        guard file.exists(cube) else { continue }
        var product = HDF5Product(
          format: "Tanager", evidence: ["Tanager: \(cube)"], cube: cube,
          axes: [.band, .row, .column])
        product.grid =
          kind == "GRIDS" ? .known(HDFEOSGrid.georeference(of: file, grid: "HYP")) : .known(nil)
        return product
      }
    }
    return nil
  }
}
