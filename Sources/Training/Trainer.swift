internal import Foundation
internal import MetricLearning
internal import Networks
public import Sampling
public import Scenes
public import Torch

/// Runs the phases of one training in one run folder.
public final class Trainer {
  public let folder: RunFolder
  public let configuration: Configuration
  public let scene: Scene
  public let labels: LabelMap
  public let split: Split
  public private(set) var record: RunRecord
  private let data: TrainingData
  private let card: ModelCard
  private let device: Device
  private let precision: Precision
  private let watch: (TrainingEvent) -> Void
  private let isInterrupted: () -> Bool

  /// Begins a run in a new folder, or takes up the one that is there.
  ///
  /// - Parameters:
  ///   - configuration: for a run that is taken up, the one in its folder, with what may differ.
  ///   - scenePath: the scene file.
  ///   - resume: whether the folder must hold a run already; otherwise it must hold none.
  ///   - precision: what the network computes in: float32 for a new run where nil, the run's own for
  ///     one that is taken up, which cannot change.
  ///   - watch: is told what happens, on the calling thread.
  ///   - isInterrupted: asked after every step; true makes the phase save and stop.
  /// - Throws: `SceneError`, `SamplingError`, `ConfigurationError` or `TorchError`, each before
  ///   anything is trained.
  public init(
    _ folder: RunFolder, configuration: Configuration, scenePath: String, resume: Bool,
    device: Device, precision: Precision? = nil, commit: String, version: String,
    watch: @escaping (TrainingEvent) -> Void,
    isInterrupted: @escaping () -> Bool
  ) throws {
    self.folder = folder
    self.configuration = configuration
    self.device = device
    self.watch = watch
    self.isInterrupted = isInterrupted
    let descriptor = try configuration.scene.sceneDescriptor()
    scene = try Scene.open(scenePath, descriptor: descriptor)
    let ground = try Ground(scene: scene, configuration: configuration)
    labels = ground.labels
    if resume {
      try folder.require()
      folder.own()
      folder.removeRemains()
    }
    let drawn =
      resume
      ? try Split.load(folder.split, rows: scene.shape.rows, columns: scene.shape.columns)
      : try ground.split()
    let (standardisation, patches) = try ground.patches(of: drawn)
    let valid = try blaming(scene.file) { try drawn.without(patches.invalidPixels) }
    let usable = try blaming(scene.file) { try ground.usable(valid) }
    split = usable.split
    let numbers = try ground.trainedClasses(split)
    let names = numbers.map { ground.legend.title(of: $0) }
    card = try ground.card(
      numbers: numbers, standardisation: standardisation, version: version)
    data = try TrainingData(
      patches: patches, split: split, labels: labels, numbers: numbers, file: scene.file)
    let metric = configuration.finetune
    let loss = try metric.metricLoss(
      factors: card.factors, classes: numbers.count, seed: configuration.seed, device: .cpu)
    try data.requirePairs(for: loss, names, metric, file: scene.file)
    let checksum = try SceneFiles(scenePath).checksum()
    if resume {
      record = try RunRecord.load(folder)
      self.precision = try record.precision(precision, of: folder)
      guard record.sceneChecksum == checksum else {
        throw SceneError(
          file: scenePath,
          problem: "is not the file that the run began with (SHA-256 \(checksum.prefix(12))…, "
            + "then \(record.sceneChecksum.prefix(12))…)",
          remedy: "Give the original with --scene, or begin a new run")
      }
      // Of a process that was killed between a phase's last two writes.
      if let saved = try? Checkpoint.load(folder.checkpoint),
        record.history(saved.place.phase).hasEnded
      {
        try? FileManager.default.removeItem(atPath: folder.checkpoint)
      }
    } else {
      self.precision = precision ?? .float32
      record = RunRecord(
        version: version, commit: commit, engine: "libtorch \(Engine.version)",
        machine: Machine.description, threads: Engine.threads, device: device.description,
        precision: self.precision, began: Date().ISO8601Format(),
        scene: SceneFiles.absolute(scenePath), sceneChecksum: checksum,
        sceneShape: [scene.shape.rows, scene.shape.columns, scene.shape.bands],
        seed: configuration.seed, trainPixels: split.train.count,
        validationPixels: split.validation.count, testPixels: split.test.count,
        invalidPixels: patches.invalidPixels.count, maskedValues: patches.maskedValues,
        constantBands: standardisation.constantBands, phases: [:], diversity: [:])
      // A network that cannot be built is refused before there is a folder.
      _ = try Model(card, seed: configuration.seed, device: device, precision: self.precision)
      let begun = (configuration, split, record)
      try folder.begin { folder in
        try begun.0.save(folder.configuration)
        try begun.1.save(folder.split)
        try begun.2.save(folder)
      }
    }
    if !resume { for note in ground.notes + usable.notes { watch(.notice(note)) } }
    tellNotices(standardisation, patches)
    tellOfShortClasses(names)
  }

