// Liu, Wen, Yu and Yang, "Large-margin softmax loss for convolutional neural networks", ICML 2016.
internal import Parts
public import Torch

/// Softmax whose own class must win with m times the angle:
///
///     mean_i −log softmax(scale ‖w_c‖‖x_i‖ cos θ_ic)_{y_i}, own cos θ replaced by ψ(θ)
public struct LargeMarginSoftmaxLoss: ClassLoss {
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
    let lengths = try embeddings.norm(1, keep: true) * weights.norm(0, keep: true)
    return try angle.terms(cosines, labels, lengths: lengths)
  }

  public func observe(_ embeddings: Tensor, _ labels: Tensor) throws { try angle.observe() }

  public func state(_ path: String) -> [StateEntry] {
    [StateEntry(path: joined(path, "weights"), tensor: weights)] + angle.state(path)
  }
}

extension LargeMarginSoftmaxLoss {
  static let kind = LossKind(
    "largeMarginSoftmax", "Softmax with a multiplied angle, L-softmax.", basis: .classVectors,
    options: MultipliedAngle.options,
    refuses: [
      .distance: "it is a softmax or margin over the cosines or products with class vectors"
    ]
  ) {
    try LargeMarginSoftmaxLoss(
      weights: $0.classVectors(), margin: $0.values.whole("margin"), scale: $0.number("scale"),
      easing: MultipliedAngle.Easing($0.values),
      reducer: $0.reducer(else: MeanReducer()))
  }
}
