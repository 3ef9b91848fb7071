internal import Parts
public import Torch

/// Softmax cross-entropy over a linear layer without bias: mean_i −log softmax(x_i W)_{y_i}.
public struct SoftmaxLoss: ClassLoss {
  public let weights: Tensor
  public let reducer: any Reducer

  public init(weights: Tensor, reducer: any Reducer = MeanReducer()) throws {
    try requireClassVectors(weights)
    self.weights = weights
    self.reducer = reducer
  }

  public func terms(_ embeddings: Tensor, _ labels: Tensor, _ weights: Tensor) throws -> [Terms] {
    [try Terms(everyAnchor: crossEntropies(embeddings.times(weights), labels))]
  }
}

extension SoftmaxLoss {
  static let kind = LossKind(
    "softmax", "Softmax cross-entropy over a linear layer.", basis: .classVectors,
    refuses: [
      .distance: "it is a softmax or margin over the cosines or products with class vectors"
    ]
  ) {
    try SoftmaxLoss(
      weights: $0.classVectors(),
      reducer: $0.reducer(else: MeanReducer()))
  }
}
