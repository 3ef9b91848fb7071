import Foundation
import Scenes
import TestSupport
import Testing

/// Labels on the ground of an image that is as the sensor saw it.
@Suite struct SensorLabelTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A rectangle from the corner at (left, top) to that at (right, bottom), as GeoJSON.
  private func polygon(
    _ name: String, _ left: Double, _ top: Double, _ right: Double, _ bottom: Double, crs: Int
  ) throws -> String {
    try """
    {"type": "FeatureCollection",
     "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::\(crs)"}},
     "features": [{"type": "Feature", "properties": {"class": 3}, "geometry": {"type": "Polygon",
     "coordinates": [[[\(left), \(top)], [\(right), \(top)], [\(right), \(bottom)],
     [\(left), \(bottom)], [\(left), \(top)]]]}}]}
    """.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
    return folder.file(name)
  }

  private func labelled(_ scene: String, _ labels: String) throws -> [[Int]] {
    var descriptor = SceneDescriptor()
    descriptor.labels = LabelPlaces([labels])
    let opened = try Scene.open(scene, descriptor: descriptor)
    let map = try opened.readLabels()
    #expect(map == (try Scene.open(scene).gatherLabels([labels], field: nil).labels))
    return map.values.indices.filter { map.codes[$0] == 3 }.map { [$0 / 5, $0 % 5] }
  }

  /// EMIT's table shows pixel (row, column) in the cell to the right of it.
  @Test func polygonsAndRastersReachTheImageByItsTable() throws {
    let scene = folder.file("emit.nc")
    try HDF5Products.emit(scene)
    // Rows 1 and 2, columns 1 and 2 of the grid; the first of the four was filled from a neighbour.
    let drawn = try polygon("a.geojson", 10.0005, 49.9995, 10.0015, 49.9985, crs: 4326)
    #expect(try labelled(scene, drawn) == [[1, 1], [2, 0], [2, 1]])
    _ = try output(
      of: "/usr/bin/python3",
      [
        "-c",
        """
        import sys, numpy
        from osgeo import gdal, osr
        raster = gdal.GetDriverByName('GTiff').Create(sys.argv[1], 4, 3, 1, gdal.GDT_Byte)
        raster.SetGeoTransform([10.001, 0.0005, 0, 50.0005, 0, -0.0005])
        s = osr.SpatialReference()
        s.ImportFromEPSG(4326)
        raster.SetProjection(s.ExportToWkt())
        raster.GetRasterBand(1).WriteArray(
          numpy.array([[3, 0, 0, 0], [3, 3, 0, 0], [0, 0, 0, 3]], dtype='uint8'))
        """, folder.file("map.tif"),
      ])
    // Its second row is the grid's first.
    #expect(try labelled(scene, folder.file("map.tif")) == [[0, 1], [0, 2], [1, 4]])
    let far = try polygon("far.geojson", 12, 49.9995, 13, 49.9985, crs: 4326)
    let error = #expect(throws: SceneError.self) { try labelled(scene, far) }
    #expect(error?.problem.contains("lies outside of the scene") == true)
  }

  /// Tanager's image has its first pixel in the south-east.
  @Test func polygonsAreReprojected() throws {
    let scene = folder.file("tanager.h5")
    try TanagerProducts.basic(scene)
    // The north-west corner of the ground: two rows, one column.
    let drawn = try polygon("b.geojson", 680_001, 5_339_999, 680_029, 5_339_941, crs: 32632)
    #expect(try labelled(scene, drawn) == [[4, 4], [5, 4]])
  }
}
