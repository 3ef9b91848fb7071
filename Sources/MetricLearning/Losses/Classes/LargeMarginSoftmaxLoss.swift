// Liu, Wen, Yu and Yang, "Large-margin softmax loss for convolutional neural networks", ICML 2016,
// equations 5 to 7.
internal import Foundation
public import Torch

/// Softmax whose own class must win with m times the angle:
///
///     mean_i −log softmax(scale ‖w_c‖‖x_i‖ cos θ_ic)_{y_i}, own cos θ replaced by ψ(θ)
///     ψ(θ) = (−1)^q cos(mθ) − 2q,  θ ∈ [qπ/m, (q+1)π/m]
public struct LargeMarginSoftmaxLoss: ClassLoss {
  public let weights: Tensor
  /// m.
  public let margin: Int
  public let scale: Double
  public let reducer: any Reducer

  /// - Parameter weights: k × C.
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
    let lengths = try embeddings.norm(1, keep: true) * weights.norm(0, keep: true)
    return [try Terms(everyAnchor: crossEntropies(logits * lengths * scale, labels))]
  }
}

/// Cosines N × C with each row's own replaced by ψ(θ).
func multipliedAngle(_ cosines: Tensor, _ labels: Tensor, _ margin: Int) throws -> Tensor {
  let own = try cosines.gathered(labels.unsqueezed(1), along: 1)
  // cos(mθ) as a polynomial of cos θ (Chebyshev): it has a gradient at θ = 0, as acos has not.
  var (before, multiple) = (try own * 0 + 1, own)
  for _ in 1..<margin { (before, multiple) = (multiple, try own * multiple * 2 - before) }
  let angles = try own.detached().clamped(-1...1).acos()
  let step = try (angles * (Double(margin) / .pi)).floor()
  let sign = try (step * Double.pi).cos()
  return try replacingOwn(cosines, labels, with: sign * multiple - step * 2)
}
