public import MetricLearning
public import Networks
internal import Scenes
public import Torch

/// A classifier: patch → features f → embedding y = Bᵀf → logits.
public struct Model: Stateful {
  public let card: ModelCard
  public let network: any FeatureNetwork
  public let metric: FactorLayer
  /// The softmax layer on y.
  public let classifier: Linear
  /// What the network computes in; metric and softmax layer stay in float32.
  public let precision: Precision
  /// The metric's factors prepared for inference, once the model is folded.
  private let packedFactors: PackedConvolution?

  /// A model with fresh weights.
  ///
  /// - Parameters:
  ///   - card: bands, classes and design of the network.
  ///   - seed: the same seed gives the same weights on every device.
  ///   - device: where the weights lie.
  ///   - precision: what the network computes in.
  /// - Throws: `TorchError` or `PartError` if the design cannot be built; `SceneError` for a network
  ///   that cannot compute in bfloat16 on the CPU and is to.
  public init(
    _ card: ModelCard, seed: UInt64, device: Device = .cpu, precision: Precision = .float32
  ) throws {
    guard precision == .float32 || device != .cpu || card.design.kind.trainsRoundedOnCPU else {
      throw SceneError(
        file: "--precision \(precision.rawValue)",
        problem:
          "is not for the \(card.design.kind) network on the CPU, where its gradients may be wrong",
        remedy: "Use float32, or a GPU")
    }
    try self.init(card, precision, generator: RandomGenerator(seed: seed))
    guard device != .cpu else { return }
    let weights = try snapshot()
    try self.init(card, precision, generator: RandomGenerator(seed: seed, device: device))
    try restore(weights)
  }

  private init(_ card: ModelCard, _ precision: Precision, generator: RandomGenerator) throws {
    self.card = card
    self.precision = precision
    network = try makeNetwork(card.design, generator: generator)
    metric = try FactorLayer(
      features: card.design.features, factors: card.factors, generator: generator)
    classifier = try Linear(card.factors, to: card.classes.count, generator: generator)
    packedFactors = nil
  }

  private init(_ model: Model, folded: any FeatureNetwork) throws {
    card = model.card
    precision = model.precision
    network = folded
    metric = model.metric
    classifier = model.classifier
    packedFactors = try PackedConvolution(matrix: model.metric.factors.transposed())
  }

  /// The same weights under another card of the same design, or in another precision.
  private init(_ model: Model, card: ModelCard, precision: Precision) {
    self.card = card
    self.precision = precision
    network = model.network
    metric = model.metric
    classifier = model.classifier
    packedFactors = nil
  }

  /// The same weights under another card of the same design.
  init(_ model: Model, card: ModelCard) {
    self.init(model, card: card, precision: model.precision)
  }

  /// The same weights, whose network computes in another precision; of a model that is not folded.
  public func computing(in precision: Precision) -> Model {
    Model(self, card: card, precision: precision)
  }

  /// Side of the patch that gives one embedding.
  public var window: Int { network.design.window }

  /// - Parameters:
  ///   - input: standardised windows in pixel order, N × h × w × bands.
  ///   - mode: training or inference; it matters to batch norm and dropout.
  /// - Returns: N × (h − window + 1) × (w − window + 1) × k.
  public func embeddings(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try embeddings(of: responses(input, mode), mode)
  }

  private func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try network.responses(input.to(precision.elementType), mode)
  }

  /// - Parameter responses: of the network's last filter bank; see `FeatureNetwork`.
  private func embeddings(of responses: Tensor, _ mode: Mode) throws -> Tensor {
    let features = try network.features(of: responses, mode).to(.float32)
    if let packedFactors, features.strides.last == 1 { return try packedFactors(features) }
    return try metric(features)
  }

  /// What inference makes of windows, in both spaces, in float32.
  ///
  /// - Parameter input: as for `embeddings`.
  /// - Returns: N · h′ · w′ pixels, row by row.
  public func features(_ input: Tensor) throws -> PixelFeatures {
    let responses = try responses(input, .inference)
    let embeddings = try embeddings(of: responses, .inference)
    return PixelFeatures(
      responses: try responses.to(.float32).reshaped([-1, responses.shape[3]]),
      embeddings: try embeddings.reshaped([-1, card.factors]))
  }

  /// - Parameter embeddings: any shape with k last.
  /// - Returns: the same shape with one logit a class in place of k.
  public func logits(_ embeddings: Tensor) throws -> Tensor {
    try classifier(embeddings)
  }

  /// The same model for inference alone, batch norm folded.
  public func folded() throws -> Model {
    try Model(self, folded: network.folded(for: precision))
  }

  public func state(_ path: String) -> [StateEntry] {
    network.state(joined(path, "network")) + metric.state(joined(path, "metric"))
      + classifier.state(joined(path, "classifier"))
  }
}
