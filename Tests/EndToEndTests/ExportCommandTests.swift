import Foundation
import TestSupport
import Testing

/// `facet export` and `facet spectra` as a user runs them.
@Suite struct ExportCommandTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  /// What the viewer's page shows.
  private func viewerData(_ name: String) throws -> [String: Any] {
    let page = try text(name)
    let begin = try #require(page.range(of: "<script type=\"application/json\" id=\"data\">"))
    let end = try #require(page.range(of: "</script>", range: begin.upperBound..<page.endIndex))
    let data = Data(page[begin.upperBound..<end.lowerBound].utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func aRunIsWrittenInOtherProgramsFormats() throws {
    #expect(try TinyExperiment.train(in: folder).status == 0)
    let ending = try program.run(
      "export", "run", "-o", "share", "--no-walk", "--json", "--date", "2023-07-01")
    #expect(ending.status == 0, "\(ending.messages)")
    let names = [
      "confidence.tif", "index.html", "map.json", "map.qml", "map.tif", "map.tif.aux.xml",
      "model.emd", "model.json", "model.onnx", "report.html", "report.json",
    ]
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("share")).sorted() == names)
    for name in names { #expect(ending.results.contains("share/\(name)\""), "\(name) is not told") }

    let raster = String(
      decoding: try output(of: "/usr/bin/gdalinfo", [folder.file("share/map.tif")]),
      as: UTF8.self)
    #expect(raster.contains("LAYOUT=COG") && raster.contains("<FieldDefn index=\"1\">"))
    #expect(raster.contains("1: Winter wheat") && raster.contains("Color Table"))

    let item = try json("share/map.json")
    let properties = try #require(item["properties"] as? [String: Any])
    #expect(properties["datetime"] as? String == "2023-07-01T00:00:00Z")
    #expect(properties["proj:shape"] as? [Int] == [24, 22])
    #expect(properties["proj:epsg"] as? Int != nil && (item["bbox"] as? [Double])?.count == 4)
    let ring = (item["geometry"] as? [String: Any])?["coordinates"] as? [[[Double]]]
    #expect(ring?[0].first == ring?[0].last && ring?[0].count == 33)
    let assets = try #require(item["assets"] as? [String: [String: Any]])
    let sum = String(
      decoding: try output(of: "/usr/bin/sha256sum", [folder.file("share/map.tif")]),
      as: UTF8.self)
    #expect(assets["map"]?["file:checksum"] as? String == "1220" + sum.prefix(64))
    #expect((assets["map"]?["classification:classes"] as? [[String: Any]])?.count == 3)

    let model = try json("share/model.json")
    #expect((model["properties"] as? [String: Any])?["mlm:framework"] as? String == "ONNX")
    #expect((try json("share/model.emd")["Classes"] as? [Any])?.count == 3)
    let figures = try program.run(
      "report", "--map", "share/map.tif", "--labels", "scene.h5:/labels", "--figures", "figures")
    #expect(figures.status == 0, "\(figures.messages)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("figures")).sorted() == [
        "map.pdf", "map.svg", "matrix.pdf", "matrix.svg", "reference.pdf", "reference.svg",
      ])
    // Again over its own files, without --force.
    #expect(try program.run("export", "run", "-o", "share", "--no-walk").status == 0)
  }

  @Test func theViewerNeedsNoServer() throws {
    #expect(try TinyExperiment.train(in: folder).status == 0)
    #expect(try program.run("classify", "run", "--no-walk", "-o", "old.tif").status == 0)
    let ending = try program.run(
      "export", "run", "-o", "share", "--no-walk", "--no-onnx", "--earlier", "old.tif")
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("share/model.onnx")))
    let page = try text("share/index.html")
    // But for the name of SVG's elements.
    #expect(page.replacing("http://www.w3.org/2000/svg", with: "").contains("://") == false)
    let data = try viewerData("share/index.html")
    let layers = try #require(data["layers"] as? [[String: Any]])
    #expect(layers.map { $0["name"] as? String } == ["Scene", "Map", "Earlier map (old)"])
    for layer in layers {
      #expect((layer["source"] as? String)?.hasPrefix("data:image/png;base64,") == true)
    }
    let classes = try #require(data["classes"] as? [[String: Any]])
    #expect(classes.count == 3 && classes.allSatisfy { $0["before"] as? Double != nil })
    let areas = classes.compactMap { $0["area"] as? Double }
    #expect(areas == classes.compactMap { $0["before"] as? Double } && areas.reduce(0, +) > 0)
    #expect(((data["spectra"] as? [String: Any])?["lines"] as? [Any])?.count == 3)
  }

  @Test func whatCannotBeExportedIsTold() throws {
    #expect(
      try program.run("baseline", "mean", "tiny.yaml", "--scene", "scene.h5", "-o", "base").status
        == 0)
    let baseline = try program.run("export", "base", "-o", "share")
    #expect(baseline.status == 0, "\(baseline.messages)")
    #expect(baseline.messages.contains("no network: no model.onnx"))
    #expect(baseline.messages.contains("does not say when it was acquired"))
    try TinyScene(labels: Array(repeating: 1, count: 35)).write(
      to: folder.file("other.h5"), as: Int16.self)
    _ = try output(
      of: "/usr/bin/gdal_translate",
      ["-q", "-outsize", "10", "10", folder.file("share/map.tif"), folder.file("other.tif")])
    let other = try program.run("export", "base", "-o", "new", "--earlier", "other.tif")
    #expect(other.status == 1 && other.messages.contains("10×10 pixels, the scene 24×22"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("new")))
    let date = try program.run("export", "base", "-o", "new", "--date", "2023-02-30")
    #expect(date.status == 64 && date.messages.contains("--date"))
  }

  @Test func librariesAreWritten() throws {
    let names = ["name", "class", "code", "pixels"]
    for (ending, content) in [("csv", "means"), ("sli", "spread"), ("gpkg", "pixels")] {
      let made = try program.run(
        "spectra", "scene.h5", "-o", "library-\(content).\(ending)", "--content", content)
      #expect(made.status == 0, "\(made.messages)")
    }
    let table = try text("library-means.csv").split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    // The name of the last class has a comma.
    #expect(table.count == 4 && table.prefix(3).allSatisfy { $0.count == 16 })
    #expect(table[0].prefix(4).map(String.init) == names)
    #expect(Double(table[0][4]) != nil && Double(table[1][4]) != nil)

    let header = try text("library-spread.hdr")
    #expect(header.contains("file type = ENVI Spectral Library") && header.contains("lines = 9"))
    let numbers = try Data(contentsOf: URL(fileURLWithPath: folder.file("library-spread.sli")))
    #expect(numbers.count == 9 * 12 * 8)
    // The mean of the first class stands in both.
    let first = numbers.prefix(8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    #expect(Double(bitPattern: UInt64(littleEndian: first)) == Double(table[1][4]))
    #expect(try text("library-spread.csv").hasPrefix("name,class,code,pixels\n"))

    let layer = String(
      decoding: try output(of: "/usr/bin/ogrinfo", ["-al", folder.file("library-pixels.gpkg")]),
      as: UTF8.self)
    #expect(layer.contains("profiles (String) = {\"y\": [") && layer.contains("POINT ("))
    #expect(layer.contains("\"xUnit\": \"Nanometers\"}") && layer.contains("SpectralProfile"))

    let none = try program.run("spectra", "scene.h5", "-o", "library.txt")
    #expect(none.status == 64 && none.messages.contains(".gpkg, .sli or .csv"))
  }

  @Test func zonesAreCounted() throws {
    #expect(try TinyExperiment.train(in: folder).status == 0)
    let made = try program.run(
      "classify", "run", "--no-walk", "-o", "map.tif", "--polygons", "patches.gpkg")
    #expect(made.status == 0)
    let ending = try program.run(
      "zones", "map.tif", "--zones", "patches.gpkg", "--by", "class", "-o", "areas.csv", "--json",
      "--labels", "scene.h5:/labels", "--split", "run/split.h5")
    #expect(ending.status == 0, "\(ending.messages)")
    let found = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.results.utf8)) as? [String: Any])
    // Polygons of one class, gathered, hold that class alone.
    for zone in try #require(found["zones"] as? [[String: Any]]) {
      let name = try #require(zone["zone"] as? String)
      #expect(zone["shares"] as? [String: Double] == [name: 1])
    }
    let whole = try #require(found["whole"] as? [String: Any])
    #expect((whole["shares"] as? [String: Double])?.values.reduce(0, +) ?? 0 > 0.999)
    let lone = try program.run("zones", "map.tif", "--zones", "patches.gpkg", "-o", "a.xlsx")
    #expect(lone.status == 64 && lone.messages.contains(".gpkg or .csv"))
  }
}
