// Liu, Wen, Yu, Li, Raj and Song, "SphereFace: deep hypersphere embedding for face recognition",
// CVPR 2017 (A-softmax).
internal import Parts
public import Torch

/// The large-margin softmax with class vectors of length 1:
///
///     mean_i −log softmax(scale ‖x_i‖ cos θ_ic)_{y_i}, own cos θ replaced by ψ(θ)
public struct SphereFaceLoss: ClassLoss {
  public let weights: Tensor
  /// ψ.
  public let angle: MultipliedAngle
  public let reducer: any Reducer

  /// - Parameters:
  ///   - weights: k × C.
  ///   - margin: m.
  ///   - scale: factor of the logits.
  ///   - easing: how the margin grows from the plain softmax in the first steps.
  ///   - reducer: what makes one number of the losses of a batch.
  public init(
    weights: Tensor, margin: Int = 4, scale: Double = 1, easing: MultipliedAngle.Easing = .init(),
    reducer: any Reducer = MeanReducer()
  ) throws {
    try requireClassVectors(weights)
    angle = try MultipliedAngle(margin: margin, scale: scale, easing: easing)
    self.weights = weights
    self.reducer = reducer
  }

  public func terms(_ embeddings: Tensor, _ labels: Tensor, _ weights: Tensor) throws -> [Terms] {
    let cosines = try embeddings.normalised().times(weights.normalised(along: 0))
    return try angle.terms(cosines, labels, lengths: embeddings.norm(1, keep: true))
  }

  public func observe(_ embeddings: Tensor, _ labels: Tensor) throws { try angle.observe() }

  public func state(_ path: String) -> [StateEntry] {
    [StateEntry(path: joined(path, "weights"), tensor: weights)] + angle.state(path)
  }
}

extension SphereFaceLoss {
  static let kind = LossKind(
    "sphereFace", "Softmax with a multiplied angle and unit weights, A-softmax.",
    basis: .classVectors,
    options: MultipliedAngle.options,
    refuses: [
      .distance: "it is a softmax or margin over the cosines or products with class vectors"
    ]
  ) {
    try SphereFaceLoss(
      weights: $0.classVectors(), margin: $0.values.whole("margin"), scale: $0.number("scale"),
      easing: MultipliedAngle.Easing($0.values),
      reducer: $0.reducer(else: MeanReducer()))
  }
}
