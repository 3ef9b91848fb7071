import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// The commands that classify with the metric, on a tiny scene.
@Suite struct MetricCommandTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
  }

  @discardableResult
  private func succeed(_ arguments: String...) throws -> FacetProgram.Ending {
    let ending = try program.run(arguments)
    try #require(
      ending.status == 0 && !ending.wasKilled,
      "\(arguments) ended with \(ending.status): \(ending.messages)")
    return ending
  }

  private func refuse(_ arguments: String..., says words: String...) throws {
    let ending = try program.run(arguments)
    #expect(ending.status != 0 && !ending.wasKilled, "\(arguments): \(ending.messages)")
    for word in words { #expect(ending.messages.contains(word), "\(ending.messages)") }
  }

  private func train(_ changes: String..., into run: String = "run") throws {
    let sets = (["split.validation=0.3"] + changes).flatMap { ["--set", $0] }
    let ending = try program.run(
      ["train", "tiny.yaml", "--scene", "scene.h5", "-o", run, "--threads", "1"] + sets)
    try #require(ending.status == 0, "\(ending.messages)")
  }

  private func report(_ run: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("\(run)/report.json")))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func decidesByTheMetricAndRejects() throws {
    try train()
    var maps: [String: LabelMap] = [:]
    for basis in ["softmax", "prototype", "knn"] {
      try succeed(
        "classify", "run", "-o", "\(basis).h5", "--by", basis,
        "--no-walk")
      try succeed("classify", "run", "-o", "\(basis)-r.h5", "--by", basis, "--reject", "0.6")
      let plain = try readClassMap(folder.file("\(basis).h5"))
      let rejecting = try readClassMap(folder.file("\(basis)-r.h5"))
      maps[basis] = plain.labels
      #expect(plain.classes?.count == 3)
      #expect(rejecting.classes?.entries.map(\.name).last == "Rejected")
      // Rejection takes pixels away and changes no other.
      let rejected = rejecting.labels.values.filter { $0 == 4 }.count
      #expect(rejected > 0 && rejected < 24 * 22)
      #expect(zip(plain.labels.values, rejecting.labels.values).allSatisfy { $0 == $1 || $1 == 4 })
    }
    try succeed("classify", "run", "-o", "default.h5", "--no-walk")
    #expect(try readClassMap(folder.file("default.h5")).labels == maps["softmax"])
    try succeed("classify", "run", "-o", "several.h5", "--by", "prototype", "--prototypes", "3")

    let printed = try succeed(
      "report", "run", "--by", "knn", "--neighbours", "3", "--reject", "0.6")
    #expect(printed.results.contains("kept"))
    let found = try report("run")
    let decision = try #require(found["decision"] as? [String: Any])
    #expect(decision["truePositiveRate"] as? Double == 0.6)
    let coverage = try #require(decision["coverage"] as? Double)
    #expect(coverage > 0.1 && coverage < 1)
    #expect(decision["accuracyOfKept"] as? Double != nil)
    let page = try String(contentsOfFile: folder.file("run/report.html"), encoding: .utf8)
    for word in ["Rejected", "Coverage", "t-SNE", "Before fine-tuning", "After fine-tuning"] {
      #expect(page.contains(word), "the page lacks \(word)")
    }
    let states = (found["embedding"] as? [String: Any])?["states"] as? [[String: Any]]
    #expect(states?.count == 2)
    let figures = try #require(states?.last?["figures"] as? [String: Any])
    #expect((figures["precisionAt1"] as? Double).map { 0...1 ~= $0 } == true)
  }

  @Test func badRequestsAreRefused() throws {
    try train("split.validation=0")
    try refuse(
      "classify", "run", "-o", "a.tif", "--by", "prototype", "--reject", "0.9",
      says: "no validation pixels", "split.validation")
    try refuse("classify", "run", "-o", "a.tif", "--reject", "1.5", says: "share above 0")
    try refuse("classify", "run", "-o", "a.tif", "--by", "svm", says: "svm")
    try refuse("classify", "run", "-o", "a.tif", "--by", "knn", "--neighbours", "0", says: "1 to")
    try refuse("classify", "run", "-o", "a.tif", "--neighbours", "3", says: "--by knn")
    try refuse("similar", "run", "--pixel", "99,0", "-o", "a.tif", says: "no pixel 99,0", "24×22")
    try refuse("similar", "run", "--class", "Moss", "-o", "a.tif", says: "no class Moss")
    try refuse("similar", "run", "-o", "a.tif", says: "--pixel")
    try refuse("similar", "run", "--pixel", "1,1", "-o", "a.bmp", says: ".bmp")
    try refuse("embed", "run", "-o", "a.tif", says: "HDF5")
    try FileManager.default.removeItem(atPath: folder.file("run/embeddings.safetensors"))
    try refuse("classify", "run", "-o", "a.tif", "--by", "knn", says: "embeddings.safetensors")
    #expect(!FileManager.default.fileExists(atPath: folder.file("a.tif")))
  }

  @Test func embedsAndComparesEveryPixel() throws {
    try train()
    try succeed("embed", "run", "-o", "embedding.h5")
    let embedding = try HDF5File.open(folder.file("embedding.h5")).dataset("/embedding")
    #expect(embedding.shape == [24, 22, 4])
    let values = try embedding.readAll(Float.self)
    #expect(values.allSatisfy { $0.isFinite })
    try succeed("similar", "run", "--pixel", "3,5", "-o", "near.h5")
    let distances = try HDF5File.open(folder.file("near.h5")).dataset("/distance")
      .readAll(Float.self)
    let own = values[(71 * 4)..<(72 * 4)]
    for pixel in 0..<(24 * 22) {
      let other = values[(pixel * 4)..<((pixel + 1) * 4)]
      let squares = zip(own, other).map { ($0 - $1) * ($0 - $1) }
      #expect(abs(squares.reduce(0, +).squareRoot() - distances[pixel]) < 1e-3)
    }
    try succeed("similar", "run", "--class", "Winter barley", "-o", "near.tif")
    try succeed("similar", "run", "--class", "2", "-o", "near.png")
    let info = String(
      decoding: try output(of: "/usr/bin/gdalinfo", [folder.file("near.tif")]), as: UTF8.self)
    #expect(info.contains("Float32") && info.contains("Size is 22, 24"))
  }

  @Test func learnsAClassWithoutTraining() throws {
    try train("split.without=[2]")
    // Class 2 is unknown: its pixels all test, and are no part of the accuracy.
    try succeed("report", "run", "--by", "prototype", "--reject", "0.9")
    let before = try #require(try report("run")["decision"] as? [String: Any])
    #expect(before["unknownClasses"] as? [String] == ["Winter barley"])
    #expect((before["auroc"] as? Double).map { 0...1 ~= $0 } == true)

    let scene = try Scene.open(folder.file("scene.h5"))
    var labels = try scene.readLabels()
    let members = labels.values.indices.filter { labels.values[$0] == 2 }
    for pixel in labels.values.indices { labels.values[pixel] = 0 }
    for pixel in members.prefix(5) { labels.values[pixel] = 7 }
    let file = try HDF5File.create(folder.file("few.h5"))
    try file.createDataset("/few", of: UInt16.self, shape: [24, 22]).write(labels.values)
    try file.createDataset("/small", of: UInt16.self, shape: [2, 2]).write([1, 0, 0, 0])
    try file.createDataset("/none", of: UInt16.self, shape: [24, 22])
      .write(Array(repeating: 0, count: 24 * 22))
    try file.close()

    try succeed(
      "add-class", "run", "--name", "Winter barley", "--labels", "few.h5:/few", "-o", "more")
    try succeed("classify", "more", "-o", "more.h5")
    let map = try readClassMap(folder.file("more.h5")).labels
    #expect(map.values.contains(2))
    try succeed("report", "more")
    let after = try report("more")
    #expect((after["decision"] as? [String: Any])?["unknownPixels"] as? Int == 0)
    // The five pixels that stand for the class do not judge it.
    let classes = try #require(after["classes"] as? [[String: Any]])
    #expect(classes[1]["test"] as? Int == members.count - 5)
    #expect((classes[1]["producersAccuracy"] as? Double).map { $0 > 0 } == true)

    // A class that no legend names gets the next number.
    try succeed("add-class", "more", "--name", "Moss", "--labels", "few.h5:/few", "-o", "moss")
    try succeed("classify", "moss", "-o", "moss.h5", "--by", "knn", "--neighbours", "1")
    #expect(try readClassMap(folder.file("moss.h5")).classes?.count == 4)

    try refuse(
      "add-class", "more", "--name", "winter barley", "--labels", "few.h5:/few", "-o", "x",
      says: "already", "Winter barley")
    try refuse(
      "add-class", "run", "--name", "Moss", "--labels", "few.h5:/small", "-o", "x",
      says: "2×2", "24×22")
    try refuse(
      "add-class", "run", "--name", "Moss", "--labels", "few.h5:/none", "-o", "x", says: "Label")
    try refuse(
      "add-class", "run", "--name", "Moss", "--labels", "few.h5:/few", "--value", "3", "-o", "x",
      says: "no pixel with 3", "7")
    try refuse(
      "add-class", "run", "--name", "Moss", "--labels", "few.h5:/few", "-o", "more",
      says: "already holds a run")
    try refuse("classify", "more", "-o", "y.tif", "--by", "softmax", says: "Winter barley", "--by")
    #expect(!FileManager.default.fileExists(atPath: folder.file("x")))
  }

  /// Rectangles of pixels (first row, first column, last row, last column) with their class, as
  /// GeoJSON on the scene's grid.
  private func writePolygons(_ name: String, _ features: [(pixels: [Int], value: String)]) throws {
    let place = try #require(try Scene.open(folder.file("scene.h5")).georeference).transform
    let list = features.map { feature in
      let (top, left) = (Double(feature.pixels[0]), Double(feature.pixels[1]))
      let (bottom, right) = (Double(feature.pixels[2] + 1), Double(feature.pixels[3] + 1))
      let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)].map {
        "[\(place[0] + $0.0 * place[1]), \(place[3] + $0.1 * place[5])]"
      }
      return """
        {"type": "Feature", "properties": {"kind": "\(feature.value)", "drawn": "by hand"},
         "geometry": {"type": "Polygon", "coordinates": [[\(corners.joined(separator: ", "))]]}}
        """
    }
    try """
    {"type": "FeatureCollection",
     "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}},
     "features": [\(list.joined(separator: ",\n"))]}
    """.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
  }

  @Test func learnsAClassFromPolygons() throws {
    try train()
    try writePolygons(
      "drawn.geojson", [([2, 3, 4, 5], "Panels"), ([10, 10, 10, 11], "Pool")])
    try writePolygons("far.geojson", [([4000, 3, 4002, 5], "Panels")])
    let begin = ["add-class", "run", "--label-field", "kind", "--labels"]
    func add(_ name: String, _ labels: String, value: String?) throws -> FacetProgram.Ending {
      try program.run(
        begin + [labels, "--name", name, "-o", "run-\(name)"]
          + (value.map { ["--value", $0] } ?? []))
    }
    // The feature that bears the name, or the one that --value names.
    for (name, value, count) in [("panels", nil, 9), ("Water", "Pool", 2)] {
      let made = try add(name, "drawn.geojson", value: value)
      #expect(made.status == 0 && made.messages.contains("by \(count) pixels"), "\(made.messages)")
    }
    try succeed("classify", "run-panels", "-o", "panels.h5", "--by", "knn", "--neighbours", "1")
    let map = try readClassMap(folder.file("panels.h5"))
    #expect(map.classes?.entries.map(\.name).last == "panels")
    #expect(map.labels[row: 3, column: 4] == 4)

    for (labels, value, words) in [
      ("far.geojson", nil, ["outside of the scene", "far.geojson"]),
      ("drawn.geojson", nil, ["2 values", "Panels", "Pool", "--value"]),
      ("drawn.geojson", "Roof", ["no pixel with Roof", "Pool"]),
      ("none.gpkg", nil, ["none.gpkg", "no such file"]),
    ] as [(String, String?, [String])] {
      let refused = try add("Moss", labels, value: value)
      #expect(refused.status != 0 && !refused.wasKilled)
      for word in words { #expect(refused.messages.contains(word), "\(refused.messages)") }
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("run-Moss")))
  }

  @Test(arguments: [
    ("finetune.batch=10", ["finetune.batch", "10", "divisible by perClass (4)"]),
    ("finetune.batch=400", ["finetune.batch", "at most 12", "3 classes"]),
    ("finetune.batch=4", ["finetune.batch", "at least"]),
    ("finetune.metric.loss.margin=-1", ["margin", "structural", "-1"]),
    ("finetune.metric.loss={name: contrastive, negativeMargin: -2}", ["negativeMargin", "-2"]),
    ("finetune.metric.loss={name: cosFace, margin: 3}", ["margin", "0…2", "3"]),
    ("network.factors=0", ["network.factors", "0"]),
  ])
  func batchesAndMarginsThatCannotBe(change: String, words: [String]) throws {
    let refused = try program.run([
      "train", "tiny.yaml", "--scene", "scene.h5", "-o", "run", "--set", change,
    ])
    #expect(refused.status != 0 && !refused.wasKilled)
    for word in words { #expect(refused.messages.contains(word), "\(refused.messages)") }
    #expect(!FileManager.default.fileExists(atPath: folder.file("run")))
  }

  @Test func classesOfOnePixel() throws {
    var scene = TinyExperiment.twoHalves
    scene.labels?.replaceSubrange(0..<120, with: (0..<120).map { $0 % 10 < 5 ? 1 : 2 })
    // Two pixels of class 3, of which the split gives one to training.
    scene.labels?[0] = 3
    scene.labels?[119] = 3
    try scene.write(to: folder.file("single.h5"), as: Float.self)
    let begin = ["train", "tiny.yaml", "--scene", "single.h5", "--threads", "1"]
    let plain = ["flips=false", "gain=0", "noise=0"].flatMap {
      ["--set", "finetune.augmentation.\($0)"]
    }
    let refused = try program.run(begin + ["-o", "x"] + plain)
    #expect(refused.status != 0 && !refused.wasKilled)
    for word in ["single.h5", "one training pixel", "3 (1)", "structural", "split.without"] {
      #expect(refused.messages.contains(word), "\(refused.messages)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("x")))
    // Class vectors need no pairs, and copies that vary are pairs; m is larger than the class.
    let vectors = try program.run(
      begin + ["-o", "vectors", "--set", "finetune.metric.loss=cosFace"] + plain)
    #expect(vectors.status == 0, "\(vectors.messages)")
    let varied = try program.run(begin + ["-o", "varied"])
    #expect(varied.status == 0, "\(varied.messages)")
    for word in ["perClass = 4", "with replacement", "3 (1)", "augmented copies"] {
      #expect(varied.messages.contains(word), "\(varied.messages)")
    }
  }

  private func suggestion(_ ending: FacetProgram.Ending) throws -> Double {
    let rate = try #require(
      ending.results.firstRange(of: "suggested rate: ").flatMap {
        Double(ending.results[$0.upperBound...].prefix { !$0.isWhitespace })
      })
    #expect(rate > 1e-6 && rate < 1)
    return rate
  }

  @Test func findsARateOfFineTuning() throws {
    try train("finetune.epochs=0")
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.file("run/configuration.yaml")))
    let found = try succeed(
      "finetune", "run", "--find-rate", "--set", "finetune.metric.loss=cosFace", "--threads", "1")
    let rate = try suggestion(found)
    #expect(found.messages.contains("--set finetune.rate="))
    let page = try String(contentsOfFile: folder.file("run/rate.html"), encoding: .utf8)
    #expect(page.contains("<svg"))
    // The run is as it was, and can be fine-tuned.
    let after = try Data(contentsOf: URL(fileURLWithPath: folder.file("run/configuration.yaml")))
    #expect(before == after)
    try succeed(
      "finetune", "run", "-o", "tuned", "--set", "finetune.rate=\(rate)", "--set",
      "finetune.epochs=1", "--threads", "1")
    try refuse(
      "finetune", "run", "--find-rate", "--set", "pretrain.rate=1", says: "finetune.… alone")
  }

  @Test func findsARate() throws {
    let found = try succeed(
      "train", "tiny.yaml", "--scene", "scene.h5", "-o", "rates", "--find-rate", "--threads", "1")
    let rate = try suggestion(found)
    let page = try String(contentsOfFile: folder.file("rates/rate.html"), encoding: .utf8)
    #expect(page.contains("<svg") && page.contains("learning rate"))
    // The folder holds no run, so that training may begin there.
    try train("pretrain.rate=\(rate)", into: "rates")
  }
}
