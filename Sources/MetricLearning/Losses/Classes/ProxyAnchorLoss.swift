// Kim, Kim, Cho and Kwak, "Proxy anchor loss for deep metric learning", CVPR 2020, equation 4.
internal import Parts
public import Torch

///     1/|P⁺| Σ_{p∈P⁺} log(1 + Σ_{y_i=p} exp(−α (s_ip − δ))) + 1/|P| Σ_p log(1 + Σ_{y_i≠p} exp(α (s_ip + δ)))
///
/// over proxies p, one a class; P⁺ are those with a sample in the batch.
public struct ProxyAnchorLoss: ClassLoss {
  /// The proxies as columns, k × C.
  public let weights: Tensor
  /// δ.
  public let margin: Double
  public let alpha: Double
  public let reducer: any Reducer

  public init(
    weights: Tensor, margin: Double = 0.1, alpha: Double = 32,
    reducer: any Reducer = DivisorReducer()
  ) throws {
    try requireClassVectors(weights)
    try require(alpha > 0, "alpha must be positive, not \(alpha)")
    self.weights = weights
    self.margin = margin
    self.alpha = alpha
    self.reducer = reducer
  }

  public func terms(_ embeddings: Tensor, _ labels: Tensor, _ weights: Tensor) throws -> [Terms] {
    let cosines = try embeddings.normalised().times(weights.normalised(along: 0))
    let own = try labels.oneHot(weights.shape[1]).greater(0)
    let present = try own.any(0).trueCount()
    let far = try ((margin - cosines) * alpha).logSumExp(where: own, along: 0)
    let near = try ((cosines + margin) * alpha).logSumExp(where: own.not(), along: 0)
    return [
      try Terms(everyClass: far.exactSoftplus(), divisor: Double(present)),
      try Terms(everyClass: near.exactSoftplus(), divisor: Double(weights.shape[1])),
    ]
  }
}

extension ProxyAnchorLoss {
  static let kind = LossKind(
    "proxyAnchor", "Each proxy against the positives and negatives of the batch.",
    basis: .classVectors,
    options: [
      .number("margin", 0.1, in: 0...2, "Margin δ."),
      .number("alpha", 32, "Scale α, above 0."),
    ],
    refuses: [
      .distance: "it is a softmax or margin over the cosines or products with class vectors"
    ]
  ) {
    try ProxyAnchorLoss(
      weights: $0.classVectors(), margin: $0.number("margin"), alpha: $0.number("alpha"),
      reducer: $0.reducer(else: DivisorReducer()))
  }
}
