internal import CGDAL
internal import Foundation

/// Areas of polygons of a coordinate reference system in square metres. Only inside `callGDAL`.
final class AreaMeasure {
  private let squareMetres: Double
  private var equalArea: OGRSpatialReferenceH?
  private var transformation: OGRCoordinateTransformationH?
  private var isUsable = true

  /// - Parameter onEllipsoid: whether the area of a projection is not good enough.
  init(_ crs: OGRSpatialReferenceH?, onEllipsoid: Bool = false) {
    guard let crs else {
      squareMetres = 1
      return
    }
    guard onEllipsoid || OSRIsGeographic(crs) != 0 else {
      squareMetres = pow(OSRGetLinearUnits(crs, nil), 2)
      return
    }
    squareMetres = 1
    equalArea = OSRNewSpatialReference(nil)
    // EASE-Grid 2.0 Global: the cylindrical equal-area projection of the WGS 84 ellipsoid.
    isUsable = OSRImportFromEPSG(equalArea, 6933) == OGRERR_NONE
    OSRSetAxisMappingStrategy(equalArea, OAMS_TRADITIONAL_GIS_ORDER)
    if isUsable { transformation = OCTNewCoordinateTransformation(crs, equalArea) }
    isUsable = transformation != nil
  }

  deinit {
    OCTDestroyCoordinateTransformation(transformation)
    if let equalArea { OSRDestroySpatialReference(equalArea) }
  }

  /// - Parameter ring: a closed one.
  func area(of ring: [(x: Double, y: Double)]) -> Double? {
    guard let line = OGR_G_CreateGeometry(wkbLinearRing) else { return nil }
    for point in ring { OGR_G_AddPoint_2D(line, point.x, point.y) }
    guard let polygon = OGR_G_CreateGeometry(wkbPolygon) else { return nil }
    defer { OGR_G_DestroyGeometry(polygon) }
    guard OGR_G_AddGeometryDirectly(polygon, line) == OGRERR_NONE else { return nil }
    return area(of: polygon)
  }

  func area(of geometry: OGRGeometryH) -> Double? {
    guard isUsable else { return nil }
    guard let transformation else { return OGR_G_Area(geometry) * squareMetres }
    guard let copy = OGR_G_Clone(geometry) else { return nil }
    defer { OGR_G_DestroyGeometry(copy) }
    return OGR_G_Transform(copy, transformation) == OGRERR_NONE ? OGR_G_Area(copy) : nil
  }
}

extension Georeference {
  /// Area on the ground of a pixel of each row, in square metres: that of the row's middle.
  ///
  /// In a projection that keeps areas within 1 % it is that of the projection, as one reckons with;
  /// in degrees, or one that does not, such as Web Mercator, that on the ellipsoid.
  ///
  /// - Returns: nil if the coordinate reference system is not known, or has no areas there.
  package func pixelAreas(rows: Int, columns: Int) -> [Double]? {
    guard let crs else { return nil }
    return try? callGDAL("", "areas cannot be measured") {
      guard let reference = OSRNewSpatialReference(nil) else { return [Double]?.none }
      defer { OSRDestroySpatialReference(reference) }
      guard OSRSetFromUserInput(reference, crs) == OGRERR_NONE else { return nil }
      OSRSetAxisMappingStrategy(reference, OAMS_TRADITIONAL_GIS_ORDER)
      let isGeographic = OSRIsGeographic(reference) != 0
      guard isGeographic || OSRIsProjected(reference) != 0 else { return nil }
      let onEllipsoid = AreaMeasure(reference, onEllipsoid: true)
      let plane =
        abs(transform[1] * transform[5] - transform[2] * transform[4])
        * (isGeographic ? 1 : pow(OSRGetLinearUnits(reference, nil), 2))
      var areas: [Double] = []
      for row in 0..<rows {
        guard let area = onEllipsoid.area(of: corners(row: row, column: columns / 2)) else {
          return nil
        }
        areas.append(!isGeographic && abs(area / plane - 1) < 0.01 ? plane : area)
      }
      return areas.allSatisfy { $0.isFinite && $0 > 0 } ? areas : nil
    }
  }

  /// A pixel as a closed ring of map coordinates.
  private func corners(row: Int, column: Int) -> [(x: Double, y: Double)] {
    [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)].map { down, right in
      let (row, column) = (Double(row + down), Double(column + right))
      return (
        transform[0] + column * transform[1] + row * transform[2],
        transform[3] + column * transform[4] + row * transform[5]
      )
    }
  }
}
