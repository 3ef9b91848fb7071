internal import Episodes
internal import Networks
public import Parts
internal import Scenes
internal import Torch

/// Options of `adapt`: the network is taken from a meta-training, and the softmax layer is made of
/// the training pixels in closed form. There are no steps.
public struct AdaptSection: Codable, Equatable, Sendable, PhaseSection {
  package static let name = "adapt"

  /// Folder of a meta-training; without one the phase is left out.
  @OrNull public var from: String?
  /// The head that makes the softmax layer; nil for the one that was meta-trained.
  @OrNull public var head: Part?
  /// Passes of the training pixels that batch norm takes its statistics from.
  public var passes = 30

  package init(_ preset: Preset) {}

  package static let notes = [
    "from": "Folder of a meta-training that the network is taken from; null leaves the phase out.",
    "head": "The head that makes the softmax layer; null: the one that was meta-trained.",
    "passes": "Passes over the training pixels that batch norm takes its statistics from.",
  ]

  package static var kinds: [String: [any PartKind]] { ["head": heads] }

  /// Heads that make a softmax layer.
  private static var heads: [HeadKind] { HeadKind.all.filter { $0.traits.contains(.linear) } }

  package var isSkipped: Bool { from == nil }

  package func validate(_ rule: Rule, in configuration: Configuration) throws {
    try rule.require("passes", passes, in: 0...10_000)
    if from != nil {
      let other =
        configuration.selfSupervise.isSkipped
        ? configuration.network.from == nil ? nil : "network.from" : "selfSupervise.method"
      if let other {
        throw ConfigurationError(
          file: rule.file, key: other, problem: "is given beside adapt.from",
          remedy: "Give one of them: the meta-trained network has weights of its own")
      }
    }
    guard let head else { return }
    do {
      _ = try HeadKind.named(head.name).values(head.parameters)
    } catch let error as PartError {
      throw ConfigurationError(
        file: rule.file, key: "adapt.head", problem: "makes no sense: \(error.message)")
    }
  }

  package func begin(on start: PhaseStart) throws -> any Phase { try AdaptPhase(self, on: start) }
}

extension Configuration {
  public var adapt: AdaptSection {
    get { phases[AdaptSection.self] }
    set { phases[AdaptSection.self] = newValue }
  }
}

/// Takes a meta-trained network to a scene without training it.
struct AdaptPhase: Phase {
  let length = PhaseLength(epochs: 0, stepsPerEpoch: 1)
  let optimisation: Optimisation
  var parameters: [StateEntry] { start.model.parameters }
  private let section: AdaptSection
  private let start: PhaseStart
  private let meta: MetaModel
  private let head: any Head

  /// - Throws: `ConfigurationError` or `SceneError` if there is no such model, it reads other bands or
  ///   is another network, or its head makes no softmax layer.
  init(_ section: AdaptSection, on start: PhaseStart) throws {
    self.section = section
    self.start = start
    optimisation = PretrainSection(.default).optimisation
    let folder = MetaFolder(section.from ?? "")
    meta = try folder.load()
    let (card, own) = (start.model.card, meta.card)
    let wanted = own.design
    guard card.wavelengths == own.grid.wavelengths else {
      throw ConfigurationError(
        file: "configuration", key: "adapt.from",
        problem: "is \(folder.path), which reads \(own.grid.words), but the scene has "
          + "\(card.design.bands) bands of its own",
        remedy: "Set scene.grid to {from: \(own.grid.from), to: \(own.grid.to), step: "
          + "\(own.grid.step)}, or use `facet adapt`")
    }
    guard card.design.kind == wanted.kind, card.design.window == wanted.window,
      card.design.features == wanted.features, card.design.options == wanted.options,
      card.factors == own.network.factors
    else {
      throw ConfigurationError(
        file: "configuration", key: "adapt.from",
        problem: "is \(folder.path), whose network is another than the configuration's",
        remedy: "Use `facet adapt`, or the section `network` of \(folder.configuration)")
    }
    head =
      try section.head.map {
        try HeadKind.make(
          $0, features: card.factors, ways: card.classes.count,
          generator: RandomGenerator(seed: start.seed))
      } ?? meta.head
    if let name = try Self.headWithoutLayer(head, features: card.factors) {
      throw ConfigurationError(
        file: "configuration", key: "adapt.head",
        problem: "\(section.head?.name ?? own.head.name) (\(name)) makes no softmax layer",
        remedy: "Set adapt.head to one of "
          + "\(HeadKind.all.filter { $0.traits.contains(.linear) }.map(\.name).joined(separator: ", "))"
      )
    }
  }

  /// nil if a head makes a layer.
  private static func headWithoutLayer(_ head: any Head, features: Int) throws -> String? {
    let points = try Tensor.full(1, shape: [2, features])
    let support = try Support(points, labels: [0, 1], ways: 2)
    return try head.classifier(support) == nil ? "\(type(of: head))" : nil
  }

  var notices: [String] {
    [
      "network and head were meta-trained on \(meta.card.sources.joined(separator: "; ")); of this "
        + "scene the labelled training pixels and their windows are used, nothing else"
    ]
  }

  func prepare() throws {
    let weights = try meta.snapshot()
    for entry in start.model.state {
      guard let source = weights[entry.path] else { continue }
      try withoutGradients { try entry.tensor.assign(source.to(entry.tensor.device)) }
    }
    // Batch norm met other scenes: its statistics become those of these pixels.
    try withoutGradients {
      let generator = try RandomGenerator(seed: start.seed, device: start.device)
      let pixels = Array(start.data.train.prefix(4096))
      let input = try start.data.patches(pixels, device: start.device)
      guard pixels.count > 1 else { return }
      for _ in 0..<section.passes {
        _ = try start.model.embeddings(input, .training(generator))
      }
    }
  }

  func draw(_ random: StepRandom) throws {}

  func loss(of draw: Void, _ mode: Mode) throws -> PhaseLoss {
    throw TorchError("the phase adapt has no steps")
  }

  func finish(_ model: Model) throws {
    let points = try start.data.embeddings(start.data.train, model, device: start.device)
    // What was computed for inference alone cannot be differentiated; a head may want to.
    let support = try Support(
      Tensor(points.values(Float.self), shape: points.shape), labels: start.data.trainClasses,
      ways: model.card.classes.count)
    guard let found = try head.classifier(support) else {
      throw TorchError("the head makes no softmax layer")
    }
    try withoutGradients {
      try model.classifier.weight.assign(found.weight.detached().to(start.device))
      try model.classifier.bias?.assign(found.bias.detached().to(start.device))
    }
  }
}
