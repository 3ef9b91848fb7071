internal import Sampling
internal import Scenes

/// What the steps of a phase need beside its options: patches with their classes, and the card of
/// the model; for phases whose weights are thrown away, and which need no run folder therefore.
struct PhaseGround {
  let data: TrainingData
  let card: ModelCard

  /// - Parameters:
  ///   - split: a file that holds it; drawn as the configuration says where nil.
  ///   - version: what the card names.
  /// - Throws: what beginning a run would throw.
  init(
    _ configuration: Configuration, scenePath: String, split file: String? = nil, version: String
  ) throws {
    let scene = try Scene.open(
      scenePath, descriptor: try configuration.scene.sceneDescriptor())
    let ground = try Ground(scene: scene, configuration: configuration)
    let drawn =
      try file.map {
        try Split.load($0, rows: scene.shape.rows, columns: scene.shape.columns)
      } ?? ground.split()
    let (standardisation, patches) = try ground.patches(of: drawn)
    let split = try blaming(scene.file) {
      try ground.usable(drawn.without(patches.invalidPixels)).split
    }
    let numbers = try ground.trainedClasses(split)
    data = try TrainingData(
      patches: patches, split: split, labels: ground.labels, numbers: numbers, file: scene.file)
    card = try ground.card(numbers: numbers, standardisation: standardisation, version: version)
  }
}
