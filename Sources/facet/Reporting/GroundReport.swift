import Accuracy
import Export
import Foundation
import Sampling
import Scenes
import Training

/// What a report says of a run's ground, whatever classified it.
struct GroundReport {
  let ground: RunGround
  /// The split as it was used.
  let split: Split
  /// Side of the window that a pixel is classified by.
  let window: Int

  /// - Parameters:
  ///   - map: of the whole scene, with pixels that are counted as unclassified at 0.
  ///   - shown: the same as a picture is to show it.
  ///   - pixels: that it is judged on.
  func assemble(
    classes: ClassTable, map: LabelMap, shown: LabelMap, pixels: [Int]
  ) throws -> Report {
    let scene = ground.scene
    guard !split.test.isEmpty else {
      throw SceneError(
        file: scene.file, problem: "has no test pixels, so that accuracy cannot be judged",
        remedy: "Leave labelled pixels for the test side of the split")
    }
    var report = Report(
      title: scene.descriptor.name ?? URL(fileURLWithPath: scene.file).lastPathComponent,
      classes: classes,
      confusion: try ConfusionMatrix(
        reference: ground.labels, map: map, pixels: pixels, classes: ground.legend.count))
    let shape = scene.shape
    let areas = scene.georeference?.pixelAreas(rows: shape.rows, columns: shape.columns)
    report.pixelAreas = areas
    report.scene = SceneSummary(
      file: URL(fileURLWithPath: scene.file).lastPathComponent, rows: shape.rows,
      columns: shape.columns, bands: shape.bands, checksum: try checksum,
      pixelArea: areas.map { $0.reduce(0, +) / Double($0.count) })
    report.scene?.place = scene.georeference.flatMap {
      GroundPlace(of: $0, rows: shape.rows, columns: shape.columns, file: scene.file)
    }
    report.scene?.acquired = (try? SceneFiles(scene.file).paths.first).flatMap(acquisitionDay)
    report.scene?.fileDate = ReportDay.changed(scene.file)
    report.made = ReportDay.today
    report.reference = ground.labels
    report.map = shown
    report.falseColour = try falseColour(of: scene, longestSide: 1024)
    report.trainingPixels = split.train
    report.testPixels = pixels
    try addSplit(to: &report, classes: classes.count)
    report.spectra = try ClassSpectra(of: scene, labels: ground.labels)
    report.configuration = try ground.configuration.yaml()
    report.settings = try ground.configuration.changedSettings()
    report.provenance = provenance
    return report
  }

  private func addSplit(to report: inout Report, classes: Int) throws {
    var train = [Int](repeating: 0, count: classes)
    var validation = train
    var test = train
    for counts in try split.counts(in: ground.labels) where 1...classes ~= counts.label {
      train[counts.label - 1] = counts.train
      validation[counts.label - 1] = counts.validation
      test[counts.label - 1] = counts.test
    }
    report.split = SplitSummary(
      strategy: SplitKind.inWords(split.strategy), seed: split.seed, train: train,
      validation: validation, test: test)
    report.leakage = LeakageSummary(of: split, window: window)
  }

  /// That of the file which is named: the run's own was checked when it was trained on, another one
  /// is now.
  private var checksum: String {
    get throws {
      try SceneFiles.absolute(ground.scene.file) == ground.record.scene
        ? ground.record.sceneChecksum : SceneFiles(ground.scene.file).checksum()
    }
  }

  private var provenance: [Fact] {
    let record = ground.record
    return [
      Fact("Facet", "\(record.version) (\(record.commit))"), Fact("Engine", record.engine),
      Fact("Machine", record.machine), Fact("Device", record.device),
      Fact("Threads", String(record.threads)), Fact("Seed", String(record.seed)),
      Fact("Begun", record.began),
    ]
  }
}

extension LeakageSummary {
  init(of split: Split, window: Int) {
    let leakage = split.leakage(window: window)
    self.init(
      window: window, containsTrainingPixel: leakage.containsTrainingPixel,
      overlapsTrainingWindow: leakage.overlapsTrainingWindow,
      besideTrainingPixel: leakage.besideTrainingPixel)
  }
}
