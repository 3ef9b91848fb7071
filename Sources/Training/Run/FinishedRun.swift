public import Sampling
public import Scenes
public import Torch

/// A run that has been trained, taken from its folder: its model, and the ground it was trained on.
public struct FinishedRun {
  public let folder: RunFolder
  public let ground: RunGround
  public private(set) var model: Model

  /// - Parameters:
  ///   - folder: the run.
  ///   - path: where the scene is now; where the run found it if nil.
  ///   - device: where its network is to run.
  ///   - precision: what its network is to compute in, whatever it was trained in.
  /// - Throws: `SceneError` if the folder is no run, has no model yet, or the scene is missing.
  public init(
    _ folder: RunFolder, scene path: String? = nil, device: Device,
    precision: Precision = .float32
  ) throws {
    self.folder = folder
    let record = try RunRecord.load(folder)
    model = try folder.loadModel(device: device, precision: precision)
    ground = try RunGround(
      folder, record: record, scene: path, descriptor: model.card.scene,
      legend: model.card.classTable)
    try model.card.requireBands(scene.bands, of: scene.file)
  }

  /// The same run, whose network computes in another precision.
  public func computing(in precision: Precision) -> FinishedRun {
    var run = self
    run.model = model.computing(in: precision)
    return run
  }

  public var record: RunRecord { ground.record }
  public var configuration: Configuration { ground.configuration }
  public var scene: Scene { ground.scene }
  public var labels: LabelMap { ground.labels }
  public var split: Split { ground.split }
  /// Class numbers by pixel of the split's training side, validation included: what may be known of
  /// the ground when a map is judged on the test side.
  /// Pixels that a class was added by are of that class, whatever the labels say.
  ///
  /// - Throws: `SceneError` if the file of the added pixels is missing or damaged.
  public func trainingLabels() throws -> [Int: UInt16] {
    let known = Set(model.card.classes.map { UInt16($0.number) })
    let pixels = (split.train + split.validation).map { ($0, labels.values[$0]) }
    let trained = Dictionary(pixels.filter { known.contains($0.1) }) { first, _ in first }
    guard model.card.added?.isEmpty == false else { return trained }
    let added = try RunEmbeddings.load(folder, of: model).added
    return trained.merging(added.mapValues { UInt16($0) }) { $1 }
  }

  /// Side of the model's window in pixels.
  public var window: Int { model.window }
}
