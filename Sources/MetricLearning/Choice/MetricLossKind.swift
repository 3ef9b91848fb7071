/// The losses, by their names in configurations, and what each can be combined with.
public enum MetricLossKind: String, CaseIterable, Sendable {
  case structural, contrastive, signalToNoiseContrastive, tripletMargin, margin, nPairs
  case liftedStructure, generalisedLiftedStructure, angular, multiSimilarity, circle, rankedList
  case ntXent, supCon, nca, tupletMargin, intraPairVariance, fastAP
  case softmax, normalisedSoftmax, largeMarginSoftmax, sphereFace, cosFace, arcFace
  case proxyNCA, proxyAnchor, center

  /// Whether the loss has a vector a class, and so compares no pairs.
  public var hasClassVectors: Bool {
    switch self {
    case .softmax, .normalisedSoftmax, .largeMarginSoftmax, .sphereFace, .cosFace, .arcFace,
      .proxyNCA, .proxyAnchor, .center:
      true
    default: false
    }
  }

  /// Whether its terms are triplets.
  public var isOverTriplets: Bool { self == .tripletMargin || self == .margin }

  /// Why no other distance makes sense; nil where one does.
  var distanceRefusal: String? {
    switch self {
    case .structural: "its distance is the Euclidean one under the metric's factors, as the paper's"
    case .signalToNoiseContrastive: "the signal-to-noise ratio is its definition"
    case .angular: "an angle between points needs Euclidean geometry on normalised embeddings"
    case .circle, .tupletMargin: "its margins are made for cosines"
    case .fastAP: "its histogram spans the squared distances of normalised embeddings, 0 to 4"
    case .softmax, .normalisedSoftmax, .largeMarginSoftmax, .sphereFace, .cosFace, .arcFace,
      .proxyAnchor:
      "it is a softmax or margin over the cosines or products with class vectors"
    case .center: "its centres are means, which minimise the squared Euclidean distance"
    default: nil
    }
  }

  /// Why no miner makes sense; nil where one does.
  var minerRefusal: String? {
    if hasClassVectors { return "it compares embeddings with class vectors, not with one another" }
    switch self {
    case .structural: return "it is defined over all positive pairs of a batch and their negatives"
    case .rankedList: return "it weighs all pairs of the batch by itself"
    case .fastAP: return "it ranks the whole batch for each anchor"
    default: return nil
    }
  }

  /// Why a memory of earlier batches makes no sense; nil where it does.
  var memoryRefusal: String? {
    if let minerRefusal { return minerRefusal }
    return self == .nPairs ? "it takes one pair a class of the batch itself" : nil
  }

  /// Why no other reducer makes sense; nil where one does.
  var reducerRefusal: String? {
    switch self {
    case .structural, .center: "its definition is a mean"
    default: nil
    }
  }
}
