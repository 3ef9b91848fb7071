// Zhai and Wu, "Classification is a strong baseline for deep metric learning", BMVC 2019.
internal import Parts
public import Torch

/// mean_i −log softmax(x̂_i·ŵ_c / T)_{y_i}, with embeddings and class vectors of length 1.
public struct NormalisedSoftmaxLoss: ClassLoss {
  public let weights: Tensor
  public let temperature: Double
  public let reducer: any Reducer

  public init(weights: Tensor, temperature: Double = 0.05, reducer: any Reducer = MeanReducer())
    throws
  {
    try requireClassVectors(weights)
    try require(temperature > 0, "the temperature must be positive, not \(temperature)")
    self.weights = weights
    self.temperature = temperature
    self.reducer = reducer
  }

  public func terms(_ embeddings: Tensor, _ labels: Tensor, _ weights: Tensor) throws -> [Terms] {
    let cosines = try embeddings.normalised().times(weights.normalised(along: 0))
    return [try Terms(everyAnchor: crossEntropies(cosines / temperature, labels))]
  }
}

extension NormalisedSoftmaxLoss {
  static let kind = LossKind(
    "normalisedSoftmax", "Softmax over cosines.", basis: .classVectors,
    options: [
      .number("temperature", 0.05, "Temperature, above 0.")
    ],
    refuses: [
      .distance: "it is a softmax or margin over the cosines or products with class vectors"
    ]
  ) {
    try NormalisedSoftmaxLoss(
      weights: $0.classVectors(), temperature: $0.number("temperature"),
      reducer: $0.reducer(else: MeanReducer()))
  }
}
