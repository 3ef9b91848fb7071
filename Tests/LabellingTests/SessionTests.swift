import Foundation
import Scenes
import TestSupport
import Testing

@testable import Labelling

/// A session on a small simulated scene, without a browser.
@Suite struct SessionTests {
  let folder: TemporaryFolder
  let scene: Scene

  init() throws {
    folder = try TemporaryFolder()
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    scene = try Scene.open(folder.file("scene.h5"))
  }

  private func session(_ name: String = "s") throws -> LabelSession {
    try LabelSession(scene, folder: SessionFolder(folder.file(name)))
  }

  /// A stroke of each class of the truth, where it is.
  private func paint(_ session: LabelSession, every step: Int = 7) throws {
    let truth = try scene.readLabels()
    for row in truth.classes.entries.indices {
      try session.perform(LabelCommand(.addClass, name: truth.classes.entries[row].name))
      let pixels = truth.values.indices.filter {
        Int(truth.values[$0]) == row + 1 && $0 % step == 0
      }
      try session.perform(
        LabelCommand(.pixels, label: row + 1, runs: LabelCommand.runs(of: pixels)))
    }
  }

  @Test func theMapFollowsTheLabels() throws {
    let session = try session()
    #expect(session.makeFeatures(.components))
    #expect(try session.suggestions().count > 3)
    try paint(session)
    #expect(session.summarise())
    let summary = try #require(session.summary)
    #expect(summary.mapped == scene.shape.pixels && summary.step == 1)
    let truth = try scene.readLabels()
    let decided = try #require(session.decided(DecisionTiles.Key(level: 0, row: 0, column: 0)))
    let judged = truth.values.indices.filter {
      truth.values[$0] > 0 && session.labels.labels[$0] == 0
    }
    let right = judged.count { UInt16(decided.result.winner[$0]) == truth.values[$0] }
    #expect(Double(right) > 0.7 * Double(judged.count), "\(right) of \(judged.count)")
    let accuracy = try #require(summary.accuracy.accuracy)
    #expect(accuracy > 0.4 && accuracy <= 1)
    // Every layer is a picture.
    session.keepMap()
    for layer in LabelSession.Layer.allCases {
      let png = try #require(try session.tile(layer, level: 0, row: 0, column: 0))
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]), "\(layer)")
      #expect(try session.tile(layer, level: 0, row: 9, column: 0) == nil)
    }
    for preset in session.presets {
      #expect(
        try session.sceneTile(level: 0, row: 0, column: 0, bands: preset.bands, stretch: .usual)
          != nil)
    }
    #expect(
      try session.sceneTile(level: 0, row: 0, column: 0, bands: [0, 1, 9999], stretch: .usual)
        == nil)
  }

  @Test func aPixelTellsItsSpectrumAndNeighbours() throws {
    let session = try session()
    #expect(session.makeFeatures(.components))
    try paint(session)
    let labelled = try #require(session.labels.labels.firstIndex { $0 > 0 })
    let columns = scene.shape.columns
    let facts = try session.facts(row: labelled / columns, column: labelled % columns)
    #expect(facts.spectrum.count == scene.cube.shape.bands && facts.spectrum[0] != nil)
    #expect(facts.label == Int(session.labels.labels[labelled]))
    #expect(facts.neighbours.count == 5 && facts.neighbours[0].distance == 0)
    #expect(facts.mapped == facts.label)
    #expect(throws: LabelError.self) { _ = try session.facts(row: -1, column: 0) }
    let spectra = try session.classSpectra()
    #expect(spectra.count == session.labels.present.count)
    #expect(spectra.allSatisfy { $0.mean.count == scene.cube.shape.bands && $0.count > 1 })
  }

  @Test func aSessionGoesOnWhereItWas() throws {
    do {
      let session = try session()
      try paint(session)
      try session.perform(
        LabelCommand(.brush, label: 1, points: [1, 1, 5, 5], radius: 1), part: .first)
      try session.perform(
        LabelCommand(.brush, label: 1, points: [5, 5, 9, 1], radius: 1), part: .next)
      try session.close()
      let again = try LabelSession(
        scene, folder: SessionFolder(folder.file("s")), isReadOnly: true)
      #expect(again.labels.labels == session.labels.labels)
      #expect(again.labels.classes == session.labels.classes)
      #expect(throws: LabelError.self) { try again.perform(LabelCommand(.undo)) }
    }
    // The journal is free again once the session is gone.
    let again = try session()
    try again.perform(LabelCommand(.undo))
    #expect(again.labels.canRedo)
  }

  /// What is written is read as labels of the scene, pixel by pixel.
  @Test func labelsAreWrittenAsOthersReadThem() throws {
    let session = try session()
    try paint(session)
    try session.close()
    let place = SessionFolder(folder.file("s")).labelPlace(of: scene)
    #expect(try scene.gatherLabels([place], field: nil).labels == session.labels.map)
    #expect(
      try String(contentsOfFile: folder.file("s/session.yaml"), encoding: .utf8)
        .contains("labels: labels."))
  }

  @Test func labelsOfAFileAreTaken() throws {
    let session = try session()
    try session.perform(LabelCommand(.addClass, name: "mine"))
    _ = try session.importLabels([folder.file("scene.h5") + ":/labels"])
    let truth = try scene.readLabels()
    #expect(session.labels.present.count == truth.classes.count + 1)
    #expect(session.labels.labels.count { $0 > 0 } == truth.values.count { $0 > 0 })
    #expect(throws: (any Error).self) {
      _ = try session.importLabels([folder.file("none.gpkg")])
    }
  }

  @Test func repeatingGivesTheSameLabels() throws {
    let session = try session()
    try paint(session)
    try session.perform(LabelCommand(.undo))
    try session.close()
    let other = try self.session("t")
    #expect(try other.replay(SessionFolder(folder.file("s"))) > 3)
    #expect(other.labels.labels == session.labels.labels)
    try other.close()
    for name in ["journal.jsonl", "session.yaml", "labels.gpkg"] {
      let files = ["s", "t"].map {
        FileManager.default.contents(atPath: folder.file("\($0)/\(name)"))
      }
      #expect(files[0] != nil && files[0] == files[1], "\(name)")
    }
  }

  @Test func aFolderOfSomethingElseIsLeftAlone() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("photos"), withIntermediateDirectories: false)
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder.file("photos/a.jpg")))
    #expect(throws: SceneError.self) { _ = try session("photos") }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("photos")) == ["a.jpg"])
  }

  @Test func growingStaysConnectedAndAlike() throws {
    let session = try session()
    try session.perform(LabelCommand(.addClass, name: "a"))
    #expect(throws: LabelError.self) { try session.grow(row: 0, column: 0, label: 1, reach: 1) }
    #expect(session.makeFeatures(.components))
    try session.grow(row: 3, column: 4, label: 1, reach: 0)
    #expect(session.labels.labels.count { $0 > 0 } == 1)
    try session.grow(row: 3, column: 4, label: 1, reach: 1000)
    #expect(session.labels.labels.count { $0 > 0 } == min(5000, scene.shape.pixels))
  }
}
