public import Sampling
public import Scenes

/// The ground of a finished run, whatever classified it: what was asked for, drawn and recorded.
public struct RunGround: Sendable {
  public let record: RunRecord
  public let configuration: Configuration
  public let scene: Scene
  /// Class numbers that training and test pixels were drawn from.
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
  /// - Throws: `SceneError` where a file of the folder or the scene is missing or damaged.
  package init(
    _ folder: RunFolder, record: RunRecord, scene path: String?, descriptor: SceneDescriptor
  ) throws {
    let configuration = try Configuration.load(path: folder.configuration, overrides: [])
    let scene = try Scene.open(path ?? record.scene, descriptor: descriptor)
    let ground = try Ground(scene: scene, configuration: configuration)
    self.init(
      record: record, configuration: configuration, scene: scene, labels: ground.labels,
      split: try Split.load(folder.split, rows: scene.shape.rows, columns: scene.shape.columns),
      legend: ground.legend)
  }

  /// Test pixels without those of classes that were left out of training on purpose.
  ///
  /// - Parameter known: classes that can be given nevertheless.
  package func judgedPixels(known: [Int] = []) -> [Int] {
    let unknown = Set(configuration.split.without).subtracting(known)
    return split.test.filter { !unknown.contains(Int(labels.values[$0])) }
  }
}
