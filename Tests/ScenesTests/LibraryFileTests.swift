import Foundation
import Scenes
import TestSupport
import Testing

/// Libraries of spectra, which are scenes of one column.
@Suite struct LibraryFileTests {
  private func values(_ scene: Scene) throws -> [[Float]] {
    let shape = scene.shape
    var values = [Float](repeating: 0, count: shape.pixels * shape.bands)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: 0..<shape.rows, columns: 0..<1, into: $0)
    }
    return (0..<shape.rows).map { Array(values[$0 * shape.bands..<($0 + 1) * shape.bands]) }
  }

  private func names(_ scene: Scene) throws -> [String] {
    let labels = try scene.readLabels()
    return labels.values.map { $0 == 0 ? "" : labels.classes.name(of: Int($0)) }
  }

  private func write(_ folder: TemporaryFolder, _ name: String, _ text: String) throws -> String {
    try text.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
    return folder.file(name)
  }

  private func problem(_ path: String, _ descriptor: SceneDescriptor = .init()) -> String {
    "\((#expect(throws: SceneError.self) { _ = try Scene.open(path, descriptor: descriptor).readLabels() })!)"
  }

  /// Written by SPy 0.25.
  @Test(arguments: ["library.sli", "library.hdr"])
  func aLibraryOfSPyIsReadBitByBit(file: String) throws {
    let truth = try Truth()
    let scene = try Scene.open(try Truth.file(file))
    #expect(try values(scene) == truth.library.spectra)
    #expect(scene.bands.wavelengths == truth.wavelengths)
    #expect(scene.bands.widths == truth.widths)
    #expect(try names(scene) == truth.library.names)
    #expect(scene.cube.recognition.format == "ENVI spectral library")
  }

  @Test func aTableBesideALibraryNamesTheClasses() throws {
    let folder = try TemporaryFolder()
    for file in ["library.sli", "library.hdr"] {
      try FileManager.default.copyItem(atPath: try Truth.file(file), toPath: folder.file(file))
    }
    _ = try write(
      folder, "library.csv",
      "name,class,plot\noak; old,oak,1\noak; young,oak,2\nlake,water,3\nsoil,soil,4\n")
    #expect(
      try names(Scene.open(folder.file("library.sli"))) == ["oak", "oak", "water", "soil"])
    var descriptor = SceneDescriptor()
    descriptor.labelField = "plot"
    #expect(
      try Scene.open(folder.file("library.sli"), descriptor: descriptor).readLabels().codes
        == [1, 2, 3, 4])
    _ = try write(folder, "library.csv", "name,class\noak; old,oak\n")
    #expect(
      problem(folder.file("library.sli")).contains("no class for the spectrum \"oak; young\""))
  }

  @Test func aTableWithASpectrumALine() throws {
    let folder = try TemporaryFolder()
    let path = try write(
      folder, "spectra.csv",
      """
      name,class,colour,450.5,"550 nm",650
      oak 1,oak,#00ff00,0.25,0.5,0.75
      "lake, deep",water,#0000ff,0.125,,0.5
      ?,,,1,2,3

      """)
    let scene = try Scene.open(path)
    #expect(scene.bands.wavelengths == [450.5, 550, 650])
    let read = try values(scene)
    #expect(read[0] == [0.25, 0.5, 0.75])
    #expect(read[1][0] == 0.125 && read[1][1].isNaN && read[1][2] == 0.5)
    #expect(try names(scene) == ["oak", "water", ""])
    #expect(
      try scene.readLabels().classes.entries.map(\.colour.hexadecimal) == ["#00ff00", "#0000ff"])
    #expect(problem(try write(folder, "a.csv", "name,450,460\na,1,x\n")).contains("line 2"))
    #expect(problem(try write(folder, "a.csv", "name,450,460\na,1\n")).contains("has 2 fields"))
    #expect(problem(try write(folder, "a.csv", "name,450,460\n")).contains("holds no spectra"))
  }

  @Test func aTableWithASpectrumAColumn() throws {
    let folder = try TemporaryFolder()
    let path = try write(
      folder, "spectra.txt", "Wavelength (µm)\toak\tlake\n0.45\t0.25\t0.5\n0.55\t0.75\t1\n")
    let scene = try Scene.open(path)
    #expect(scene.bands.wavelengths?.map { $0.rounded() } == [450, 550])
    #expect(try values(scene) == [[0.25, 0.75], [0.5, 1]])
    #expect(try names(scene) == ["oak", "lake"])
  }

  /// EnMAP-Box's own rule: a JSON text, or its bytes, with y; x, units and bad bands beside it.
  private func writeProfiles(
    _ path: String, driver: String = "GPKG", type: String = "String", _ profiles: [String]
  ) throws {
    _ = try output(
      of: "/usr/bin/python3",
      [
        "-c",
        """
        import sys
        from osgeo import ogr, osr
        path, driver, kind = sys.argv[1:4]
        system = osr.SpatialReference(); system.ImportFromEPSG(4326)
        source = ogr.GetDriverByName(driver).CreateDataSource(path)
        layer = source.CreateLayer('library', system, ogr.wkbPoint)
        layer.CreateField(ogr.FieldDefn('name', ogr.OFTString))
        layer.CreateField(ogr.FieldDefn('class', ogr.OFTString))
        field = ogr.FieldDefn('profiles', getattr(ogr, 'OFT' + kind))
        if kind == 'String' and driver == 'GPKG': field.SetSubType(ogr.OFSTJSON)
        layer.CreateField(field)
        for number, text in enumerate(sys.argv[4:]):
          feature = ogr.Feature(layer.GetLayerDefn())
          feature['name'] = 'spectrum %d' % number
          feature['class'] = ['oak', 'lake'][number % 2]
          if kind == 'Binary': feature.SetFieldBinaryFromHexString('profiles', text.encode().hex())
          elif text: feature['profiles'] = text
          layer.CreateFeature(feature)
        """, path, driver, type,
      ] + profiles)
  }

  private let profiles = [
    #"{"y": [0.25, null, 0.75], "x": [0.45, 0.55, 0.65], "xUnit": "µm", "yUnit": "Reflectance"}"#,
    #"{"y": [1, 2, 3], "x": [0.45, 0.55, 0.65], "xUnit": "µm"}"#,
  ]

  @Test(arguments: [("GPKG", "String"), ("GPKG", "Binary"), ("GeoJSON", "String")])
  func profilesOfEnMAPBox(driver: String, type: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file(driver == "GPKG" ? "library.gpkg" : "library.geojson")
    try writeProfiles(path, driver: driver, type: type, profiles)
    let scene = try Scene.open(path)
    #expect(scene.cube.recognition.format == "EnMAP-Box spectral library")
    #expect(scene.bands.wavelengths?.map { $0.rounded() } == [450, 550, 650])
    let read = try values(scene)
    #expect(read[0][0] == 0.25 && read[0][1].isNaN && read[0][2] == 0.75)
    #expect(read[1] == [1, 2, 3])
    #expect(try names(scene) == ["oak", "lake"])
    var descriptor = SceneDescriptor()
    descriptor.labelField = "name"
    #expect(try names(Scene.open(path, descriptor: descriptor)) == ["spectrum 0", "spectrum 1"])
  }

  @Test func profilesThatAreNoneAreNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.gpkg")
    func problem(_ more: String...) throws -> String {
      try? FileManager.default.removeItem(atPath: path)
      try writeProfiles(path, profiles + more)
      return self.problem(path)
    }
    #expect(try problem(#"{"x": [1]}"#).contains("feature 3 holds no profile"))
    #expect(try problem(#"{"y": [1, 2], "x": [1]}"#).contains("feature 3 has 1 of it for 2 values"))
    #expect(try problem(#"{"y": [1, 2], "x": [400, 500], "xUnit": "nm"}"#).contains("--sensor"))
  }

  /// A scene of three bands, 450, 550 and 650 nm, 20 nm wide.
  private func sensor(_ folder: TemporaryFolder, hasWidths: Bool = true) throws -> String {
    try Data([UInt8](repeating: 0, count: 24)).write(
      to: URL(fileURLWithPath: folder.file("scene.img")))
    return try write(
      folder, "scene.hdr",
      """
      ENVI
      samples = 2
      lines = 1
      bands = 3
      data type = 4
      interleave = bip
      byte order = 0
      wavelength units = Nanometers
      wavelength = {450, 550, 650}
      \(hasWidths ? "fwhm = {20, 20, 20}" : "")

      """)
  }

  private func library(_ folder: TemporaryFolder, from: Int = 400, step: Int = 1) throws -> String {
    // A ramp, and a step at 550 nm.
    let wavelengths = Array(stride(from: from, through: 700, by: step))
    return try write(
      folder, "library.csv",
      "class," + wavelengths.map { "\($0)" }.joined(separator: ",") + "\nramp,"
        + wavelengths.map { "\(Double($0) / 1000)" }.joined(separator: ",") + "\nstep,"
        + wavelengths.map { $0 < 550 ? "0" : "1" }.joined(separator: ",") + "\n")
  }

  @Test func spectraAreResampledByTheWidthsOfTheSensor() throws {
    let folder = try TemporaryFolder()
    var descriptor = SceneDescriptor()
    descriptor.sensor = try sensor(folder)
    let scene = try Scene.open(try library(folder), descriptor: descriptor)
    #expect(scene.bands.wavelengths == [450, 550, 650])
    let read = try values(scene)
    // Σ w(λ) s(λ) ⁄ Σ w(λ), w = exp(−4 ln 2 ((λ − c)⁄fwhm)²), over 1.5 widths on either side.
    let expected = [450.0, 550, 650].map { centre in
      var (ramp, step, total) = (0.0, 0.0, 0.0)
      for wavelength in stride(from: centre - 30, through: centre + 30, by: 1) {
        let distance = (wavelength - centre) / 20
        let weight = exp(-4 * log(2) * distance * distance)
        ramp += weight * wavelength / 1000
        step += weight * (wavelength < 550 ? 0 : 1)
        total += weight
      }
      return [ramp / total, step / total]
    }
    for band in 0..<3 {
      #expect(abs(Double(read[0][band]) - expected[band][0]) < 1e-6)
      #expect(abs(Double(read[1][band]) - expected[band][1]) < 1e-6)
    }
    #expect(abs(read[1][1] - 0.5) < 0.03)
    #expect(scene.cube.recognition.evidence.contains { $0.contains("Gaussian") })
  }

  @Test(arguments: [true, false])
  func withoutWidthsOrTooCoarseTheyAreInterpolated(hasWidths: Bool) throws {
    let folder = try TemporaryFolder()
    var descriptor = SceneDescriptor()
    descriptor.sensor = try sensor(folder, hasWidths: hasWidths)
    let scene = try Scene.open(
      try library(folder, step: hasWidths ? 20 : 1), descriptor: descriptor)
    let read = try values(scene)
    for (band, value) in [0.45, 0.55, 0.65].enumerated() {
      #expect(abs(Double(read[0][band]) - value) < 1e-6)
    }
    #expect(scene.cube.recognition.evidence.contains { $0.contains("linearly") })
  }

  @Test func bandsBeyondTheLibraryAreToBeDropped() throws {
    let folder = try TemporaryFolder()
    var descriptor = SceneDescriptor()
    descriptor.sensor = try sensor(folder)
    let path = try library(folder, from: 500)
    #expect(problem(path, descriptor).contains("scene.drop=[1]"))
    descriptor.drop = BandList(numbers: [1])
    let scene = try Scene.open(path, descriptor: descriptor)
    #expect(scene.bands.wavelengths == [550, 650])
  }
}
