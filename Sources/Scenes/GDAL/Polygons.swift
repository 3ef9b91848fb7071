internal import CGDAL
internal import Foundation

/// Turns a class map into polygons: one feature for each patch of pixels of one class that touch
/// by their sides, with fields `class` (code), `name` and `area`; no-data pixels are left out.
///
/// `area` is in square metres; in pixels if the map has no CRS. That of a map in degrees is
/// taken in an equal-area projection in which parallels and meridians are straight, so that it is
/// the area on the ellipsoid.
///
/// - Parameters:
///   - raster: a raster of one band that holds rows of the table of classes.
///   - path: the GeoPackage to be written.
///   - file: the name that errors give.
package func polygonise(
  raster: String, into path: String, named file: String, classes: ClassTable
) throws {
  try callGDAL(file, "cannot be polygonised", strict: true) {
    // The file would hold the time, by which equal maps would differ.
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z")
    defer { CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", nil) }
    guard let source = GDALOpen(raster, GA_ReadOnly) else { return Void?.none }
    defer { GDALClose(source) }
    guard let band = GDALGetRasterBand(source, 1), let driver = GDALGetDriverByName("GPKG"),
      let target = GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, nil)
    else { return nil }
    GDALSetMetadataItem(target, OwnMark.item, OwnMark.software, nil)
    let isWritten: Void? = writePolygons(
      of: band, crs: GDALGetSpatialRef(source), into: target, classes: classes)
    GDALFlushCache(target)
    GDALClose(target)
    return isWritten
  }
}

/// Only inside `callGDAL`.
private func writePolygons(
  of band: GDALRasterBandH, crs: OGRSpatialReferenceH?, into target: GDALDatasetH,
  classes: ClassTable
) -> Void? {
  guard let layer = GDALDatasetCreateLayer(target, "map", crs, wkbPolygon, nil) else { return nil }
  for (name, type) in [("class", OFTInteger64), ("name", OFTString), ("area", OFTReal)] {
    let field = OGR_Fld_Create(name, type)
    defer { OGR_Fld_Destroy(field) }
    guard OGR_L_CreateField(layer, field, 1) == OGRERR_NONE else { return nil }
  }
  GDALDatasetStartTransaction(target, 0)
  guard GDALPolygonize(band, GDALGetMaskBand(band), layer, 0, nil, nil, nil) == CE_None else {
    return nil
  }
  let measure = AreaMeasure(crs)
  OGR_L_ResetReading(layer)
  while let feature = OGR_L_GetNextFeature(layer) {
    defer { OGR_F_Destroy(feature) }
    let row = Int(OGR_F_GetFieldAsInteger(feature, 0))
    OGR_F_SetFieldInteger64(feature, 0, Int64(classes.code(of: row) ?? 0))
    OGR_F_SetFieldString(feature, 1, classes.name(of: row))
    guard let geometry = OGR_F_GetGeometryRef(feature), let area = measure.area(of: geometry)
    else { return nil }
    OGR_F_SetFieldDouble(feature, 2, area)
    guard OGR_L_SetFeature(layer, feature) == OGRERR_NONE else { return nil }
  }
  return GDALDatasetCommitTransaction(target) == OGRERR_NONE ? () : nil
}
