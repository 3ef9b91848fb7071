import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// Legends, overviews, probabilities, maps on the ground, several files at once.
@Suite struct MapExtrasTests {
  @Test func theLegendStandsBelowTheMapInTheClassesColours() throws {
    let folder = try TemporaryFolder()
    // Enlarged 25 times: to 512 pixels at most.
    var map = TinyMap(rows: 20, columns: 16, classes: 3)
    map.layout.legend = true
    try map.write(to: folder.file("map.png"))
    let values = try python(
      """
      import sys, numpy
      from osgeo import gdal
      raster = gdal.Open(sys.argv[1])
      band = raster.GetRasterBand(1)
      values = band.ReadAsArray()
      print(*values.shape)
      above = values[:500].reshape(20, 25, 16, 25)
      print(*above[:, 0, :, 0].flatten())
      print((above == above[:, :1, :, :1]).all())
      below = values[500:]
      print(*[(below == n).sum() for n in (1, 2, 3)], (below > 14).sum() > 100)
      print(*band.GetColorTable().GetColorEntry(4)[:3])
      """, folder.file("map.png"))
    // Two margins of 10 pixels, and one line: the three classes stand beside each other.
    #expect(Array(values.prefix(2)) == ["\(500 + 20 + 21)", "400"])
    #expect(values[2..<322].compactMap { UInt16($0) } == map.labels.values)
    #expect(Array(values[322...]) == ["True", "121", "121", "121", "True", "255", "255", "255"])
  }

  @Test func overviewsHoldTheClassOfMostPixels() throws {
    let folder = try TemporaryFolder()
    var layout = TinyMap(rows: 600, columns: 520, classes: 3).layout
    layout.overviews = true
    let writer = try makeMapWriter(path: folder.file("map.tif"), layout: layout)
    // Class 3 with one pixel of class 1 in each four.
    let values = (0..<600 * 520).map { UInt16($0 % 2 == 0 && $0 / 520 % 2 == 0 ? 1 : 3) }
    try values.withUnsafeBufferPointer {
      try writer.write(rows: 0..<600, classes: $0, confidence: nil)
    }
    try writer.finish()
    let info = try gdalinfo(folder.file("map.tif"))
    let band = try #require((info["bands"] as? [[String: Any]])?.first)
    let overviews = try #require(band["overviews"] as? [[String: Any]])
    #expect(overviews.map { $0["size"] as? [Int] } == [[260, 300], [130, 150]])
    let found = try python(
      """
      import sys
      from osgeo import gdal
      raster = gdal.Open(sys.argv[1])
      print(*set(raster.GetRasterBand(1).GetOverview(0).ReadAsArray().flatten()))
      """, folder.file("map.tif"))
    #expect(found == ["3"])
    #expect(try folder.contents() == ["map.qml", "map.tif", "map.tif.aux.xml"])
  }

