// Movshovitz-Attias, Toshev, Leung, Ioffe and Singh, "No fuss distance metric learning using
// proxies", ICCV 2017; own proxy included in the sum, as in Teh, DeVries and Taylor, ECCV 2020.
internal import Parts
public import Torch

///     mean_i −log softmax(−c ‖x̂_i − p̂_c‖²)_{y_i}
public struct ProxyNCALoss: ClassLoss {
  /// The proxies as columns, k × C.
  public let weights: Tensor
  /// c.
  public let softmaxScale: Double
  public let distance: any Distance
  public let reducer: any Reducer

  public init(
    weights: Tensor, softmaxScale: Double = 1,
    distance: any Distance = LpDistance.squaredEuclidean, reducer: any Reducer = MeanReducer()
  ) throws {
    try requireClassVectors(weights)
    try require(softmaxScale > 0, "the scale must be positive, not \(softmaxScale)")
    self.weights = weights
    self.softmaxScale = softmaxScale
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ embeddings: Tensor, _ labels: Tensor, _ weights: Tensor) throws -> [Terms] {
    let nearness = try distance.nearness(embeddings, weights.transposed())
    return [try Terms(everyAnchor: crossEntropies(nearness * softmaxScale, labels))]
  }

  public func state(_ path: String) -> [StateEntry] {
    [StateEntry(path: joined(path, "weights"), tensor: weights)]
      + distance.state(joined(path, "distance"))
  }
}

extension ProxyNCALoss {
  static let kind = LossKind(
    "proxyNCA", "The nearest proxy, one for each class.", basis: .classVectors,
    options: [
      .number("softmaxScale", 1, "Scale c, above 0.")
    ]
  ) {
    try ProxyNCALoss(
      weights: $0.classVectors(), softmaxScale: $0.number("softmaxScale"),
      distance: $0.distance(else: LpDistance.squaredEuclidean),
      reducer: $0.reducer(else: MeanReducer()))
  }
}
