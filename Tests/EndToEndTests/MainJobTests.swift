import Foundation
import TestSupport
import Testing

/// Scene file to report by the commands of the README, in the order of a day's work.
@Suite struct MainJobTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
  }

  private func succeed(_ arguments: String...) throws -> FacetProgram.Ending {
    let ending = try program.run(arguments)
    try #require(
      ending.status == 0 && !ending.wasKilled,
      "\(arguments) ended with \(ending.status): \(ending.messages)")
    return ending
  }

  private func json(_ text: some StringProtocol) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  @Test func fromSceneToReport() throws {
    _ = try succeed(
      "simulate", "-o", "scene.h5", "--rows", "24", "--columns", "22", "--bands", "12",
      "--classes", "3", "--seed", "5")
    try inspect()
    _ = try succeed(
      "train", "tiny.yaml", "--scene", "scene.h5", "-o", "run", "--threads", "1",
      "--set", "pretrain.epochs=3", "--seed", "7")
    let record = try json(text("run/run.json"))
    #expect(record["seed"] as? Int == 7)
    #expect(record["sceneShape"] as? [Int] == [24, 22, 12])
    #expect((record["sceneChecksum"] as? String)?.count == 64)
    #expect(try text("run/configuration.yaml").contains("epochs: 3"))
    for name in ["map.tif", "map.png", "map.h5"] {
      let options = name == "map.png" ? [] : ["--confidence"]
      let ending = try program.run(
        ["classify", "run", "--scene", "scene.h5", "-o", name] + options)
      try #require(ending.status == 0, "\(ending.messages)")
    }
    try checkGeoTIFF()
    try checkHDF5()
    try report()
  }

  private func inspect() throws {
    let found = try json(
      succeed(
        "inspect", "scene.h5", "--json", "--pixel", "3,4", "--quicklook", "quick.png"
      ).results)
    #expect(found["rows"] as? Int == 24)
    #expect(found["columns"] as? Int == 22)
    #expect(found["bands"] as? Int == 12)
    let pixel = try #require(found["pixel"] as? [String: Any])
    #expect((pixel["values"] as? [Double])?.count == 12)
    let classes = (found["labels"] as? [String: Any])?["classes"] as? [[String: Any]]
    #expect(classes?.count == 3)
    let picture = try Data(contentsOf: URL(fileURLWithPath: folder.file("quick.png")))
    #expect(picture.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
    let plain = try succeed("inspect", "scene.h5").results
    for word in ["24", "22", "12", "Winter wheat", "UTM zone 32N"] { #expect(plain.contains(word)) }
  }

  private func checkGeoTIFF() throws {
    let info = try json(
      String(
        decoding: output(of: "/usr/bin/gdalinfo", ["-json", folder.file("map.tif")]),
        as: UTF8.self))
    #expect(info["size"] as? [Int] == [22, 24])
    let crs = (info["coordinateSystem"] as? [String: Any])?["wkt"] as? String
    #expect(crs?.contains("ID[\"EPSG\",32632]") == true)
    #expect(info["geoTransform"] as? [Double] == [680_000, 5, 0, 5_340_000, 0, -5])
    let band = try #require((info["bands"] as? [[String: Any]])?.first)
    #expect(band["noDataValue"] as? Double == 0)
    #expect(band["colorInterpretation"] as? String == "Palette")
    let palette = (band["colorTable"] as? [String: Any])?["entries"] as? [[Int]]
    #expect(
      palette?.prefix(4).map { $0 } == [
        [0, 0, 0, 0], [0x22, 0x33, 0xBB, 255], [0xFF, 0xDD, 0x00, 255], [0x88, 0x00, 0x11, 255],
      ])
    // gdalinfo's JSON leaves the categories out.
    let plain = String(
      decoding: try output(of: "/usr/bin/gdalinfo", [folder.file("map.tif")]), as: UTF8.self)
    for (number, name) in ["Unclassified", "Winter wheat", "Winter barley", "Corn, no till"]
      .enumerated()
    { #expect(plain.contains("\(number): \(name)"), "\(plain)") }
    let confidence = try json(
      String(
        decoding: output(
          of: "/usr/bin/gdalinfo", ["-json", "-mm", folder.file("map.confidence.tif")]),
        as: UTF8.self))
    let range = try #require((confidence["bands"] as? [[String: Any]])?.first)
    #expect(range["type"] as? String == "Float32")
    #expect((range["computedMin"] as? Double).map { $0 >= 1 / 3 } == true)
    #expect((range["computedMax"] as? Double).map { $0 <= 1 } == true)
  }

  private func checkHDF5() throws {
    let script = """
      import sys
      try:
        import h5py
      except ImportError:
        sys.exit("no h5py")
      file = h5py.File(sys.argv[1])
      map = file["map"]
      text = lambda name: name if isinstance(name, str) else name.decode()
      print(map.shape, map.dtype, file["confidence"].dtype, (map[...] > 0).all())
      print([text(name) for name in map.attrs["class_names"]])
      print("GeoTransform" in file["crs"].attrs, len(file["x"]), len(file["y"]))
      """
    let printed: String
    do {
      printed = String(
        decoding: try output(of: "/usr/bin/python3", ["-c", script, folder.file("map.h5")]),
        as: UTF8.self)
    } catch let failure as ProgramFailure where failure.output.contains("no h5py") {
      print("note: python3-h5py is not installed; the HDF5 map is not read by it")
      return
    }
    #expect(
      printed == """
        (24, 22) uint8 float32 True
        ['Winter wheat', 'Winter barley', 'Corn, no till']
        True 22 24

        """)
  }

  private func report() throws {
    let printed = try succeed("report", "run").results
    for word in ["OA", "AA", "kappa", "Winter wheat"] { #expect(printed.contains(word)) }
    let page = try text("run/report.html")
    for word in ["Winter wheat", "finetune", "data:image/png;base64,", "facet classify run"] {
      #expect(page.contains(word), "the page lacks \(word)")
    }
    // Nothing is fetched: the page can be mailed.
    for tag in ["src=\"http", "src='http", "<link", "@import", "<script src", "url(http"] {
      #expect(!page.contains(tag), "the page fetches \(tag)")
    }
    let figures = try json(text("run/report.json"))
    #expect(!figures.isEmpty)
    #expect(try text("run/report.csv").contains("Winter barley"))
    // A map is judged without its run, by any reference of its size.
    let judged = try succeed(
      "report", "--map", "map.tif", "--labels", "scene.h5:/truth", "-o", "judged.html")
    #expect(judged.results.contains("528"))
    #expect(FileManager.default.fileExists(atPath: folder.file("judged.html")))
  }

  @Test func phasesOneByOne() throws {
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    _ = try succeed(
      "train", "tiny.yaml", "--scene", "scene.h5", "-o", "both", "--threads", "1")
    _ = try succeed(
      "pretrain", "tiny.yaml", "--scene", "scene.h5", "-o", "one", "--threads", "1")
    _ = try succeed("finetune", "one", "-o", "two", "--threads", "1")
    let model = { (run: String) in
      try Data(contentsOf: URL(fileURLWithPath: folder.file("\(run)/model.safetensors")))
    }
    // The branch leaves its source alone, and ends where `train` does.
    #expect(try model("two") == model("both"))
    #expect(try model("one") != model("both"))
    _ = try succeed("finetune", "one", "--threads", "1")
    #expect(try model("one") == model("both"))
    let again = try program.run("finetune", "one")
    #expect(again.status != 0)
    #expect(again.messages.contains("fine-tuned already"))
  }
}