  private func tellOfShortClasses(_ names: [String]) {
    let section = configuration.finetune
    let short = data.classes(below: section.perClass, names)
    guard !short.isEmpty, !section.isSkipped, !hasEnded(.finetune) else { return }
    let single = data.classes(below: 2, names)
    let warning =
      single.isEmpty
      ? "" : "; of a single pixel all pairs are its own augmented copies, which teach little"
    watch(
      .notice(
        "\(short.count) classes have fewer than finetune.perClass = \(section.perClass) training "
          + "pixels, which are drawn with replacement: \(short.prefix(5).joined(separator: ", "))"
          + warning))
  }

  private func tellNotices(_ standardisation: Standardisation, _ patches: PatchSource) {
    if !standardisation.constantBands.isEmpty {
      watch(
        .notice(
          "\(standardisation.constantBands.count) of \(scene.shape.bands) bands do not vary over "
            + "the training pixels and say nothing (\(standardisation.constantBands.prefix(5).map { $0 + 1 }), from 1)"
        ))
    }
    if patches.maskedValues > 0 {
      watch(.notice("\(patches.maskedValues) missing or infinite values count as the band's mean"))
    }
    if !patches.invalidPixels.isEmpty {
      watch(
        .notice("\(patches.invalidPixels.count) labelled pixels without a valid band are left out"))
    }
  }

  /// Whether a phase of this run has ended.
  public func hasEnded(_ phase: PhaseName) -> Bool {
    record.history(phase).hasEnded
  }

  /// Runs the softmax phase, from a checkpoint if there is one, unless it has ended.
  public func pretrain() throws {
    guard !hasEnded(.pretrain) else { return }
    let model = try fresh("pretrain")
    if record.diversity["start"] == nil {
      record.diversity["start"] = try FactorDiversity(of: model.metric.factors)
    }
    let phase = try Phase.pretraining(
      configuration.pretrain, model: model, data: data, seed: configuration.seed)
    try run(phase, model, to: folder.pretrained)
  }

  /// Runs the metric phase on the pre-trained weights, from a checkpoint if there is one, unless
  /// it has ended.
  public func finetune() throws {
    guard !hasEnded(.finetune) else { return }
    guard hasEnded(.pretrain) else {
      throw SceneError(
        file: folder.path, problem: "is not pre-trained yet",
        remedy: "Run `facet pretrain` or `facet train --resume` first")
    }
    let model = try fresh("finetune")
    try model.restore(try ModelFile.load(folder.pretrained).snapshot())
    let loss = try configuration.finetune.metricLoss(
      factors: card.factors, classes: card.classes.count, seed: configuration.seed, device: device)
    let phase = try Phase.finetuning(
      configuration.finetune, loss: loss, model: model, data: data, seed: configuration.seed)
    try run(phase, model, to: nil)
  }

  private func fresh(_ phase: String) throws -> Model {
    var card = card
    card.phase = phase
    return try Model(
      card, seed: configuration.seed, device: device, precision: precision)
  }

  /// Order matters: the checkpoint goes last, so that a kill at any moment leaves either a phase
  /// that ends again with the same weights, or one that has ended.
  private func run(_ phase: Phase, _ model: Model, to extra: String?) throws {
    let saved =
      FileManager.default.fileExists(atPath: folder.checkpoint)
      ? try Checkpoint.load(folder.checkpoint) : nil
    let runner = PhaseRunner(
      phase: phase, model: model, data: data, seed: configuration.seed, device: device,
      checkpoint: folder.checkpoint, watch: watch, isInterrupted: isInterrupted)
    let history = try runner.run(from: saved?.place.phase == phase.name ? saved : nil)
    // What stands in the folder is compared with maps, which are in float32 unless asked otherwise.
    let exact = model.computing(in: .float32)
    if phase.name == .finetune, configuration.finetune.refitSoftmax {
      try refitSoftmax(exact)
    }
    if let extra { try ModelFile.save(model, to: extra) }
    try ModelFile.save(model, to: folder.model)
    try data.runEmbeddings(exact, device: device).save(folder.embeddings)
    record.phases[phase.name.rawValue] = history
    record.diversity[phase.name.rawValue] = try FactorDiversity(of: model.metric.factors)
    try record.save(folder)
    try? FileManager.default.removeItem(atPath: folder.checkpoint)
    watch(.ended(phase: phase.name, history))
  }

  /// Fits the softmax layer alone on the frozen embeddings of the training pixels, full batch.
  private func refitSoftmax(_ model: Model) throws {
    let section = configuration.finetune
    let inputs = try data.embeddings(data.train, model, device: device).copy().to(device)
    let labels = try Tensor(data.trainClasses.map { Int64($0) }).to(device)
    let optimiser = try AdamW(model.classifier.parameters, weightDecay: 0)
    for step in 0..<section.refitSteps {
      let loss = try crossEntropy(model.logits(inputs), labels)
      try loss.backward()
      try optimiser.step(
        rate: Schedule.cosine.rate(step: step, of: section.refitSteps, peak: 0.01))
    }
  }
}
