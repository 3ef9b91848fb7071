/// Where a scene's pixel grid lies on Earth.
public struct Georeference: Equatable, Sendable, Codable {
  /// GDAL's six coefficients; (column, row) of a pixel's upper-left **corner** to map
  /// coordinates: x = t0 + column·t1 + row·t2, y = t3 + column·t4 + row·t5.
  public var transform: [Double]
  /// The coordinate reference system as WKT, or as "EPSG:32616"; nil if unknown.
  public var crs: String?

  public init(transform: [Double], crs: String?) {
    precondition(transform.count == 6, "a geotransform has 6 coefficients, not \(transform.count)")
    self.transform = transform
    self.crs = crs
  }

  /// North-up grid from its upper-left corner and the size of a pixel, in units of the CRS.
  public init(left: Double, top: Double, pixelSize: Double, crs: String?) {
    self.init(transform: [left, pixelSize, 0, top, 0, -pixelSize], crs: crs)
  }
}
