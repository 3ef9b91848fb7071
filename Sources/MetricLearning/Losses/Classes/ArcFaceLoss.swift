// Deng, Guo, Xue and Zafeiriou, "ArcFace: additive angular margin loss for deep face recognition",
// CVPR 2019.
internal import Foundation
internal import Parts
public import Torch

///     mean_i −log softmax(s cos θ_ic)_{y_i}, own cos θ replaced by cos(θ + m)
///
/// and by cos θ − m sin m where θ + m exceeds π, so that it keeps falling. With few classes a
/// scale near 8 trains better than 64.
public struct ArcFaceLoss: ClassLoss {
  public let weights: Tensor
  /// m in degrees.
  public let degrees: Double
  public let scale: Double
  public let reducer: any Reducer

  public init(
    weights: Tensor, degrees: Double = 28.6, scale: Double = 64,
    reducer: any Reducer = MeanReducer()
  ) throws {
    try requireClassVectors(weights)
    try require(
      degrees >= 0 && degrees < 180, "the margin must lie in 0…180 degrees, not \(degrees)")
    try require(scale > 0, "the scale must be positive, not \(scale)")
    self.weights = weights
    self.degrees = degrees
    self.scale = scale
    self.reducer = reducer
  }

  public func terms(_ embeddings: Tensor, _ labels: Tensor, _ weights: Tensor) throws -> [Terms] {
    let m = degrees * .pi / 180
    let cosines = try embeddings.normalised().times(weights.normalised(along: 0))
    let own = try cosines.gathered(labels.unsqueezed(1), along: 1)
    // θ ≤ π − m where cos θ ≥ −cos m.
    let within = try own.greaterOrEqual(-Foundation.cos(m))
    let moved = try cosinePlus(own, radians: m)
      .selected(where: within, else: own - m * Foundation.sin(m))
    let logits = try replacingOwn(cosines, labels, with: moved)
    return [try Terms(everyAnchor: crossEntropies(logits * scale, labels))]
  }
}

extension ArcFaceLoss {
  static let kind = LossKind(
    "arcFace", "Softmax over cosines with a margin on the angle.", basis: .classVectors,
    options: [
      .number("degrees", 28.6, "Margin in degrees, from 0 to below 180."),
      .number("scale", 64, "Scale, above 0; with few classes one near 8 trains better."),
    ],
    refuses: [
      .distance: "it is a softmax or margin over the cosines or products with class vectors"
    ]
  ) {
    try ArcFaceLoss(
      weights: $0.classVectors(), degrees: $0.number("degrees"), scale: $0.number("scale"),
      reducer: $0.reducer(else: MeanReducer()))
  }
}
