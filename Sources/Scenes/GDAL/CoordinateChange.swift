package import CGDAL

/// The way from one CRS into another. Only inside `callGDAL`.
package final class CoordinateChange {
  private let handle: OGRCoordinateTransformationH

  /// - Parameters:
  ///   - from: WKT.
  ///   - to: WKT.
  ///   - file: the file that an error names.
  package init(from: String, to: String, file: String) throws {
    guard let source = OSRNewSpatialReference(from), let target = OSRNewSpatialReference(to)
    else { throw SceneError(file: file, problem: "has a CRS that is not known") }
    defer {
      OSRDestroySpatialReference(source)
      OSRDestroySpatialReference(target)
    }
    // Features and geotransforms alike have easting or longitude first, whatever the authority says.
    OSRSetAxisMappingStrategy(source, OAMS_TRADITIONAL_GIS_ORDER)
    OSRSetAxisMappingStrategy(target, OAMS_TRADITIONAL_GIS_ORDER)
    guard let change = OCTNewCoordinateTransformation(source, target) else {
      throw SceneError(
        file: file, problem: "cannot be transformed into the scene's CRS",
        remedy: "Reproject it with `ogr2ogr -t_srs`")
    }
    handle = change
  }

  deinit { OCTDestroyCoordinateTransformation(handle) }

  /// Transforms a geometry in place.
  ///
  /// - Returns: false if a point cannot be transformed.
  package func apply(to geometry: OGRGeometryH?) -> Bool {
    OGR_G_Transform(geometry, handle) == OGRERR_NONE
  }
}
