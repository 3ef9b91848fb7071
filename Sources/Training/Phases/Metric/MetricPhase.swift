// Gong et al., IEEE TGRS 57(6), 2019: a network that softmax has trained is trained on together
// with the factors of its metric.
internal import MetricLearning
internal import Parts
internal import Sampling
internal import Scenes
package import Torch

/// Trains the network's weights W and the metric's factors B together by
/// w_s · J + w_c · cross-entropy + λ · D(B), in batches of m pixels of each of p classes.
package struct MetricPhase: Phase {
  package let length: PhaseLength
  package let parameters: [StateEntry]
  package var optimisation: Optimisation { section.optimisation }
  package let notices: [String]
  private let section: FinetuneSection
  private let start: PhaseStart
  private let sampler: PerClassSampler
  /// Pixels that teach.
  private let taught: [Int]
  /// J; nil if w_s is 0.
  private let metric: (any MetricLoss)?
  private let diversity: Diversity

  /// - Throws: `ConfigurationError` if the parts of the loss make no sense with these classes;
  ///   `SceneError` if there is nothing to compare some of them with.
  package init(_ section: FinetuneSection, on start: PhaseStart) throws {
    self.section = section
    self.start = start
    let data = start.data
    taught = data.taught
    let classes = try section.classesInBatch(of: Set(data.taughtClasses).count)
    sampler = PerClassSampler(
      labels: data.taughtClasses, perClass: section.perClass, classes: classes)
    let card = start.model.card
    metric = try section.metricLoss(
      factors: card.factors, classes: card.classes.count, seed: start.seed, device: start.device)
    try Self.requirePairs(for: metric, section, data, card.classes.map(\.name), start.file)
    let stepsPerEpoch = max(1, (data.taught.count + sampler.batchSize - 1) / sampler.batchSize)
    length = section.length(stepsPerEpoch: stepsPerEpoch)
    parameters =
      start.model.parameters + (metric?.state("metricLoss").filter(\.isTrained) ?? [])
    diversity = Diversity(kernel: section.diversity.kernel, epsilon: section.diversity.epsilon)
    notices = Self.notices(section, data, card.classes.map(\.name))
  }

  /// A loss that compares pixels needs two of a class, or copies of one that differ.
  ///
  /// - Throws: `SceneError` naming the classes that have neither.
  private static func requirePairs(
    for loss: (any MetricLoss)?, _ section: FinetuneSection, _ data: TrainingData,
    _ names: [String], _ file: String
  ) throws {
    guard let loss, !(loss is any ClassVectorLoss), section.augmentation == .none else { return }
    let single = data.classes(below: 2, names)
    guard !single.isEmpty else { return }
    throw SceneError(
      file: file,
      problem: "has classes with one training pixel, \(single.prefix(5).joined(separator: ", ")). "
        + "The loss \(section.metric.loss.name) has no pair of them to compare, since "
        + "finetune.augmentation leaves all copies of a pixel equal",
      remedy: "Label more pixels, leave the classes out with split.without, take a loss with class "
        + "vectors such as cosFace, or let patches vary")
  }

  private static func notices(
    _ section: FinetuneSection, _ data: TrainingData, _ names: [String]
  ) -> [String] {
    let short = data.classes(below: section.perClass, names)
    guard !short.isEmpty else { return [] }
    let single = data.classes(below: 2, names)
    let warning =
      single.isEmpty
      ? "" : "; of a single pixel all pairs are its own augmented copies, which teach little"
    return [
      "training pixels are drawn with replacement for \(counted(short.count, "class")) with fewer "
        + "than finetune.perClass = \(section.perClass): \(short.prefix(5).joined(separator: ", "))"
        + warning
    ]
  }

  /// Class vectors begin where the network has the classes now.
  package func prepare() throws {
    guard let loss = metric as? any ClassVectorLoss else { return }
    let data = start.data
    try loss.start(
      from: data.embeddings(data.train, start.model, device: start.device),
      Tensor(data.trainClasses.map { Int64($0) }))
  }

  package func draw(_ random: StepRandom) throws -> LabelledBatch {
    var generator = random.generator("batch")
    return try start.data.batch(
      sampler.batch(using: &generator).map { taught[$0] },
      augmentation: section.augmentation, seed: random.seed("views"), device: start.device)
  }

  package func loss(of batch: LabelledBatch, _ mode: Mode) throws -> PhaseLoss {
    let model = start.model
    let embeddings = try model.embeddings(batch.input, mode).reshaped([batch.count, -1])
    var loss = PhaseLoss(total: try Tensor.scalar(0, device: embeddings.device))
    // A part with weight 0 is not computed: the rungs of the comparison cost what they are.
    func add(_ name: String, _ part: Tensor, _ weight: Double) throws {
      loss.parts[name] = part
      loss.total = try loss.total + part.to(.float32) * weight
    }
    if let metric {
      let (part, share) = try metric.judged(embeddings, batch.labels)
      try add("metric", part, section.metric.weight)
      loss.figures["activeShare"] = share
      let seen = try embeddings.detached()
      loss.observe = { try metric.observe(seen, batch.labels) }
    }
    if section.crossEntropy > 0 {
      let part = try crossEntropy(
        model.logits(embeddings), batch.labels, labelSmoothing: section.labelSmoothing)
      try add("crossEntropy", part, section.crossEntropy)
    }
    if section.diversity.weight > 0 {
      try add("diversity", diversity(model.metric.factors), section.diversity.weight)
    }
    return loss
  }

  package func snapshot() throws -> [String: Tensor] {
    guard let metric else { return [:] }
    return Self.named("loss/", try metric.snapshot())
      .merging(Self.named("memory/", try metric.memories())) { $1 }
  }

  package func restore(_ state: [String: Tensor]) throws {
    try metric?.restore(Self.members("loss/", of: state))
    try metric?.remember(Self.members("memory/", of: state))
  }

  private static func named(_ group: String, _ tensors: [String: Tensor]) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: tensors.map { (group + $0.key, $0.value) })
  }

  private static func members(_ group: String, of tensors: [String: Tensor]) -> [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: tensors.filter { $0.key.hasPrefix(group) }
        .map { (String($0.key.dropFirst(group.count)), $0.value) })
  }

  /// Fits the softmax layer alone on the frozen embeddings of the training pixels, full batch.
  package func finish(_ model: Model) throws {
    guard section.refitSoftmax else { return }
    let data = start.data
    let inputs = try data.embeddings(data.train, model, device: start.device).copy()
      .to(start.device)
    let labels = try Tensor(data.trainClasses.map { Int64($0) }).to(start.device)
    let optimiser = try AdamW(model.classifier.parameters, weightDecay: 0)
    for step in 0..<section.refitSteps {
      try crossEntropy(model.logits(inputs), labels).backward()
      try optimiser.step(
        rate: Schedule.cosine.rate(step: step, of: section.refitSteps, peak: 0.01))
    }
  }
}
