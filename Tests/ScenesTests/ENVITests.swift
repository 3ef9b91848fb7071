import Foundation
import Scenes
import TestSupport
import Testing

@Suite("ENVI headers as they are in the wild") struct ENVITests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func scene(
    type: Int = 12, _ change: @escaping (String) -> String
  ) throws -> Scene {
    let path = folder.file("image")
    try ENVIProducts.write(path, interleave: "bil", dataType: type, change: change)
    return try Scene.open(path)
  }

  private func problem(_ change: @escaping (String) -> String) -> String {
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

  @Test("Wavelengths in units of waves and of frequency come in nm")
  func wavesAndFrequency() throws {
    for (unit, values, widths) in [
      ("Wavenumber", "20000, 10000", "400, 100"),
      ("GHz", "599584.916, 299792.458", "11991.69832, 2997.92458"),
      ("Angstroms", "5000, 10000", "100, 100"),
      ("Millimeters", "0.0005, 0.001", "0.00001, 0.00001"),
    ] {
      let path = folder.file("two")
      try ENVIProducts.write(path, interleave: "bsq", dataType: 12) { _ in
        """
        ENVI
        samples = 5
        lines = 6
        bands = 8
        data type = 12
        byte order = 0
        wavelength units = \(unit)
        wavelength = {\([values, values, values, values].joined(separator: ", "))}
        fwhm = {\([widths, widths, widths, widths].joined(separator: ", "))}

        """
      }
      let bands = try Scene.open(path).cube.bands
      #expect(abs((bands.wavelengths?[0] ?? 0) - 500) < 1e-6, "\(unit)")
      #expect(abs((bands.wavelengths?[1] ?? 0) - 1000) < 1e-6, "\(unit)")
      #expect(abs((bands.widths?[0] ?? 0) - 10) < 0.01, "\(unit)")
      #expect(bands.widths?[1].rounded() == 10 || unit == "Angstroms", "\(unit)")
    }
  }

  @Test("Wavelengths in a unit that is not known, or that count the bands, are not used and said")
  func foreignUnits() throws {
    let odd = try scene { $0.replacingOccurrences(of: "= Micrometers", with: "= furlongs") }
    #expect(odd.bands.wavelengths == nil)
    #expect(odd.warnings().contains { $0.contains("furlongs") && $0.contains("wavelengthUnits") })
    let counted = try scene {
      $0.replacingOccurrences(of: "wavelength units = Micrometers\n", with: "").replacing(
        #/wavelength = \{[^}]*\}/#, with: "wavelength = {1, 2, 3, 4, 5, 6, 7, 8}")
    }
    #expect(counted.bands.wavelengths == nil)
    #expect(counted.warnings().contains { $0.contains("count the bands from 1") })
  }

  @Test("Wavelengths may stand in the names of the bands")
  func bandNames() throws {
    let names = (0..<8).map { "Band \($0 + 1) (\(400 + 10 * $0).5 Nanometers)" }
    let scene = try scene {
      $0.replacing(#/wavelength = \{[^}]*\}/#, with: "")
        + "band names = {\(names.joined(separator: ", "))}\n"
    }
    #expect(scene.cube.bands.wavelengths?.first == 400.5)
    #expect(scene.cube.bands.wavelengths?.last == 470.5)
  }

  @Test("A header that does not fit its data is refused, or said, with the numbers")
  func dataThatDoNotFit() throws {
    // 6 rows × 5 columns × 8 bands of 2 bytes.
    let fewer = problem { $0.replacingOccurrences(of: "bands   = 8", with: "bands = 4") }
    #expect(
      fewer.contains("has 480 bytes, 240 more than 6×5×4") && fewer.contains("8 bands would fit"),
      "\(fewer)")
    let path = folder.file("image")
    try ENVIProducts.write(path, interleave: "bil", dataType: 12)
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    try (data + Data(count: 7)).write(to: URL(fileURLWithPath: path))
    #expect(try Scene.open(path).warnings().contains { $0.contains("7 bytes more") })
    #expect(problem { $0 + "file compression = 1\n" }.contains("packed data"))
    #expect(problem { $0 + "major frame offsets = {0, 16}\n" }.contains("gaps between lines"))
    #expect(
      problem { $0.replacingOccurrences(of: "= ENVI Standard", with: "= ENVI Spectral Library") }
        .contains("a library has 1"))
    #expect(
      problem { $0.replacingOccurrences(of: "factor = 10000", with: "factor = 0") }
        .contains("`reflectance scale factor`: is 0"))
  }

  @Test("What a header says and is not honoured is said")
  func unusedKeys() throws {
    let scene = try scene {
      $0.replacingOccurrences(of: "data ignore value", with: "data ingore value")
        .replacingOccurrences(of: "map info = {UTM", with: "map info = {Sinusoidal")
        + "geo points = {1, 1, 50, 10}\ndata reflectance gain values = {1, 2}\n"
    }
    for words in [
      "is it `data ignore value`", "`geo points`", "`data reflectance gain values`",
      "coordinate system of `map info` is not known (Sinusoidal)",
    ] {
      let warnings = scene.warnings()
      #expect(warnings.contains { $0.contains(words) }, "\(words): \(warnings)")
    }
    let plain = try self.scene { $0 }
    #expect(plain.warnings().isEmpty)
  }

  @Test("Two files that may be the data of one header are both named")
  func twoData() throws {
    try ENVIProducts.write(folder.file("a.img"), interleave: "bil", dataType: 12)
    try FileManager.default.moveItem(
      atPath: folder.file("a.img.hdr"), toPath: folder.file("a.hdr"))
    try Data(count: 480).write(to: URL(fileURLWithPath: folder.file("a.bsq")))
    let error = #expect(throws: SceneError.self) { try Scene.open(folder.file("a.hdr")) }
    #expect(error?.problem.contains("has 2 files of data") == true)
    #expect(try Scene.open(folder.file("a.img")).cube.shape == ReferenceScene.shape)
  }

  @Test("The header beside a GeoTIFF counts only if it is of the same image")
  func headerOfAnotherImage() throws {
    try rasterScript(
      folder.file("a.tif"),
      """
      d = write(path, cube(3, 4, 6))
      for n in range(1, 4): d.GetRasterBand(n).SetScale(0.5)
      """)
    func open(_ lines: Int) throws -> Scene {
      try "ENVI\nsamples = 6\nlines = \(lines)\nbands = 3\nwavelength = {500, 600, 700}\n".write(
        toFile: folder.file("a.hdr"), atomically: true, encoding: .utf8)
      return try Scene.open(folder.file("a.tif"))
    }
    let own = try open(4)
    #expect(own.bands.wavelengths == [500, 600, 700])
    // The header states no gains: those of the GeoTIFF stay.
    #expect(own.cube.recognition.scale == 0.5)
    let other = try open(5)
    #expect(other.bands.wavelengths == nil)
    #expect(other.warnings().contains { $0.contains("is of another image (5×6×3)") })
  }

  @Test("Scales and no-data values under names that are not ENVI's are told")
  func keysOfOthers() throws {
    for key in ["scale factor", "no data value"] {
      let scene = try scene { $0 + "\(key) = 3\n" }
      #expect(scene.warnings().contains { $0.hasPrefix("`\(key)` of the header is not used") })
    }
  }
}
