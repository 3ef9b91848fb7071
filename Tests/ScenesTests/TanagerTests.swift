import Foundation
import Scenes
import TestSupport
import Testing

/// What Tanager's files say of the ground, and say wrongly.
@Suite struct TanagerTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(
    "Tanager's grid lies where its code says, else its projection",
    arguments: [
      (projection: "HE5_GCTP_UTM", code: "epsg_code", isKnown: true),
      (projection: "HE5_GCTP_LAM", code: "epsg_code", isKnown: true),
      (projection: "HE5_GCTP_UTM", code: "epsg_none", isKnown: true),
      (projection: "HE5_GCTP_LAM", code: "epsg_none", isKnown: false),
    ])
  func tanagerGrid(projection: String, code: String, isKnown: Bool) throws {
    let path = folder.file("tanager.h5")
    try TanagerProducts.ortho(path)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for (word, other) in [("HE5_GCTP_UTM", projection), ("epsg_code", code)] {
      bytes.replaceSubrange(try #require(bytes.range(of: Data(word.utf8))), with: Data(other.utf8))
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    let grid = try Scene.open(path).cube.georeference
    #expect((grid != nil) == isKnown)
    #expect(grid?.transform == (isKnown ? [680_000, 30, 0, 5_340_000, 0, -30] : nil))
    #expect(grid?.crs == (isKnown ? "EPSG:32632" : nil))
  }

  /// The basic product with bytes of its file exchanged for as many others.
  private func changed(_ text: String, to other: String) throws -> String {
    let path = folder.file("basic.h5")
    try TanagerProducts.basic(path)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try #require(text.utf8.count == other.utf8.count)
    bytes.replaceSubrange(try #require(bytes.range(of: Data(text.utf8))), with: Data(other.utf8))
    try bytes.write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test(
    "A grid that is none is refused with what it says",
    arguments: [
      ("Planet_Ortho_Framing", "Planet_Other_Framing", "is not stated"),
      ("\"rows\": 8", "\"rows\": x", "is no JSON"), ("\"rows\": 8", "\"rows\":-8", "-8×7 cells"),
      ("\"cols\": 7,", "\"cols\":1e9", "is no JSON"), ("\"cols\": 7", "\"cols\":99", "8×99 cells"),
      ("0.0, -30.0]", "0.0,  -0.0]", "is no grid"), ("30.0, 0.0, 5", "30.0,      5", "is no grid"),
      ("32632", "99999", "99999"),
    ])
  func wrongGrid(_ text: String, _ other: String, _ word: String) throws {
    let path = try changed(text, to: other)
    let scene = try Scene.open(path)
    // The image can be mapped as the sensor saw it all the same.
    #expect(scene.cube.shape == ReferenceScene.shape)
    if word == "8×99 cells" {
      #expect(try scene.readLookupTable()?.columns == 99)
      return
    }
    let error = #expect(throws: SceneError.self) { try scene.readLookupTable() }
    #expect(error?.description.contains(word) == true, "\(String(describing: error))")
    #expect(error?.description.contains("basic.h5") == true)
  }

  @Test("A mask or positions of another shape are refused")
  func otherShapes() throws {
    func write(mask: [Int], latitude: [Int]) throws -> String {
      let path = folder.file("shapes.h5")
      let group = "/HDFEOS/SWATHS/HYP"
      let file = try HDF5File.create(path)
      let cube = "\(group)/Data Fields/toa_radiance"
      try file.createDataset(cube, of: Float.self, shape: [3, 4, 5])
        .write(Array(repeating: 1, count: 60))
      for (name, shape) in [
        ("Data Fields/nodata_pixels", mask), ("Geolocation Fields/Latitude", latitude),
        ("Geolocation Fields/Longitude", [4, 5]),
      ] {
        try file.createDataset("\(group)/\(name)", of: Float.self, shape: shape)
          .write(Array(repeating: 0, count: shape.reduce(1, *)))
      }
      try file.setAttribute(
        "Planet_Ortho_Framing",
        .string("{\"epsg_code\":32632,\"rows\":1,\"cols\":1,\"geotransform\":[0,1,0,0,0,1]}"),
        on: "\(group)/Geolocation Fields")
      try file.close()
      return path
    }
    let mask = #expect(throws: SceneError.self) {
      try Scene.open(write(mask: [5, 4], latitude: [4, 5]))
    }
    #expect(mask?.variable == "/HDFEOS/SWATHS/HYP/Data Fields/nodata_pixels")
    #expect(mask?.problem.contains("5×4") == true)
    let positions = #expect(throws: SceneError.self) {
      try Scene.open(write(mask: [4, 5], latitude: [4, 4])).readLookupTable()
    }
    #expect(positions?.problem.contains("4×4") == true)
    // Pixels that all lie in one place cover nothing.
    let scene = try Scene.open(write(mask: [4, 5], latitude: [4, 5]))
    #expect(try scene.readLookupTable()?.x == [0])
  }
}
