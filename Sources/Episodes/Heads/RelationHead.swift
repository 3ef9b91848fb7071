// F. Sung, Y. Yang, L. Zhang, T. Xiang, P. Torr, T. Hospedales, "Learning to compare: relation network
// for few-shot learning", CVPR 2018, on vectors. The paper sums a class's points, easyfsl takes their
// mean. The loss is a mean, the paper writes the sum.
internal import Parts
package import Torch

/// A learned comparison of a query with each class.
///
///     r = σ(W₂ ReLU(W₁ [class, query] + b₁) + b₂),  class = sum (or mean) of its points
///     loss: mean of (r − one-hot)²
package struct RelationHead: Head {
  package enum Pool: String, CaseIterable, Sendable { case sum, mean }

  /// "weight1" h × 2d, "bias1", "weight2" 1 × h, "bias2".
  package let weights: Weights
  let pool: Pool

  package init(_ weights: Weights, pool: Pool = .sum) {
    self.weights = weights
    self.pool = pool
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let classes =
      try pool == .mean
      ? support.means() : support.membership().transposed().times(support.points)
    let (count, ways, width) = (query.shape[0], support.ways, query.shape[1])
    let pairs = try Tensor.concatenated(
      [
        classes.unsqueezed(0).expanded([count, ways, width]),
        query.unsqueezed(1).expanded([count, ways, width]),
      ], along: 2)
    return try weights.linear(2)(weights.linear(1)(pairs).relu()).sigmoid().squeezed(2)
  }

  package func loss(_ episode: Episode) throws -> Tensor {
    let scores = try scores(episode.query, episode.support)
    let right = try episode.queryClasses().oneHot(episode.support.ways).to(scores.elementType)
    return try (scores - right).squared().mean()
  }
}

extension RelationHead {
  static let kind = HeadKind(
    "relation", title: "relation network", "A learned comparison of a query with each class.",
    paper: "Sung et al. 2018", traits: [.learned],
    options: [
      .choice("pool", Pool.sum, "How a class's points become one."), .hidden(64),
    ]
  ) { parts in
    let hidden = parts.values.whole("hidden")
    return RelationHead(
      try parts.weights(
        Perceptron.plan(2 * parts.features, hidden: hidden, outputs: 1)),
      pool: parts.values.choice("pool"))
  }
}
