import Foundation
import Scenes
import TestSupport
import Testing

/// Polygons and points as training data, and several sources of labels.
@Suite struct VectorLabelTests {
  /// Ten by ten pixels of 30 m in UTM 33N.
  private let place = Georeference(
    left: 500_000, top: 5_800_000, pixelSize: 30, crs: "EPSG:32633")

  private func read(
    _ paths: String..., field: String? = nil
  ) throws -> GatheredLabels {
    try GatheredLabels(
      paths, field: field, onto: place, rows: 10, columns: 10, of: "scene.tif")
  }

  /// Writes features through OGR: (x, y) of two corners of a rectangle or of a point, in metres
  /// right of and below the grid's corner, and the class.
  private func write(
    _ path: String, _ features: [(corners: [Double], value: String)], crs: Int = 32633,
    driver: String = "GPKG", text: Bool = true, field: String = "class"
  ) throws {
    let list = features.map { feature in
      feature.corners.map { "\($0)" }.joined(separator: ",") + "," + feature.value
    }
    _ = try output(
      of: "/usr/bin/python3",
      [
        "-c",
        """
        import sys
        from osgeo import ogr, osr
        path, driver, crs, text, field = sys.argv[1:6]
        def system(code):
          s = osr.SpatialReference()
          s.ImportFromEPSG(code)
          s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
          return s
        source = ogr.GetDriverByName(driver).CreateDataSource(path)
        target = system(int(crs)) if int(crs) else None
        layer = source.CreateLayer('training', target)
        layer.CreateField(ogr.FieldDefn(field, ogr.OFTString if text == 'true' else ogr.OFTInteger))
        layer.CreateField(ogr.FieldDefn('other', ogr.OFTInteger))
        turn = osr.CoordinateTransformation(system(32633), target) if target else None
        for item in sys.argv[6:]:
          *corners, value = item.split(',')
          p = [float(c) for c in corners]
          at = lambda x, y: '%r %r' % (500000 + x, 5800000 - y)
          if len(p) == 2: wkt = 'POINT(%s)' % at(*p)
          else:
            l, t, r, b = p
            wkt = 'POLYGON((%s))' % ','.join(
              at(*q) for q in [(l, t), (r, t), (r, b), (l, b), (l, t)])
          geometry = ogr.CreateGeometryFromWkt(wkt)
          if turn: geometry.Transform(turn)
          feature = ogr.Feature(layer.GetLayerDefn())
          feature.SetField(field, value)
          feature.SetGeometry(geometry)
          layer.CreateFeature(feature)
        """, path, driver, "\(crs)", "\(text)", field,
      ] + list)
  }

  @Test(arguments: [("GPKG", "gpkg"), ("GeoJSON", "geojson"), ("ESRI Shapefile", "shp")])
  func aPixelTakesThePolygonThatItsCentreLiesIn(driver: String, ending: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("training.\(ending)")
    // Columns 1 and 2 of rows 0 to 3: the right edge falls short of column 3's centre.
    // A Shapefile holds no points beside polygons: this one is a pixel.
    let small: [Double] = driver == "ESRI Shapefile" ? [1, 181, 29, 209] : [20, 200]
    try write(path, [([30, 0, 104, 119], "wood"), (small, "acre")], driver: driver)
    let read = try read(path)
    var expected = LabelMap(rows: 10, columns: 10, values: .init(repeating: 0, count: 100))
    for row in 0..<4 { for column in 1...2 { expected[row: row, column: column] = 2 } }
    expected[row: 6, column: 0] = 1
    #expect(read.labels == expected)
    // Alphabetical, whatever the order of the features.
    #expect(read.labels.classes.entries.map(\.name) == ["acre", "wood"])
  }

  @Test func featuresAreReprojected() throws {
    let folder = try TemporaryFolder()
    try write(folder.file("t.gpkg"), [([61, 61, 149, 149], "3")], crs: 4326, text: false)
    let labels = try read(folder.file("t.gpkg")).labels
    #expect(labels.counts() == [91, 9])
    #expect(labels.codes[22] == 3)
    #expect(labels.codes[44] == 3)
  }

  @Test func namesThatDifferInCaseAndBlanksAreOneClass() throws {
    let folder = try TemporaryFolder()
    try write(
      folder.file("t.gpkg"),
      [([0, 0, 30, 30], "oak"), ([30, 0, 60, 30], "Oak "), ([60, 0, 90, 30], "oak")])
    let read = try read(folder.file("t.gpkg"))
    #expect(read.labels.classes.entries.map(\.name) == ["oak"])
    #expect(read.labels.counts() == [97, 3])
    #expect(read.notes.contains { $0.contains("are one class") })
  }

