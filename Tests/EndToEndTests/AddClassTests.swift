import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// Classes that are added without training.
@Suite struct AddClassTests {
  let experiment: MetricExperiment

  init() throws { experiment = try MetricExperiment() }

  @Test func learnsAClassWithoutTraining() throws {
    try experiment.train("split.without=[2]")
    // Class 2 is unknown: its pixels all test, and are no part of the accuracy.
    try experiment.succeed("report", "run", "--by", "prototype", "--reject", "0.9")
    let before = try #require(try experiment.report("run")["decision"] as? [String: Any])
    #expect(before["unknownClasses"] as? [String] == ["Winter barley"])
    #expect((before["auroc"] as? Double).map { 0...1 ~= $0 } == true)

    let scene = try Scene.open(experiment.folder.file("scene.h5"))
    var labels = try scene.readLabels()
    let members = labels.values.indices.filter { labels.values[$0] == 2 }
    for pixel in labels.values.indices { labels.values[pixel] = 0 }
    for pixel in members.prefix(5) { labels.values[pixel] = 7 }
    let file = try HDF5File.create(experiment.folder.file("few.h5"))
    try file.createDataset("/few", of: UInt16.self, shape: [24, 22]).write(labels.values)
    try file.createDataset("/small", of: UInt16.self, shape: [2, 2]).write([1, 0, 0, 0])
    try file.createDataset("/none", of: UInt16.self, shape: [24, 22])
      .write(Array(repeating: 0, count: 24 * 22))
    try file.close()

    try experiment.succeed(
      "add-class", "run", "--name", "Winter barley", "--labels", "few.h5:/few", "-o", "more")
    try experiment.succeed("classify", "more", "-o", "more.h5")
    let map = try readClassMap(experiment.folder.file("more.h5")).labels
    // The walk begins from the five pixels, and comes farther than they.
    #expect(members.prefix(5).allSatisfy { map.codes[$0] == 2 })
    #expect(map.codes.count { $0 == 2 } > 5)
    try experiment.succeed(
      "classify", "more", "-o", "alone.h5", "--by", "nearest", "--no-walk", "--probabilities",
      "shares.h5")
    let alone = try readClassMap(experiment.folder.file("alone.h5")).labels
    let shares = try HDF5File.open(experiment.folder.file("shares.h5")).dataset("/probability")
    #expect(shares.shape == [3, 24, 22])
    let values = try shares.readAll(Float.self)
    for (pixel, label) in alone.values.enumerated() {
      let own = (0..<3).map { values[$0 * 24 * 22 + pixel] }
      #expect(abs(own.reduce(0, +) - 1) < 1e-4 && own.max() == own[Int(label) - 1], "\(own)")
    }
    try experiment.succeed("report", "more")
    let after = try experiment.report("more")
    #expect((after["decision"] as? [String: Any])?["unknownPixels"] as? Int == 0)
    // The five pixels that stand for the class do not judge it.
    let classes = try #require(after["classes"] as? [[String: Any]])
    #expect(classes[1]["test"] as? Int == members.count - 5)
    #expect((classes[1]["producersAccuracy"] as? Double).map { $0 > 0 } == true)

    // A class that no legend names gets the next number.
    try experiment.succeed(
      "add-class", "more", "--name", "Moss", "--labels", "few.h5:/few", "-o", "moss")
    try experiment.succeed("classify", "moss", "-o", "knn.h5", "--by", "knn", "--neighbours", "1")
    #expect(try readClassMap(experiment.folder.file("knn.h5")).labels.classes.all.count == 4)
    // What was said last of a pixel holds, whatever the ground's labels say.
    try experiment.succeed("classify", "moss", "-o", "moss.h5")
    let moss = try readClassMap(experiment.folder.file("moss.h5")).labels
    #expect(members.prefix(5).allSatisfy { moss.codes[$0] == 4 })

    try experiment.refuse(
      "add-class", "more", "--name", "winter barley", "--labels", "few.h5:/few", "-o", "x",
      says: "already", "Winter barley")
    try experiment.refuse(
      "add-class", "run", "--name", "Moss", "--labels", "few.h5:/small", "-o", "x",
      says: "2×2", "24×22")
    try experiment.refuse(
      "add-class", "run", "--name", "Moss", "--labels", "few.h5:/none", "-o", "x", says: "Label")
    try experiment.refuse(
      "add-class", "run", "--name", "Moss", "--labels", "few.h5:/few", "--value", "3", "-o", "x",
      says: "no pixel with 3", "7")
    try experiment.refuse(
      "add-class", "run", "--name", "Moss", "--labels", "few.h5:/few", "-o", "more",
      says: "already holds a run")
    try experiment.refuse(
      "classify", "more", "-o", "y.tif", "--by", "softmax", says: "Winter barley", "--by")
    #expect(!FileManager.default.fileExists(atPath: experiment.folder.file("x")))
  }

  /// Rectangles of pixels (first row, first column, last row, last column) with their class, as
  /// GeoJSON on the scene's grid.
  private func writePolygons(_ name: String, _ features: [(pixels: [Int], value: String)]) throws {
    let place = try #require(try Scene.open(experiment.folder.file("scene.h5")).georeference)
      .transform
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
    """.write(toFile: experiment.folder.file(name), atomically: true, encoding: .utf8)
  }

  @Test func learnsAClassFromPolygons() throws {
    try experiment.train()
    try writePolygons(
      "drawn.geojson", [([2, 3, 4, 5], "Panels"), ([10, 10, 10, 11], "Pool")])
    try writePolygons("far.geojson", [([4000, 3, 4002, 5], "Panels")])
    let begin = ["add-class", "run", "--label-field", "kind", "--labels"]
    func add(_ name: String, _ labels: String, value: String?) throws -> FacetProgram.Ending {
      try experiment.program.run(
        begin + [labels, "--name", name, "-o", "run-\(name)"]
          + (value.map { ["--value", $0] } ?? []))
    }
    // The feature that bears the name, or the one that --value names.
    for (name, value, count) in [("panels", nil, 9), ("Water", "Pool", 2)] {
      let made = try add(name, "drawn.geojson", value: value)
      #expect(made.status == 0 && made.messages.contains("by \(count) pixels"), "\(made.messages)")
    }
    try experiment.succeed(
      "classify", "run-panels", "-o", "panels.h5", "--by", "knn", "--neighbours", "1")
    let map = try readClassMap(experiment.folder.file("panels.h5"))
    #expect(map.labels.classes.all.map(\.name).last == "panels")
    #expect(map.labels.codes[3 * 22 + 4] == 4)

    // Two files of one class; what they give to different classes is no pixel of either.
    try writePolygons("more.geojson", [([5, 3, 6, 3], "Panels"), ([4, 5, 4, 5], "Pool")])
    let made = try experiment.program.run(
      begin + ["drawn.geojson", "--labels", "more.geojson", "--name", "Panels", "-o", "run-both"])
    #expect(made.status == 0 && made.messages.contains("by 10 pixels"), "\(made.messages)")
    #expect(made.messages.contains("1 pixel labelled with several classes"))

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
    #expect(!FileManager.default.fileExists(atPath: experiment.folder.file("run-Moss")))
  }
}
