import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// `facet meta-train`, `facet adapt`, and `facet episodes` of a meta-training.
@Suite struct MetaCommandTests {
  let experiment: MetricExperiment
  private var folder: TemporaryFolder { experiment.folder }

  init() throws {
    experiment = try MetricExperiment()
    try Data(
      """
      scenes: [{simulated: {count: 2, classes: 5-6, rows: 40, columns: 40}}]
      grid: {from: 400, to: 2400, step: 100}
      network: {window: 3, width: 8, reduce: 8, scales: [1, 3], features: 16, factors: 8}
      ways: 3
      queries: 3
      steps: 4
      """.utf8
    ).write(to: URL(fileURLWithPath: folder.file("meta.yaml")))
    try experiment.succeed("meta-train", "meta.yaml", "-o", "meta", "--threads", "1")
  }

  @Test func anAdaptedRunIsLikeAnyOther() throws {
    try experiment.succeed("adapt", "meta", "--scene", "scene.h5", "--per-class", "5", "-o", "run")
    try experiment.succeed("classify", "run", "-o", "map.h5", "--no-walk")
    let map = try readClassMap(folder.file("map.h5")).labels
    #expect(map.rows == 24 && map.columns == 22)
    #expect(Set(map.values).isSubset(of: [1, 2, 3]))
    try experiment.succeed("report", "run", "--no-walk")
    // A scene of another sensor is read on the same grid.
    try SceneSimulation(rows: 24, columns: 22, bands: 40, classes: 3)
      .write(to: folder.file("finer.h5"))
    try experiment.succeed(
      "classify", "run", "--scene", "finer.h5", "-o", "finer.tif", "--no-walk")
    try experiment.succeed("embed", "run", "-o", "embedding.h5")
  }

  @Test func allLabelsMayTrain() throws {
    let scene = try Scene.open(folder.file("scene.h5"))
    var labels = try scene.readLabels()
    for class_ in 1...3 as ClosedRange<UInt16> {
      let members = labels.values.indices.filter { labels.values[$0] == class_ }
      for pixel in members.dropFirst(4) { labels.values[pixel] = 0 }
    }
    let file = try HDF5File.create(folder.file("few.h5"))
    try file.createDataset("/few", of: UInt16.self, shape: [24, 22]).write(labels.values)
    try file.close()
    try experiment.succeed(
      "adapt", "--from", "meta", "--scene", "scene.h5", "--labels", "few.h5:/few", "-o", "run")
    try experiment.succeed("classify", "run", "-o", "map.tif")
    try experiment.refuse("report", "run", says: "test")
    try experiment.succeed(
      "add-class", "run", "--name", "Gravel", "--labels", "few.h5:/few", "--value", "1", "-o",
      "more")
  }

  @Test func itsHeadStandsBesideTheBars() throws {
    let ending = try experiment.succeed(
      "episodes", "meta", "--scene", "scene.h5", "--ways", "2", "--queries", "3", "--episodes",
      "10", "--inside")
    #expect(ending.results.contains("prototypical, meta-trained"))
    try experiment.refuse("episodes", "meta", says: "has no scene of its own")
    try experiment.refuse(
      "episodes", "meta", "--scene", "scene.h5", "--among", "9", says: "has no class 9")
  }

  @Test func whatCannotBeDoneIsRefused() throws {
    try experiment.refuse(
      "meta-train", "meta.yaml", "-o", "meta", says: "though its folder holds no run")
    try experiment.refuse("meta-train", "-o", "new", says: "name a configuration")
    try experiment.refuse("meta-train", "--resume", "-o", "nowhere", says: "no such file")
    try experiment.refuse(
      "adapt", "nowhere", "--scene", "scene.h5", "-o", "new", says: "holds no meta-trained model")
    try experiment.refuse(
      "adapt", "meta", "--from", "meta", "--scene", "scene.h5", "-o", "new", says: "either")
    try experiment.refuse(
      "adapt", "meta", "--scene", "scene.h5", "--head", "nearest", "-o", "new",
      says: "makes no softmax layer")
    #expect(!FileManager.default.fileExists(atPath: folder.file("new")))
  }
}
