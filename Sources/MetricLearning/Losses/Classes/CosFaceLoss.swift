// Wang et al., "CosFace: large margin cosine loss for deep face recognition", CVPR 2018.
internal import Parts
public import Torch

///     mean_i −log softmax(s cos θ_ic)_{y_i}, own cos θ replaced by cos θ − m
///
/// With few classes a scale near 8 trains better than 64.
public struct CosFaceLoss: ClassLoss {
  public let weights: Tensor
  public let margin: Double
  public let scale: Double
  public let reducer: any Reducer

  public init(
    weights: Tensor, margin: Double = 0.35, scale: Double = 64,
    reducer: any Reducer = MeanReducer()
  ) throws {
    try requireClassVectors(weights)
    try require(margin >= 0 && margin <= 2, "the margin must lie in 0…2, not \(margin)")
    try require(scale > 0, "the scale must be positive, not \(scale)")
    self.weights = weights
    self.margin = margin
    self.scale = scale
    self.reducer = reducer
  }

  public func terms(_ embeddings: Tensor, _ labels: Tensor, _ weights: Tensor) throws -> [Terms] {
    let cosines = try embeddings.normalised().times(weights.normalised(along: 0))
    let own = try cosines.gathered(labels.unsqueezed(1), along: 1)
    let logits = try replacingOwn(cosines, labels, with: own - margin)
    return [try Terms(everyAnchor: crossEntropies(logits * scale, labels))]
  }
}

extension CosFaceLoss {
  static let kind = LossKind(
    "cosFace", "Softmax over cosines with a margin on the cosine.", basis: .classVectors,
    options: [
      .number("margin", 0.35, "Margin, 0 to 2."),
      .number("scale", 64, "Scale, above 0; with few classes one near 8 trains better."),
    ],
    refuses: [
      .distance: "it is a softmax or margin over the cosines or products with class vectors"
    ]
  ) {
    try CosFaceLoss(
      weights: $0.classVectors(), margin: $0.number("margin"), scale: $0.number("scale"),
      reducer: $0.reducer(else: MeanReducer()))
  }
}
