import Foundation
import Scenes
import TestSupport
import Testing

extension VectorLabelTests {
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
