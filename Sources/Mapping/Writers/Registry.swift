extension MapFormat {
  /// Every format that results are written in: one line each.
  public static let all: [MapFormat] = [
    .png,
    .geoTIFF,
    .envi,
    .netCDF,
    .hdf5,
    .geoPackage,
  ]
}
