public import Sampling
public import Scenes
public import Torch

/// A run that has been trained, taken from its folder: its model, and the ground it was trained on.
public struct FinishedRun {
  public let folder: RunFolder
  public let record: RunRecord
  public let configuration: Configuration
  public let model: Model
  public let scene: Scene
  /// Class numbers that training and test pixels were drawn from.
  public let labels: LabelMap
  public let split: Split

  /// - Parameter scene: where the scene is now; where the run found it if nil.
  /// - Throws: `SceneError` where the folder is no run, has no model yet, or the scene is missing.
  public init(_ folder: RunFolder, scene path: String? = nil, device: Device) throws {
    self.folder = folder
    record = try RunRecord.load(folder)
    configuration = try Configuration.load(path: folder.configuration, overrides: [])
    model = try ModelFile.load(folder.model, device: device)
    scene = try Scene.open(path ?? record.scene, descriptor: model.card.scene)
    try model.card.requireBands(scene.bands, of: scene.file)
    labels = try Ground(scene: scene, configuration: configuration).labels
    split = try Split.load(folder.split, rows: scene.shape.rows, columns: scene.shape.columns)
  }

  /// Class numbers by pixel of the split's training side, validation included: what may be known of
  /// the ground when a map is judged on the test side.
  public var trainingLabels: [Int: UInt16] {
    let known = Set(model.card.classes.map { UInt16($0.number) })
    let pixels = (split.train + split.validation).map { ($0, labels.values[$0]) }
    return Dictionary(pixels.filter { known.contains($0.1) }) { first, _ in first }
  }

  /// Side of the model's window in pixels.
  public var window: Int { model.window }
}
