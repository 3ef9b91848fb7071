// Liu, Wen, Yu, Li, Raj and Song, "SphereFace: deep hypersphere embedding for face recognition",
// CVPR 2017 (A-softmax).
public import Torch

/// The large-margin softmax with class vectors of length 1:
///
///     mean_i −log softmax(scale ‖x_i‖ cos θ_ic)_{y_i}, own cos θ replaced by ψ(θ)
public struct SphereFaceLoss: ClassLoss {
  public let weights: Tensor
  /// m of ψ, see `LargeMarginSoftmaxLoss`.
  public let margin: Int
  public let scale: Double
  public let reducer: any Reducer

  public init(
    weights: Tensor, margin: Int = 4, scale: Double = 1, reducer: any Reducer = MeanReducer()
  ) throws {
    try requireClassVectors(weights)
    try require(margin >= 1 && margin <= 16, "the margin must be from 1 to 16, not \(margin)")
    try require(scale > 0, "the scale must be positive, not \(scale)")
    self.weights = weights
    self.margin = margin
    self.scale = scale
    self.reducer = reducer
  }

  public func terms(_ embeddings: Tensor, _ labels: Tensor, _ weights: Tensor) throws -> [Terms] {
    let cosines = try embeddings.normalised().times(weights.normalised(along: 0))
    let logits = try multipliedAngle(cosines, labels, margin)
    let lengths = try embeddings.norm(1, keep: true)
    return [try Terms(everyAnchor: crossEntropies(logits * lengths * scale, labels))]
  }
}
