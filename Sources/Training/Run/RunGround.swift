public import Sampling
public import Scenes

/// The ground of a finished run, whatever classified it: what was asked for, drawn and recorded.
public struct RunGround: Sendable {
  public let record: RunRecord
  public let configuration: Configuration
  public let scene: Scene
  /// Classes that training and test pixels were drawn from, by the rows of `legend`.
  public let labels: LabelMap
  public let split: Split
  /// Names and colours of the classes.
  public let legend: ClassTable

  package init(
    record: RunRecord, configuration: Configuration, scene: Scene, labels: LabelMap, split: Split,
    legend: ClassTable
  ) {
    self.record = record
    self.configuration = configuration
    self.scene = scene
    self.labels = labels
    self.split = split
    self.legend = legend
  }

  /// Takes the ground from a run's folder.
  ///
  /// - Parameters:
  ///   - path: where the scene is now; where the run found it if nil.
  ///   - descriptor: that the run opened the scene with.
  ///   - legend: the classes that the run knows; those of the labels if nil.
  /// - Throws: `SceneError` if a file of the folder or the scene is missing or damaged, or the labels
  ///   have a class that the run does not know.
  package init(
    _ folder: RunFolder, record: RunRecord, scene path: String?, descriptor: SceneDescriptor,
    legend: ClassTable? = nil
  ) throws {
    let configuration = try Configuration.load(path: folder.configuration, overrides: [])
    let scene = try Scene.open(path ?? record.scene, descriptor: descriptor)
    let ground = try Ground(scene: scene, configuration: configuration)
    let labels =
      try legend.map {
        try ground.labels.restated(inClassesOf: folder.path, $0, scene: scene.file)
      } ?? ground.labels
    self.init(
      record: record, configuration: configuration, scene: scene, labels: labels,
      split: try Split.load(folder.split, rows: scene.shape.rows, columns: scene.shape.columns),
      legend: legend ?? labels.classes)
  }

  /// Test pixels without those of classes that were left out of training on purpose.
  ///
  /// - Parameter known: classes that can be given nevertheless.
  package func judgedPixels(known: [Int] = []) -> [Int] {
    let unknown = Set(configuration.split.without.compactMap { legend.row(ofCode: $0) })
      .subtracting(known)
    return split.test.filter { !unknown.contains(Int(labels.values[$0])) }
  }
}

extension LabelMap {
  /// The labels by the rows of a run's classes.
  ///
  /// - Throws: `SceneError` if they have a class that the run does not know.
  fileprivate func restated(
    inClassesOf run: String, _ legend: ClassTable, scene: String
  ) throws -> LabelMap {
    let match = try ClassMatch(legend, of: run, with: classes, of: scene, for: .union)
    guard match.table.count == legend.count else {
      let new = match.table.entries.dropFirst(legend.count).map { "\($0.code) \($0.name)" }
      throw SceneError(
        file: scene,
        problem: "has labels of classes that the run \(run) does not know: "
          + "\(new.prefix(8).joined(separator: ", ")). Its classes are \(legend.list)",
        remedy: "The labels, or how Facet reads them, have changed since the run was made: "
          + "restore them, or train again")
    }
    var map = restated(by: match)
    map.classes = legend
    return map
  }
}