  @Test(arguments: ["map.tif", "map.h5", "map.gpkg"])
  func aLegendIsRefusedWhereNoneIsDrawn(name: String) throws {
    let folder = try TemporaryFolder()
    var layout = TinyMap(rows: 2, columns: 2, classes: 2).layout
    layout.legend = true
    #expect(throws: SceneError.self) {
      try makeMapWriter(path: folder.file(name), layout: layout)
    }
  }

  @Test(arguments: ["p.tif", "p.nc", "p.h5"])
  func probabilitiesAreABandForEachClass(name: String) throws {
    let folder = try TemporaryFolder()
    let layout = TinyMap(rows: 70, columns: 9, classes: 3).layout
    let writer = try makeProbabilityWriter(path: folder.file(name), layout: layout)
    for first in stride(from: 0, to: 70, by: 16) {
      let rows = first..<min(70, first + 16)
      let values: [Float] = rows.flatMap { row in
        (0..<9).flatMap { column in
          (0..<3).map { row == 3 ? .nan : Float(row * 100 + column * 10 + $0) }
        }
      }
      try values.withUnsafeBufferPointer { try writer.write(rows: rows, probabilities: $0) }
    }
    #expect(try folder.contents().allSatisfy { $0.hasPrefix(".") })
    try writer.finish()
    #expect(try folder.contents() == [name])
    let found = try python(
      """
      import sys, numpy
      from osgeo import gdal
      import h5py
      if sys.argv[1].endswith('tif'):
        raster = gdal.Open(sys.argv[1])
        values = raster.ReadAsArray()
        name = raster.GetRasterBand(2).GetDescription()
      else:
        file = h5py.File(sys.argv[1])
        values = file['probability'][:]
        name = (file['class'] if 'class' in file else file['probability']).attrs['class_names'][1]
        name = name.decode() if isinstance(name, bytes) else name
      row, column, band = numpy.meshgrid(range(70), range(9), range(3), indexing='ij')
      expected = (row * 100 + column * 10 + band).astype('float32').transpose(2, 0, 1)
      expected[:, 3] = numpy.nan
      print(values.dtype, numpy.array_equal(values, expected, equal_nan=True), name)
      """, folder.file(name))
    #expect(found == ["float32", "True", "Crop", "2,", "sown"])
  }

  /// A table with a gap, a filled cell, and a turn: the ground's rows are the sensor's columns.
  private let table = GeographicLookupTable(
    rows: 3, columns: 2, x: [1, 1, 2, -2, 0, 3], y: [1, 2, 1, 2, 0, 2],
    georeference: Georeference(left: 10, top: 50, pixelSize: 0.5, crs: "EPSG:4326"))

  @Test func aMapIsPutOnTheGroundByItsTable() throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 2, columns: 3, classes: 12, confidence: true)
    let writer = try OrthorectifiedMapWriter(
      path: folder.file("map.tif"), layout: map.layout, table: table, scene: "emit.nc")
    try map.writeStrips(to: writer, height: 1)
    try writer.finish()
    let read = try readClassMap(folder.file("map.tif"))
    let expected = [(0, 0), (1, 0), (0, 1), (1, 1), nil, (1, 2)].map { place in
      place.map { map.label($0.0, $0.1) } ?? 0
    }
    #expect(read.labels == LabelMap(rows: 3, columns: 2, values: expected))
    #expect(read.georeference?.transform == table.georeference.transform)
  }

  @Test(arguments: ["p.tif", "p.nc", "p.h5"])
  func probabilitiesArePutOnTheGroundByItsTable(name: String) throws {
    let folder = try TemporaryFolder()
    let layout = TinyMap(rows: 2, columns: 3, classes: 2).layout
    let writer = try OrthorectifiedProbabilityWriter(
      path: folder.file(name), layout: layout, table: table, scene: "emit.nc")
    for row in 0..<2 {
      let values = (0..<6).map { Float(row * 100 + $0 / 2 * 10 + $0 % 2) }
      try values.withUnsafeBufferPointer {
        try writer.write(rows: row..<row + 1, probabilities: $0)
      }
    }
    try writer.finish()
    let found = try python(
      """
      import sys, h5py
      from osgeo import gdal
      path = sys.argv[1]
      values = (
        gdal.Open(path).ReadAsArray() if path.endswith('tif')
        else h5py.File(path)['probability'][:])
      print(*[round(float(v)) if v == v else 'none' for v in values.flatten()])
      """, folder.file(name))
    let places = [(0, 0), (1, 0), (0, 1), (1, 1), nil, (1, 2)]
    let expected = (0..<2).flatMap { band in
      places.map { place in place.map { "\($0.0 * 100 + $0.1 * 10 + band)" } ?? "none" }
    }
    #expect(found == expected)
    #expect(try folder.contents() == [name])
  }

  @Test func aTableThatPointsOutsideIsRefused() throws {
    let folder = try TemporaryFolder()
    let layout = TinyMap(rows: 2, columns: 2, classes: 2).layout
    let error = #expect(throws: SceneError.self) {
      try OrthorectifiedMapWriter(
        path: folder.file("map.tif"), layout: layout, table: table, scene: "emit.nc")
    }
    #expect(error?.description.contains("row 2, column 1") == true)
    #expect(error?.description.contains("emit.nc") == true)
    #expect(try folder.contents().isEmpty)
  }

  @Test func severalFilesTakeOneMap() throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 30, columns: 8, classes: 2, confidence: true)
    var plain = map.layout
    plain.confidence = false
    let writer = SeveralMapWriters([
      (try makeMapWriter(path: folder.file("map.h5"), layout: map.layout), true),
      (try makeMapWriter(path: folder.file("map.gpkg"), layout: plain), false),
    ])
    try map.writeStrips(to: writer, height: 11)
    try writer.finish()
    #expect(try folder.contents() == ["map.gpkg", "map.h5"])
    #expect(try readClassMap(folder.file("map.h5")).labels == map.labels)
  }
}
