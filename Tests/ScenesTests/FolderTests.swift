import Foundation
import Scenes
import TestSupport
import Testing

/// Folders of files as one scene: products as they are delivered, bands as files, and what is left out.
@Suite struct FolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func problem(_ name: String) -> String {
    (#expect(throws: SceneError.self) { try Scene.open(name) })?.description ?? ""
  }

  private func spectrum(_ scene: Scene, _ row: Int, _ column: Int) throws -> [Float] {
    var values = [Float](repeating: 0, count: scene.shape.bands)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: row..<row + 1, columns: column..<column + 1, into: $0)
    }
    return values
  }

  private func leftOut(_ scene: Scene) -> String {
    scene.cube.recognition.evidence.first { $0.hasPrefix("left out of the scene") } ?? ""
  }

  @Test func theFolderOfAProductOpensAsItsImage() throws {
    let image = try GeoTIFFProducts.enmap(folder.path)
    for layer in ["QL_PIXELMASK", "QL_QUALITY_CLASSES", "QL_VNIR"] {
      let path = image.replacingOccurrences(of: "SPECTRAL_IMAGE", with: layer)
      let bands = layer == "QL_PIXELMASK" ? 8 : layer == "QL_VNIR" ? 3 : 1
      try rasterScript(path, "write(path, numpy.zeros((\(bands), 6, 5), 'uint8'))")
    }
    let scene = try Scene.open(folder.path)
    #expect(scene.cube.recognition.format == "EnMAP")
    #expect(scene.bands.wavelengths == ReferenceScene.wavelengths)
    #expect(try abs(spectrum(scene, 1, 0)[0] - 0.11) < 1e-6)
    for layer in ["QL_PIXELMASK", "QL_QUALITY_CLASSES", "QL_VNIR"] {
      #expect(leftOut(scene).contains(layer))
    }
  }

  @Test(arguments: ["BSQ", "bil", "BIP"])
  func metadataOfEnMAPHoldForPlainNumbersToo(_ interleave: String) throws {
    let image = try GeoTIFFProducts.enmap(folder.path)
    try FileManager.default.removeItem(atPath: image)
    let path = image.replacingOccurrences(of: ".TIF", with: ".\(interleave)")
    // A header that states sizes and nothing else; in capitals, as it is delivered.
    try ENVIProducts.write(path, interleave: interleave.lowercased(), dataType: 2) { header in
      header.split(separator: "\n").filter { line in
        ["ENVI", "Samples", "lines", "bands", "data type", "interleave", "byte order"]
          .contains { line.hasPrefix($0) }
      }.joined(separator: "\n") + "\n"
    }
    try FileManager.default.moveItem(
      atPath: path + ".hdr",
      toPath: image.replacingOccurrences(of: ".TIF", with: interleave == "bil" ? ".hdr" : ".HDR"))
    let metadata = image.replacingOccurrences(of: "SPECTRAL_IMAGE.TIF", with: "METADATA.XML")
    if interleave == "bil" {
      try FileManager.default.moveItem(
        atPath: metadata, toPath: metadata.replacingOccurrences(of: ".XML", with: ".xml"))
    }
    let scene = try Scene.open(path)
    #expect(scene.cube.recognition.format == "EnMAP")
    #expect(scene.bands.wavelengths == ReferenceScene.wavelengths)
    #expect(scene.bands.widths == ReferenceScene.widths)
    #expect(scene.cube.recognition.scale == 1e-4)
    #expect(scene.cube.recognition.fill == -32768)
    #expect(try abs(spectrum(scene, 1, 0)[0] - 0.11) < 1e-6)
  }

  @Test func metadataOfOtherBandsAreNotUsedAndSaid() throws {
    let image = try GeoTIFFProducts.enmap(folder.path)
    try rasterScript(image, "write(path, cube(3, 6, 5))")
    let scene = try Scene.open(image)
    #expect(scene.bands.wavelengths == nil)
    #expect(scene.warnings().contains { $0.contains("lists 8 bands, the image has 3") })
  }

  private func writeBands(_ names: [String], size: String = "4, 6") throws {
    for (index, name) in names.enumerated() {
      try rasterScript(folder.file(name), "write(path, cube(12, \(size))[\(index):\(index + 1)])")
    }
  }

  @Test func filesOfOneBandAreBandsByTheirNumber() throws {
    // In the order of the alphabet B10 comes before B2.
    let names = (1...12).map { "EO1H_B\($0)_L1T.TIF" }
    try writeBands(names)
    try "text".write(toFile: folder.file("EO1H_MTL_L1T.TXT"), atomically: true, encoding: .utf8)
    let scene = try Scene.open(folder.path)
    #expect(scene.shape == CubeShape(rows: 4, columns: 6, bands: 12))
    #expect(try spectrum(scene, 2, 3) == (0..<12).map { Float(230 + $0) })
    #expect(scene.georeference?.transform[0] == 500_000)
    // Named one by one they are in the order named.
    let two = try Scene.open([names[4], names[1]].map(folder.file).joined(separator: ","))
    #expect(try spectrum(two, 0, 1) == [14, 11])
  }

  @Test func filesOfOneBandWithoutAnOrderAreRefused() throws {
    try writeBands(["red.tif", "green.tif", "blue.tif"])
    let said = problem(folder.path)
    #expect(said.contains("3 files of one band") && said.contains("one by one"), "\(said)")
  }

  @Test func filesOfOneBandOfSeveralSizesAreRefused() throws {
    try writeBands(["b1.tif", "b2.tif"])
    try rasterScript(folder.file("b3.tif"), "write(path, cube(1, 2, 3))")
    #expect(problem(folder.path).contains("one band of 2×3 pixels"))
  }

  @Test func whatCoversTheSameGroundIsNoTile() throws {
    // The mask has the image's bands, and comes first by name.
    try rasterScript(folder.file("a_mask.tif"), "write(path, numpy.zeros((5, 4, 6), 'uint8'))")
    try rasterScript(folder.file("image.tif"), "write(path, cube(5, 4, 6))")
    for name in [folder.path, folder.file("a_mask.tif") + "," + folder.file("image.tif")] {
      let said = problem(name)
      #expect(said.contains("covers the same ground as"), "\(said)")
      #expect(said.contains("a_mask.tif") && said.contains("image.tif"), "\(said)")
    }
  }

  @Test func oneTileWithWavelengthsAndOneWithoutAreRefused() throws {
    let lines =
      "for n in range(1, 6): d.GetRasterBand(n).SetMetadataItem('wavelength', str(400 + n))"
    try rasterScript(folder.file("a.tif"), "d = write(path, cube(5, 4, 6))\n\(lines)")
    try rasterScript(
      folder.file("b.tif"), "write(path, cube(5, 4, 6), (500180, 30, 0, 5800000, 0, -30))")
    #expect(problem(folder.path).contains("does not state the wavelengths"))
    var descriptor = SceneDescriptor()
    descriptor.wavelength = .list([401, 402, 403, 404, 405])
    #expect(try Scene.open(folder.path, descriptor: descriptor).shape.columns == 12)
  }

  @Test(arguments: ["cut off", "empty", "text"])
  func aTileThatCannotBeReadLeavesNoHole(kind: String) throws {
    try rasterScript(folder.file("a.tif"), "write(path, cube(5, 4, 6))")
    let bad = folder.file("b.tif")
    try rasterScript(bad, "write(path, cube(5, 4, 6), (500180, 30, 0, 5800000, 0, -30))")
    let whole = try Data(contentsOf: URL(fileURLWithPath: bad))
    let left = kind == "cut off" ? whole.prefix(100) : kind == "empty" ? Data() : Data("no".utf8)
    try left.write(to: URL(fileURLWithPath: bad))
    let said = problem(folder.path)
    #expect(said.hasPrefix(bad) && said.contains("take it away"), "\(said)")
  }

  @Test func whatIsNoImageIsLeftOutAndNamed() throws {
    try rasterScript(folder.file("img_a.tif"), "write(path, cube(5, 4, 6))")
    try rasterScript(folder.file("lab_a.tif"), "write(path, cube(1, 4, 6))")
    try rasterScript(folder.file("quick.png"), "open(path, 'w').write('picture')")
    try Data("{}".utf8).write(to: URL(fileURLWithPath: folder.file("train.gpkg")))
    let scene = try Scene.open(folder.path)
    #expect(scene.shape.bands == 5)
    for name in ["lab_a.tif", "quick.png", "train.gpkg"] { #expect(leftOut(scene).contains(name)) }
  }

  @Test func fewTilesOfManyStayOpen() throws {
    try rasterScript(
      folder.path,
      """
      for n in range(100):
        tile = cube(2, 4, 6) + n
        write(f'{path}/{n}.tif', tile, (500000 + 180 * n, 30, 0, 5800000, 0, -30))
      """)
    let scene = try Scene.open(folder.path)
    #expect(scene.shape == CubeShape(rows: 4, columns: 600, bands: 2))
    for _ in 0..<2 {
      for n in [0, 99, 50] { #expect(try spectrum(scene, 0, 6 * n) == [Float(n), Float(n + 1)]) }
      var all = [Float](repeating: 0, count: 4 * 600 * 2)
      try all.withUnsafeMutableBufferPointer {
        try scene.read(rows: 0..<4, columns: 0..<600, into: $0)
      }
      #expect(all[599 * 2] == 50 + 99)
    }
    let links = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?
        .hasPrefix(folder.path) ?? false
    }
    #expect(!links.isEmpty && links.count <= 64, "\(links.count) files are open")
  }

  @Test func namesMayHoldTheirSeparators() throws {
    try rasterScript(folder.file("a,b.tif"), "write(path, cube(2, 4, 6))")
    try rasterScript(
      folder.file("c + d.tif"), "write(path, cube(2, 4, 6), (500180, 30, 0, 5800000, 0, -30))")
    #expect(try Scene.open(folder.file("a,b.tif")).shape.columns == 6)
    let both = [folder.file("a,b.tif"), folder.file("c + d.tif")]
    let list = both.joined(separator: ",")
    #expect(try SceneFiles(list).paths == both)
    #expect(try Scene.open(list).shape.columns == 12)
    #expect(SceneFiles.absolute(list) == list)
    let apart = both.joined(separator: " + ")
    #expect(SceneFiles.scenes(apart) == both)
    #expect(SceneFiles.absolute(apart) == apart)
    #expect(try Scene.open(apart).shape.rows == 4 + 127 + 4)
  }

  @Test(
    arguments: [
      ("refs.json", #"{"version": 1, "refs": {".zgroup": "{}"}}"#, "kerchunk"),
      ("a.zip", "PK\u{3}\u{4}....image.tif", "Unpack it"),
    ])
  func formatsThatAreNotReadAreNamed(file: String, start: String, word: String) throws {
    try Data(start.utf8).write(to: URL(fileURLWithPath: folder.file(file)))
    let said = problem(folder.file(file))
    #expect(word.split(separator: "|").contains { said.contains($0) }, "\(said)")
    let labels = (#expect(throws: SceneError.self) { try readLabelRaster(folder.file(file)) })
    #expect(labels?.problem.contains("which Facet does not read") == true)
  }

  @Test func labelsAreNoScene() throws {
    let path = folder.file("roi.xml")
    try "<?xml version=\"1.0\"?>\n<RegionsOfInterest version=\"1.0\">".write(
      toFile: path, atomically: true, encoding: .utf8)
    #expect(problem(path).contains("labels and no scene"))
    #expect(problem(path).contains("--labels"))
  }
}
