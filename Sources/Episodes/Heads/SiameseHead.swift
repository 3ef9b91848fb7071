// G. Koch, R. Zemel, R. Salakhutdinov, "Siamese neural networks for one-shot image recognition",
// ICML workshop 2015. The bias is not in the paper: with it, equal points can score above one half.
internal import Parts
package import Torch

/// How likely a query and a labelled point are of one class, by the gaps of their components.
///
///     p(same) = σ(Σ_j α_j |x_j − y_j| + b),  score of a class: its largest log p, or its mean p
///     loss: binary cross-entropy over all pairs of a query and a labelled point
package struct SiameseHead: Head {
  package enum Pool: String, CaseIterable, Sendable { case max, mean }

  /// "alpha", d, and "bias" if there is one.
  package let weights: Weights
  let pool: Pool

  package init(_ weights: Weights, pool: Pool = .max) {
    self.weights = weights
    self.pool = pool
  }

  /// Σ_j α_j |x_j − y_j| + b for each row x of `points` and y of `others`.
  package func logits(_ points: Tensor, _ others: Tensor) throws -> Tensor {
    let gaps = try (points.unsqueezed(1) - others.unsqueezed(0)).magnitude()
    let sums = try gaps.times(weights["alpha"].unsqueezed(1)).squeezed(2)
    return try weights.find("bias").map { try sums + $0 } ?? sums
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let logits = try logits(query, support.points)
    let membership = try support.membership()
    switch pool {
    case .mean:
      return try logits.sigmoid().times(membership) / membership.sum(0, keep: true)
    case .max:
      return try logits.logSigmoid().unsqueezed(2)
        .expanded([query.shape[0], support.count, support.ways])
        .filled(where: membership.equal(0), with: -.infinity).max(1)
    }
  }

  package func loss(_ episode: Episode) throws -> Tensor {
    let support = episode.support
    let same = try episode.queryClasses().unsqueezed(1)
      .equal(support.classes().unsqueezed(0))
    return try Self.crossEntropy(logits(episode.query, support.points), same)
  }

  /// The same loss over all pairs i < j of some points, as the paper trains.
  package func pairLoss(_ points: Tensor, _ labels: Tensor) throws -> Tensor {
    let count = points.shape[0]
    let pairs = try Tensor.full(1, shape: [count, count], type: points.elementType)
      .upperTriangle(1)
    let same = try labels.unsqueezed(1).equal(labels.unsqueezed(0))
    let losses = try Self.losses(logits(points, points), same)
    return try (losses * pairs).sum() / pairs.sum()
  }

  private static func crossEntropy(_ logits: Tensor, _ same: Tensor) throws -> Tensor {
    try losses(logits, same).mean()
  }

  private static func losses(_ logits: Tensor, _ same: Tensor) throws -> Tensor {
    try (-logits).softplus().selected(where: same, else: logits.softplus())
  }
}

extension SiameseHead {
  static let kind = HeadKind(
    "siamese", title: "Siamese network",
    "How likely a query and a labelled point are of one class, by the gaps of their components.",
    paper: "Koch et al. 2015", traits: [.learned],
    options: [
      .choice("pool", Pool.max, "What of a class's points counts."),
      .flag("bias", true, "Whether equal points can score above one half."),
    ]
  ) { parts in
    SiameseHead(
      try parts.weights(
        [.constant("alpha", -1, [parts.features])]
          + (parts.values.flag("bias") ? [.constant("bias", 1, [])] : [])),
      pool: parts.values.choice("pool"))
  }
}
