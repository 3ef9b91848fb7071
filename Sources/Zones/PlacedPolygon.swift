internal import CGDAL
internal import Scenes

/// A polygon on a map's grid. Only inside `callGDAL`.
final class PlacedPolygon {
  /// Its zone's place in the list.
  let zone: Int
  /// The pixels of the map that its envelope touches.
  let rows: Range<Int>
  let columns: Range<Int>
  /// Whether its envelope reaches beyond the map.
  let isBeyond: Bool
  let handle: OGRGeometryH?

  /// - Returns: nil if it does not meet the map.
  /// - Throws: `SceneError` if it cannot be brought into the map's CRS.
  init?(
    _ bytes: [UInt8], zone: Int, change: CoordinateChange?, grid: Georeference, rows: Int,
    columns: Int, extent all: inout Extent, file: String
  ) throws {
    var made: OGRGeometryH?
    guard OGR_G_CreateFromWkb(bytes, nil, &made, Int32(bytes.count)) == OGRERR_NONE, let made
    else { throw SceneError(file: file, problem: "has a damaged geometry") }
    // Arcs become chains of short lines, which is all that can be put on a grid.
    let geometry = OGR_G_ForceTo(made, OGR_GT_GetLinear(OGR_G_GetGeometryType(made)), nil)
    if let change, !change.apply(to: geometry) {
      OGR_G_DestroyGeometry(geometry)
      throw SceneError(
        file: file, problem: "has a polygon that cannot be transformed into the map's CRS",
        remedy: "Remove what lies far outside of the map, or reproject it with `ogr2ogr`")
    }
    var envelope = OGREnvelope()
    OGR_G_GetEnvelope(geometry, &envelope)
    var extent = Extent()
    extent.include(x: envelope.MinX, y: envelope.MinY)
    extent.include(x: envelope.MaxX, y: envelope.MaxY)
    all.include(extent)
    guard let window = extent.window(in: grid, rows: rows, columns: columns) else {
      OGR_G_DestroyGeometry(geometry)
      return nil
    }
    let map = Extent(of: grid, rows: rows, columns: columns)
    isBeyond =
      extent.west < map.west || extent.east > map.east || extent.south < map.south
      || extent.north > map.north
    handle = geometry
    self.zone = zone
    self.rows = window.rows
    self.columns = window.columns
  }

  deinit { OGR_G_DestroyGeometry(handle) }
}

/// Pixels whose centres lie in at least one of some polygons, 1 or 0, line by line. Only inside
/// `callGDAL`.
///
/// - Returns: nil if GDAL fails.
func mask(
  of polygons: [PlacedPolygon], rows: Range<Int>, columns: Range<Int>, in grid: Georeference
) -> [UInt8]? {
  guard let driver = GDALGetDriverByName("MEM"),
    let memory = GDALCreate(
      driver, "", Int32(columns.count), Int32(rows.count), 1, GDT_Byte, nil)
  else { return nil }
  defer { GDALClose(memory) }
  var t = grid.transform
  let (left, top) = (Double(columns.lowerBound), Double(rows.lowerBound))
  t[0] += left * t[1] + top * t[2]
  t[3] += left * t[4] + top * t[5]
  guard GDALSetGeoTransform(memory, &t) == CE_None else { return nil }
  var bands: [Int32] = [1]
  var handles = polygons.map(\.handle)
  let ones = [Double](repeating: 1, count: handles.count)
  guard
    GDALRasterizeGeometries(
      memory, 1, &bands, Int32(handles.count), &handles, nil, nil, ones, nil, nil, nil) == CE_None
  else { return nil }
  return [UInt8](unsafeUninitializedCapacity: rows.count * columns.count) { buffer, count in
    let error = GDALRasterIO(
      GDALGetRasterBand(memory, 1), GF_Read, 0, 0, Int32(columns.count), Int32(rows.count),
      buffer.baseAddress, Int32(columns.count), Int32(rows.count), GDT_Byte, 0, 0)
    count = error == CE_None ? rows.count * columns.count : 0
  }
}