  @Test func zeroIsAClassOfFeatures() throws {
    let folder = try TemporaryFolder()
    try write(
      folder.file("t.gpkg"), [([0, 0, 30, 30], "0"), ([30, 0, 60, 30], "4")], text: false)
    let read = try read(folder.file("t.gpkg"))
    #expect(Array(read.labels.codes.prefix(3)) == [0, 4, nil])
    #expect(read.notes.contains { $0.contains("0 is the class of 1 feature") })
    let none = try GatheredLabels(
      [folder.file("t.gpkg")], field: nil, unlabelled: 0, onto: place, rows: 10, columns: 10,
      of: "scene.tif")
    #expect(Array(none.labels.codes.prefix(3)) == [nil, 4, nil])
  }

  @Test func featuresWithoutAPixelCentreAreTold() throws {
    let folder = try TemporaryFolder()
    try write(
      folder.file("t.gpkg"),
      [([0, 0, 60, 30], "wood"), ([62, 2, 70, 10], "wood"), ([92, 32, 100, 40], "reed")])
    let read = try read(folder.file("t.gpkg"))
    #expect(read.labels.classes.entries.map(\.name) == ["wood"])
    #expect(read.labels.classes.absent.map(\.name) == ["reed"])
    #expect(
      read.notes.contains {
        $0.contains("no pixel's centre lies in 2 of 3 features on the scene (reed 1, wood 1)")
      })
  }

  @Test func aSceneWithoutAPlaceTakesPixelCoordinates() throws {
    let folder = try TemporaryFolder()
    func polygon(_ sign: String) throws -> String {
      let path = folder.file(sign.isEmpty ? "down.geojson" : "up.geojson")
      try """
      {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"class": 3},
       "geometry": {"type": "Polygon", "coordinates":
        [[[1, \(sign)2], [4, \(sign)2], [4, \(sign)5], [1, \(sign)5], [1, \(sign)2]]]}}]}
      """.write(toFile: path, atomically: true, encoding: .utf8)
      return path
    }
    for sign in ["", "-"] {
      let read = try GatheredLabels(
        [polygon(sign)], field: nil, onto: nil, rows: 8, columns: 6, of: "photo.h5")
      let pixels = read.labels.codes.indices.filter { read.labels.codes[$0] == 3 }
      #expect(pixels == [13, 14, 15, 19, 20, 21, 25, 26, 27])
      #expect(read.notes.contains { $0.contains("placed by pixel coordinates") })
    }
    // Features with a CRS are no pixels.
    try write(folder.file("t.gpkg"), [([0, 0, 60, 30], "wood")])
    #expect(throws: SceneError.self) {
      try GatheredLabels(
        [folder.file("t.gpkg")], field: nil, onto: nil, rows: 8, columns: 6, of: "photo.h5")
    }
  }

  @Test func whatTwoClassesClaimIsUnlabelled() throws {
    let folder = try TemporaryFolder()
    try write(folder.file("t.gpkg"), [([0, 0, 60, 30], "a"), ([30, 0, 90, 30], "b")])
    #expect(try Array(read(folder.file("t.gpkg")).labels.values.prefix(4)) == [1, 0, 2, 0])
  }

  @Test func severalFilesAreMerged() throws {
    let folder = try TemporaryFolder()
    try write(folder.file("one.gpkg"), [([0, 0, 60, 30], "wood")])
    try write(folder.file("two.gpkg"), [([30, 0, 90, 30], "acre")])
    try write(folder.file("numbers.gpkg"), [([0, 30, 30, 60], "2")], text: false)
    let merged = try read(folder.file("one.gpkg"), folder.file("two.gpkg"))
    #expect(Array(merged.labels.values.prefix(4)) == [2, 0, 1, 0])
    #expect(merged.disputed == 1)
    #expect(merged.labels.classes.entries.map(\.name) == ["acre", "wood"])
    // A pattern stands for all files that it fits.
    #expect(try read(folder.file("???.gpkg")).labels == merged.labels)
    let mixed = #expect(throws: SceneError.self) {
      try read(folder.file("one.gpkg"), folder.file("numbers.gpkg"))
    }
    #expect(mixed?.problem.contains("one names classes in words, one by number") == true)
    let missing = #expect(throws: SceneError.self) {
      try read(folder.file("one.gpkg"), folder.file("three.gpkg"))
    }
    #expect(missing?.file == folder.file("three.gpkg"))
    #expect(missing?.problem == "there is no such file")
  }

  @Test func faultsAreNamed() throws {
    let folder = try TemporaryFolder()
    try write(folder.file("far.gpkg"), [([9000, 0, 9030, 30], "a")])
    try write(
      folder.file("nowhere.shp"), [([0, 0, 30, 30], "a")], crs: 0, driver: "ESRI Shapefile")
    try write(folder.file("empty.gpkg"), [])
    try write(folder.file("field.gpkg"), [([0, 0, 30, 30], "a")], field: "kind")
    func problem(_ name: String, field: String? = nil) -> String {
      let error = #expect(throws: SceneError.self) { try read(folder.file(name), field: field) }
      return error?.description ?? ""
    }
    let far = problem("far.gpkg")
    #expect(far.contains("x 509000 to 509030, y 5799970 to 5800000"))
    #expect(far.contains("x 500000 to 500300, y 5799700 to 5800000"))
    #expect(problem("nowhere.shp").contains("no coordinate reference system"))
    #expect(problem("empty.gpkg").contains("is empty"))
    #expect(problem("field.gpkg").contains("it has kind, other"))
    #expect(problem("field.gpkg", field: "kin").contains("Did you mean `kind`? It has kind, other"))
  }

  @Test func severalSourcesLabelOneScene() throws {
    let folder = try TemporaryFolder()
    let scene = TinyScene(labels: (0..<35).map { $0 == 0 ? 1 : 0 }, classNames: ["a", "b"])
    try scene.write(to: folder.file("scene.h5"), as: UInt16.self)
    let more = TinyScene(labels: (0..<35).map { $0 < 2 ? 2 : 0 })
    try more.write(to: folder.file("more.h5"), as: UInt16.self)
    var descriptor = SceneDescriptor()
    descriptor.labels = LabelPlaces(["/labels", "more.h5:/labels"])
    let opened = try Scene.open(folder.file("scene.h5"), descriptor: descriptor)
    let gathered = try opened.gatherLabels()
    #expect(Array(gathered.labels.codes.prefix(3)) == [nil, 2, nil])
    #expect(gathered.disputed == 1)
    #expect(gathered.labels.classes.all.map(\.name) == ["a", "b"])
    let text = try SceneSummary(of: opened).text
    #expect(text.contains("Labels from 2 sources: 1 pixel in 1 class"))
    #expect(text.contains("  Sources: /labels, more.h5:/labels"))
  }

  @Test func sourcesAreToldApartByTheEndsOfTheirPaths() {
    #expect(shortNames(["/a/b/c.tif", "/a/d/e.tif"]) == ["c.tif", "e.tif"])
    #expect(shortNames(["/a/b/c.tif", "/a/d/c.tif", "x"]) == ["b/c.tif", "d/c.tif", "x"])
    #expect(shortNames(["/c.tif", "/a/c.tif"]) == ["/c.tif", "a/c.tif"])
    #expect(shortNames(["/a/c.tif", "/a/c.tif"]) == ["c.tif", "c.tif"])
    #expect(shortNames([]) == [])
  }

  @Test func aListOfPlacesIsReadFromYAML() throws {
    let one = try SceneDescriptor(yaml: "labels: /labels", path: "a.yaml")
    let two = try SceneDescriptor(
      yaml: "labels: [a.gpkg, b.tif]\nlabelField: kind", path: "a.yaml")
    #expect(one.labels == "/labels")
    #expect(two.labels?.places == ["a.gpkg", "b.tif"])
    #expect(two.labelField == "kind")
  }

  @Test func aClassThatIsNotOnTheSceneIsNamed() throws {
    let folder = try TemporaryFolder()
    try write(
      folder.file("t.gpkg"),
      [([0, 0, 60, 30], "wood"), ([9000, 0, 9030, 30], "reed"), ([0, 60, 30, 90], "no data")])
    let read = try read(folder.file("t.gpkg"))
    #expect(read.labels.classes.entries.map(\.name) == ["wood"])
    #expect(read.notes.contains { $0.contains("no feature lies on the scene of 1 class: reed") })
    #expect(read.notes.contains { $0.contains("`class` names no class in 1 of 3 features") })
  }

  @Test func aTableHasNoCoordinates() throws {
    let folder = try TemporaryFolder()
    try "left,top,class\n500015,5799985,oak\n".write(
      toFile: folder.file("t.csv"), atomically: true, encoding: .utf8)
    let error = #expect(throws: SceneError.self) { try read(folder.file("t.csv")) }
    #expect(error?.problem == "has no coordinates: its columns are left, top, class")
    #expect(error?.remedy?.contains("--labels-crs") == true)
  }

  /// An old Shapefile says nothing of its letters, and has one byte for each.
  @Test func lettersOfOneByteAreRead() throws {
    let folder = try TemporaryFolder()
    try write(folder.file("t.shp"), [([0, 0, 60, 30], "Kuste")], driver: "ESRI Shapefile")
    try? FileManager.default.removeItem(atPath: folder.file("t.cpg"))
    let place = URL(fileURLWithPath: folder.file("t.dbf"))
    var bytes = try Data(contentsOf: place)
    let name = try #require(bytes.range(of: Data("Kuste".utf8)))
    bytes[name.lowerBound + 1] = 0xFC
    // The driver's number for "no code page known".
    bytes[29] = 0
    try bytes.write(to: place)
    #expect(try read(folder.file("t.shp")).labels.classes.entries.map(\.name) == ["Küste"])
  }
}
