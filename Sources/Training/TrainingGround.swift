package import Sampling
package import Scenes
package import Torch

/// The ground that a training stands on: the scene, its split, patches with their classes, and the
/// card of the model to be.
package struct TrainingGround {
  package let scene: Scene
  package let labels: LabelMap
  package let split: Split
  package let data: TrainingData
  package let card: ModelCard
  /// What its models begin with; nil for fresh weights.
  package let prior: Prior?
  /// What there is to say of the scene, its labels and the split.
  private let splitNotes: [String]

  /// - Parameters:
  ///   - file: of a split that was saved; nil to draw one as the configuration says.
  ///   - prior: the file of a run's own prior; nil for what the configuration names.
  ///   - walked: what a map says of pixels without a label.
  ///   - version: what the card names.
  /// - Throws: `SceneError`, `SamplingError` or `ConfigurationError`.
  package init(
    _ configuration: Configuration, scenePath: String, split file: String? = nil,
    prior priorFile: String? = nil, walked: WalkedLabels? = nil, version: String
  ) throws {
    scene = try Scene.open(scenePath, descriptor: try configuration.scene.sceneDescriptor())
    prior = try (priorFile ?? configuration.network.from).map(Prior.load)
    try prior?.require(configuration.network, scene.bands, of: scene.file)
    let ground = try Ground(scene: scene, configuration: configuration)
    labels = ground.labels
    let (rows, columns) = (scene.shape.rows, scene.shape.columns)
    let drawn =
      try file.map { try Split.load($0, rows: rows, columns: columns) } ?? ground.split()
    let (standardisation, patches) = try ground.patches(
      of: drawn, walked: walked.map { Array($0.classes.keys) } ?? [],
      standardisation: prior?.card.standardisation)
    let usable = try blaming(scene.file) {
      try ground.usable(drawn.without(patches.invalidPixels))
    }
    split = usable.split
    splitNotes = scene.warnings() + ground.notes + usable.notes
    let numbers = try ground.trainedClasses(split)
    var card = try ground.card(
      numbers: numbers, standardisation: standardisation, version: version)
    card.prior = prior?.card.summary
    self.card = card
    var data = try TrainingData(
      patches: patches, split: split, labels: labels, numbers: numbers,
      walked: walked?.classes ?? [:], file: scene.file)
    data.unlabelled = UnlabelledGround(
      own: (scene, split), descriptor: try configuration.scene.sceneDescriptor(), card: card)
    self.data = data
  }

  /// A model as the first phase finds it.
  package func model(
    seed: UInt64, phase: String = "", device: Device = .cpu, precision: Precision = .float32
  ) throws -> Model {
    var card = card
    card.phase = phase
    let model = try Model(card, seed: seed, device: device, precision: precision)
    try prior?.begin(model)
    return model
  }

  /// What the user should know of the ground.
  package var notices: [String] {
    var notices = splitNotes
    if let prior {
      notices.append("the network begins with a prior: \(prior.card.summary.sentence)")
    }
    let constant = card.standardisation.constantBands
    if !constant.isEmpty {
      notices.append(
        "nothing is learned from \(constant.count) of \(counted(scene.shape.bands, "band")) without "
          + "variation over the training pixels (\(constant.prefix(5).map { $0 + 1 }), from 1)")
    }
    let patches = data.patches
    if patches.maskedValues > 0 {
      notices.append(
        "taken for the band's mean: \(counted(patches.maskedValues, "missing or infinite value"))")
    }
    if !patches.invalidPixels.isEmpty {
      notices.append(
        "left out: \(counted(patches.invalidPixels.count, "labelled pixel")) without a valid band")
    }
    return notices
  }
}
