import Foundation
import Scenes
import TestSupport
import Testing

@Suite("ENVI headers as they are in the wild") struct ENVITests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func scene(
    type: Int = 12, _ change: @escaping (String) -> String
  ) throws -> Scene {
    let path = folder.file("image")
    try ENVIProducts.write(path, interleave: "bil", dataType: type, change: change)
    return try Scene.open(path)
  }

  func problem(_ change: @escaping (String) -> String) -> String {
    (#expect(throws: SceneError.self) { try scene(change) })?.description ?? ""
  }

  @Test("A missing byte order is little-endian, and said to be assumed")
  func byteOrder() throws {
    let scene = try scene { $0.replacingOccurrences(of: "byte order = 0\n", with: "") }
    #expect(scene.cube.recognition.evidence.contains { $0.contains("no byte order") })
    var value: [Float] = [0]
    try value.withUnsafeMutableBufferPointer {
      try scene.cube.read(CubeWindow(rows: 1..<2, columns: 0..<1, bands: [0]), into: $0)
    }
    #expect(abs(value[0] - 0.11) < 1e-6)
  }

  @Test("Wavelengths below 100 without a unit are micrometres, and said to be taken for them")
  func noUnits() throws {
    let scene = try scene {
      $0.replacingOccurrences(of: "wavelength units = Micrometers\n", with: "")
    }
    #expect(scene.cube.bands.wavelengths?.first == 450)
    #expect(
      scene.cube.recognition.evidence.contains(
        "warning: wavelengths without a unit, below 100: taken for µm"))
  }

  @Test("Lists that are not as long as the image has bands: not used and said, or refused")
  func otherLengths() throws {
    let lists = try scene {
      $0.replacingOccurrences(of: "bbl = {1, 1,", with: "bbl = {1,")
        .replacingOccurrences(of: "fwhm = {", with: "fwhm = { 0.01,")
    }
    #expect(lists.cube.bands.widths == nil && lists.cube.bands.goodIndices.count == 8)
    let remarks = lists.cube.recognition.evidence
    #expect(
      remarks.contains("warning: widths not used: the list has 9 values, the cube 8 bands"))
    #expect(
      remarks.contains("warning: bad bands not used: the list has 7 values, the cube 8 bands"))
    for key in ["data gain values", "data offset values"] {
      let said = problem { $0 + "\(key) = {0.1, 0.2}\n" }
      #expect(said.contains("`\(key)`: has 2 values, the image 8 bands"), "\(said)")
    }
  }

  @Test("Labels that are named but are nowhere are missed, also of a mosaic")
  func namedLabels() throws {
    let path = folder.file("image")
    try ENVIProducts.write(path, interleave: "bil", dataType: 12)
    try ENVIProducts.write(folder.file("other"), interleave: "bil", dataType: 12) {
      $0.replacingOccurrences(of: "680000.0", with: "680150.0")
    }
    var descriptor = SceneDescriptor()
    descriptor.labels = "labels.gpkg"
    for name in [path, folder.path] {
      let error = #expect(throws: SceneError.self) {
        try Scene.open(name, descriptor: descriptor)
      }
      #expect(error?.file == "labels.gpkg")
      #expect(error?.problem.contains("there is no such file of labels") == true)
    }
  }

  @Test("Either file may be named; without its data a header is refused")
  func pair() throws {
    let path = folder.file("image")
    try ENVIProducts.write(path, interleave: "bsq", dataType: 4)
    #expect(try Scene.open(path + ".hdr").cube.shape == ReferenceScene.shape)
    try FileManager.default.removeItem(atPath: path)
    let error = #expect(throws: SceneError.self) { try Scene.open(path + ".hdr") }
    #expect(error?.problem.contains("without its data") == true)
  }

  @Test("Gains and offsets differ by band; rotation turns the grid")
  func gains() throws {
    let scene = try scene {
      $0 + "data gain values = {1,2,3,4,5,6,7,8}\ndata offset values = {0,0,0,0,0,0,0,-1}\n"
        + "map info = {UTM, 1, 1, 500000, 4000000, 10, 20, 11, South, WGS-84, rotation=30}\n"
    }
    var values = [Double](repeating: 0, count: 3)
    try values.withUnsafeMutableBufferPointer {
      try scene.cube.read(CubeWindow(rows: 1..<2, columns: 1..<2, bands: [7, 0, 2]), into: $0)
    }
    // Stored 1249, 1200 and 1214.
    #expect(values == [9991, 1200, 3642])
    // As gdalinfo (GDAL 3.6.2) gives for this map info.
    let expected = [500_000, 8.660254037844387, 5, 4_000_000, 10, -17.32050807568877]
    for (found, wanted) in zip(scene.georeference?.transform ?? [], expected) {
      #expect(abs(found - wanted) < 1e-9)
    }
    #expect(scene.georeference?.crs == "EPSG:32711")
  }

  @Test("Sizes that overflow, cut-off data and odd keys are each said")
  func refusals() {
    #expect(
      problem { $0.replacingOccurrences(of: "lines   = 6", with: "lines = 1099511627776") }
        .contains("need"))
    #expect(
      problem { $0.replacingOccurrences(of: "lines   = 6", with: "lines = 7") }
        .contains("has 480 bytes"))
    #expect(
      problem { $0.replacingOccurrences(of: "lines   = 6", with: "lines = -6") }
        .contains("`lines`: is \"-6\""))
    #expect(
      problem { $0.replacingOccurrences(of: "Samples = 5\n", with: "") }
        .contains("`samples`: is missing"))
    #expect(
      problem { $0.replacingOccurrences(of: "data type = 12", with: "data type = 6") }
        .contains("complex"))
    #expect(
      problem { $0.replacingOccurrences(of: "BIL", with: "spiral") }.contains("bsq, bil and bip"))
  }

  @Test(
    "A header may be in any usual coding of text", arguments: ["BOM", "UTF-16", "UTF-16BE", "µ"])
  func codings(_ coding: String) throws {
    let path = folder.file("image")
    try ENVIProducts.write(path, interleave: "bil", dataType: 12) {
      $0.replacingOccurrences(of: "= Micrometers", with: "= µm")
    }
    let text = try String(contentsOfFile: path + ".hdr", encoding: .utf8)
    let bytes: Data? =
      switch coding {
      case "BOM": Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8)
      case "UTF-16": text.data(using: .utf16)
      case "UTF-16BE": text.data(using: .utf16BigEndian)
      default: text.data(using: .isoLatin1)
      }
    try #require(bytes).write(to: URL(fileURLWithPath: path + ".hdr"))
    for name in [path, path + ".hdr"] {
      let scene = try Scene.open(name)
      #expect(scene.cube.shape == ReferenceScene.shape)
      #expect(scene.cube.bands.wavelengths?.first == 450)
    }
  }
}
